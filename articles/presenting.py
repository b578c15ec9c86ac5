"""What templates print, as frozen values: cards, facets, chips and pages, with their links worked out."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from html import unescape
from itertools import pairwise
from typing import NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils import dateformat, timezone
from django.utils.html import strip_tags
from django.utils.safestring import SafeString

from articles.body import without_pictures
from articles.catalogue import Found
from articles.characters import ENDS_OF_A_SENTENCE
from articles.filing import Filing, filings_of
from articles.filters import LABELS
from articles.models import Article, Language
from articles.moment import Moment
from articles.query import TERM_FACETS, ReleaseQuery
from articles.search import suggesting
from articles.search.text import extract, marked, plain_text
from articles.search.words import Words, read
from taxonomy.vocabulary import Entry, Vocabulary

# What a card shows of the filing of its release.
CARD_FACETS = ("structure", "field")
LANGUAGE_NAMES = dict(Language.choices)
MORE_THAN_ANY_COUNT = 10**12


@dataclass(frozen=True, slots=True)
class TermLink:
    """A term as a reader of one release sees it: the name of that day, the page, and today's name if it changed."""

    name: str
    url: str
    now_called: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """A release in a list; `heading` and `extract` are HTML with the words of a search marked, if there was one."""

    number: int
    title: str
    url: str
    day: date
    last_updated: datetime
    type: str
    language: str
    language_name: str
    summary: str
    structures: tuple[TermLink, ...]
    fields: tuple[TermLink, ...]
    heading: SafeString | str = ""
    extract: SafeString | str = ""


class Option(NamedTuple):
    """One value of a facet; a listing has two hundred, and tuples are made quickest."""

    value: str
    label: str
    count: int
    selected: bool
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Facet:
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


class Correction(NamedTuple):
    """An edition that tells readers what it changed, and the one that it replaced."""

    edition: Article
    before: Article


def cards_of(articles: Iterable[Article], moment: Moment, words: Words | None = None) -> list[Card]:
    """Articles as cards; for a search, with its `words` marked."""
    articles = list(articles)
    filings = filings_of([article.pk for article in articles], CARD_FACETS)
    return [_card(article, filings[article.pk], moment, words) for article in articles]


def _card(article: Article, filing: Filing, moment: Moment, words: Words | None) -> Card:
    type_entry = moment.vocabularies.type.by_id.get(article.release_type_id)
    day = article.publishing_date
    return Card(
        number=article.release,
        title=article.title,
        last_updated=article.last_updated,
        url=article.get_absolute_url(),
        day=day,
        type=type_entry.name if type_entry else "",
        language=article.language,
        language_name=LANGUAGE_NAMES.get(article.language, article.language),
        summary=with_ellipsis(article.summary),
        structures=term_links(moment.vocabularies.structure, filing.terms["structure"], day),
        fields=term_links(moment.vocabularies.field, filing.terms["field"], day),
        heading=marked(article.title, words) if words else article.title,
        extract=_extract(article, words) if words else "",
    )


def _extract(article: Article, words: Words) -> SafeString | str:
    """The summary, or the passage of the body, that holds the words of a search."""
    found = extract((with_ellipsis(article.summary), plain_text(article.body)), words)
    return marked(found, words) if found else ""


def with_ellipsis(summary: str) -> str:
    """A summary that the old site cut off, with a sign that it goes on."""
    if not summary or summary.rstrip().endswith(ENDS_OF_A_SENTENCE):
        return summary
    return summary.rstrip() + " …"


def lead(article: Article) -> str:
    """The summary as it stands above the body: nothing when the body opens with the same words."""
    opening = unescape(strip_tags(without_pictures(article.body).lstrip().partition("</p>")[0]))
    if " ".join(opening.split()).startswith(" ".join(article.summary.split()).rstrip(" .…")):
        return ""
    return with_ellipsis(article.summary)


def correction(article: Article, editions: Iterable[Article]) -> Correction | None:
    """The last correction among `editions`, in their order, that whoever reads the edition `article` has before them."""
    read = [edition for edition in editions if edition.edition <= article.edition]
    told = [
        Correction(edition, before)
        for before, edition in pairwise(read)
        if edition.change_note and not edition.is_minor
    ]
    return told[-1] if told else None


def news_article(article: Article, address: str, image: str = "") -> dict[str, object]:
    """What search engines want to know of a release, in the words of schema.org; `image` is an address."""
    facts = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": article.title,
        "description": with_ellipsis(article.summary),
        "inLanguage": article.language,
        "datePublished": article.publishing_date.isoformat(),
        "dateModified": timezone.localtime(article.last_updated).isoformat(),
        "mainEntityOfPage": address,
        "publisher": {"@type": "Organization", "name": settings.ORGANISATION},
    }
    return facts | {"image": [image]} if image else facts


def term_links(
    vocabulary: Vocabulary, term_ids: Iterable[int], day: date, parameter: str = ""
) -> tuple[TermLink, ...]:
    """Terms in the order of their vocabulary, each with the name it had on `day`.

    Those without a page of their own lead to the listing, narrowed by `parameter`.
    """
    return tuple(term_link(entry, day, parameter) for entry in vocabulary.in_order(term_ids))


