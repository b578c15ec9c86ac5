"""Review: from the writer to whoever approves, and back."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet

from articles.editing import checks, permissions
from articles.editing.workflow import contributors
from articles.editing.workflow.transitions import Step, locked, move, raise_any, record
from articles.models import Article, Assignment, Transition
from articles.text.local_time import format_instant

# From the writers to the editors, and back.
HANDOVERS = ("submit", "return")


@transaction.atomic
def submit(article: Article, *, by: User, version: int | None = None, remark: str = "") -> None:
    """Hand a draft in for review."""
    article = locked(article, "submit", by, version)
    raise_any([finding.sentence for finding in checks.explanation(article)])
    move(article, Step("submit", by, remark))


@transaction.atomic
def take_back(article: Article, *, by: User, version: int | None = None, remark: str = "") -> None:
    """Go on writing what one began or submitted oneself, and nobody has approved yet."""
    article = locked(article, "take-back", by, version)
    move(article, Step("take-back", by, remark))


@transaction.atomic
def return_to_draft(article: Article, *, by: User, version: int | None = None, remark: str = "") -> None:
    """Give a submitted or approved edition back to its writers."""
    article = locked(article, "return", by, version)
    move(article, Step("return", by, remark))


@transaction.atomic
def remark(article: Article, *, by: User, version: int | None = None, remark: str) -> None:
    """Leave a remark for colleagues in the history of an edition."""
    _note(article, Step("remark", by, remark), version, "Write the remark.")


@transaction.atomic
def assign(
    article: Article,
    *,
    by: User,
    version: int | None = None,
    person: User | None = None,
    due_at: datetime | None = None,
) -> None:
    """Assign an edition to `person`, until `due_at`; None: to nobody. The edition stays as it is.

    Raises NotPossible for a person who may not change this edition, and for a time without a person.
    """
    article = locked(article, "assign", by, version)
    if person is None:
        raise_any(["Say who is to do it by then."] if due_at else [])
        Assignment.objects.filter(article=article).delete()
    else:
        may_change = permissions.people_who_may_change(article).filter(pk=person.pk).exists()
        raise_any([] if may_change else [f"{person} may not change this edition."])
        Assignment.objects.update_or_create(article=article, defaults={"person": person, "due_at": due_at})
    due = f", due {format_instant(due_at)}" if due_at else ""
    record(article, Step("assign", by, f"To {person or 'nobody'}{due}."), article.state)


@transaction.atomic
def ask_for_link(article: Article, *, by: User, version: int | None = None, remark: str) -> None:
    """Ask those who may share an edition for a reviewer link; `remark` says for whom."""
    _note(article, Step("ask-for-link", by, remark), version, "Say for whom the link is.")


@transaction.atomic
def approve(article: Article, *, by: User, version: int | None = None, remark: str = "") -> None:
    """Approve a submitted edition; refused to people who changed its words since the last approval."""
    article = locked(article, "approve", by, version)
    contributors.end(article)
    move(article, Step("approve", by, remark))


@transaction.atomic
def approve_afterwards(article: Article, *, by: User, version: int | None = None, remark: str = "") -> None:
    """Approve a forced or imported edition afterwards; refused to people who did that or changed it."""
    article = locked(article, "approve-afterwards", by, version)
    contributors.end(article)
    article.forced_by = article.unapproved_since = None
    move(article, Step("approve-afterwards", by, remark))


def _note(article: Article, step: Step, version: int | None, missing: str) -> None:
    """Record a step that changes nothing in the edition, so that nobody has to look at it again."""
    article = locked(article, step.verb, step.by, version)
    raise_any([] if step.remark.strip() else [missing])
    record(article, step, article.state)


def handovers() -> QuerySet[Transition]:
    """Return the moves that hand an edition in for review or give it back, with the person who made each."""
    return Transition.objects.filter(verb__in=HANDOVERS).select_related("by")


def last_return(article: Article, moves: Sequence[Transition]) -> Transition | None:
    """Return the move that gave a draft back to its writers, among its `moves` (newest first).

    None for an edition that was never returned, or was submitted again.
    """
    last = next((move for move in moves if move.verb in HANDOVERS), None)
    is_returned = article.state == Article.State.DRAFT and last is not None and last.verb == "return"
    return last if is_returned else None
