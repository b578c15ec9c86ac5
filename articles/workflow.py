"""How an edition moves: the only code that changes a state, a period or what is public.

Each move checks, changes, records and tells the catalogues, in one transaction. When it cannot be done it
raises `NotPossible` with every reason at once, in sentences for editors.
"""

from datetime import datetime

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.utils import timezone

from articles import ledger, publication, search
from articles.body import sanitise
from articles.characters import without_controls
from articles.models import Article, Transition, make_slug

State = Article.State
# What a new edition takes over from the one it follows.
COPIED_FIELDS = (
    "title", "slug", "release_type", "language", "translates", "publishing_date", "place", "summary", "body",
    "contact", "editor_note",
)  # fmt: skip
TEXTS = ("title", "place", "summary", "body", "contact", "editor_note", "change_note")
COPIED_RELATIONS = ("structures", "fields_of_work", "countries", "meetings")


class NotPossible(Exception):
    """A move that cannot be made; `reasons` says why, a sentence each."""

    def __init__(self, *reasons: str):
        self.reasons = reasons
        super().__init__(" ".join(reasons))


@transaction.atomic
def save_draft(article: Article, *, by: AbstractUser) -> Article:
    """Store an edition in preparation, a new release when it has no number yet, as changed by `by` now.

    Raises NotPossible when the edition is not in preparation, or when somebody else has stored it since
    `article` was read (its `lock_version` says so).
    """
    if not article.is_in_preparation:
        raise NotPossible("What has been published is not changed in place; open a new edition.")
    is_new = article.pk is None
    if is_new:
        article.release = article.release or ledger.take_releases()[0]
    else:
        stored = Article.objects.select_for_update().get(pk=article.pk)
        if stored.lock_version != article.lock_version:
            raise NotPossible(f"{stored.changed_by or 'An import'} has changed this release meanwhile.")
        if not stored.is_in_preparation:
            raise NotPossible(f"This edition was {stored.get_state_display()} meanwhile; open a new edition.")
    for name in TEXTS:
        setattr(article, name, without_controls(getattr(article, name)))
    article.slug = article.slug or make_slug(article.title)
    article.body = sanitise(article.body)
    article.lock_version += 1
    article.changed_by, article.changed_at = by, timezone.now()
    if article.state == State.APPROVED:
        # What was approved is not what would be published now.
        _move(article, "edit", State.SUBMITTED, by=by, remark="Changed after it was approved.")
    else:
        article.save()
    if is_new:
        _record(article, "create", "", by=by)
    return article


@transaction.atomic
def submit(article: Article, *, by: AbstractUser, remark: str = "") -> None:
    """Hand a draft in for review."""
    article = _locked(article, State.DRAFT)
    _move(article, "submit", State.SUBMITTED, by=by, remark=remark)


@transaction.atomic
def return_to_draft(article: Article, *, by: AbstractUser, remark: str = "") -> None:
    """Give a submitted or approved edition back to its writers."""
    article = _locked(article, State.SUBMITTED, State.APPROVED)
    _move(article, "return", State.DRAFT, by=by, remark=remark)


@transaction.atomic
def approve(article: Article, *, by: AbstractUser, remark: str = "") -> None:
    """Find a submitted edition fit to be published."""
    article = _locked(article, State.SUBMITTED)
    _move(article, "approve", State.APPROVED, by=by, remark=remark)


@transaction.atomic
def publish(article: Article, *, by: AbstractUser, at: datetime | None = None, remark: str = "") -> None:
    """Make an edition in preparation public from `at` (aware; None: now) on; it replaces the one before it.

    In the future it is scheduled: the clock makes the switch, no job is needed.
    """
    article = _locked(article, *Article.IN_PREPARATION)
    now = timezone.now()
    starts = at or now
    before = _open_edition(article.release)
    _raise_any(_reasons_not_to_publish(article, starts, now, at, before))
    if before:
        before.public_until = starts
        before.save(update_fields=["public_until"])
    article.public_at = starts
    article.publishing_date = article.publishing_date or timezone.localdate(starts)
    try:
        article.position = _position(article, before)
    except ledger.DayIsFull as full:
        raise NotPossible(str(full)) from full
    verb = "schedule" if starts > now else "publish"
    _move(article, verb, State.PUBLISHED, by=by, remark=remark)
    publication.record([edition for edition in (before, article) if edition])


@transaction.atomic
def cancel_schedule(article: Article, *, by: AbstractUser, remark: str = "") -> None:
    """Take a scheduled edition back before its hour; the one it would have replaced stays."""
    article = _locked(article, State.PUBLISHED)
    if article.public_at <= timezone.now():
        raise NotPossible("This release is public already; withdraw or unpublish it instead.")
    if Article.objects.in_preparation().filter(release=article.release).exists():
        raise NotPossible("Another edition of this release is in preparation; finish or delete it first.")
    started = article.public_at
    if article.edition == 1 and article.publishing_date == timezone.localdate(started):
        # It was filled in by the schedule, or says the same: publication will fill it in again.
        article.publishing_date = None
    search.remove([article.position])
    article.public_at = article.public_until = article.position = None
    _move(article, "cancel", State.APPROVED, by=by, remark=remark)
    before = Article.objects.filter(release=article.release, public_until=started).first()
    if before:
        before.public_until = None
        before.save(update_fields=["public_until"])
    publication.record([edition for edition in (before, article) if edition])


