"""Suggestions for the filing: terms and tags in the text of an edition, and those of releases like it."""

from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from functools import lru_cache
from itertools import combinations

import numpy as np
from pyroaring import BitMap
from taggit.models import Tag

from articles.index import search
from articles.index.catalogue import bitmap_of
from articles.index.request_snapshot import RequestSnapshot
from articles.index.search.question import Word
from articles.models import Article
from articles.models.filing import RELATIONS, Filing, filings_of
from articles.text.index_words import LONGEST_BODY, plain_text
from articles.text.mentions import Text
from articles.text.tokens import tokens_in
from taxonomy.folding import tokens_of
from taxonomy.models import Structure, TermName
from taxonomy.vocabulary import TermEntry, Vocabulary

MOST = 5
# So many of the longest words of a title, of at least so many letters, are looked up: the long ones are the
# rare ones.
LOOKED_UP, SHORTEST_WORD = 6, 4
# What fewer than this part of all releases hold is rare.
RARE = 1 / 10
# A suggested term has this part, and at least so many, of the newest releases that share two rare words.
LIKE, SHARE, LEAST = 200, 1 / 3, 3
# Of the archive's tags that the text may name, so many of the most used are looked at closely.
MOST_TAGS = 100

tokens_of_tag = lru_cache(maxsize=50_000)(tokens_of)


@dataclass(frozen=True, slots=True)
class FilingSuggestion:
    """A value for a field, its name and the reason; with one of `needless_with` chosen, it is hidden."""

    field: str
    value: str
    label: str
    reason: str
    needless_with: list[str]


def suggestions(article: Article, snapshot: RequestSnapshot) -> list[dict]:
    """At most five suggestions a field of the stored edition, as dictionaries."""
    text = Text(article.title, article.summary, plain_text(article.body)[:LONGEST_BODY])
    filing = filings_of([article.pk])[article.pk]
    like = _like(article, snapshot)
    terms = [one for facet in RELATIONS for one in _terms(facet, article, filing, text, like, snapshot)]
    return [asdict(one) for one in (*terms, *_tags(filing, text, like, snapshot))]


def _terms(  # noqa: PLR0913 - a closure over what one suggestion reads would hide it
    facet: str, article: Article, filing: Filing, text: Text, like: BitMap, snapshot: RequestSnapshot
) -> list[FilingSuggestion]:
    """Terms of one facet: first those that the text names, then the most frequent of releases like it."""
    vocabulary = snapshot.vocabularies[facet]
    chosen = [vocabulary.by_id[key] for key in filing.terms[facet] if key in vocabulary.by_id]
    day = article.publishing_date or snapshot.today

    def is_possible(entry: TermEntry) -> bool:
        return _is_open(entry, facet, day) and entry.id not in _above(chosen, vocabulary)

    named = _most_telling(filter(is_possible, _named(facet, day, text, vocabulary)), (), vocabulary)
    counts = _counts(facet, like, snapshot)
    frequent = [entry for entry in map(vocabulary.by_slug.get, counts) if entry and is_possible(entry)]
    reasons = dict.fromkeys(named, "Its name stands in the text.")
    for entry in _most_telling(frequent, named, vocabulary):
        reasons.setdefault(entry, _share(counts[entry.slug], like, "are filed under it"))
    return [
        FilingSuggestion(
            RELATIONS[facet].field,
            str(entry.id),
            entry.label(snapshot.today),
            reason,
            _from(entry, vocabulary),
        )
        for entry, reason in list(reasons.items())[:MOST]
    ]


def _named(facet: str, day: date, text: Text, vocabulary: Vocabulary) -> list[TermEntry]:
    """The terms that the text names, in its order; those by a name that was not in use on the day come last.

    Fields of work are common nouns, all others have proper names.
    """
    names: tuple[list, list] = [], []
    for entry in vocabulary:
        names[0].append((entry, entry.name))
        for name in entry.names:
            is_old = name.kind == TermName.Kind.FORMER and not name.covers(day)
            names[is_old].append((entry, name.text))
    # "Serbia and Montenegro" was one country: today it is no longer name than those of two.
    return list(
        dict.fromkeys(entry for some in names for entry in text.named(some, is_proper=facet != "field"))
    )


