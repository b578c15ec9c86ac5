"""Taking a release from its readers: withdraw it with a notice, reinstate it, unpublish it."""

from datetime import timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from articles import redirects
from articles.editing import refusals
from articles.editing.workflow.transitions import Step, locked, move, raise_any
from articles.index import updates
from articles.models import Article, PublicChange
from articles.text.characters import without_controls

Kind = PublicChange.Kind


@transaction.atomic
def withdraw(article: Article, *, by: User, version: int | None = None, reason: str) -> None:
    """Keep a release readable, but with a notice and out of every list. `reason` is for readers."""
    article = locked(article, "withdraw", by, version)
    reason = without_controls(reason).strip()
    missing = [] if reason else ["Say why the release is withdrawn: its readers are told."]
    raise_any([*missing, *refusals.of_taking_away(article)])
    article.withdrawal_reason = reason
    move(article, Step("withdraw", by, reason))
    updates.record([article], Kind.WITHDRAWN)


@transaction.atomic
def reinstate(article: Article, *, by: User, version: int | None = None, remark: str = "") -> None:
    """Undo a withdrawal: the release is listed again where it was."""
    article = locked(article, "reinstate", by, version)
    article.withdrawal_reason = ""
    move(article, Step("reinstate", by, remark))
    updates.record([article], Kind.REINSTATED)


@transaction.atomic
def unpublish(
    article: Article, *, by: User, version: int | None = None, remark: str, leads_to: str = ""
) -> None:
    """Unpublish a release at once. `remark` is for colleagues.

    Its address answers that it is gone, or redirects to `leads_to`: the number of another release, or a page
    of this site.
    """
    article = locked(article, "unpublish", by, version)
    missing = [] if remark.strip() else ["Say why the release is unpublished."]
    raise_any([*missing, *refusals.of_taking_away(article)])
    # A period is never empty, not even of what goes at the very instant it came.
    article.public_until = max(timezone.now(), article.issued_at + timedelta(microseconds=1))
    move(article, Step("unpublish", by, remark))
    updates.record([article], Kind.REMOVED)
    redirects.remove(article.release)
    if leads_to:
        [line] = redirects.store([(redirects.address_of(article.release), leads_to)], by=by)
        raise_any(line.problems)
