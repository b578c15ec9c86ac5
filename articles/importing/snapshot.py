"""Snapshot of the archive for the decisions of an import: frozen values, read once for each chunk."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from articles.importing.fitness import EARLIEST
from articles.importing.likeness import Likeness
from articles.importing.record import Record
from articles.importing.record_linkage import Account, digest
from articles.importing.resolve import Resolved, resolve
from taxonomy.vocabulary import Vocabularies

# A key that more releases share says nothing of a release: hardly any day of the archive has thirty.
MOST_COMPARED = 50


@dataclass(frozen=True)
class ImportRules:
    """The rules that an import was asked to follow.

    A release dated less than `news_days` before `today` is news. `unknown_terms` is `create`, `hold` or
    `fail`; `publish` is one of fitness.PUBLISH. What is dated before `earliest` is rejected.
    """

    today: date
    news_days: int
    unknown_terms: str = "create"
    publish: str = "sure"
    earliest: date = EARLIEST


@dataclass(frozen=True)
class KnownRelease:
    """A release that a record may be, and the fullest account that records give of it (`as_read`).

    `is_new`: this chunk, or the dry run, makes it, and nobody else has seen it. `is_deleted` and `is_touched`
    say whether people have deleted it or worked on it, `is_in_use` that a reviewer has an open link to it or
    an editor unsaved text in it, `is_issued` that no edition of it is in preparation.
    `merged_into` is the release that a person has merged it into.
    `claim` is the source and the digest of the last record of this run that was this release.
    """

    release: int
    as_read: dict[str, Any]
    digest: str
    vocabularies: Vocabularies = field(repr=False, compare=False)
    is_public: bool = False
    is_new: bool = False
    is_deleted: bool = False
    is_touched: bool = False
    is_in_use: bool = False
    is_issued: bool = False
    merged_into: int | None = None
    claim: tuple[str, str] | None = None

    @property
    def kept(self) -> int:
        """The number of the release that stands for it."""
        return self.merged_into or self.release

    @cached_property
    def account(self) -> Account:
        """The facts that are compared with a record, by the terms of today; worked out once."""
        return Account(
            self.as_read, resolve(Record.from_stored(self.as_read), self.vocabularies).filed_under()
        )

    def claimed_by(self, source: str) -> str:
        """Return the digest of the record of `source` that is this release; empty without one."""
        return self.claim[1] if self.claim and self.claim[0] == source else ""

    def completed(self, as_read: dict[str, Any]) -> "KnownRelease":
        """Return the release when records say `as_read` of it."""
        return replace(self, as_read=as_read, digest=digest(as_read))


@dataclass(frozen=True)
class Twin:
    """A release that a new one may be, by its number and its digest: a person has to look at both."""

    release: int
    digest: str
    likeness: Likeness


@dataclass(frozen=True)
class Match:
    """A record and the release that it is, as the release is known afterwards.

    `is_news`: somebody has to approve what the record changes. `twins` are releases that a new one may be.
    """

    resolved: Resolved
    release: KnownRelease
    is_news: bool
    twins: tuple[Twin, ...] = ()


@dataclass(frozen=True)
class ImportSnapshot:
    """The archive as the next record meets it.

    `releases` are known by their numbers, which `identities` and `keys` give. `places` are how many more
    releases each day takes. `expected` are the digests of all records of a source: a release that one of
    them is to the letter is not taken by another of another title or day. `takes_terms` is False once the
    run has made as many new terms as a run may. `apart` are releases, by number or digest, with digests of
    records that are none of them: a person said so. `resolved` are records whose terms are found already.
    """

    rules: ImportRules
    vocabularies: Vocabularies = field(repr=False)
    releases: Mapping[int, KnownRelease]
    identities: Mapping[str, tuple[int, ...]]
    places: Mapping[date, int]
    next_release: int
    takes_terms: bool = True
    keys: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    expected: Mapping[str, Collection[str]] = field(default_factory=dict)
    apart: Collection[tuple[int | str, str]] = frozenset()
    resolved: Mapping[Record, Resolved] = field(default_factory=dict, repr=False)

    def with_terms(self, record: Record) -> Resolved:
        """Return a record with the terms of its labels."""
        return self.resolved.get(record) or resolve(record, self.vocabularies)

    def candidates(self, identity: str) -> tuple[KnownRelease, ...]:
        """Return the releases that a record of `identity` may be."""
        return tuple(self.releases[number] for number in self.identities.get(identity, ()))

    def is_apart(self, release: KnownRelease, resolved: Resolved) -> bool:
        """Return whether a person has decided that a record is not this release."""
        known = {(release.release, resolved.digest), (release.digest, resolved.digest)}
        return not known.isdisjoint(self.apart)

    def neighbours(self, resolved: Resolved) -> tuple[KnownRelease, ...]:
        """Return releases of the days around that of a record that share a key with it, by their numbers."""
        own = self.identities.get(resolved.identity, ())
        groups = (self.keys.get(key, ()) for key in resolved.keys.around)
        numbers = {number for group in groups if len(group) <= MOST_COMPARED for number in group}
        return tuple(self.releases[number] for number in sorted(numbers.difference(own)))

    def with_match(self, match: Match) -> "ImportSnapshot":
        """Return the snapshot with what is known of a release after a record of it."""
        return replace(self, releases={**self.releases, match.release.release: match.release})

    def with_new(self, match: Match) -> "ImportSnapshot":
        """Return the snapshot with a release more: its number is taken and, if public, a place of its day."""
        new, resolved, day = match.release, match.resolved, match.resolved.day
        identity = resolved.identity
        return replace(
            self,
            releases={**self.releases, new.release: new},
            identities={**self.identities, identity: (*self.identities.get(identity, ()), new.release)},
            keys={**self.keys, **{key: (*self.keys.get(key, ()), new.release) for key in resolved.keys.own}},
            places={**self.places, day: self.places[day] - new.is_public},
            next_release=new.release + 1,
        )