def _tags(filing: Filing, text: Text, like: BitMap, snapshot: RequestSnapshot) -> list[FilingSuggestion]:
    """Tags that at least a few releases carry; in one query, however many there are."""
    carrying = snapshot.catalogue.bitmaps.get("tag", {})
    frequent = _counts("tag", like, snapshot)
    standing = {
        slug: len(bits)
        for slug, bits in carrying.items()
        if text.holds(tokens_of_tag(slug)) and len(bits) >= LEAST
    }
    looked_at = sorted(standing, key=standing.__getitem__, reverse=True)[:MOST_TAGS]
    wanted = {*looked_at, *frequent}
    names = dict(Tag.objects.filter(slug__in=wanted).values_list("slug", "name")) if wanted else {}
    # A quotation mark ends a name in the field of tags, so that such a name cannot be written there.
    names = {slug: name for slug, name in names.items() if '"' not in name}
    chosen = {tag.slug for tag in filing.tags}
    reasons = {
        slug: f"{len(carrying[slug])} releases carry it, and it stands in the text."
        for slug in text.named(names.items())
        if slug not in chosen
    }
    for slug in frequent:
        if slug in names and slug not in chosen:
            reasons.setdefault(slug, _share(frequent[slug], like, "carry it"))
    return [
        FilingSuggestion("tags", names[slug], names[slug], reason, [names[slug]])
        for slug, reason in list(reasons.items())[:MOST]
    ]


def _counts(facet: str, like: BitMap, snapshot: RequestSnapshot) -> dict[str, int]:
    """The number of similar releases under each value that enough of them share; highest first."""
    enough = max(LEAST, len(like) * SHARE)
    if len(like) < LEAST:
        return {}
    counts = {
        slug: count
        for slug, bits in snapshot.catalogue.bitmaps.get(facet, {}).items()
        if (count := like.intersection_cardinality(bits)) >= enough
    }
    return dict(sorted(counts.items(), key=lambda item: -item[1]))


def _share(count: int, like: BitMap, how: str) -> str:
    return f"{count} of {len(like)} releases that share rare words of the title {how}."


def _like(article: Article, snapshot: RequestSnapshot) -> BitMap:
    """The newest listed releases that hold two rare words of the title, or are filed under terms that do."""
    tokens = dict.fromkeys(token for token in tokens_in(article.title) if len(token) >= SHORTEST_WORD)
    holding = [
        search.listed_with(Word((token,)), snapshot.catalogue, snapshot.vocabularies)
        for token in sorted(tokens, key=len, reverse=True)[:LOOKED_UP]
    ]
    rare = [ordinals for ordinals in holding if len(ordinals) <= len(snapshot.catalogue) * RARE]
    alike = BitMap.union(BitMap(), *(one & other for one, other in combinations(rare, 2)))
    if article.edition > 1:
        editions = list(Article.objects.filter(release=article.release).values_list("pk", flat=True))
        alike -= bitmap_of(np.flatnonzero(np.isin(snapshot.catalogue.ids, editions)))
    return alike[max(0, len(alike) - LIKE) :]


def _is_open(entry: TermEntry, facet: str, day: date) -> bool:
    """Return whether releases of `day` are filed under a term; a term that only groups others has none."""
    is_there = facet != "structure" or (
        entry.kind != Structure.Kind.GROUP and not (entry.opened and day < entry.opened)
    )
    return entry.reviewed and is_there and not entry.is_closed(day)


def _most_telling(
    entries: Collection[TermEntry] | Iterator[TermEntry],
    others: Collection[TermEntry],
    vocabulary: Vocabulary,
) -> list[TermEntry]:
    """`entries` without those that lie above another of them, or of `others`: the one below says more."""
    entries = list(entries)
    above = _above((*entries, *others), vocabulary, itself=False)
    return [entry for entry in entries if entry.id not in above]


def _above(entries: Collection[TermEntry], vocabulary: Vocabulary, *, itself: bool = True) -> set[int]:
    """The ids of all terms above these, and of `itself` if so wanted."""
    return {step.id for entry in entries for step in vocabulary.lineage(entry) if itself or step is not entry}


def _from(entry: TermEntry, vocabulary: Vocabulary) -> list[str]:
    """The ids of a term and of all below it."""
    below = (key for child in vocabulary.children.get(entry.id, ()) for key in _from(child, vocabulary))
    return [str(entry.id), *below]
