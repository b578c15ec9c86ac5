"""Parameters of readers: the one place that reads `request.GET` for listings, feeds and exports."""

import calendar
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils.datastructures import MultiValueDict
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from articles.index.query import ROWS, ReleaseQuery
from articles.index.request_snapshot import RequestSnapshot
from articles.index.search import words
from articles.index.search.dates import date_in
from articles.models import Article, MergedTag
from articles.models.facets import FACETS, OF_TERMS, Facet, ValueKind
from taxonomy.languages import LANGUAGES
from taxonomy.vocabulary import Vocabularies

LABELS = {
    "q": gettext_noop("Words"),
    **{name: facet.filter_label for name, facet in FACETS.items()},
    "from": gettext_noop("From"),
    "to": gettext_noop("To"),
    "sort": gettext_noop("Order"),
    "page": gettext_noop("Page"),
    "rows": gettext_noop("Releases a page"),
    "prefer": gettext_noop("Preferred language"),
}
ORDERS = [("relevance", "Best first"), ("newest", "Newest first"), ("oldest", "Oldest first")]
SINGLE = ("q", "from", "to", "sort", "page", "rows", "prefer")
MOST_PAGES = 1_000_000
# A tag is merged, the other one is merged again, and so on: so many are followed.
MOST_MERGERS = 5


@dataclass(frozen=True, slots=True)
class Misunderstanding:
    """A parameter whose value cannot be used: its label, the value as sent, and what would be right."""

    parameter: str
    label: str
    value: str
    message: str


