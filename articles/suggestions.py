"""What the archive would file an edition under: terms whose names stand in its text, and those of releases like it."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import combinations

from pyroaring import BitMap

from articles import search
from articles.filing import FIELDS, filings_of
from articles.models import Article
from articles.moment import Moment
from articles.search.text import plain_text
from articles.search.words import MOST_WORDS, Word
from taxonomy.folding import tokens_of
from taxonomy.vocabulary import Entry

MOST = 5
# A name of one word says little when the word is short.
SHORTEST_NAME = 4
# Words of a title that fewer than this part of all releases hold make others like it, at most so many of them.
RARE, RAREST = 1 / 10, 5
# Of the newest releases that share two such words this part, and at least so many, are filed under a term.
LIKE, SHARE, LEAST = 200, 1 / 3, 3


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A term for a field of an edition, and why."""

    field: str
    id: int
    label: str
    reason: str


def suggestions(article: Article, moment: Moment) -> list[dict]:
    """At most five terms for each field that the edition, as it is stored, is not filed under yet; as dictionaries."""
    title = tokens_of(article.title)
    tokens = [*title, *tokens_of(f"{article.summary} {plain_text(article.body)}")]
    day = article.publishing_date or moment.today
    chosen = filings_of([article.pk])[article.pk].terms
    found: dict[str, dict[int, tuple[Entry, str]]] = {facet: {} for facet in FIELDS}
    for facet, entry, reason in (*_named(tokens, moment), *_of_releases_like_it(title, moment)):
        if entry.id not in chosen[facet] and _is_open(entry, day):
            found[facet].setdefault(entry.id, (entry, reason))
    return [
        asdict(Suggestion(FIELDS[facet][0], entry.id, entry.label(moment.today), reason))
        for facet, terms in found.items()
        for entry, reason in list(terms.values())[:MOST]
        if not _holds_another(entry, facet, terms, moment)
    ]


def _named(tokens: Sequence[str], moment: Moment) -> Iterator[tuple[str, Entry, str]]:
    """The terms of which any name stands in the text, in the order of the text."""
    for word in dict.fromkeys(tokens):
        for facet, entry, name in moment.vocabularies.names_by_word.get(word, ()):
            is_telling = len(name) > 1 or len(word) >= SHORTEST_NAME
            if facet in FIELDS and name[0] == word and is_telling and Word(name).is_in(tokens):
                yield facet, entry, "Its name stands in the text."


def _of_releases_like_it(title: Sequence[str], moment: Moment) -> Iterator[tuple[str, Entry, str]]:
    """The terms that many of the releases with two rare words of the title are filed under, the most frequent first."""
    like = _like(title, moment)
    for facet in FIELDS:
        counts = {
            slug: like.intersection_cardinality(bits)
            for slug, bits in moment.catalogue.bitmaps.get(facet, {}).items()
        }
        for slug, count in sorted(counts.items(), key=lambda item: -item[1]):
            if count >= max(LEAST, len(like) * SHARE):
                yield (
                    facet,
                    moment.vocabularies[facet].by_slug[slug],
                    f"{count} of {len(like)} releases with such a title are filed under it.",
                )


def _like(title: Sequence[str], moment: Moment) -> BitMap:
    """The newest listed releases that hold two rare words of the title."""
    words = list(dict.fromkeys(token for token in title if len(token) >= SHORTEST_NAME))[:MOST_WORDS]
    holding = [search.listed_with(Word((word,)), moment.catalogue, moment.vocabularies) for word in words]
    rare = sorted((held for held in holding if 0 < len(held) <= len(moment.catalogue) * RARE), key=len)
    found = BitMap.union(BitMap(), *(one & other for one, other in combinations(rare[:RAREST], 2)))
    return found[max(0, len(found) - LIKE) :]


def _is_open(entry: Entry, day: date) -> bool:
    return entry.reviewed and not (entry.closed and entry.closed < day)


def _holds_another(entry: Entry, facet: str, terms: dict[int, tuple[Entry, str]], moment: Moment) -> bool:
    """Whether a term below this one is suggested as well: it says more."""
    return any(
        step.id == entry.id
        for other, _ in terms.values()
        if other.id != entry.id
        for step in moment.vocabularies[facet].lineage(other)
    )
