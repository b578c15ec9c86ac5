"""Refusals of a move: sentences for editors, all at once; none when nothing is in the way.

A publication meets them in this order, and the first group that has any ends it:

1. `workflow.transitions.locked`: the edition was deleted, changed or moved since the person opened its page.
2. `permissions.reasons_against`: the right, the standing, and for an approval the four eyes (registry:
   `moves`).
3. `of_publication`, here: what the edition itself lacks (`checks.blocking`), then its hour, embargo and
   schedule; before them the reason that a publication without approval has to give.
4. `index.positions.DayIsFull`: no place is left in the order of its day.
5. The constraints of `models.Article`, which no code is meant to reach.

Warnings (`checks.warnings`) refuse nothing; the desk has them acknowledged. Texts that are too long never
reach a publication: `limits` refuses to store them.
"""

from datetime import datetime

from django.utils import timezone

from articles.editing import checks
from articles.models import Article
from articles.text.local_time import format_instant


def of_publication(article: Article, at: datetime | None, before: Article | None) -> list[str]:
    """Refusals of a publication from `at` (aware; None: now) on; the edition would replace `before`."""
    return [*checks.refusals(article), *of_hour(article, at, before)]


def of_hour(article: Article, at: datetime | None, before: Article | None) -> list[str]:
    """Refusals of a period from `at` (aware; None: now) on; `before` is the edition it replaces."""
    now = timezone.now()
    starts = at or now
    reasons = []
    if at is not None and at <= now:
        reasons.append("The time of publication lies in the past; choose a later one, or publish now.")
    if article.embargo_until and starts < article.embargo_until:
        reasons.append(f"It is under embargo until {format_instant(article.embargo_until)}.")
    if before and before.issued_at >= starts:
        reasons.append(
            f"Edition {before.edition} of this release is scheduled for {format_instant(before.issued_at)}; "
            "choose a later time, or cancel that first."
        )
    return reasons


def of_later_schedules(article: Article) -> list[str]:
    """Refusals to move a scheduled edition: a later one takes over from it at its hour."""
    later = Article.objects.filter(
        release=article.release, edition__gt=article.edition, public_at__isnull=False
    )
    return [
        f"Edition {edition.edition} is scheduled to follow it on {format_instant(edition.issued_at)}; cancel "
        "that first."
        for edition in later
    ]


def of_another_draft(article: Article) -> list[str]:
    """Refusals to put an edition into preparation: another one of the release is there."""
    if not has_other_draft(article):
        return []
    return ["Another edition of this release is in preparation; finish or delete it first."]


def has_other_draft(article: Article) -> bool:
    """Return whether another edition of the release is in preparation."""
    editions = Article.objects.in_preparation().filter(release=article.release)
    return editions.exclude(pk=article.pk).exists()


def of_taking_away(article: Article) -> list[str]:
    """Refusals to take a release from readers: it is not public, or another edition is scheduled."""
    now = timezone.now()
    reasons = []
    if not article.is_public(now):
        reasons.append("Only what is public now can be taken away from readers.")
    coming = Article.objects.filter(release=article.release, public_at__gt=now)
    return reasons + [
        f"Edition {edition.edition} is scheduled for {format_instant(edition.issued_at)}; cancel that first."
        for edition in coming
    ]
