"""Publication: now or at an hour, with approval or by force, moved to another hour or cancelled before it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from articles.editing import boilerplates, outbox, refusals
from articles.editing.workflow.transitions import NotPossible, Step, locked, move, raise_any
from articles.index import ledger, search, updates
from articles.models import Article, PublicChange

State = Article.State


@dataclass(frozen=True)
class TranslationToPublish:
    """A translation to be published with its original: the edition as somebody saw it, and what they read."""

    edition: Article
    version: int
    acknowledged: Sequence[str] = ()


@transaction.atomic
def publish(  # noqa: PLR0913 - what the page of the move asks
    article: Article,
    *,
    by: User,
    version: int | None = None,
    at: datetime | None = None,
    remark: str = "",
    acknowledged: Sequence[str] = (),
    translations: Sequence[TranslationToPublish] = (),
) -> None:
    """Make an approved edition public from `at` (aware; None: now) on; it replaces the one before it.

    In the future it is scheduled: the clock makes the switch, no job is needed. `acknowledged` are the codes
    of the warnings (`articles.editing.checks`) that `by` has read; the transition records them. The approved
    `translations` of the release go with it, all or none. Raises NotPossible with every reason in
    `articles.editing.refusals` that stands against it, or against one of them.
    """
    article = locked(article, "publish", by, version)
    verb = "schedule" if at else "publish"
    _issue(article, at, Step(verb, by, remark, acknowledged))
    for one in translations:
        if one.edition.translates != article.release:
            raise NotPossible(
                f"Release {one.edition.release} is no translation of release {article.release}."
            )
        try:
            edition = locked(one.edition, "publish", by, one.version)
            _issue(edition, at, Step(verb, by, remark, one.acknowledged))
        except NotPossible as refusal:
            which = f"{one.edition.get_language_display()}, “{one.edition}”"
            raise NotPossible(*(f"{which}: {reason}" for reason in refusal.reasons)) from refusal


@transaction.atomic
def force_publish(  # noqa: PLR0913 - what the page of the move asks
    article: Article,
    *,
    by: User,
    version: int | None = None,
    reason: str,
    at: datetime | None = None,
    acknowledged: Sequence[str] = (),
) -> None:
    """Make an edition public that nobody else has approved; it waits for that until `approve_afterwards`.

    `reason` is for colleagues, and must be given; `acknowledged` as for `publish`.
    """
    article = locked(article, "force", by, version)
    reasons = [] if reason.strip() else ["Say why it cannot wait for somebody to approve it."]
    article.forced_by = by
    _issue(article, at, Step("force", by, reason, acknowledged), reasons)


@transaction.atomic
def reschedule(
    article: Article, *, by: User, version: int | None = None, at: datetime, remark: str = ""
) -> None:
    """Move the hour of a scheduled edition, and the end of the edition it replaces, to `at` (aware)."""
    article = locked(article, "reschedule", by, version)
    before = _replaced_by(article)
    raise_any([*refusals.of_hour(article, at, before), *refusals.of_later_schedules(article)])
    if _is_dated_by_schedule(article) and article.publishing_date != timezone.localdate(at):
        search.remove([article.issued_position])
        article.publishing_date = timezone.localdate(at)
        article.position = _position(article.publishing_date, None)
    if before:
        before.public_until = at
        before.save(update_fields=["public_until"])
    article.public_at = at
    move(article, Step("reschedule", by, remark))
    outbox.reschedule(article, due_at=at)
    updates.record([article], _kind(before), before=before)


@transaction.atomic
def cancel_schedule(article: Article, *, by: User, version: int | None = None, remark: str = "") -> None:
    """Take a scheduled edition back before its hour; the one it would have replaced stays.

    It is approved again, or submitted when it was forced and nobody has approved it yet.
    """
    article = locked(article, "cancel", by, version)
    raise_any([*refusals.of_later_schedules(article), *refusals.of_another_draft(article)])
    before = _replaced_by(article)
    search.remove([article.issued_position])
    if _is_dated_by_schedule(article):
        # Publication will fill it in again.
        article.publishing_date = None
    outbox.cancel(article)
    boilerplates.take_back(article)
    article.public_at = article.public_until = article.position = article.last_major_at = None
    state = State.SUBMITTED if article.forced_by_id else State.APPROVED
    article.forced_by = None
    move(article, Step("cancel", by, remark), state)
    if before:
        before.public_until = None
        before.save(update_fields=["public_until"])
    updates.record([article], _kind(before), before=before)


def _issue(article: Article, at: datetime | None, step: Step, reasons: Sequence[str] = ()) -> None:
    """Give an edition its period from `at` on, and close that of the one it replaces."""
    starts = at or timezone.now()
    before = _open_edition(article.release)
    last = before or _last_issued(article.release)
    raise_any([*reasons, *refusals.of_publication(article, at, before)])
    if before:
        before.public_until = starts
        before.save(update_fields=["public_until"])
    article.public_at = starts
    article.last_major_at = last.last_updated if last and article.is_minor else None
    article.publishing_date = article.publishing_date or timezone.localdate(starts)
    article.position = _position(article.publishing_date, last)
    boilerplates.issue([article])
    move(article, step)
    updates.record([article], _kind(before), before=before)


def _kind(before: Article | None) -> str:
    """Return the kind of change that readers see when an edition follows `before`, or nothing."""
    return PublicChange.Kind.CORRECTED if before else PublicChange.Kind.PUBLISHED


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
    """Return whether a release's publishing date was filled in by its schedule, or says the same."""
    return article.edition == 1 and article.publishing_date == timezone.localdate(article.public_at)


def _position(day: date, last: Article | None) -> int:
    """A position for an edition of `day`: beside the last one, so that a correction stays in its place."""
    try:
        if last and last.publishing_date == day:
            return ledger.take_position_beside(last.issued_position)
        return ledger.take_positions([day])[0]
    except ledger.DayIsFull as full:
        raise NotPossible(str(full)) from full
