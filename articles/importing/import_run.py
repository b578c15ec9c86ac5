"""One import under way: what it was asked for, and what the chunks that it has finished have left."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from pyroaring import BitMap64

from articles.importing.decide import MOST_NEW_TERMS, Decision
from articles.importing.known_outcomes import KnownOutcome
from articles.importing.rows import NewTerm
from articles.importing.snapshot import ImportRules, ImportSnapshot, KnownRelease
from articles.models import ImportBatch
from taxonomy.vocabulary import Vocabularies

# The claim of a release by a record of a source that is done.
ELSEWHERE = ("", "")


@dataclass
class ImportRun:
    """An import under way.

    `check` is called in each transaction before anything else; an error that it raises ends the run. `met`
    are the releases that records have turned out to be; `claims` those of the last sources, each with the
    source and the digest of the last such record: two records of one source are two releases. `goes_on`: it
    goes on with a batch that was stopped.

    A dry run rolls each chunk back. `rehearsed` is what an import would have left of the releases that it
    met, by number, `rehearsed_identities` and `rehearsed_keys` how records find them, `rehearsed_days` how
    many public releases it would have made on each day.
    """

    batch: ImportBatch
    rules: ImportRules
    is_dry_run: bool = False
    goes_on: bool = False
    check: Callable[[], None] = lambda: None
    met: BitMap64 = field(default_factory=BitMap64)
    claims: dict[int, tuple[str, str]] = field(default_factory=dict)
    new_terms: list[NewTerm] = field(default_factory=list)
    next_release: int = 0
    rehearsed: dict[int, KnownRelease] = field(default_factory=dict)
    rehearsed_identities: dict[str, tuple[int, ...]] = field(default_factory=dict)
    rehearsed_keys: dict[int, tuple[int, ...]] = field(default_factory=dict)
    rehearsed_days: Counter[date] = field(default_factory=Counter)
    rehearsed_releases: set[int] = field(default_factory=set)

    @property
    def room_for_terms(self) -> int:
        """The number of terms that this import may still make."""
        return MOST_NEW_TERMS - len(self.new_terms)

    def with_claim(self, release: KnownRelease, vocabularies: Vocabularies) -> KnownRelease:
        """Return a release with its claim by records of this run, under the terms of today."""
        claim = self.claims.get(release.release, ELSEWHERE if release.release in self.met else None)
        return replace(release, claim=claim, vocabularies=vocabularies)

    def rehearsed_with(self, identities: Iterable[str], keys: Iterable[int] = ()) -> set[int]:
        """Return the releases of a dry run's earlier chunks that have one of these identities or keys."""
        groups = [self.rehearsed_identities.get(identity, ()) for identity in identities]
        groups += (self.rehearsed_keys.get(key, ()) for key in keys)
        return {number for group in groups for number in group}

    def met_again(self, outcome: KnownOutcome) -> KnownOutcome:
        """Return the outcome of a record of a known file, whose release this run may have met before."""
        if outcome.release is None:
            return outcome
        is_duplicate = outcome.outcome == "same" and outcome.release in self.met
        self.met.add(outcome.release)
        return outcome._replace(outcome="duplicate") if is_duplicate else outcome

    def finish_chunk(
        self, decisions: Iterable[Decision], snapshot: ImportSnapshot, new_terms: Iterable[NewTerm]
    ) -> None:
        """Go on from what a chunk has left, once it is committed or, by a dry run, rolled back."""
        self.new_terms += new_terms
        self.next_release = snapshot.next_release
        decisions = list(decisions)
        # Sources come one after the other: of those before this chunk's no record comes any more.
        sources = {decision.outcome.record.source for decision in decisions}
        self.claims = {release: claim for release, claim in self.claims.items() if claim[0] in sources}
        for decision in decisions:
            match = decision.match
            if match is None:
                continue
            if match.release.claim:
                self.met.add(match.release.release)
                self.claims[match.release.release] = match.release.claim
            if self.is_dry_run and decision.creates:
                self.rehearsed_releases.add(match.release.release)
                self.rehearsed_days[match.resolved.day] += match.release.is_public
        if self.is_dry_run:
            self.rehearsed.update(snapshot.releases)
            self.rehearsed_identities.update(snapshot.identities)
            # Of a key that no record of the chunk has, the snapshot knows some releases only.
            for key, numbers in snapshot.keys.items():
                self.rehearsed_keys[key] = tuple(sorted({*self.rehearsed_keys.get(key, ()), *numbers}))
