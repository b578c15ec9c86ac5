"""What every move does: the edition under a lock, the rights of whoever asks, the record, what follows from it."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.models import AbstractUser

from articles import ledger, outbox, rights
from articles.models import Article, Transition


class NotPossible(Exception):
    """A move that cannot be made; `reasons` says why, a sentence each."""

    def __init__(self, *reasons: str):
        self.reasons = reasons
        super().__init__(" ".join(reasons))


def locked(article: Article, verb: str, by: AbstractUser) -> Article:
    """The edition under a row lock; raises NotPossible when `by` cannot make the move `verb` with it now."""
    ledger.lock()
    stored = Article.objects.select_for_update().get(pk=article.pk)
    raise_any(rights.reasons_against(verb, stored, by))
    return stored


def move(
    article: Article,
    verb: str,
    state: str,
    *,
    by: AbstractUser,
    remark: str,
    acknowledged: Sequence[str] = (),
    public_at: datetime | None = None,
) -> None:
    """Store the edition as it is now, in `state`, and record that `by` moved it there by `verb`.

    `public_at` is the instant from which readers see it, for the moves that set one.
    """
    before = article.state
    article.state = state
    article.lock_version += 1
    article.save()
    record(article, verb, before, by=by, remark=remark, acknowledged=acknowledged, public_at=public_at)


def record(
    article: Article,
    verb: str,
    before: str,
    *,
    by: AbstractUser,
    remark: str = "",
    acknowledged: Sequence[str] = (),
    public_at: datetime | None = None,
) -> None:
    """Keep who made a move, when and from which state `before`, and write what follows it into the outbox."""
    transition = Transition.objects.create(
        article=article,
        verb=verb,
        from_state=before,
        to_state=article.state,
        by=by,
        remark=remark,
        acknowledged=sorted(acknowledged),
        public_at=public_at,
    )
    is_coming = article.public_at is not None and article.public_at > transition.at
    outbox.record(transition, due_at=article.public_at if is_coming else transition.at)


def raise_any(reasons: Sequence[str]) -> None:
    """Raise NotPossible with all of `reasons`, if there are any."""
    if reasons:
        raise NotPossible(*reasons)
