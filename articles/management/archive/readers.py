"""What readers may have of the archive's content at an instant: no word that no page of the site shows."""

from collections.abc import Sequence
from datetime import datetime

from articles.management.archive.content import Extent, Line
from articles.models import (
    Article,
    Attachment,
    BoilerplateVersion,
    IssuedBoilerplate,
    Picture,
    Recording,
    Redirect,
    SitePage,
    Transition,
)
from articles.models.facets import EXPORTED, ValueKind, names_of
from articles.site.outputs.edition_history import public_among

# Fields for readers by name, so that a new field stays here until somebody says that it is theirs.
EDITION = (
    *(field.name for field in EXPORTED),
    "release", "edition", "state", "slug", "public_at", "public_until", "last_major_at", "is_minor",
    "withdrawal_reason",
)  # fmt: skip
ONLY = {
    Article: EDITION,
    Picture: (
        "file", "number", "is_lead", "alt", "is_decorative", "caption", "credit", "rights", "rights_until",
        "taken_on",
    ),
    Attachment: ("file", "number", "stem", "place", "title", "language"),
    Recording: ("place", "address", "title", "language", "transcript", "still"),
    Transition: ("verb", "at"),
    BoilerplateVersion: ("title", "body"),
    Redirect: ("old", "release", "path"),
    SitePage: ("kind", "language", "edition", "title", "body", "change_note", "at"),
}  # fmt: skip
# Readers are told that a release was withdrawn, and when. When an edition became public stands in its period.
SEEN_MOVES = ("withdraw", "reinstate")
# Of a withdrawn release only title, dates, filing and the reason leave the site.
WITHHELD: Line = {
    **dict.fromkeys(("place", "summary", "body", "contact", "change_note", "event_place"), ""),
    "event_start": None,
    "event_end": None,
    "event_is_whole_day": False,
    **{name: [] for name in names_of(ValueKind.ENTRIES)},
}


def for_readers(now: datetime) -> Extent:
    """Editions that are or were public, of releases that still are at `now`, as readers see them."""
    withdrawn = set(Article.objects.withdrawn(now).values_list("release", flat=True))

    def finish(lines: Sequence[Line]) -> None:
        originals = public_among({line["translates"] for line in lines if line["translates"]}, now)
        for line in lines:
            _finish(line, now, withheld=line["release"] in withdrawn)
            if line["translates"] not in originals:
                line["translates"] = None

    return Extent(
        editions=Article.objects.once_public(now),
        parts={
            "pictures": Picture.objects.shown(now),
            "attachments": Attachment.objects.published(now),
            "partners": Article.partners.through.objects.all(),
            "boilerplates": IssuedBoilerplate.objects.all(),
            "recordings": Recording.objects.published(now),
            "transitions": Transition.objects.filter(verb__in=SEEN_MOVES),
        },
        redirects=Redirect.objects.leading_somewhere(now),
        only=ONLY,
        never=frozenset({"reviewed"}),
        finish=finish,
    )


def _finish(line: Line, now: datetime, *, withheld: bool) -> None:
    """Take out of the line of an edition what readers do not see: the texts of a withdrawn release, plans."""
    if line["public_until"] and line["public_until"] > now:
        line["public_until"] = None  # it would tell that another edition is scheduled
    if line["is_minor"]:
        line["change_note"] = ""
    if withheld:
        line |= WITHHELD
