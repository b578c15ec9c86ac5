"""What other editions and the clock can put in the way of a move: sentences for editors, none when nothing is.

What an edition itself lacks is found in `articles.checks`.
"""

from datetime import datetime

from django.utils import timezone

from articles.local_time import said
from articles.models import Article


def to_hour(article: Article, at: datetime | None, before: Article | None) -> list[str]:
    """Why an edition cannot be public from `at` (aware; None: now) on, `before` being the one it would replace."""
    now = timezone.now()
    starts = at or now
    reasons = []
    if at is not None and at <= now:
        reasons.append("The time of publication lies in the past; choose a later one, or publish now.")
    if article.embargo_until and starts < article.embargo_until:
        reasons.append(f"It is under embargo until {said(article.embargo_until)}.")
    if before and before.public_at >= starts:
        reasons.append(
            f"Edition {before.edition} of this release is scheduled for {said(before.public_at)}; "
            "choose a later time, or cancel that first."
        )
    return reasons


def to_moving(article: Article) -> list[str]:
    """A later edition takes over from a scheduled one at its hour, so that this one cannot be moved."""
    later = Article.objects.filter(
        release=article.release, edition__gt=article.edition, public_at__isnull=False
    )
    return [
        f"Edition {edition.edition} is scheduled to follow it on {said(edition.public_at)}; cancel that first."
        for edition in later
    ]


def to_taking_away(article: Article) -> list[str]:
    """It is not public, or the clock would bring another edition of it back."""
    now = timezone.now()
    reasons = []
    if not article.is_public(now):
        reasons.append("Only what is public now can be taken away from readers.")
    coming = Article.objects.filter(release=article.release, public_at__gt=now)
    return reasons + [
        f"Edition {edition.edition} is scheduled for {said(edition.public_at)}; cancel that first."
        for edition in coming
    ]
