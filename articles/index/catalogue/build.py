"""Reading the catalogue from the database: all of it, or the editions that have changed since."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from pyroaring import BitMap
from taggit.models import Tag, TaggedItem

from articles.index.catalogue.catalogue import Catalogue, Holding, bitmap_of
from articles.index.catalogue.clock import last_switch, read_clock, read_coming
from articles.index.catalogue.columns import numbers_in, texts_of
from articles.index.catalogue.translation_sets import read_sets, read_sets_again, translations_of
from articles.index.lru_cache import LRUCache
from articles.models import Article, Mark
from articles.models.filing import RELATIONS, filings_of
from taxonomy.vocabulary import Vocabularies

RELEASE = np.dtype([("id", "i8"), ("position", "i8"), ("type", "i8"), ("language", "U10")])
# Re-query a word once too many of its editions are unread.
MOST_UNREAD = 500


def build(vocabularies: Vocabularies, *, mark: Mark, now: datetime) -> Catalogue:
    """Read every release listed at `now`. 100,000 of them take about half a second."""
    releases = _releases(Article.objects.listed(now))
    bitmaps: dict[str, dict[str, BitMap]] = {
        "type": _by_type(releases, vocabularies),
        "language": {
            str(code): bitmap_of(np.flatnonzero(releases["language"] == code))
            for code in np.unique(releases["language"])
        },
    }
    by_id = np.argsort(releases["id"])
    ids = releases["id"][by_id]
    for facet in (*RELATIONS, "tag"):
        articles, terms = _filings(facet)
        ordinals = _ordinals_of(articles, ids, by_id)
        is_listed = ordinals >= 0
        slugs = _slugs(facet, vocabularies, terms)
        bitmaps[facet] = _bitmaps(terms[is_listed], ordinals[is_listed], slugs)
    clock = read_coming(now)
    return Catalogue(
        mark=mark,
        revision=vocabularies.revision,
        since=last_switch(now),
        positions=np.ascontiguousarray(releases["position"]),
        ids=np.ascontiguousarray(releases["id"]),
        bitmaps=bitmaps,
        switches=clock.switches_after(now),
        events=tuple(sorted(clock.events)),
        members=read_sets(now),
    )


def apply(
    catalogue: Catalogue, vocabularies: Vocabularies, article_ids: set[int], *, mark: Mark, now: datetime
) -> Catalogue:
    """The catalogue with these editions as they are stored now: put in, moved, retagged or taken out."""
    following = _NextCatalogue.of(catalogue)
    for article_id in sorted(article_ids):
        following.take_out(article_id)
    rows = _rows(Article.objects.listed(now).filter(pk__in=article_ids), vocabularies)
    for row in rows:
        following.put_in(row)
    clock = read_clock(Article.objects.filter(pk__in=article_ids), now).with_others(
        (switch for switch in catalogue.switches if switch[1] not in article_ids),
        (event for event in catalogue.events if event.edition not in article_ids),
    )
    members = read_sets_again(catalogue.members, article_ids, now)
    # A card names the other members of its set.
    changed = article_ids | {
        one.id
        for known in (catalogue.members, members)
        for others in translations_of(known, article_ids).values()
        for one in others
    }
    return Catalogue(
        mark=mark,
        revision=catalogue.revision,
        since=max([catalogue.since, *(instant for instant, _ in clock.switches if instant <= now)]),
        positions=following.positions,
        ids=following.ids,
        bitmaps=following.bitmaps,
        switches=clock.switches_after(now),
        events=tuple(sorted(clock.events)),
        words=_words_carried(catalogue.words, following.words, frozenset(row.position for row in rows)),
        rendered=LRUCache(
            catalogue.rendered.max_items,
            (item for item in catalogue.rendered.items() if item[0][0] not in changed),
            max_bytes=catalogue.rendered.max_bytes,
        ),
        members=members,
    )


def build_few(
    editions: QuerySet[Article], vocabularies: Vocabularies, *, mark: Mark, now: datetime
) -> Catalogue:
    """The catalogue of these editions, whatever their state: one by one, which is for a thousand at most."""
    nothing = np.empty(0, dtype="i8")
    following = _NextCatalogue(nothing, nothing, {}, {})
    for row in _rows(editions, vocabularies):
        following.put_in(row)
    return Catalogue(
        mark=mark,
        revision=vocabularies.revision,
        since=now,
        positions=following.positions,
        ids=following.ids,
        bitmaps=following.bitmaps,
    )


def _words_carried(
    before: LRUCache[Hashable, Holding], ordinals: Mapping[Hashable, BitMap], came: frozenset[int]
) -> LRUCache[Hashable, Holding]:
    """Return the cached words with the new ordinals; a word asked again reads the editions that `came`."""
    carried = (
        (word, Holding(ordinals[word], holding.unread | came))
        for word, holding in before.items()
        if word in ordinals
    )
    return LRUCache(before.max_items, (item for item in carried if len(item[1].unread) <= MOST_UNREAD))


@dataclass(frozen=True, slots=True)
class _Row:
    """One listed edition and every value it is filed under, by facet."""

    id: int
    position: int
    values: Mapping[str, set[str]]


@dataclass
class _NextCatalogue:
    """A catalogue's arrays and bitmaps while they are being changed; the catalogue's own stay as they are."""

    positions: np.ndarray
    ids: np.ndarray
    bitmaps: dict[str, dict[str, BitMap]]
    words: dict[Hashable, BitMap]

    @classmethod
    def of(cls, catalogue: Catalogue) -> "_NextCatalogue":
        return cls(
            catalogue.positions,
            catalogue.ids,
            {facet: dict(values) for facet, values in catalogue.bitmaps.items()},
            {word: holding.ordinals for word, holding in catalogue.words.items()},
        )

    def take_out(self, article_id: int) -> None:
        """Remove an edition, if it is there, and close the gap in all bitmaps."""
        for ordinal in np.flatnonzero(self.ids == article_id):
            self.positions = np.delete(self.positions, ordinal)
            self.ids = np.delete(self.ids, ordinal)
            self._shift_all(from_ordinal=int(ordinal) + 1, by=-1, drop=int(ordinal))

    def put_in(self, row: _Row) -> None:
        """Insert an edition at its place; the newest release, the usual case, moves no other."""
        ordinal = int(self.positions.searchsorted(row.position))
        if ordinal < len(self.positions):
            self._shift_all(from_ordinal=ordinal, by=1)
        self.positions = np.insert(self.positions, ordinal, row.position)
        self.ids = np.insert(self.ids, ordinal, row.id)
        for facet, values in row.values.items():
            bitmaps = self.bitmaps.setdefault(facet, {})
            for value in values:
                bitmaps[value] = bitmaps.get(value, BitMap()) | BitMap([ordinal])

    def _shift_all(self, *, from_ordinal: int, by: int, drop: int | None = None) -> None:
        """Move all ordinals from one on. Bitmaps are replaced, not changed: readers hold the old ones."""
        by_value: list[dict[Any, BitMap]] = [*self.bitmaps.values(), self.words]
        for values in by_value:
            for value, bits in values.items():
                if drop is not None and drop in bits:
                    bits = values[value] = bits - BitMap([drop])
                if bits and bits.max() >= from_ordinal:
                    above = bits & BitMap(range(from_ordinal, bits.max() + 1))
                    values[value] = (bits - above) | above.shift(by)


def _releases(queryset: QuerySet) -> np.ndarray:
    """The columns of editions in ascending order of position; without a content type, the type is 0."""
    typed = queryset.annotate(type=Coalesce("release_type_id", 0))
    *numbers, languages = texts_of(typed, "id", "position", "type", "language")
    releases = np.empty(languages.count(",") + 1 if languages else 0, RELEASE)
    for name, text in zip(("id", "position", "type"), numbers, strict=True):
        releases[name] = numbers_in(text)
    if languages:
        releases["language"] = languages.split(",")
    return releases[np.argsort(releases["position"])]


def _filings(facet: str) -> tuple[np.ndarray, np.ndarray]:
    """The filing of all articles under one facet: two aligned columns, the articles' ids and the terms'."""
    if facet == "tag":
        article_type = ContentType.objects.get_for_model(Article)
        rows = TaggedItem.objects.filter(content_type=article_type)
        columns = texts_of(rows, "object_id", "tag_id")
    else:
        relation = RELATIONS[facet]
        columns = texts_of(relation.table._default_manager.all(), "article_id", relation.column)
    articles, terms = map(numbers_in, columns)
    return articles, terms


def _slugs(facet: str, vocabularies: Vocabularies, term_ids: Iterable[int]) -> dict[int, list[str]]:
    """The values for which each term id counts: its own slug and those of the terms above it."""
    if facet == "tag":
        tags = Tag.objects.filter(pk__in={int(pk) for pk in np.unique(np.fromiter(term_ids, dtype="i8"))})
        return {pk: [slug] for pk, slug in tags.values_list("pk", "slug")}
    vocabulary = vocabularies[facet]
    return {entry.id: [step.slug for step in vocabulary.lineage(entry)] for entry in vocabulary}


def _ordinals_of(article_ids: np.ndarray, ids: np.ndarray, by_id: np.ndarray) -> np.ndarray:
    """The ordinal of each article id, -1 for one that is not listed.

    `ids` are the listed ones, sorted; `by_id` are their ordinals.
    """
    if not len(ids):
        return np.full(len(article_ids), -1)
    places = np.searchsorted(ids, article_ids).clip(max=len(ids) - 1)
    return np.where(ids[places] == article_ids, by_id[places], -1)


def _bitmaps(term_ids: np.ndarray, ordinals: np.ndarray, slugs: Mapping[int, list[str]]) -> dict[str, BitMap]:
    order = np.argsort(term_ids, kind="stable")
    term_ids, ordinals = term_ids[order], ordinals[order]
    bitmaps: dict[str, BitMap] = defaultdict(BitMap)
    for group in np.split(np.arange(len(term_ids)), np.flatnonzero(np.diff(term_ids)) + 1):
        if len(group):
            bits = bitmap_of(ordinals[group[0] : group[-1] + 1])
            for slug in slugs.get(int(term_ids[group[0]]), ()):
                bitmaps[slug] |= bits
    return dict(bitmaps)


def _by_type(releases: np.ndarray, vocabularies: Vocabularies) -> dict[str, BitMap]:
    bitmaps = {}
    for entry in vocabularies.type:
        ordinals = np.flatnonzero(releases["type"] == entry.id)
        if len(ordinals):
            bitmaps[entry.slug] = bitmap_of(ordinals)
    return bitmaps


def _rows(editions: QuerySet[Article], vocabularies: Vocabularies) -> list[_Row]:
    releases = _releases(editions)
    values: dict[int, dict[str, set[str]]] = {
        int(release["id"]): defaultdict(set, language={str(release["language"])}) for release in releases
    }
    for release in releases:
        if entry := vocabularies.type.by_id.get(int(release["type"])):
            values[int(release["id"])]["type"].add(entry.slug)
    for article_id, filing in filings_of(list(values)).items():
        values[article_id]["tag"].update(tag.slug for tag in filing.tags)
        for facet, term_ids in filing.terms.items():
            slugs = _slugs(facet, vocabularies, term_ids)
            for term_id in term_ids:
                values[article_id][facet].update(slugs.get(term_id, ()))
    return [
        _Row(int(release["id"]), int(release["position"]), values[int(release["id"])]) for release in releases
    ]
