"""Pieces of pages that are rendered once and used again: cards by edition, facet options by term.

A listing shows twenty cards and up to two hundred options, nearly all of them the same as on the page before.
Cards live as long as the catalogue's snapshot, which knows when an edition has changed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe
from jinja2 import Template
from jinja2.runtime import Macro

from articles.moment import Moment
from articles.presenting import Card, Facet, Option, cards_of
from articles.search.words import Words

# Stands for the count in the shell of an option; a private character, which no name has.
FIGURE = "\ue000"


@dataclass(frozen=True, slots=True)
class FacetText:
    """A facet whose options are list items already."""

    label: str
    shown: SafeString
    more: SafeString
    how_many_more: int


def cards(moment: Moment, ids: Sequence[int], *, level: int, first: int | None = None) -> list[SafeString]:
    """The cards of listed editions, in the order of `ids`.

    `level` is that of their headings, `first` that of the first one's heading where it is another.
    """
    known = moment.catalogue.cards
    keys = [(pk, first if first and place == 0 else level) for place, pk in enumerate(ids)]
    found = {key: card for key in keys if (card := known.get(key)) is not None}
    missing = {pk: level for pk, level in keys if (pk, level) not in found}
    if missing:
        articles = moment.articles(list(missing))
        for article, card in zip(articles, cards_of(articles, moment), strict=True):
            key = article.pk, missing[article.pk]
            found[key] = _card(card, key[1])
            known.keep(key, found[key])
    return [found[key] for key in keys if key in found]


def cards_with_words(moment: Moment, ids: Sequence[int], words: Words, *, level: int) -> list[SafeString]:
    """The cards of what a search found, its words marked."""
    articles = moment.articles(ids, with_body=True)
    return [_card(card, level) for card in cards_of(articles, moment, words)]


def facets(facets: Iterable[Facet]) -> list[FacetText]:
    """Facets with their options as list items."""
    return [
        FacetText(facet.label, _options(facet, facet.shown), _options(facet, facet.more), len(facet.more))
        for facet in facets
    ]


def _options(facet: Facet, options: Iterable[Option]) -> SafeString:
    items = []
    for option in options:
        before, after = _shell(facet.name, option.value, option.label, option.selected, option.depth)
        items.append(f"{before}{option.count:,}{after}")
    return mark_safe("".join(items))


def _card(card: Card, level: int) -> SafeString:
    return _card_macro()(card, level)


@lru_cache(maxsize=2_000)
def _shell(facet: str, value: str, label: str, selected: bool, depth: int) -> tuple[str, str]:
    """What stands before and behind the count of an option."""
    option = {"value": value, "label": label, "selected": selected, "depth": depth, "figure": FIGURE}
    before, after = _template("articles/_option.html").render(facet=facet, option=option).split(FIGURE)
    return before, after


@cache
def _card_macro() -> Macro:
    """A macro is called for a third less than a template is rendered: it has no context of its own to make."""
    return _template("articles/_card.html").module.card


@cache
def _template(name: str) -> Template:
    """The Jinja2 template itself: Django's loader and the context of a request are for whole pages."""
    return get_template(name).template
