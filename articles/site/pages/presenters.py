"""Frozen values that templates print: facets, chips, pages and other words of a listing, with their links."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby
from typing import NamedTuple

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.index.catalogue import QueryResult, RenderedCard
from articles.index.query import ReleaseQuery
from articles.index.request_snapshot import RequestSnapshot
from articles.index.search import did_you_mean
from articles.index.search.dates import date_in
from articles.index.search.question import Not, text_of
from articles.index.search.words import read
from articles.models.facets import COUNTED, FACETS, OF_TERMS, Facet, ValueKind
from articles.site.filters import LABELS
from articles.site.template_functions import releases
from taxonomy import interface, languages

MORE_THAN_ANY_COUNT = 10**12
# So many more values of a facet are not worth a click.
A_FEW = 2


class Option(NamedTuple):
    """One value of a facet; a listing has two hundred, and tuples are made quickest."""

    value: str
    label: str
    total: int
    selected: bool
    depth: int = 0


@dataclass(frozen=True, slots=True)
class FacetChoices:
    """A facet of the listing; `shown` are on the page at once, `more` behind a disclosure."""

    name: str
    label: str
    shown: tuple[Option, ...]
    more: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force, with the address of the listing without it."""

    label: str
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Pager:
    """The way through the pages of a listing; empty addresses where there is no such page."""

    page: int
    pages: int
    first: int
    last: int
    total: int
    previous_url: str
    next_url: str
    links: tuple[tuple[int, str], ...]


class Day(NamedTuple):
    """The cards of one day; `name` is "" where its date is all it is called."""

    name: str
    day: date
    cards: tuple[RenderedCard, ...]


def days(cards: Iterable[RenderedCard], today: date) -> list[Day]:
    """Return cards, which are in the order of their days, by day."""
    return [
        Day(_day_name(day, today), day, tuple(group)) for day, group in groupby(cards, lambda card: card.day)
    ]


def _day_name(day: date, today: date) -> str:
    """Return the name of a day beside its date: a page is kept to midnight at most."""
    if day == today:
        return _("Today")
    return _("Yesterday") if day == today - timedelta(days=1) else ""


def found(query: ReleaseQuery, total: int) -> str:
    """Return in words how many releases a query finds: 7 releases for “border officers”."""
    if not query.words:
        return releases(total)
    number = number_format(total, force_grouping=True)
    return ngettext("%(number)s release for “%(words)s”", "%(number)s releases for “%(words)s”", total) % {
        "number": number,
        "words": query.words,
    }


def facets(query: ReleaseQuery, result: QueryResult, snapshot: RequestSnapshot) -> list[FacetChoices]:
    """Return the facets beside a listing: values that would find something, and those that are selected."""
    built = [
        _choices(FACETS[name], _term_options(name, query, result, snapshot))
        if name in OF_TERMS
        else _value_choices(FACETS[name], query, result)
        for name in COUNTED
    ]
    return [facet for facet in built if facet.shown]


def _term_options(
    name: str, query: ReleaseQuery, result: QueryResult, snapshot: RequestSnapshot
) -> tuple[Option, ...]:
    counts, selected = result.counts[name], query.selected(name)
    return tuple(
        [
            Option(slug, label, counts.get(slug, 0), slug in selected, depth)
            for slug, label, depth in snapshot.vocabularies[name].labels_on(snapshot.today)
            if slug in counts or slug in selected
        ]
    )


def _value_choices(facet: Facet, query: ReleaseQuery, result: QueryResult) -> FacetChoices:
    """Return years, the newest first, or languages, those of most releases first; the first are shown."""
    counts, selected = result.counts[facet.facet], query.selected(facet.facet)
    values = sorted({*counts, *selected}, key=str, reverse=facet.value is ValueKind.DAY)
    if facet.value is ValueKind.CHOICE:
        values.sort(key=lambda value: -counts.get(value, 0))
    options = tuple(
        Option(str(value), _name_of_value(facet, value), counts.get(value, 0), value in selected)
        for value in values
    )
    at_once = facet.shown_at_once if len(options) > facet.shown_at_once + A_FEW else len(options)
    return FacetChoices(facet.facet, facet.filter_label, options[:at_once], options[at_once:])


def _name_of_value(facet: Facet, value: str | int) -> str:
    return languages.name_of(str(value)) if facet.value is ValueKind.CHOICE else str(value)


def _choices(facet: Facet, options: tuple[Option, ...]) -> FacetChoices:
    """The values that find most are shown at once, in the order of their tree, and those that are selected.

    A parent finds at least what its children find, so that a child is not shown without it.
    """
    if len(options) <= facet.shown_at_once + A_FEW:
        return FacetChoices(facet.facet, facet.filter_label, options, ())
    selected = sum(option.selected for option in options)
    by_weight = sorted(options, key=lambda option: -option.total - option.selected * MORE_THAN_ANY_COUNT)
    chosen = {option.value for option in by_weight[: max(facet.shown_at_once, selected)]}
    return FacetChoices(
        facet.facet,
        facet.filter_label,
        tuple(option for option in options if option.value in chosen),
        tuple(option for option in options if option.value not in chosen),
    )