def term_link(entry: Entry, day: date, parameter: str = "") -> TermLink:
    name = entry.name_on(day)
    url = entry.url or f"{reverse('news')}?{urlencode({parameter: entry.slug})}"
    return TermLink(name, url, entry.name if name != entry.name else "")


def facets(query: ReleaseQuery, found: Found, moment: Moment) -> list[Facet]:
    """The facets beside a listing: values that would find something, and those that are selected."""
    built = [
        _term_facet("type", query, found, moment, at_once=8),
        _term_facet("structure", query, found, moment, at_once=8),
        _term_facet("field", query, found, moment, at_once=8),
        _term_facet("country", query, found, moment, at_once=5),
        _year_facet(query, found),
    ]
    return [facet for facet in built if facet.shown]


def _term_facet(name: str, query: ReleaseQuery, found: Found, moment: Moment, *, at_once: int) -> Facet:
    counts, selected = found.counts[name], query.selected(name)
    options = tuple(
        Option(slug, label, counts.get(slug, 0), slug in selected, depth)
        for slug, label, depth in moment.vocabularies[name].labels_on(moment.today)
        if slug in counts or slug in selected
    )
    return _facet(name, options, at_once)


def _year_facet(query: ReleaseQuery, found: Found) -> Facet:
    counts = found.counts["year"]
    years = sorted({*counts, *query.year}, reverse=True)
    options = tuple(Option(str(year), str(year), counts.get(year, 0), year in query.year) for year in years)
    if len(options) <= 10:
        return Facet("year", LABELS["year"], options, ())
    return Facet("year", LABELS["year"], options[:8], options[8:])


def _facet(name: str, options: tuple[Option, ...], at_once: int) -> Facet:
    """The values that find most are shown at once, in the order of their tree, and those that are selected.

    A parent finds at least what its children find, so that a child is not shown without it.
    """
    # A few more are not worth a click.
    if len(options) <= at_once + 2:
        return Facet(name, LABELS[name], options, ())
    selected = sum(option.selected for option in options)
    by_weight = sorted(options, key=lambda option: -option.count - option.selected * MORE_THAN_ANY_COUNT)
    chosen = {option.value for option in by_weight[: max(at_once, selected)]}
    return Facet(
        name,
        LABELS[name],
        tuple(option for option in options if option.value in chosen),
        tuple(option for option in options if option.value not in chosen),
    )


def chips(query: ReleaseQuery, moment: Moment, path: str) -> list[Chip]:
    """Every filter in force, each with the way to take it off."""
    found = []
    if query.words:
        without = replace(query, page=1, words="", sort="")
        found.append(Chip(LABELS["q"], query.words, path + without.querystring()))
    for facet in (*TERM_FACETS, "year"):
        for value in query.selected(facet):
            text = _name_of(facet, value, moment)
            found.append(Chip(LABELS[facet], text, path + query.without(facet, value).querystring()))
    for name, word in (("issued_from", "from"), ("issued_to", "to")):
        if day := getattr(query, name):
            text = f"{word} {dateformat.format(day, 'j F Y')}"
            wider = replace(query, page=1, **{name: None})
            found.append(Chip("Publishing date", text, path + wider.querystring()))
    return found


def _name_of(facet: str, value: str | int, moment: Moment) -> str:
    if facet == "language":
        return Language(value).label
    if facet in ("tag", "year"):
        return str(value)
    return moment.vocabularies[facet].by_slug[value].label(moment.today)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Other words than those that were searched for, with what they find."""

    text: str
    total: int
    url: str


def meant(query: ReleaseQuery, moment: Moment, path: str) -> Suggestion | None:
    """For a search that found nothing: the words the reader may have meant, if they find anything under the same filters."""
    text = suggesting.meant(query.words, moment.catalogue, moment.vocabularies)
    if not text:
        return None
    suggestion = _suggestion(query, text, moment, path)
    return suggestion if suggestion.total else None


def words_alone(query: ReleaseQuery, moment: Moment, path: str) -> list[Suggestion]:
    """For a search that found nothing: each of its words by itself, under the same filters."""
    wanted = read(query.words).wanted
    if len(wanted) < 2:
        return []
    found = []
    for word in wanted:
        text = f'"{" ".join(word.tokens)}"' if len(word.tokens) > 1 else word.tokens[0]
        found.append(_suggestion(query, text, moment, path))
    return found


def _suggestion(query: ReleaseQuery, text: str, moment: Moment, path: str) -> Suggestion:
    other = replace(query, words=text, page=1)
    return Suggestion(text, moment.find(other).total, path + other.querystring())


def pager(query: ReleaseQuery, found: Found, path: str) -> Pager:
    """Links to the pages around the one shown, the first and the last."""
    around = range(max(1, query.page - 2), min(found.pages, query.page + 2) + 1)
    numbers = sorted({1, *around, found.pages} & set(range(1, found.pages + 1)))
    skipped = (query.page - 1) * query.rows
    first = path + query.on_page(1).querystring()

    def address(number: int) -> str:
        return first if number == 1 else f"{first}{'&' if '?' in first else '?'}page={number}"

    return Pager(
        page=query.page,
        pages=found.pages,
        first=skipped + 1,
        last=skipped + len(found.ids),
        total=found.total,
        previous_url=address(query.page - 1) if query.page > 1 else "",
        next_url=address(query.page + 1) if query.page < found.pages else "",
        links=tuple((number, address(number)) for number in numbers),
    )
