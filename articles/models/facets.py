"""The registry of fields and facets: all that people write in a release, and what it is filed under.

Filing, copies, change log, comparison, form, queries, filters, counts and importer are derived from it: a new
facet is one entry here and one field of Article.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto

from django.utils.translation import gettext_noop as _


class ValueKind(Enum):
    """The kind of value in a field. Facets stand in the order of these kinds in addresses and on pages."""

    TEXT = auto()
    HTML = auto()
    SLUG = auto()
    NUMBER = auto()
    FLAG = auto()
    INSTANT = auto()
    TERM = auto()
    TERMS = auto()
    TAGS = auto()
    CHOICE = auto()
    DAY = auto()
    # Of a register that the desk keeps.
    ENTRIES = auto()


class ChangeKind(Enum):
    """The part of a release that a change of a field touches.

    A second pair of eyes reads the words before readers do: all that is shown, and all that decides when and
    as what it is shown. The filing is where readers find it. A note is for colleagues and never public.
    """

    WORDS = "words"
    FILING = "filing"
    NOTE = "note"


class Copy(Enum):
    """The drafts that begin with fields of an edition that is there."""

    EDITION = "the next edition of the release"
    DUPLICATE = "another release like it"
    TRANSLATION = "the release in another language"


class Group(Enum):
    """The heading under which a field stands in the form of the desk."""

    TEXT = None
    FILED_UNDER = "Filed under"
    ISSUED = "Issued"
    EVENT = "The event it is about"
    CHANGES = "What this edition changed"
    NOTES = "Notes"


@dataclass(frozen=True, slots=True)
class ReleaseField:
    """A field of Article that people write, recorded in the change log and stored with a deleted draft.

    `label` is for the form, for readers and for the history. Drafts of the kinds `copied_to` begin with
    the field of another edition; readers are shown how a field that `is_compared` differs between two
    editions. `description` tells readers who take releases away what a field means; a field without one never
    leaves the site. Each of the entries of a register leaves it with these `members`, which are texts.
    """

    name: str
    value: ValueKind
    label: str
    group: Group
    change: ChangeKind = ChangeKind.WORDS
    copied_to: tuple[Copy, ...] = tuple(Copy)
    is_compared: bool = False
    description: str = ""
    members: tuple[str, ...] = ()

    @property
    def verbose_name(self) -> str:
        """The label as the fields of Django's models have theirs."""
        return self.label[0].lower() + self.label[1:]


@dataclass(frozen=True, slots=True, kw_only=True)
class TermPages:
    """The public pages of a facet's terms: all on one page, the index, and one for each.

    `path` begins their addresses. `index` is the name of the address of the index, which has the title and
    the introduction; the name of a term's address is that of the facet. The main menu leads to what
    `is_in_menu`.
    """

    path: str
    index: str
    title: str
    introduction: str
    is_in_menu: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet(ReleaseField):
    """A field that releases are narrowed by.

    `facet` is its name in addresses, and that of the vocabulary of its terms. The listing counts a facet and
    shows the `shown_at_once` values with the most releases, the others behind a click; with 0 the facet only
    filters. The cards of releases show the terms of a facet that `is_on_card`; its terms have public `pages`,
    or lead to the listing. `record_field` names the labels of an imported record that mean its terms; labels
    without a term hold the record back, or become tags if `unknown_are_tags`.
    """

    facet: str
    filter_label: str
    shown_at_once: int = 0
    is_desk_filter: bool = True
    is_on_card: bool = False
    pages: TermPages | None = None
    record_field: str = ""
    unknown_are_tags: bool = False


