"""How an edition moves: the only code that changes a state, a period or what is public.

Each move checks the rights of `by` and the edition under a lock, changes, records, tells the catalogues and
writes what follows into the outbox, in one transaction. When it cannot be done it raises `NotPossible` with
every reason at once, in sentences for editors.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from articles import alterations, checks, ledger, obstacles, outbox, publication, rights, search
from articles.body import sanitise
from articles.characters import without_controls
from articles.media.editions import copy_media
from articles.models import Article, Transition, make_slug

State = Article.State
# What a new edition takes over from the one it follows.
COPIED_FIELDS = (
    "title", "slug", "release_type", "language", "translates", "publishing_date", "place", "summary", "body",
    "contact", "editor_note", "embargo_until",
)  # fmt: skip
TEXTS = ("title", "place", "summary", "body", "contact", "editor_note", "change_note", "minor_reason")
COPIED_RELATIONS = ("structures", "fields_of_work", "countries", "meetings")


class NotPossible(Exception):
    """A move that cannot be made; `reasons` says why, a sentence each."""

    def __init__(self, *reasons: str):
        self.reasons = reasons
        super().__init__(" ".join(reasons))


@transaction.atomic
def save_draft(
    article: Article, *, by: AbstractUser, filing: Mapping[str, Iterable] | None = None
) -> Article:
    """Store an edition in preparation, a new release when it has no number yet, as changed by `by` now.

    `filing` are its terms and tags after the change, by field (COPIED_RELATIONS, "tags"); what it does not name
    stays. Call it as well when only they change: who changed an edition last cannot approve it, and what changed is
    kept field by field. Raises
    NotPossible when the edition is not in preparation, when `by` may not change it, or when somebody else
    has stored it since `article` was read (its `lock_version` says so).
    """
    if not article.is_in_preparation:
        raise NotPossible("What has been published is not changed in place; open a new edition.")
    if article.pk is None:
        if not rights.may(by, "create"):
            raise NotPossible(f"{by.get_username()} lacks {rights.RIGHTS['add_article']}.")
        _store_new(article, by=by)
        _file(article, filing or {})
        return article
    stored = Article.objects.select_for_update().get(pk=article.pk)
    if stored.lock_version != article.lock_version:
        raise NotPossible(f"{stored.changed_by or 'An import'} has changed this release meanwhile.")
    if not stored.is_in_preparation:
        raise NotPossible(f"This edition was {stored.get_state_display()} meanwhile; open a new edition.")
    _raise_any(rights.reasons_against("change", stored, by))
    before = alterations.facts_of(stored)
    _tidy(article)
    article.changed_by, article.changed_at = by, timezone.now()
    if article.state == State.APPROVED:
        # What was approved is not what would be published now.
        _move(article, "edit", State.SUBMITTED, by=by, remark="Changed after it was approved.")
    else:
        article.lock_version += 1
        article.save()
    _file(article, filing or {})
    alterations.record(article, before, by=by)
    return article


@transaction.atomic
def delete_draft(article: Article, *, by: AbstractUser) -> None:
    """Delete an edition in preparation; that it was there, and who deleted it, is kept."""
    article = _locked(article, "delete", by)
    alterations.record_deletion(article, by=by)
    article.delete()


@transaction.atomic
def submit(article: Article, *, by: AbstractUser, remark: str = "") -> None:
    """Hand a draft in for review."""
    article = _locked(article, "submit", by)
    _raise_any([finding.sentence for finding in checks.explanation(article)])
    _move(article, "submit", State.SUBMITTED, by=by, remark=remark)


@transaction.atomic
def return_to_draft(article: Article, *, by: AbstractUser, remark: str = "") -> None:
    """Give a submitted or approved edition back to its writers."""
    article = _locked(article, "return", by)
    _move(article, "return", State.DRAFT, by=by, remark=remark)


@transaction.atomic
def approve(article: Article, *, by: AbstractUser, remark: str = "") -> None:
    """Find a submitted edition fit to be published; not for who changed it last."""
    article = _locked(article, "approve", by)
    _move(article, "approve", State.APPROVED, by=by, remark=remark)


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
    article = _locked(article, "publish", by)
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
    article = _locked(article, "force", by)
    reasons = [] if reason.strip() else ["Say why it cannot wait for somebody to approve it."]
    article.forced_by = by
    _issue(article, at, "force", by=by, remark=reason, reasons=reasons, acknowledged=acknowledged)


@transaction.atomic
def approve_afterwards(article: Article, *, by: AbstractUser, remark: str = "") -> None:
    """Approve what was published by force; for somebody who neither forced nor last changed it."""
    article = _locked(article, "approve-afterwards", by)
    article.forced_by = None
    _move(article, "approve-afterwards", article.state, by=by, remark=remark)


@transaction.atomic
def reschedule(article: Article, *, by: AbstractUser, at: datetime, remark: str = "") -> None:
    """Move the hour of a scheduled edition to `at` (aware), and with it the end of the edition it replaces."""
    article = _locked(article, "reschedule", by)
    before = _replaced_by(article)
    _raise_any([*obstacles.to_hour(article, at, before), *obstacles.to_moving(article)])
    if _is_dated_by_schedule(article) and article.publishing_date != timezone.localdate(at):
        search.remove([article.position])
        article.publishing_date = timezone.localdate(at)
        article.position = _position(article, None)
    if before:
        before.public_until = at
        before.save(update_fields=["public_until"])
    article.public_at = at
    _move(article, "reschedule", State.PUBLISHED, by=by, remark=remark)
    outbox.reschedule(article, due_at=at)
    publication.record([edition for edition in (before, article) if edition])


@transaction.atomic
def cancel_schedule(article: Article, *, by: AbstractUser, remark: str = "") -> None:
    """Take a scheduled edition back before its hour; the one it would have replaced stays.

    It is approved again, or submitted when it was forced and nobody has approved it yet.
    """
    article = _locked(article, "cancel", by)
    reasons = obstacles.to_moving(article)
    if Article.objects.in_preparation().filter(release=article.release).exists():
        reasons.append("Another edition of this release is in preparation; finish or delete it first.")
    _raise_any(reasons)
    before = _replaced_by(article)
    if _is_dated_by_schedule(article):
        # Publication will fill it in again.
        article.publishing_date = None
    search.remove([article.position])
    outbox.cancel(article)
    article.public_at = article.public_until = article.position = article.last_major_at = None
    state = State.SUBMITTED if article.forced_by_id else State.APPROVED
    article.forced_by = None
    _move(article, "cancel", state, by=by, remark=remark)
    if before:
        before.public_until = None
        before.save(update_fields=["public_until"])
    publication.record([edition for edition in (before, article) if edition])


@transaction.atomic
def withdraw(article: Article, *, by: AbstractUser, reason: str) -> None:
    """Keep a release readable, but with a notice and out of every list. `reason` is for readers."""
    article = _locked(article, "withdraw", by)
    unsaid = [] if reason.strip() else ["Say why the release is withdrawn: its readers are told."]
    _raise_any([*unsaid, *obstacles.to_taking_away(article)])
    article.withdrawal_reason = reason.strip()
    _move(article, "withdraw", State.WITHDRAWN, by=by, remark=reason.strip())
    publication.record([article])


@transaction.atomic
def reinstate(article: Article, *, by: AbstractUser, remark: str = "") -> None:
    """Undo a withdrawal: the release is listed again where it was."""
    article = _locked(article, "reinstate", by)
    article.withdrawal_reason = ""
    _move(article, "reinstate", State.PUBLISHED, by=by, remark=remark)
    publication.record([article])


@transaction.atomic
def unpublish(article: Article, *, by: AbstractUser, remark: str) -> None:
    """Take a release off the site at once; its address answers that it is gone. `remark` is for colleagues."""
    article = _locked(article, "unpublish", by)
    unsaid = [] if remark.strip() else ["Say why the release is taken off the site."]
    _raise_any([*unsaid, *obstacles.to_taking_away(article)])
    # A period is never empty, not even of what goes at the very instant it came.
    article.public_until = max(timezone.now(), article.public_at + timedelta(microseconds=1))
    _move(article, "unpublish", State.UNPUBLISHED, by=by, remark=remark)
    publication.record([article])


@transaction.atomic
def open_new_edition(article: Article, *, by: AbstractUser) -> Article:
    """A draft copy of a published, withdrawn or unpublished edition, to correct it while readers keep the old one.

    Returns the draft; when an edition is in preparation, raises NotPossible.
    """
    article = _locked(article, "new-edition", by)
    editions = Article.objects.filter(release=article.release)
    if editions.in_preparation().exists():
        raise NotPossible("Another edition of this release is in preparation already.")
    latest = editions.order_by("-edition").first()
    draft = Article(release=article.release, edition=latest.edition + 1)
    for name in COPIED_FIELDS:
        setattr(draft, name, getattr(article, name))
    _store_new(draft, by=by)
    for name in COPIED_RELATIONS:
        getattr(draft, name).set(getattr(article, name).all())
    draft.tags.set(article.tags.names())
    copy_media(article, draft)
    return draft


def record_refiling(editions: Sequence[int], *, by: AbstractUser) -> None:
    """Say that `by` has now changed these editions in preparation, by id: those that were approved are submitted again.

    Called by `articles.filing_changes` under the ledger's lock, in its transaction.
    """
    now = timezone.now()
    changed = Article.objects.in_preparation().filter(pk__in=editions)
    approved = list(changed.filter(state=State.APPROVED).values_list("pk", flat=True))
    changed.update(changed_by=by, changed_at=now, lock_version=F("lock_version") + 1)
    Article.objects.filter(pk__in=approved).update(state=State.SUBMITTED)
    Transition.objects.bulk_create(
        Transition(
            article_id=pk,
            verb="edit",
            from_state=State.APPROVED,
            to_state=State.SUBMITTED,
            by=by,
            at=now,
            remark="Filed under other terms after it was approved.",
        )
        for pk in approved
    )


def _store_new(article: Article, *, by: AbstractUser) -> Article:
    article.release = article.release or ledger.take_releases()[0]
    _tidy(article)
    article.lock_version += 1
    article.created_by = by
    article.changed_by, article.changed_at = by, timezone.now()
    article.save()
    _record(article, "create", "", by=by)
    return article


def _file(article: Article, filing: Mapping[str, Iterable]) -> None:
    for name, values in filing.items():
        getattr(article, name).set(values)


def _tidy(article: Article) -> None:
    """What writers typed, as it is stored."""
    for name in TEXTS:
        setattr(article, name, without_controls(getattr(article, name)))
    for name in ("change_note", "minor_reason"):
        setattr(article, name, getattr(article, name).strip())
    article.slug = article.slug or make_slug(article.title)
    article.body = sanitise(article.body)


def _locked(article: Article, move: str, by: AbstractUser) -> Article:
    """The edition under a row lock; raises NotPossible when `by` cannot make the move with it now."""
    ledger.lock()
    locked = Article.objects.select_for_update().get(pk=article.pk)
    _raise_any(rights.reasons_against(move, locked, by))
    return locked


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
    _raise_any([*reasons, *checks.refusals(article), *obstacles.to_hour(article, at, before)])
    if before:
        before.public_until = starts
        before.save(update_fields=["public_until"])
    article.public_at = starts
    article.last_major_at = last.last_updated if last and article.is_minor else None
    article.publishing_date = article.publishing_date or timezone.localdate(starts)
    article.position = _position(article, last)
    _move(article, verb, State.PUBLISHED, by=by, remark=remark, acknowledged=acknowledged)
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


def _move(
    article: Article,
    verb: str,
    state: str,
    *,
    by: AbstractUser,
    remark: str,
    acknowledged: Sequence[str] = (),
) -> None:
    before = article.state
    article.state = state
    article.lock_version += 1
    article.save()
    _record(article, verb, before, by=by, remark=remark, acknowledged=acknowledged)


def _record(
    article: Article,
    verb: str,
    before: str,
    *,
    by: AbstractUser,
    remark: str = "",
    acknowledged: Sequence[str] = (),
) -> None:
    transition = Transition.objects.create(
        article=article,
        verb=verb,
        from_state=before,
        to_state=article.state,
        by=by,
        remark=remark,
        acknowledged=sorted(acknowledged),
    )
    is_coming = article.public_at is not None and article.public_at > transition.at
    outbox.record(transition, due_at=article.public_at if is_coming else transition.at)


def _raise_any(reasons: list[str]) -> None:
    if reasons:
        raise NotPossible(*reasons)
