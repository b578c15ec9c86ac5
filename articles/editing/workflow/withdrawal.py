"""Taking a release, or one edition, from its readers: withdraw, reinstate, unpublish, hide and show it."""

from datetime import timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from articles import redirects
from articles.editing import refusals
from articles.editing.workflow.transitions import Step, locked, move, raise_any, record
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
def hide(article: Article, *, by: User, version: int | None = None, note: str, remark: str) -> None:
    """Keep a superseded edition from readers. `note` tells them why, `remark` tells colleagues."""
    article = locked(article, "hide", by, version)
    note = without_controls(note).strip()
    missing = [] if note else ["Say why the edition is hidden: readers of the release are told."]
    missing += [] if remark.strip() else ["Say for colleagues why the edition is hidden."]
    raise_any(missing)
    _set_hidden(article, note, Step("hide", by, remark))


@transaction.atomic
def show(article: Article, *, by: User, version: int | None = None, remark: str = "") -> None:
    """Let readers read a hidden edition again."""
    _set_hidden(locked(article, "show", by, version), "", Step("show", by, remark))


def _set_hidden(article: Article, note: str, step: Step) -> None:
    article.hidden_note = note
    article.lock_version += 1
    article.save(update_fields=["hidden_note", "lock_version"])
    record(article, step, article.state)
    # Pages of the release that are kept are old now; programs that follow it read it anew.
    current = Article.objects.public(timezone.now()).filter(release=article.release)
    updates.record_filing([article.pk, *current.values_list("pk", flat=True)])


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