_FIELDS = (
    ReleaseField(
        "title", ValueKind.TEXT, _("Title"), Group.TEXT, is_compared=True,
        description="The title.",
    ),
    Facet(
        "release_type", ValueKind.TERM, _("Content type"), Group.FILED_UNDER, is_compared=True,
        facet="type", filter_label=_("Content type"), shown_at_once=8, record_field="type",
        pages=TermPages(
            path="content-types", index="types", title=_("Content types"),
            introduction=_("The kinds of releases."), is_in_menu=False,
        ),
        description="What kind of release it is.",
    ),
    Facet(
        "publishing_date", ValueKind.DAY, _("Publishing date"), Group.ISSUED, is_compared=True,
        copied_to=(Copy.EDITION, Copy.TRANSLATION),
        facet="year", filter_label=_("Year"), shown_at_once=8,
        description="The day of issue, as printed on the release.",
    ),
    ReleaseField(
        "place", ValueKind.TEXT, _("Place"), Group.ISSUED, is_compared=True,
        description="The place of the dateline.",
    ),
    ReleaseField(
        "partners", ValueKind.ENTRIES, _("Issued jointly with"), Group.ISSUED, is_compared=True,
        description="The organisations with which it was issued, with their addresses on the web and logos.",
        members=("name", "url", "logo"),
    ),
    Facet(
        "language", ValueKind.CHOICE, _("Language"), Group.ISSUED, is_compared=True,
        copied_to=(Copy.EDITION, Copy.DUPLICATE),
        facet="language", filter_label=_("Language"), shown_at_once=8,
        description="The language of the text, as an ISO 639-1 code.",
    ),
    ReleaseField(
        "translates", ValueKind.NUMBER, "Translation of release", Group.ISSUED, copied_to=(Copy.EDITION,),
        description="The number of the release that this one translates.",
    ),
    ReleaseField(
        "translates_edition", ValueKind.NUMBER, "Made from its edition", Group.ISSUED, ChangeKind.NOTE,
        copied_to=(Copy.EDITION,),
    ),
    ReleaseField("slug", ValueKind.SLUG, "Slug", Group.ISSUED, copied_to=(Copy.EDITION,)),
    ReleaseField(
        "embargo_until", ValueKind.INSTANT, "Under embargo until", Group.ISSUED, copied_to=(Copy.EDITION,)
    ),
    ReleaseField(
        "planned_day", ValueKind.DAY, "Planned for", Group.ISSUED, ChangeKind.NOTE,
        copied_to=(Copy.TRANSLATION,),
    ),
    ReleaseField(
        "event_start", ValueKind.INSTANT, _("Event begins"), Group.EVENT, is_compared=True,
        copied_to=(Copy.EDITION, Copy.TRANSLATION),
        description="When the event that it is about begins, in the time of the organisation.",
    ),
    ReleaseField(
        "event_end", ValueKind.INSTANT, _("Event ends"), Group.EVENT, is_compared=True,
        copied_to=(Copy.EDITION, Copy.TRANSLATION),
        description="When the event ends, if that was announced, in the time of the organisation.",
    ),
    ReleaseField(
        "event_is_whole_day", ValueKind.FLAG, "Whole day", Group.EVENT,
        copied_to=(Copy.EDITION, Copy.TRANSLATION),
        description="Whether the days of the event alone count, and no times.",
    ),
    ReleaseField(
        "event_place", ValueKind.TEXT, _("Place of the event"), Group.EVENT, is_compared=True,
        copied_to=(Copy.EDITION, Copy.TRANSLATION),
        description="Where the event takes place.",
    ),
    ReleaseField(
        "summary", ValueKind.TEXT, _("Summary"), Group.TEXT, is_compared=True,
        copied_to=(Copy.EDITION, Copy.DUPLICATE),
        description="The two or three sentences of a list.",
    ),
    ReleaseField(
        "body", ValueKind.HTML, _("Text"), Group.TEXT, is_compared=True, copied_to=(Copy.EDITION,),
        description="The text, as HTML.",
    ),
    Facet(
        "structures", ValueKind.TERMS, _("Where we are"), Group.FILED_UNDER, ChangeKind.FILING,
        is_compared=True,
        facet="structure", filter_label=_("Where we are"), shown_at_once=8, is_on_card=True,
        record_field="where",
        pages=TermPages(
            path="structures", index="structures", title=_("Structures and institutions"),
            introduction=_("The bodies that issue releases, open and closed."),
        ),
        description="The structures and institutions that issued it or that it is about.",
    ),
    Facet(
        "fields_of_work", ValueKind.TERMS, _("What we do"), Group.FILED_UNDER, ChangeKind.FILING,
        is_compared=True,
        facet="field", filter_label=_("What we do"), shown_at_once=8, is_on_card=True,
        record_field="what",
        pages=TermPages(
            path="fields-of-work", index="fields", title=_("Fields of work"),
            introduction=_("The subjects that releases are about."),
        ),
        description="The fields of work that it is about.",
    ),
    Facet(
        "countries", ValueKind.TERMS, _("Countries"), Group.FILED_UNDER, ChangeKind.FILING, is_compared=True,
        facet="country", filter_label=_("Country"), shown_at_once=5,
        record_field="locations", unknown_are_tags=True,
        pages=TermPages(
            path="countries", index="countries", title=_("Countries"),
            introduction=_("Participating States and Partners for Co-operation."),
        ),
        description="The countries that it is about.",
    ),
    Facet(
        "meetings", ValueKind.TERMS, _("Meetings"), Group.FILED_UNDER, ChangeKind.FILING, is_compared=True,
        facet="meeting", filter_label=_("Meeting"), is_desk_filter=False,
        record_field="collections", unknown_are_tags=True,
        pages=TermPages(
            path="meetings", index="meetings", title=_("Meetings and conferences"),
            introduction=_("The meetings and conferences that releases belong to."),
        ),
        description="The meetings and conferences that it belongs to.",
    ),
    Facet(
        "tags", ValueKind.TAGS, _("Tags"), Group.FILED_UNDER, ChangeKind.FILING, is_compared=True,
        facet="tag", filter_label=_("Tag"), is_desk_filter=False, record_field="tags",
        description="Free words.",
    ),
    ReleaseField(
        "change_note", ValueKind.TEXT, "Change note", Group.CHANGES, copied_to=(),
        description="What this edition changed; empty for a first edition and for a minor change.",
    ),
    ReleaseField("is_minor", ValueKind.FLAG, "Minor change", Group.CHANGES, copied_to=()),
    ReleaseField("minor_reason", ValueKind.TEXT, "Why it is minor", Group.CHANGES, copied_to=()),
    ReleaseField(
        "boilerplates", ValueKind.ENTRIES, _("Boilerplate"), Group.NOTES, is_compared=True,
        description="Standing texts below the text, like “About the Office”, as HTML.",
        members=("title", "body"),
    ),
    ReleaseField(
        "contact", ValueKind.TEXT, _("Contact for the press"), Group.NOTES, is_compared=True,
        description="Who answers the press.",
    ),
    ReleaseField(
        "editor_note", ValueKind.TEXT, "Editor's note", Group.NOTES, ChangeKind.NOTE,
        copied_to=(Copy.EDITION,),
    ),
)  # fmt: skip

