"""Steps of every move: lock the edition, check the rights, store and record the step, fill the outbox."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.models import User

from articles.editing import outbox, permissions
from articles.editing.moves import MOVES
from articles.index import ledger
from articles.models import Article, Transition
from articles.text.characters import without_controls

CHANGED_MEANWHILE = "Somebody has changed or moved this edition since you opened it; look at it again."
DELETED_MEANWHILE = "Somebody has deleted this edition since you opened it."


class NotPossible(Exception):
    """A move that cannot be made; `reasons` says why, a sentence each."""

    def __init__(self, *reasons: str) -> None:
        self.reasons = reasons
        super().__init__(" ".join(reasons))


@dataclass(frozen=True)
class Step:
    """A move as a person makes it: verb, person, remark, and the codes of the warnings they read."""

    verb: str
    by: User
    remark: str = ""
    acknowledged: Sequence[str] = ()


def locked(article: Article, verb: str, by: User, version: int | None = None) -> Article:
    """Return `article`, read anew under a row lock, for `by` to make the move `verb` with it now.

    `version` is the one that the person saw on a page; without it, that of `article` as the caller has read
    it. Raises NotPossible when the stored version is another: a move is made on what was seen, however long
    it waited for the lock; `article` stays as it was then. Raises NotPossible as well when `by` cannot make
    the move.
    """
    ledger.lock()
    seen = article.lock_version if version is None else version
    rows = Article.objects.select_for_update().filter(pk=article.pk)
    stored = rows.values_list("lock_version", flat=True).first()
    if stored is None:
        raise NotPossible(DELETED_MEANWHILE)
    if stored != seen:
        raise NotPossible(CHANGED_MEANWHILE)
    article.refresh_from_db()
    raise_any(permissions.reasons_against(verb, article, by))
    return article


def move(article: Article, step: Step, state: str = "") -> None:
    """Store the edition in the state to which this move leads by the registry, and record the step.

    Pass `state` for a move that leads to several. Raises ValueError for a state to which it never leads.
    """
    before = article.state
    possible = MOVES[step.verb].states_after(before)
    article.state = state or min(possible)
    if article.state not in possible or (len(possible) > 1 and not state):
        raise ValueError(f"“{step.verb}” leads from {before} to {possible}, not to “{state}”.")
    article.lock_version += 1
    article.save()
    record(article, step, before)


def record(article: Article, step: Step, before: str) -> None:
    """Record that a step was made from the state `before`, and write what follows it into the outbox."""
    transition = Transition.objects.create(
        article=article,
        verb=step.verb,
        from_state=before,
        to_state=article.state,
        by=step.by,
        remark=without_controls(step.remark),
        acknowledged=sorted(step.acknowledged),
        public_at=article.public_at if MOVES[step.verb].asks_for_time else None,
    )
    outbox.record(transition, due_at=max(article.public_at or transition.at, transition.at))


def raise_any(reasons: Sequence[str]) -> None:
    """Raise NotPossible with all of `reasons`, if there are any."""
    if reasons:
        raise NotPossible(*reasons)