def chips(query: ReleaseQuery, snapshot: RequestSnapshot, path: str) -> list[Chip]:
    """Return every filter in force, each with the way to take it off."""
    chips_in_force = []
    if query.words:
        without = replace(query, page=1, words="", sort="")
        chips_in_force.append(Chip(LABELS["q"], query.words, path + without.querystring()))
    for facet in FACETS:
        for value in query.selected(facet):
            text = _name_of(facet, value, snapshot)
            chips_in_force.append(Chip(LABELS[facet], text, path + query.without(facet, value).querystring()))
    later, earlier = replace(query, page=1, issued_to=None), replace(query, page=1, issued_from=None)
    for word, day, wider in (
        (_("from %(day)s"), query.issued_from, earlier),
        (_("to %(day)s"), query.issued_to, later),
    ):
        if day:
            text = word % {"day": date_format(day, interface.day_format())}
            chips_in_force.append(Chip(FACETS["year"].label, text, path + wider.querystring()))
    return chips_in_force


def _name_of(facet: str, value: str | int, snapshot: RequestSnapshot) -> str:
    if facet in OF_TERMS:
        return snapshot.vocabularies[facet].by_slug[str(value)].label(snapshot.today)
    return _name_of_value(FACETS[facet], value)


@dataclass(frozen=True, slots=True)
class OtherWords:
    """Other words than those that were searched for, with what they find."""

    text: str
    total: int
    url: str


def meant(query: ReleaseQuery, snapshot: RequestSnapshot, path: str) -> OtherWords | None:
    """Return the words that a reader may have meant who found nothing, if these find anything."""
    text = did_you_mean.meant(query.words, snapshot.catalogue, snapshot.vocabularies)
    if not text:
        return None
    other = _other_words(query, text, snapshot, path)
    return other if other.total else None


def words_alone(query: ReleaseQuery, snapshot: RequestSnapshot, path: str) -> list[OtherWords]:
    """Return, for a search that found nothing, each of its parts by itself, under the same filters."""
    wanted = [part for part in read(query.words).parts if not isinstance(part, Not)]
    if len(wanted) < 2:
        return []
    return [_other_words(query, text_of(part), snapshot, path) for part in wanted]


def unquoted(query: ReleaseQuery, snapshot: RequestSnapshot, path: str) -> OtherWords | None:
    """Return the words of a search for a phrase without the quotation marks, if these find anything."""
    text = re.sub(r'["“”„«»]', " ", query.words)
    if text == query.words or not read(text):
        return None
    other = _other_words(query, " ".join(text.split()), snapshot, path)
    return other if other.total else None


def issued_then(query: ReleaseQuery, snapshot: RequestSnapshot, path: str) -> OtherWords | None:
    """Return the releases of the date that stands among the words, with the other words, if there are any."""
    found = date_in(query.words)
    if found is None:
        return None
    rest = found.rest if read(found.rest) else ""
    other = replace(
        query, words=rest, page=1, issued_from=found.first, issued_to=found.last,
        sort=query.sort if rest or query.sort == "oldest" else "",
    )  # fmt: skip
    text = _period(found.first, found.last)
    if rest:
        text += _(" with the words %(words)s") % {"words": rest}
    return OtherWords(text, snapshot.find(other).total, path + other.querystring())


def _period(first: date, last: date) -> str:
    """Return in words what was issued on a day, in a month or in a year."""
    if first == last:
        return _("Releases issued on %(day)s") % {"day": date_format(first, interface.day_format())}
    if first.month == last.month:
        return _("Releases issued in %(month)s") % {"month": date_format(first, "YEAR_MONTH_FORMAT")}
    return _("Releases issued in %(year)s") % {"year": first.year}


def _other_words(query: ReleaseQuery, text: str, snapshot: RequestSnapshot, path: str) -> OtherWords:
    other = replace(query, words=text, page=1)
    return OtherWords(text, snapshot.find(other).total, path + other.querystring())


def pager(query: ReleaseQuery, result: QueryResult, path: str) -> Pager:
    """Return links to the pages around the one shown, the first and the last."""
    around = range(max(1, query.page - 2), min(result.pages, query.page + 2) + 1)
    numbers = sorted({1, *around, result.pages} & set(range(1, result.pages + 1)))
    skipped = (query.page - 1) * query.rows
    first = path + query.on_page(1).querystring()

    def address(number: int) -> str:
        return first if number == 1 else f"{first}{'&' if '?' in first else '?'}page={number}"

    return Pager(
        page=query.page,
        pages=result.pages,
        first=skipped + 1,
        last=skipped + len(result.ids),
        total=result.total,
        previous_url=address(query.page - 1) if query.page > 1 else "",
        next_url=address(query.page + 1) if query.page < result.pages else "",
        links=tuple((number, address(number)) for number in numbers),
    )
