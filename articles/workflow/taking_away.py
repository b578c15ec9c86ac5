"""What is taken from readers: withdrawn with a notice, listed again, or off the site."""

from datetime import timedelta

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.utils import timezone

from articles import obstacles, publication, redirects
from articles.models import Article
from articles.workflow.moving import locked, move, raise_any

State = Article.State


@transaction.atomic
def withdraw(article: Article, *, by: AbstractUser, reason: str) -> None:
    """Keep a release readable, but with a notice and out of every list. `reason` is for readers."""
    article = locked(article, "withdraw", by)
    unsaid = [] if reason.strip() else ["Say why the release is withdrawn: its readers are told."]
    raise_any([*unsaid, *obstacles.to_taking_away(article)])
    article.withdrawal_reason = reason.strip()
    move(article, "withdraw", State.WITHDRAWN, by=by, remark=reason.strip())
    publication.record([article])


@transaction.atomic
def reinstate(article: Article, *, by: AbstractUser, remark: str = "") -> None:
    """Undo a withdrawal: the release is listed again where it was."""
    article = locked(article, "reinstate", by)
    article.withdrawal_reason = ""
    move(article, "reinstate", State.PUBLISHED, by=by, remark=remark)
    publication.record([article])


@transaction.atomic
def unpublish(article: Article, *, by: AbstractUser, remark: str, leads_to: str = "") -> None:
    """Take a release off the site at once. `remark` is for colleagues.

    Its address answers that it is gone, or leads on to `leads_to`, the number of another release or a page of this site.
    """
    article = locked(article, "unpublish", by)
    unsaid = [] if remark.strip() else ["Say why the release is taken off the site."]
    raise_any([*unsaid, *obstacles.to_taking_away(article)])
    # A period is never empty, not even of what goes at the very instant it came.
    article.public_until = max(timezone.now(), article.public_at + timedelta(microseconds=1))
    move(article, "unpublish", State.UNPUBLISHED, by=by, remark=remark)
    publication.record([article])
    redirects.remove(article.release)
    if leads_to:
        [line] = redirects.store([(redirects.address_of(article.release), leads_to)], by=by)
        raise_any(line.problems)
