"""How the catalogue is read from the database: all of it, or the editions that changed since."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from pyroaring import BitMap
from taggit.models import Tag, TaggedItem

from articles.catalogue.columns import numbers_in, texts_of
from articles.catalogue.snapshot import Holding, Snapshot, bitmap_of
from articles.filing import FIELDS, filings_of
from articles.models import Article
from articles.remembered import Remembered
from taxonomy.vocabulary import Vocabularies

RELEASE = np.dtype([("id", "i8"), ("position", "i8"), ("type", "i8"), ("language", "U10")])
# A word about which more editions are to be read is better asked anew.
MOST_UNREAD = 500


def build(vocabularies: Vocabularies, *, change: int, now: datetime) -> Snapshot:
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
    for facet in (*FIELDS, "tag"):
        articles, terms = _filings(facet)
        ordinals = _ordinals_of(articles, ids, by_id)
        found = ordinals >= 0
        slugs = _slugs(facet, vocabularies, terms)
        bitmaps[facet] = _bitmaps(terms[found], ordinals[found], slugs)
    return Snapshot(
        change=change,
        revision=vocabularies.revision,
        as_of=now,
        positions=np.ascontiguousarray(releases["position"]),
        ids=np.ascontiguousarray(releases["id"]),
        bitmaps=bitmaps,
        switches=_switches(Article.objects.all(), now),
    )


def apply(
    snapshot: Snapshot, vocabularies: Vocabularies, article_ids: set[int], *, change: int, now: datetime
) -> Snapshot:
    """The snapshot with these editions as the database has them now: put in, moved, retagged or taken out."""
    edition = _Edition.of(snapshot)
    for article_id in sorted(article_ids):
        edition.take_out(article_id)
    rows = _rows(article_ids, vocabularies, now)
    for row in rows:
        edition.put_in(row)
    coming = [switch for switch in snapshot.switches if switch[0] > now and switch[1] not in article_ids]
    coming += _switches(Article.objects.filter(pk__in=article_ids), now)
    return Snapshot(
        change=change,
        revision=snapshot.revision,
        as_of=max(now, snapshot.as_of),
        positions=edition.positions,
        ids=edition.ids,
        bitmaps=edition.bitmaps,
        switches=tuple(sorted(coming)),
        words=_words_carried(snapshot.words, edition.words, frozenset(row.position for row in rows)),
        cards=Remembered(
            snapshot.cards.most,
            (item for item in list(snapshot.cards.items()) if item[0][0] not in article_ids),
        ),
    )


def _words_carried(
    before: Remembered, ordinals: Mapping[Hashable, BitMap], came: frozenset[int]
) -> Remembered:
    """What is known of words, for the new ordinals: the editions that came are read when a word is asked again."""
    carried = (
        (word, Holding(bits, before[word].unread | came)) for word, bits in ordinals.items() if word in before
    )
    return Remembered(before.most, (item for item in carried if len(item[1].unread) <= MOST_UNREAD))


@dataclass(frozen=True, slots=True)
class _Row:
    """One listed edition and every value it is filed under, by facet."""

    id: int
    position: int
    values: Mapping[str, set[str]]


@dataclass
class _Edition:
    """A snapshot's arrays and bitmaps while they are being changed; the snapshot's own stay as they are."""

    positions: np.ndarray
    ids: np.ndarray
    bitmaps: dict[str, dict[str, BitMap]]
    words: dict[Hashable, BitMap]

    @classmethod
    def of(cls, snapshot: Snapshot) -> "_Edition":
        return cls(
            snapshot.positions,
            snapshot.ids,
            {facet: dict(values) for facet, values in snapshot.bitmaps.items()},
            {word: holding.ordinals for word, holding in list(snapshot.words.items())},
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
        for values in (*self.bitmaps.values(), self.words):
            for value, bits in values.items():
                if drop is not None and drop in bits:
                    bits = values[value] = bits - BitMap([drop])
                if bits and bits.max() >= from_ordinal:
                    above = bits & BitMap(range(from_ordinal, bits.max() + 1))
                    values[value] = (bits - above) | above.shift(by)


def _releases(queryset: QuerySet) -> np.ndarray:
    """The columns of editions in ascending order of position; a release without a content type has the type 0."""
    typed = queryset.annotate(type=Coalesce("release_type_id", 0))
    *numbers, languages = texts_of(typed, "id", "position", "type", "language")
    releases = np.empty(languages.count(",") + 1 if languages else 0, RELEASE)
    for name, text in zip(("id", "position", "type"), numbers, strict=True):
        releases[name] = numbers_in(text)
    if languages:
        releases["language"] = languages.split(",")
    return releases[np.argsort(releases["position"])]


def _filings(facet: str) -> tuple[np.ndarray, np.ndarray]:
    """Which article is filed under which term of a facet, of all articles: two columns, the articles' ids and the terms'."""
    if facet == "tag":
        article_type = ContentType.objects.get_for_model(Article)
        rows = TaggedItem.objects.filter(content_type=article_type)
        columns = texts_of(rows, "object_id", "tag_id")
    else:
        name, term_column = FIELDS[facet]
        columns = texts_of(getattr(Article, name).through.objects.all(), "article_id", term_column)
    articles, terms = map(numbers_in, columns)
    return articles, terms


def _slugs(facet: str, vocabularies: Vocabularies, term_ids: Iterable[int]) -> dict[int, list[str]]:
    """For each term id the values it counts for: its own slug and those of the terms above it."""
    if facet == "tag":
        tags = Tag.objects.filter(pk__in={int(pk) for pk in np.unique(term_ids)})
        return {pk: [slug] for pk, slug in tags.values_list("pk", "slug")}
    vocabulary = vocabularies[facet]
    return {entry.id: [step.slug for step in vocabulary.lineage(entry)] for entry in vocabulary}


def _ordinals_of(article_ids: np.ndarray, ids: np.ndarray, by_id: np.ndarray) -> np.ndarray:
    """The ordinal of each article id, -1 for those that are not among the sorted `ids` of the listed, whose ordinals
    are `by_id`.
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


def _rows(article_ids: set[int], vocabularies: Vocabularies, now: datetime) -> list[_Row]:
    releases = _releases(Article.objects.listed(now).filter(pk__in=article_ids))
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


def _switches(queryset: QuerySet, now: datetime) -> tuple[tuple[datetime, int], ...]:
    """The coming instants at which the clock alone lists or ends a published edition."""
    published = queryset.filter(state=Article.State.PUBLISHED)
    coming = published.filter(Q(public_at__gt=now) | Q(public_until__gt=now))
    switches = []
    for article_id, start, end in coming.values_list("pk", "public_at", "public_until"):
        switches += [
            (instant, article_id) for instant in (start, end) if instant is not None and instant > now
        ]
    return tuple(sorted(switches))
