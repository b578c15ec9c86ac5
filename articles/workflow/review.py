"""Review: from the writer to whoever approves, and back."""

from django.contrib.auth.models import AbstractUser
from django.db import transaction

from articles import checks
from articles.models import Article
from articles.workflow.moving import locked, move, raise_any

State = Article.State


@transaction.atomic
def submit(article: Article, *, by: AbstractUser, remark: str = "") -> None:
    """Hand a draft in for review."""
    article = locked(article, "submit", by)
    raise_any([finding.sentence for finding in checks.explanation(article)])
    move(article, "submit", State.SUBMITTED, by=by, remark=remark)


@transaction.atomic
def take_back(article: Article, *, by: AbstractUser, remark: str = "") -> None:
    """Go on writing what one began or submitted oneself, and nobody has approved yet."""
    article = locked(article, "take-back", by)
    move(article, "take-back", State.DRAFT, by=by, remark=remark)


@transaction.atomic
def return_to_draft(article: Article, *, by: AbstractUser, remark: str = "") -> None:
    """Give a submitted or approved edition back to its writers."""
    article = locked(article, "return", by)
    move(article, "return", State.DRAFT, by=by, remark=remark)


@transaction.atomic
def approve(article: Article, *, by: AbstractUser, remark: str = "") -> None:
    """Find a submitted edition fit to be published; not for who changed it last."""
    article = locked(article, "approve", by)
    move(article, "approve", State.APPROVED, by=by, remark=remark)


@transaction.atomic
def approve_afterwards(article: Article, *, by: AbstractUser, remark: str = "") -> None:
    """Approve what was published by force; for somebody who neither forced nor last changed it."""
    article = locked(article, "approve-afterwards", by)
    article.forced_by = None
    move(article, "approve-afterwards", article.state, by=by, remark=remark)
