"""What a reader may ask for: the one place that reads `request.GET` for listings, feeds and exports."""

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from taggit.models import Tag

from articles.models import Article, Language
from articles.query import ROWS, ReleaseQuery
from articles.search import words
from taxonomy.vocabulary import MODELS, Vocabularies

LABELS = {
    "q": "Words",
    "type": "Content type",
    "structure": "Where we are",
    "field": "What we do",
    "country": "Country",
    "meeting": "Meeting",
    "tag": "Tag",
    "language": "Language",
    "year": "Year",
    "from": "From",
    "to": "To",
    "sort": "Order",
    "page": "Page",
    "rows": "Releases a page",
}
ORDERS = [("relevance", "Best first"), ("newest", "Newest first"), ("oldest", "Oldest first")]
SINGLE = ("q", "from", "to", "sort", "page", "rows")
MOST_PAGES = 1_000_000


@dataclass(frozen=True, slots=True)
class Misunderstanding:
    """A parameter whose value cannot be used: its label, the value as sent, and what would be right."""

    parameter: str
    label: str
    value: str
    message: str


class PartialDateField(forms.Field):
    """`2016`, `2016-05` or `2016-05-09`, as the first day it can mean, or the last with `end=True`."""

    def __init__(self, *, end: bool = False, **options):
        super().__init__(**options)
        self.end = end

    def to_python(self, value: str | None) -> date | None:
        text = value or ""
        if not text:
            return None
        if not re.fullmatch(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?", text):
            raise ValidationError("Write a date as 2016, 2016-05 or 2016-05-09.")
        year, month, day = (int(part) for part in (text + "-00-00")[:10].split("-"))
        try:
            if not self.end:
                return date(year, month or 1, day or 1)
            month = month or 12
            return date(year, month, day or calendar.monthrange(year, month)[1])
        except ValueError as error:
            raise ValidationError("There is no such date.") from error


class TagsField(forms.Field):
    """Slugs of tags that exist; archives have far too many tags to offer as choices."""

    widget = forms.MultipleHiddenInput

    def clean(self, value: list[str] | None) -> list[str]:
        slugs = [slug for slug in value or [] if slug]
        possible = [slug for slug in slugs if slug.isprintable()]
        known = (
            set(Tag.objects.filter(slug__in=possible).values_list("slug", flat=True)) if possible else set()
        )
        if unknown := [slug for slug in slugs if slug not in known]:
            raise ValidationError([f"There is no tag “{slug}”." for slug in unknown])
        return slugs


class TagsFilter(django_filters.Filter):
    field_class = TagsField


class WordsField(forms.CharField):
    """What a reader searches for; characters that no page shows are passed over."""

    def to_python(self, value: str | None) -> str:
        return "".join(char if char.isprintable() else " " for char in super().to_python(value)).strip()


class WordsFilter(django_filters.Filter):
    field_class = WordsField


class DayFilter(django_filters.Filter):
    field_class = PartialDateField


class PageFilter(django_filters.Filter):
    field_class = forms.IntegerField


def _years() -> list[tuple[str, str]]:
    return [(str(year), str(year)) for year in range(1900, 2101)]


class ReleaseFilter(django_filters.FilterSet):
    """Declares and validates the listing's parameters; the catalogue, not SQL, then does the filtering.

    The slugs that may be asked for come from the vocabularies in memory, so that validating costs no query.
    """

    q = WordsFilter(max_length=200)
    type = django_filters.MultipleChoiceFilter()
    structure = django_filters.MultipleChoiceFilter()
    field = django_filters.MultipleChoiceFilter()
    country = django_filters.MultipleChoiceFilter()
    meeting = django_filters.MultipleChoiceFilter()
    tag = TagsFilter()
    language = django_filters.MultipleChoiceFilter(choices=Language.choices)
    year = django_filters.TypedMultipleChoiceFilter(coerce=int, choices=_years)
    sort = django_filters.ChoiceFilter(choices=ORDERS)
    page = PageFilter(min_value=1, max_value=MOST_PAGES)
    rows = django_filters.TypedChoiceFilter(coerce=int, choices=[(str(rows), str(rows)) for rows in ROWS])

    class Meta:
        model = Article
        fields: list[str] = []


# `from` is a word of Python, so these two cannot be declared as attributes.
ReleaseFilter.base_filters["from"] = DayFilter()
ReleaseFilter.base_filters["to"] = DayFilter(end=True)


_made: tuple[Vocabularies, dict[str, forms.Field]] | None = None


def _fields(vocabularies: Vocabularies) -> dict[str, forms.Field]:
    """The form fields that ReleaseFilter declares, offering the terms there are; made once for each reading of them."""
    global _made
    made = _made
    if made is not None and made[0] is vocabularies:
        return made[1]
    fields = ReleaseFilter(queryset=Article.objects.none()).get_form_class().base_fields
    for name, field in fields.items():
        if name in MODELS:
            field.choices = [(entry.slug, entry.name) for entry in vocabularies[name]]
        if isinstance(field, forms.ChoiceField):
            noun = LABELS[name].lower() if name in ("sort", "rows") else f"value of “{LABELS[name]}”"
            field.error_messages["invalid_choice"] = f"“%(value)s” is no {noun} here."
    _made = (vocabularies, fields)
    return fields


def read_query(
    parameters: MultiValueDict | Mapping, vocabularies: Vocabularies
) -> tuple[ReleaseQuery, list[Misunderstanding]]:
    """What was understood of the reader's parameters, as a query, and what was not.

    With any misunderstanding the query must not be answered with releases: half a filter would look
    like an answer to the whole question. Parameters with other names, as links from newsletters carry
    them, mean nothing here and are passed over.
    """
    asked = _without_empty(parameters)
    if several := [name for name in SINGLE if len(set(asked.getlist(name))) > 1]:
        return ReleaseQuery(), [
            Misunderstanding(name, LABELS[name], ", ".join(asked.getlist(name)), "Ask for one value only.")
            for name in several
        ]
    cleaned, misunderstood = _cleaned(asked, _fields(vocabularies))
    query = _query(cleaned)
    if misunderstood:
        return query, misunderstood
    if query.issued_from and query.issued_to and query.issued_from > query.issued_to:
        day, message = query.issued_from.isoformat(), "The first day comes after the last."
        understood = replace(query, issued_from=None, issued_to=None)
        return understood, [Misunderstanding("from", LABELS["from"], day, message)]
    if message := _not_searchable(asked.get("q", ""), query.words):
        return replace(query, words=""), [Misunderstanding("q", LABELS["q"], asked["q"], message)]
    return query, []


def _cleaned(
    asked: MultiValueDict, fields: Mapping[str, forms.Field]
) -> tuple[dict[str, object], list[Misunderstanding]]:
    """Each parameter's value as its field understands it, and those that none could be made of.

    Only the fields that were asked for are looked at: a form would copy all of them for every request.
    """
    cleaned, misunderstood = {}, []
    for name in asked:
        field = fields[name]
        try:
            cleaned[name] = field.clean(field.widget.value_from_datadict(asked, {}, name))
        except ValidationError as error:
            value, message = ", ".join(asked.getlist(name)), " ".join(error.messages)
            misunderstood.append(Misunderstanding(name, LABELS[name], value, message))
    return cleaned, misunderstood


def _not_searchable(typed: str, text: str) -> str:
    """Why what the reader typed cannot be searched for; nothing when it can, or when nothing was typed."""
    asked = words.read(text)
    if typed and not asked:
        return "There is no word in it to search for."
    if len(asked.wanted) + len(asked.excluded) > words.MOST_WORDS:
        return f"Search for at most {words.MOST_WORDS} words at a time."
    return ""


def _without_empty(parameters: MultiValueDict) -> MultiValueDict:
    """The known parameters without the empty values that a form sends for fields left alone."""
    kept = MultiValueDict()
    for name in LABELS:
        if values := [value for value in parameters.getlist(name) if value != ""]:
            kept.setlist(name, values)
    return kept


def _query(cleaned: Mapping) -> ReleaseQuery:
    return ReleaseQuery(
        words=cleaned.get("q") or "",
        **{
            name: tuple(dict.fromkeys(cleaned.get(name) or ()))
            for name in ("type", "structure", "field", "country", "meeting", "tag", "language", "year")
        },
        issued_from=cleaned.get("from"),
        issued_to=cleaned.get("to"),
        sort=cleaned.get("sort") or "",
        page=cleaned.get("page") or 1,
        rows=cleaned.get("rows") or 20,
    )