FIELDS = {field.name: field for field in _FIELDS}
_ORDER = list(ValueKind)
# Facets by their names, in the order of addresses.
FACETS = {
    field.facet: field
    for field in sorted(_FIELDS, key=lambda field: _ORDER.index(field.value))
    if isinstance(field, Facet)
}
WITH_PAGES = {name: facet.pages for name, facet in FACETS.items() if facet.pages}
COUNTED = tuple(name for name, facet in FACETS.items() if facet.shown_at_once)
# Facets whose values are terms of a vocabulary: of those an edition has one, or any number.
OF_TERMS = {name: facet for name, facet in FACETS.items() if facet.value in (ValueKind.TERM, ValueKind.TERMS)}
OF_ONE_TERM = {name: facet for name, facet in OF_TERMS.items() if facet.value is ValueKind.TERM}
OF_MANY_TERMS = {name: facet for name, facet in OF_TERMS.items() if facet.value is ValueKind.TERMS}
# Fields whose values are rows of other tables, of which an edition has any number.
_RELATED = (ValueKind.TERMS, ValueKind.TAGS, ValueKind.ENTRIES)
# Fields in the table of editions, but for the column of a term.
PLAIN_FIELDS = tuple(field.name for field in _FIELDS if field.value not in (ValueKind.TERM, *_RELATED))
# Those that readers take away with a release, in the order of the registry.
EXPORTED = tuple(field for field in _FIELDS if field.description)


def names_of(*kinds: ValueKind) -> tuple[str, ...]:
    """Return the names of the fields that hold one of these kinds of value."""
    return tuple(field.name for field in _FIELDS if field.value in kinds)


def fields_in(group: Group) -> tuple[str, ...]:
    """Return the names of the fields under one heading of the form."""
    return tuple(field.name for field in _FIELDS if field.group is group)


def kinds_of_change(names: Iterable[str]) -> set[ChangeKind]:
    """Return the kinds of change of these fields; pictures and documents, which are no fields, are words."""
    return {FIELDS[name].change if name in FIELDS else ChangeKind.WORDS for name in names}
