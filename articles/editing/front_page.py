"""Putting releases first on the front page, and taking them from there: readers see it at once."""

from collections.abc import Collection

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from articles.index import ledger
from articles.models import Article, FrontPageRelease


def refusal(release: int) -> str:
    """Return why a release cannot stand on the front page; "" if it can."""
    if Article.objects.listed(timezone.now()).filter(release=release).exists():
        return ""
    return f"Release {release} is not public, or it is withdrawn: only what readers may see stands there."


def put_first(chosen: FrontPageRelease, *, by: User) -> None:
    """Store a choice, new or changed."""
    with transaction.atomic():
        ledger.lock()
        before = FrontPageRelease.objects.filter(pk=chosen.pk).values_list("release", flat=True)
        releases = {chosen.release, *before}
        chosen.by, chosen.at = by, timezone.now()
        chosen.save()
        _tell(releases)


def take_from_front(chosen: Collection[FrontPageRelease]) -> None:
    """Delete these choices."""
    with transaction.atomic():
        ledger.lock()
        FrontPageRelease.objects.filter(pk__in=[one.pk for one in chosen]).delete()
        _tell({one.release for one in chosen})


def _tell(releases: Collection[int]) -> None:
    """Have every process make its pages anew, as after a change of these releases."""
    editions = Article.objects.public(timezone.now()).filter(release__in=releases).only("pk")
    if editions:
        ledger.record_changes(editions)
