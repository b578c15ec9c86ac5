"""Pairs of releases that an import was not sure of: written by it, and what people have decided since."""

from collections.abc import Collection, Iterable

from django.db.models import F, Q

from articles.importing.decide import Decision
from articles.models import ReleasePair

State = ReleasePair.State
# Mergers of mergers that are followed: after so many somebody has made a ring.
LONGEST_WAY = 10


def write(decisions: Iterable[Decision]) -> None:
    """Write a row for each release that a new one may be; a pair that is there already stays as it is."""
    ReleasePair.objects.bulk_create(
        (
            ReleasePair(
                release=twin.release,
                other=match.release.release,
                digest=twin.digest,
                other_digest=match.release.digest,
                title=match.resolved.record.title,
                score=twin.likeness.score,
                reasons=[[one.phrase, one.contradicts] for one in twin.likeness.evidence],
            )
            for decision in decisions
            if (match := decision.match) is not None
            for twin in match.twins
        ),
        batch_size=500,
        ignore_conflicts=True,
    )


def kept_apart(digests: Collection[str]) -> set[tuple[int | str, str]]:
    """Return what people have decided of records with these digests: of which releases they are not.

    Each is a pair of a release, by number or by the digest of its account, and the digest of a record.
    """
    known = ReleasePair.objects.filter(Q(digest__in=digests) | Q(other_digest__in=digests), state=State.APART)
    apart: set[tuple[int | str, str]] = set()
    for release, digest, other, other_digest in known.values_list(
        "release", "digest", "other", "other_digest"
    ):
        apart |= {(release, other_digest), (digest, other_digest), (other, digest), (other_digest, digest)}
    return apart


def merged(releases: Collection[int]) -> dict[int, int]:
    """Return those of `releases` that were merged into another, each with the release that was kept."""
    ends: dict[int, int] = {}
    wanted = set(releases)
    for _ in range(LONGEST_WAY):
        into = Q(release__in=wanted, kept=F("other")) | Q(other__in=wanted, kept=F("release"))
        pairs = ReleasePair.objects.filter(into, state=State.MERGED)
        step = {pair.gone: pair.kept for pair in pairs if pair.gone and pair.kept}
        ends |= {gone: step.get(kept, kept) for gone, kept in ends.items()} | step
        wanted = set(step.values()) - ends.keys()
        if not wanted:
            break
    return {gone: kept for gone, kept in ends.items() if gone in set(releases)}
