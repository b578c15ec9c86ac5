"""Reasons for which a release stays as it is when its batch is taken back, or brought back."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from articles.importing import release_rows
from articles.importing.known_releases import touched_releases
from articles.models import (
    Article,
    BatchLine,
    BatchStep,
    FilingLine,
    ImportBatch,
    Provenance,
    ReviewLink,
    Transition,
)

GONE = "It is not there any more."
DELETED = "An editor has deleted it: it is not there any more."
CHANGED = "It was changed since the batch was taken back."


def against_undo(batch: ImportBatch, releases: Collection[int]) -> dict[int, str]:
    """Return why these releases of a batch stay, by number: what persons or later batches did with them."""
    reasons = _of_persons(releases)
    there = set(Article.objects.filter(release__in=releases).values_list("release", flat=True))
    reasons |= {release: DELETED for release in releases if release not in there}
    own = dict(BatchLine.objects.filter(batch=batch, release__in=releases).values_list("release", "pk"))
    others = BatchLine.objects.filter(release__in=releases, is_undone=False).exclude(batch=batch)
    for release, pk, name in others.order_by("pk").values_list("release", "pk", "batch__name"):
        if pk > own.get(release, 0):
            reasons.setdefault(release, f"“{name}” has completed it since: take that import back first.")
    return dict(sorted(reasons.items()))


def against_redo(batch: ImportBatch, releases: Collection[int]) -> dict[int, str]:
    """Return why what was taken back of these releases stays so, by number."""
    lines = list(
        BatchLine.objects.filter(batch=batch, release__in=releases, is_undone=True).order_by("release")
    )
    reasons = _come_in_again(batch, [line for line in lines if line.is_new])
    completed = [line for line in lines if not line.is_new]
    current = release_rows.read([line.release for line in completed])
    for line in completed:
        if line.release not in current:
            reasons[line.release] = GONE
        elif release_rows.digest(current[line.release]) != line.left:
            reasons[line.release] = CHANGED
    return reasons


def _come_in_again(batch: ImportBatch, lines: Iterable[BatchLine]) -> dict[int, str]:
    """Return which of these releases other batches have brought since, under another number."""
    origins = {line.release: row for line in lines for row in line.other["provenance"]}
    undone = BatchStep.objects.filter(batch=batch, kind=BatchStep.Kind.UNDO).order_by("at").last()
    found: dict[str, list[tuple[int, str, bool]]] = defaultdict(list)
    others = Provenance.objects.filter(identity__in={row["identity"] for row in origins.values()})
    for release, identity, digest, since in others.exclude(batch=batch).values_list(
        "release", "identity", "digest", "batch__started_at"
    ):
        # A release of the same title and day that was there before is another release.
        found[identity].append((release, digest, bool(undone and since and since > undone.at)))
    return {
        number: f"It has come in again, as release {release}: take that import back first."
        for number, row in origins.items()
        for release, digest, is_later in found[row["identity"]]
        if is_later or digest == row["digest"]
    }


def _of_persons(releases: Collection[int]) -> dict[int, str]:
    """Return who has worked on each of these releases, for those that somebody has."""
    links = ReviewLink.objects.filter(article__release__in=releases).select_related("created_by", "article")
    reasons = {
        link.article.release: f"{link.created_by} has sent it to a reviewer on {link.created_at:%d %B %Y}."
        for link in links
    }
    touched = touched_releases(releases)
    reasons |= dict.fromkeys(touched, "An editor has worked on it or translated it.")
    editions = Article.objects.filter(release__in=touched, changed_by__isnull=False)
    for release, name, at in editions.values_list("release", "changed_by__username", "changed_at"):
        reasons[release] = f"{name} has changed it on {at:%d %B %Y}."
    lines = FilingLine.objects.filter(article__release__in=touched, batch__undone_at__isnull=True)
    for release, name, at in lines.values_list("article__release", "batch__by__username", "batch__at"):
        reasons[release] = f"{name} has filed it elsewhere on {at:%d %B %Y}."
    moves = Transition.objects.filter(article__release__in=touched, by__isnull=False).order_by("at", "pk")
    for release, name, at, verb in moves.values_list("article__release", "by__username", "at", "verb"):
        reasons[release] = f"{name} has worked on it on {at:%d %B %Y} ({verb})."
    return reasons