@transaction.atomic
def withdraw(article: Article, *, by: AbstractUser, reason: str) -> None:
    """Keep a release readable, but with a notice and out of every list. `reason` is for readers."""
    article = _locked(article, State.PUBLISHED)
    _raise_any(
        _reasons_not_to_take_away(article, reason, "Say why the release is withdrawn: its readers are told.")
    )
    article.withdrawal_reason = reason.strip()
    _move(article, "withdraw", State.WITHDRAWN, by=by, remark=reason)
    publication.record([article])


@transaction.atomic
def reinstate(article: Article, *, by: AbstractUser, remark: str = "") -> None:
    """Undo a withdrawal: the release is listed again where it was."""
    article = _locked(article, State.WITHDRAWN)
    article.withdrawal_reason = ""
    _move(article, "reinstate", State.PUBLISHED, by=by, remark=remark)
    publication.record([article])


@transaction.atomic
def unpublish(article: Article, *, by: AbstractUser, remark: str) -> None:
    """Take a release off the site at once; its address answers that it is gone. `remark` is for colleagues."""
    article = _locked(article, State.PUBLISHED, State.WITHDRAWN)
    _raise_any(_reasons_not_to_take_away(article, remark, "Say why the release is taken off the site."))
    article.public_until = timezone.now()
    _move(article, "unpublish", State.UNPUBLISHED, by=by, remark=remark)
    publication.record([article])


@transaction.atomic
def open_new_edition(article: Article, *, by: AbstractUser) -> Article:
    """A draft copy of a published, withdrawn or unpublished edition, to correct it while readers keep the old one.

    Returns the draft; when an edition is in preparation already, raises NotPossible.
    """
    article = _locked(article, *Article.ISSUED)
    editions = Article.objects.filter(release=article.release)
    if editions.in_preparation().exists():
        raise NotPossible("Another edition of this release is in preparation already.")
    latest = editions.order_by("-edition").first()
    draft = Article(release=article.release, edition=latest.edition + 1)
    for name in COPIED_FIELDS:
        setattr(draft, name, getattr(article, name))
    save_draft(draft, by=by)
    for name in COPIED_RELATIONS:
        getattr(draft, name).set(getattr(article, name).all())
    draft.tags.set(article.tags.names())
    return draft


def _locked(article: Article, *states: str) -> Article:
    """The edition under a row lock, in one of `states`; raises NotPossible when it has moved on."""
    ledger.lock()
    locked = Article.objects.select_for_update().get(pk=article.pk)
    if locked.state not in states:
        raise NotPossible(f"This edition is {locked.standing()}: that cannot be done with it now.")
    return locked


def _open_edition(release: int) -> Article | None:
    """The edition of a release whose period has no end: the one readers see or will see last."""
    editions = Article.objects.select_for_update().filter(release=release)
    return editions.filter(public_at__isnull=False, public_until__isnull=True).first()


def _reasons_not_to_take_away(article: Article, why: str, ask_why: str) -> list[str]:
    """Nobody has said why, it is not public, or the clock would bring another edition of it back."""
    now = timezone.now()
    reasons = [] if why.strip() else [ask_why]
    if not article.is_public(now):
        reasons.append("Only what is public now can be taken away from readers.")
    coming = Article.objects.filter(release=article.release, public_at__gt=now)
    return reasons + [
        f"Edition {edition.edition} is scheduled for {timezone.localtime(edition.public_at):%d %B %Y, %H:%M}; "
        "cancel that first."
        for edition in coming
    ]


def _reasons_not_to_publish(
    article: Article, starts: datetime, now: datetime, at: datetime | None, before: Article | None
) -> list[str]:
    reasons = []
    if article.release_type_id is None:
        reasons.append("Choose a content type.")
    if not article.summary.strip() and not article.body.strip():
        reasons.append("Write a summary or a body.")
    if at is not None and at <= now:
        reasons.append("The time of publication lies in the past; choose a later one, or publish now.")
    if before and before.public_at >= starts:
        reasons.append("Another edition of this release is scheduled; cancel that first.")
    return reasons


def _position(article: Article, before: Article | None) -> int:
    """Where the edition stands: beside the one it replaces, so that a correction does not move a release."""
    last = (
        before
        or Article.objects.filter(release=article.release, position__isnull=False).order_by("edition").last()
    )
    if last and last.publishing_date == article.publishing_date:
        return ledger.take_position_beside(last.position)
    return ledger.take_positions([article.publishing_date])[0]


def _move(article: Article, verb: str, state: str, *, by: AbstractUser, remark: str) -> None:
    before = article.state
    article.state = state
    article.lock_version += 1
    article.save()
    _record(article, verb, before, by=by, remark=remark)


def _record(article: Article, verb: str, before: str, *, by: AbstractUser, remark: str = "") -> None:
    Transition.objects.create(
        article=article, verb=verb, from_state=before, to_state=article.state, by=by, remark=remark
    )


def _raise_any(reasons: list[str]) -> None:
    if reasons:
        raise NotPossible(*reasons)