class PartialDateField(forms.Field):
    """A date as people write it, as the first day it can mean, or the last with `end=True`.

    `2016`, `2016-05` and `2016-05-09` are those of addresses, the others those of texts: "12 May 2025".
    """

    def __init__(self, *, end: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.end = end

    def to_python(self, value: str | None) -> date | None:
        """Return the day that a reader wrote; raise ValidationError if there is none."""
        text = value or ""
        if not text:
            return None
        if not re.fullmatch(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?", text):
            written = date_in(text)
            if written is None or written.rest:
                raise ValidationError(_("Write a date as 12 May 2025, May 2025, 2025 or 2025-05-12."))
            return written.last if self.end else written.first
        year, month, day = (int(part) for part in (text + "-00-00")[:10].split("-"))
        try:
            if not self.end:
                return date(year, month or 1, day or 1)
            month = month or 12
            return date(year, month, day or calendar.monthrange(year, month)[1])
        except ValueError as error:
            raise ValidationError(_("There is no such date.")) from error


class ValuesField(forms.Field):
    """Slugs of tags or codes of languages, too many to offer: the catalogue has those there are."""

    widget = forms.MultipleHiddenInput

    def clean(self, value: list[str] | None) -> list[str]:
        """Return the values without empty ones."""
        return [slug for slug in value or [] if slug]


class ValuesFilter(django_filters.Filter):
    """A filter whose values are looked up in the catalogue."""

    field_class = ValuesField


class WordsField(forms.CharField):
    """The words of a search; characters that no page shows are passed over."""

    def to_python(self, value: str | None) -> str:
        """Return what was typed, without characters that no page shows."""
        return "".join(char if char.isprintable() else " " for char in super().to_python(value) or "").strip()


class WordsFilter(django_filters.Filter):
    """A filter by words."""

    field_class = WordsField


class DayFilter(django_filters.Filter):
    """A filter by a day, a month or a year."""

    field_class = PartialDateField


class PageFilter(django_filters.Filter):
    """The number of a page."""

    field_class = forms.IntegerField


def _years() -> list[tuple[str, str]]:
    return [(str(year), str(year)) for year in range(1900, 2101)]


class ReleaseFilter(django_filters.FilterSet):
    """Declares and validates the listing's parameters; the catalogue, not SQL, then does the filtering.

    The slugs that may be asked for come from the vocabularies in memory, so that validating costs no query.
    """

    q = WordsFilter(max_length=200)
    sort = django_filters.ChoiceFilter(choices=ORDERS)
    page = PageFilter(min_value=1, max_value=MOST_PAGES)
    rows = django_filters.TypedChoiceFilter(coerce=int, choices=[(str(rows), str(rows)) for rows in ROWS])
    prefer = django_filters.ChoiceFilter(choices=[(code, code) for code in LANGUAGES])

    class Meta:
        model = Article
        fields: list[str] = []


def _filter_of(facet: Facet) -> django_filters.Filter:
    """Return what reads the values asked of a facet; those of terms are offered by `_fields`."""
    match facet.value:
        case ValueKind.TAGS | ValueKind.CHOICE:
            return ValuesFilter()
        case ValueKind.DAY:
            return django_filters.TypedMultipleChoiceFilter(coerce=int, choices=_years)
    return django_filters.MultipleChoiceFilter()


ReleaseFilter.base_filters |= {name: _filter_of(facet) for name, facet in FACETS.items()}
# `from` is a word of Python, so these two cannot be declared as attributes.
ReleaseFilter.base_filters["from"] = DayFilter()
ReleaseFilter.base_filters["to"] = DayFilter(end=True)


_made: tuple[Vocabularies, dict[str, forms.Field]] | None = None


def _fields(vocabularies: Vocabularies) -> dict[str, forms.Field]:
    """Return the form fields that ReleaseFilter declares, with the terms there are; made once for these."""
    global _made
    made = _made
    if made is not None and made[0] is vocabularies:
        return made[1]
    fields = ReleaseFilter(queryset=Article.objects.none()).get_form_class().base_fields
    for name, field in fields.items():
        if name in OF_TERMS:
            field.choices = [(entry.slug, entry.name) for entry in vocabularies[name]]
        if isinstance(field, forms.ChoiceField):
            field.error_messages["invalid_choice"] = lazy(_no_value_of, str)(name)
    _made = (vocabularies, fields)
    return fields


def _no_value_of(name: str) -> str:
    """Return what a reader is told of a value that there is not; it stands there as %(value)s."""
    return _("“%(value)s” is no value of “%(label)s” here.") % {
        "value": "%(value)s",
        "label": _(LABELS[name]),
    }


def read_query(
    parameters: MultiValueDict[str, str], snapshot: RequestSnapshot, *, usual: str = ""
) -> tuple[ReleaseQuery, list[Misunderstanding]]:
    """Return what was understood of the reader's parameters, as a query, and what was not.

    `usual` is the language that the output prefers where no parameter names one: it shows translations as one
    item. Without one, each release stands for itself.

    With any misunderstanding the query must not be answered with releases: half a filter would look
    like an answer to the whole question. Parameters with other names, as links from newsletters carry
    them, mean nothing here and are passed over.
    """
    asked = _without_empty(parameters)
    if several := [name for name in SINGLE if len(set(asked.getlist(name))) > 1]:
        return ReleaseQuery(), [
            Misunderstanding(name, LABELS[name], ", ".join(asked.getlist(name)), _("Ask for one value only."))
            for name in several
        ]
    cleaned, misunderstood = _cleaned(asked, _fields(snapshot.vocabularies))
    cleaned["tag"] = _tags_of_today(cleaned.get("tag", ()), snapshot)
    if unknown := _unknown_tags(cleaned["tag"], snapshot):
        message = " ".join(_("There is no tag “%(slug)s”.") % {"slug": slug} for slug in unknown)
        misunderstood.append(Misunderstanding("tag", LABELS["tag"], ", ".join(cleaned.pop("tag")), message))
    if unknown := _unknown_languages(cleaned.get("language", ()), snapshot):
        message = " ".join(
            _("“%(value)s” is no value of “%(label)s” here.")
            % {"value": code, "label": _(LABELS["language"])}
            for code in unknown
        )
        value = ", ".join(cleaned.pop("language"))
        misunderstood.append(Misunderstanding("language", LABELS["language"], value, message))
    query = replace(_query(cleaned), prefer=cleaned.get("prefer") or usual, usual=usual)
    if misunderstood:
        return query, misunderstood
    if query.issued_from and query.issued_to and query.issued_from > query.issued_to:
        day, message = query.issued_from.isoformat(), _("The first day comes after the last.")
        understood = replace(query, issued_from=None, issued_to=None)
        return understood, [Misunderstanding("from", LABELS["from"], day, message)]
    if message := _not_searchable(asked.get("q", ""), query.words):
        return replace(query, words=""), [
            Misunderstanding("q", LABELS["q"], ", ".join(asked.getlist("q")), message)
        ]
    return query, []


def canonical_redirect(request: HttpRequest, querystring: str) -> HttpResponse | None:
    """Return a redirect to the same question with its parameters in canonical order; None when they are.

    One address a question: caches keep it once, and no robot finds a hundred spellings of one list.
    """
    if request.META.get("QUERY_STRING", "") == querystring.removeprefix("?"):
        return None
    return HttpResponsePermanentRedirect(request.path + querystring)


def _tags_of_today(slugs: Sequence[str], snapshot: RequestSnapshot) -> list[str]:
    """Return tags as they were asked for; one that was merged is the one that it was merged into.

    A tag that listed releases have stays, also after a merger that was undone, and no tag is named that only
    drafts have. No query where listed releases have all of them.
    """
    known = snapshot.catalogue.count
    meant = {slug: slug for slug in slugs if slug.isprintable()}
    for _merger in range(MOST_MERGERS):
        gone = [slug for slug in meant.values() if not known("tag", slug)]
        if not gone:
            break
        mergers = MergedTag.objects.filter(tag__slug__in=gone)
        into = dict(mergers.values_list("tag__slug", "into__slug"))
        if not into:
            break
        meant = {asked: into.get(slug, slug) for asked, slug in meant.items()}
    return [meant[slug] if slug in meant and known("tag", meant[slug]) else slug for slug in slugs]


def _unknown_tags(slugs: Sequence[str], snapshot: RequestSnapshot) -> list[str]:
    """Return those of `slugs` that no edition has which readers may read; what drafts have stays hidden.

    The catalogue knows the tags of listed releases; of others, as withdrawn ones, the database is asked.
    """
    others = {slug for slug in slugs if slug.isprintable() and not snapshot.catalogue.count("tag", slug)}
    readable = set()
    if others:
        articles = Article.objects.once_public(snapshot.now)
        readable = set(articles.filter(tags__slug__in=others).values_list("tags__slug", flat=True).distinct())
    return [slug for slug in slugs if slug not in readable and not snapshot.catalogue.count("tag", slug)]


def _unknown_languages(codes: Sequence[str], snapshot: RequestSnapshot) -> list[str]:
    """Return those of `codes` that have no file and that no listed release is in."""
    return [
        code for code in codes if code not in LANGUAGES and not snapshot.catalogue.count("language", code)
    ]


def _cleaned(
    asked: MultiValueDict[str, str], fields: Mapping[str, forms.Field]
) -> tuple[dict[str, Any], list[Misunderstanding]]:
    """Each parameter's value as its field understands it, and those that none could be made of.

    Only the fields that were asked for are looked at: a form would copy all of them for every request.
    """
    cleaned: dict[str, Any] = {}
    misunderstood: list[Misunderstanding] = []
    for name in asked:
        field = fields[name]
        try:
            cleaned[name] = field.clean(field.widget.value_from_datadict(asked, {}, name))
        except ValidationError as error:
            value, message = ", ".join(asked.getlist(name)), " ".join(error.messages)
            misunderstood.append(Misunderstanding(name, LABELS[name], value, message))
    return cleaned, misunderstood


def _not_searchable(typed: str, text: str) -> str:
    """Return why the typed words cannot be searched for; nothing when they can, or when there are none."""
    asked = words.read(text)
    if typed and not asked:
        return _("There is no word in it to search for.")
    return words.refusal(asked)


def _without_empty(parameters: MultiValueDict[str, str]) -> MultiValueDict[str, str]:
    """The known parameters without the empty values that a form sends for fields left alone."""
    filled: MultiValueDict[str, str] = MultiValueDict()
    for name in LABELS:
        if values := [value for value in parameters.getlist(name) if value != ""]:
            filled.setlist(name, values)
    return filled


def _query(cleaned: Mapping) -> ReleaseQuery:
    return ReleaseQuery(
        words=cleaned.get("q") or "",
        filters={name: tuple(dict.fromkeys(cleaned[name])) for name in FACETS if cleaned.get(name)},
        issued_from=cleaned.get("from"),
        issued_to=cleaned.get("to"),
        sort=cleaned.get("sort") or "",
        page=cleaned.get("page") or 1,
        rows=cleaned.get("rows") or 20,
    )
