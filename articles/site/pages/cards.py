"""Releases in lists: a card each, rendered once and used as long as the catalogue, which notes changes."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from typing import NamedTuple

from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from articles.index.catalogue import RenderedCard, Translation
from articles.index.request_snapshot import RequestSnapshot
from articles.index.search.explanation import SearchResult
from articles.index.search.question import Words
from articles.index.search.text import extract, marked
from articles.media.thumbnails import Thumbnail, thumbnails_of
from articles.models import Article
from articles.models.address import address_of
from articles.models.facets import OF_MANY_TERMS
from articles.models.filing import FILES, Filing, filings_of
from articles.site.pages.editions import TermLink, dates_of, term_links, with_ellipsis
from articles.text.index_words import plain_text
from articles.text.sentences import first_words
from taxonomy import interface, languages

SUMMARY_WORDS = 50
# A card names so many terms, and says how many more there are.
MOST_TERMS = 3
FILES_IN_WORDS = {
    "picture": gettext_noop("Pictures"),
    "attachment": gettext_noop("Documents"),
    "recording": gettext_noop("Recordings"),
}
CARD_FACETS = {name: facet for name, facet in OF_MANY_TERMS.items() if facet.is_on_card}


class CardTerms(NamedTuple):
    """The terms of a facet that a release is filed under, as its card shows them."""

    label: str
    links: tuple[TermLink, ...]


class OtherLanguage(NamedTuple):
    """A translation of a release, or its original: its address and its language."""

    url: str
    language: str
    name: str


class Card(NamedTuple):
    """A release in a list; `heading` and `extract` are HTML with the words of a search marked.

    `found_under` are the names of terms by which alone a search found it; one that `is_named` was found by
    its number. `more_terms` are so many besides those shown; `signs` say what it has besides its text.
    """

    number: int
    title: str
    url: str
    day: date
    type: str
    type_slug: str
    language: str
    language_name: str
    direction: str
    summary: str
    terms: tuple[CardTerms, ...]
    heading: SafeString | str = ""
    extract: SafeString | str = ""
    found_under: tuple[str, ...] = ()
    is_named: bool = False
    is_withdrawn: bool = False
    is_corrected: bool = False
    more_terms: int = 0
    also_in: tuple[OtherLanguage, ...] = ()
    signs: tuple[str, ...] = ()
    thumbnail: Thumbnail | None = None


def rendered_cards(
    snapshot: RequestSnapshot, ids: Sequence[int], *, level: int, first: int | None = None
) -> list[RenderedCard]:
    """Return the cards of listed editions as HTML, in the order of `ids`.

    `level` is that of their headings, `first` that of the first one's heading where it is another.
    """
    known = snapshot.catalogue.rendered
    language = interface.language()
    keys = [(pk, first if first and place == 0 else level, language) for place, pk in enumerate(ids)]
    rendered = {key: card for key in keys if isinstance(card := known.get(key), RenderedCard)}
    missing = {key[0]: key for key in keys if key not in rendered}
    if missing:
        articles = snapshot.articles(list(missing))
        for article, made in zip(articles, cards_of(articles, snapshot), strict=True):
            key = missing[article.pk]
            rendered[key] = RenderedCard(_card_macro(language)(made, key[1]), made.url, made.day)
            known.put(key, rendered[key])
    return [rendered[key] for key in keys if key in rendered]


def rendered_cards_with_words(
    snapshot: RequestSnapshot, result: SearchResult, *, level: int, are_withdrawn: bool = False
) -> list[RenderedCard]:
    """Return the cards of what a search found as HTML, its words marked.

    Of releases that `are_withdrawn` nothing but the title is shown.
    """
    articles = snapshot.articles(result.ids, with_body=not are_withdrawn)
    cards = cards_of(articles, snapshot, None if are_withdrawn else result.words)
    found = [
        card._replace(
            found_under=tuple(
                term.local_name_on(card.day) for term in result.filed_under.get(article.pk, ())
            ),
            is_named=article.pk in result.named,
            is_withdrawn=are_withdrawn,
            summary="" if are_withdrawn else card.summary,
            thumbnail=None if are_withdrawn else card.thumbnail,
        )
        for article, card in zip(articles, cards, strict=True)
    ]
    macro = _card_macro(interface.language())
    return [RenderedCard(macro(card, level), card.url, card.day) for card in found]


@cache
def _card_macro(language: str) -> Callable[[Card, int], SafeString]:
    """Return the macro that renders a card in the active `language`.

    It takes a third less than a template, which makes a context.
    """
    return getattr(get_template("articles/_card.html"), "template").module.card  # noqa: B009  Django's type has no such attribute


def cards_of(
    articles: Iterable[Article], snapshot: RequestSnapshot, words: Words | None = None
) -> list[Card]:
    """Return articles as cards; for a search, with its `words` marked."""
    articles = list(articles)
    translations = snapshot.translations([article.pk for article in articles])
    filings = filings_of([article.pk for article in articles], (*CARD_FACETS, *FILES))
    thumbnails = thumbnails_of([pk for pk, filing in filings.items() if "picture" in filing.files])
    return [
        _card(article, filings[article.pk], snapshot, words, thumbnails.get(article.pk))._replace(
            also_in=_other_languages(translations.get(article.pk, ()))
        )
        for article in articles
    ]


def _other_languages(others: Sequence[Translation]) -> tuple[OtherLanguage, ...]:
    return tuple(
        OtherLanguage(address_of(one.release, one.slug), one.language, languages.name_of(one.language))
        for one in others
    )


def _card(
    article: Article,
    filing: Filing,
    snapshot: RequestSnapshot,
    words: Words | None,
    thumbnail: Thumbnail | None,
) -> Card:
    type_entry = snapshot.vocabularies.type.by_id.get(article.release_type_id or 0)
    day = dates_of(article).day
    terms = [
        (facet.label, term_links(snapshot.vocabularies[name], filing.terms[name], day, name))
        for name, facet in CARD_FACETS.items()
        if filing.terms[name]
    ]
    shown = _first_terms(terms)
    shown_files = {"picture"} if thumbnail else set()
    return Card(
        number=article.release,
        title=article.title,
        url=article.get_absolute_url(),
        day=day,
        type=type_entry.local_name if type_entry else "",
        type_slug=type_entry.slug if type_entry else "",
        language=article.language,
        language_name=languages.name_of(article.language),
        direction=article.direction,
        summary=first_words(with_ellipsis(article.summary), SUMMARY_WORDS),
        terms=shown,
        more_terms=sum(len(links) for _, links in terms) - sum(len(one.links) for one in shown),
        is_corrected=article.edition > 1 and not article.is_minor,
        signs=tuple(_(FILES_IN_WORDS[kind]) for kind in FILES if kind in filing.files - shown_files),
        thumbnail=thumbnail,
        heading=marked(article.title, words, article.language) if words else article.title,
        extract=_extract(article, words) if words else "",
    )


def _first_terms(terms: Sequence[tuple[str, tuple[TermLink, ...]]]) -> tuple[CardTerms, ...]:
    """Return the first MOST_TERMS of the terms, at least one of each facet."""
    room = MOST_TERMS - len(terms)
    shown = []
    for label, links in terms:
        shown.append(CardTerms(label, links[: 1 + room]))
        room -= len(shown[-1].links) - 1
    return tuple(shown)


def _extract(article: Article, words: Words) -> SafeString | str:
    """Return the summary, or the passage of the body, that holds the words of a search."""
    language = article.language
    passage = extract(_texts(article), words, language)
    return marked(passage, words, language) if passage else ""


def _texts(article: Article) -> Iterator[str]:
    """Yield the texts below a title; the body is not parsed if nobody asks for the second one."""
    yield with_ellipsis(article.summary)
    yield plain_text(article.body)
