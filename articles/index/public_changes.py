"""Recording what changes for readers, in the transaction that changes it: a follower can miss nothing."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from articles.index import ledger
from articles.models import Article, PublicChange, bulk

CHUNK = 1_000
Kind = PublicChange.Kind
# A change that is taken back so shortly before its hour may be read before the transaction ends.
LAST_MOMENT = timedelta(seconds=5)


def record(articles: Iterable[Article], kind: str) -> None:
    """Record a change of these editions that readers see: from now on or, if scheduled, at their hour.

    A change of a scheduled edition replaces its pending one. An edition in preparation has none. An edition
    that is not its release's public one any more changes nothing for readers, except that it may be removed.
    """
    ledger.lock()
    now = timezone.now()
    articles = list(articles)
    pending = _take_back({article.pk for article in articles}, now)
    changes = []
    for article in articles:
        before = pending.get(article.pk)
        hour = _coming_hour(article, now)
        if hour and kind != Kind.REMOVED:
            changes.append(_change(article, before.kind if before else kind, hour, now))
        elif article.is_public(now) or (kind == Kind.REMOVED and article.state == Article.State.UNPUBLISHED):
            changes.append(_change(article, kind, now, now))
        if before and before.effective_at != hour and before.effective_at - now < LAST_MOMENT:
            changes.append(_correction_of(before))
    bulk.insert(changes)


def record_filing(editions: Sequence[int]) -> None:
    """Record that these editions (ids) are filed under other terms."""
    for start in range(0, len(editions), CHUNK):
        chunk = Article.objects.filter(pk__in=editions[start : start + CHUNK]).order_by("release", "edition")
        record(chunk.only("release", "state", "public_at", "public_until"), Kind.RETAGGED)


def _take_back(editions: set[int], now: datetime) -> dict[int, PublicChange]:
    """Delete the pending changes of these editions, by id; returns them."""
    pending = PublicChange.objects.pending(now)
    found = {change.article: change for change in pending if change.article and change.article in editions}
    if found:
        PublicChange.objects.filter(pk__in=[change.pk for change in found.values()]).delete()
    return found


def _coming_hour(article: Article, now: datetime) -> datetime | None:
    """Return the instant at which the clock will make a scheduled edition public."""
    starts = article.public_at if article.state == Article.State.PUBLISHED else None
    return starts if starts and starts > now else None


def _change(article: Article, kind: str, effective_at: datetime, now: datetime) -> PublicChange:
    return PublicChange(
        release=article.release,
        article=article.pk,
        kind=kind,
        effective_at=effective_at,
        is_scheduled=effective_at > now,
    )


def _correction_of(change: PublicChange) -> PublicChange:
    """A change for those who may have read `change` before it was taken back; at the same instant."""
    is_first = change.kind == Kind.PUBLISHED
    return PublicChange(
        release=change.release,
        kind=Kind.REMOVED if is_first else Kind.CORRECTED,
        effective_at=change.effective_at,
        is_scheduled=True,
    )
