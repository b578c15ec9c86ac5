"""Publication: now or at an hour, with approval or by force, moved to another hour or cancelled before it."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.utils import timezone

from articles import checks, ledger, obstacles, outbox, publication, search
from articles.models import Article
from articles.workflow.moving import NotPossible, locked, move, raise_any

State = Article.State


@transaction.atomic
def publish(
    article: Article,
    *,
    by: AbstractUser,
    at: datetime | None = None,
    remark: str = "",
    acknowledged: Sequence[str] = (),
) -> None:
    """Make an approved edition public from `at` (aware; None: now) on; it replaces the one before it.

    In the future it is scheduled: the clock makes the switch, no job is needed. `acknowledged` are the codes of
    the warnings (`articles.checks`) that `by` has read; they are kept with the move.
    """
    article = locked(article, "publish", by)
    verb = "schedule" if at else "publish"
    _issue(article, at, verb, by=by, remark=remark, acknowledged=acknowledged)


@transaction.atomic
def force_publish(
    article: Article,
    *,
    by: AbstractUser,
    reason: str,
    at: datetime | None = None,
    acknowledged: Sequence[str] = (),
) -> None:
    """Make an edition public that nobody else has approved; it waits for that until `approve_afterwards`.

    `reason` is for colleagues, and must be given; `acknowledged` as for `publish`.
    """
    article = locked(article, "force", by)
    reasons = [] if reason.strip() else ["Say why it cannot wait for somebody to approve it."]
    article.forced_by = by
    _issue(article, at, "force", by=by, remark=reason, reasons=reasons, acknowledged=acknowledged)


@transaction.atomic
def reschedule(article: Article, *, by: AbstractUser, at: datetime, remark: str = "") -> None:
    """Move the hour of a scheduled edition to `at` (aware), and with it the end of the edition it replaces."""
    article = locked(article, "reschedule", by)
    before = _replaced_by(article)
    raise_any([*obstacles.to_hour(article, at, before), *obstacles.to_moving(article)])
    if _is_dated_by_schedule(article) and article.publishing_date != timezone.localdate(at):
        search.remove([article.position])
        article.publishing_date = timezone.localdate(at)
        article.position = _position(article, None)
    if before:
        before.public_until = at
        before.save(update_fields=["public_until"])
    article.public_at = at
    move(article, "reschedule", State.PUBLISHED, by=by, remark=remark, public_at=at)
    outbox.reschedule(article, due_at=at)
    publication.record([edition for edition in (before, article) if edition])


@transaction.atomic
def cancel_schedule(article: Article, *, by: AbstractUser, remark: str = "") -> None:
    """Take a scheduled edition back before its hour; the one it would have replaced stays.

    It is approved again, or submitted when it was forced and nobody has approved it yet.
    """
    article = locked(article, "cancel", by)
    reasons = obstacles.to_moving(article)
    if Article.objects.in_preparation().filter(release=article.release).exists():
        reasons.append("Another edition of this release is in preparation; finish or delete it first.")
    raise_any(reasons)
    before = _replaced_by(article)
    if _is_dated_by_schedule(article):
        # Publication will fill it in again.
        article.publishing_date = None
    search.remove([article.position])
    outbox.cancel(article)
    article.public_at = article.public_until = article.position = article.last_major_at = None
    state = State.SUBMITTED if article.forced_by_id else State.APPROVED
    article.forced_by = None
    move(article, "cancel", state, by=by, remark=remark)
    if before:
        before.public_until = None
        before.save(update_fields=["public_until"])
    publication.record([edition for edition in (before, article) if edition])


def _issue(
    article: Article,
    at: datetime | None,
    verb: str,
    *,
    by: AbstractUser,
    remark: str,
    reasons: Sequence[str] = (),
    acknowledged: Sequence[str] = (),
) -> None:
    """Give an edition its period from `at` on, and close that of the one it replaces."""
    starts = at or timezone.now()
    before = _open_edition(article.release)
    last = before or _last_issued(article.release)
    raise_any([*reasons, *checks.refusals(article), *obstacles.to_hour(article, at, before)])
    if before:
        before.public_until = starts
        before.save(update_fields=["public_until"])
    article.public_at = starts
    article.last_major_at = last.last_updated if last and article.is_minor else None
    article.publishing_date = article.publishing_date or timezone.localdate(starts)
    article.position = _position(article, last)
    move(
        article,
        verb,
        State.PUBLISHED,
        by=by,
        remark=remark,
        acknowledged=acknowledged,
        public_at=starts,
    )
    publication.record([edition for edition in (before, article) if edition])


def _open_edition(release: int) -> Article | None:
    """The edition of a release whose period has no end: the one readers see or will see last."""
    editions = Article.objects.select_for_update().filter(release=release)
    return editions.filter(public_at__isnull=False, public_until__isnull=True).first()


def _last_issued(release: int) -> Article | None:
    return Article.objects.filter(release=release, position__isnull=False).order_by("edition").last()


def _replaced_by(article: Article) -> Article | None:
    """The edition whose period ends where that of a scheduled one starts."""
    editions = Article.objects.select_for_update().filter(release=article.release)
    return editions.filter(public_until=article.public_at, edition__lt=article.edition).first()


def _is_dated_by_schedule(article: Article) -> bool:
    """Whether a release's publishing date was filled in by its schedule, or says the same."""
    return article.edition == 1 and article.publishing_date == timezone.localdate(article.public_at)


def _position(article: Article, last: Article | None) -> int:
    """Where the edition stands: beside the last one, so that a correction does not move a release."""
    try:
        if last and last.publishing_date == article.publishing_date:
            return ledger.take_position_beside(last.position)
        return ledger.take_positions([article.publishing_date])[0]
    except ledger.DayIsFull as full:
        raise NotPossible(str(full)) from full
