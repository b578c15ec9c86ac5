"""Reviewer links: made and ended by staff, answered by somebody without an account.

The token is 256 random bits and stands in the address only; whoever reads the database cannot open a link.
What is read and answered from outside is recorded and shown to the approver. It never moves an edition: four
eyes are staff's.
"""

import secrets
from datetime import timedelta
from hashlib import sha256

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from articles.editing import outbox, permissions
from articles.editing.workflow import NotPossible
from articles.models import Article, Partner, ReviewAnswer, ReviewLink
from articles.text.characters import without_controls

DAYS = 7
# A link is open to anybody with its address: it must not fill the database. Reviewers' remarks need less.
MOST_ANSWERS = 20
LONGEST_COMMENT = 5_000


def make_link(  # noqa: PLR0913 - what the page of links asks
    article: Article,
    *,
    by: User,
    days: int = DAYS,
    asks_for: ReviewLink.Asks = ReviewLink.Asks.COMMENT,
    name: str = "",
    partner: Partner | None = None,
) -> str:
    """Open an edition to whoever has the link, for so many days; returns the token, which is kept nowhere.

    A link for a `partner` of the edition asks for its agreement. Raises NotPossible for editions that were
    published, for one of which it is no partner, or when `by` may not share what is in preparation.
    """
    if not permissions.may_share(by):
        raise NotPossible(f"{by} lacks the right to show editions to people outside.")
    if not is_reviewable(article):
        raise NotPossible("Only what is not public yet is shown to reviewers.")
    if partner and not article.partners.filter(pk=partner.pk).exists():
        raise NotPossible(f"{partner} is no partner of this release: choose it in the form, and save.")
    token = secrets.token_urlsafe(32)
    now = timezone.now()
    ReviewLink.objects.create(
        article=article,
        token_hash=_hash(token),
        created_by=by,
        created_at=now,
        expires_at=now + timedelta(days=days),
        asks_for=ReviewLink.Asks.APPROVAL if partner else asks_for,
        partner=partner,
        name=without_controls(name).strip(),
    )
    return token


def revoke(link: ReviewLink, *, by: User) -> None:
    """End a link now and record who did it, unless it has ended. Raises NotPossible when `by` may not."""
    if not permissions.may_share(by):
        raise NotPossible(f"{by} lacks the right to show editions to people outside.")
    ReviewLink.objects.filter(pk=link.pk, revoked_at__isnull=True).update(
        revoked_at=timezone.now(), revoked_by=by
    )


def find(token: str) -> ReviewLink | None:
    """The link that has this token, open or not."""
    return ReviewLink.objects.select_related("article", "partner").filter(token_hash=_hash(token)).first()


def note_reading(link: ReviewLink) -> None:
    """Record that an open link was read just now, at the version that its edition is at."""
    now, version = timezone.now(), link.article.lock_version
    earlier = link.readings.filter(lock_version=version)
    if not earlier.update(last_at=now, times=F("times") + 1):
        # Of two who are the first in the same instant, one is counted.
        link.readings.get_or_create(lock_version=version, defaults={"first_at": now, "last_at": now})


@transaction.atomic
def answer(link: ReviewLink, *, name: str, comment: str, approves: bool, version: int) -> ReviewAnswer:
    """Record what a reviewer said of the edition as it was at `version`.

    Raises NotPossible when the link is closed, full or does not allow it, when the comment is longer than
    LONGEST_COMMENT characters, or when the edition has changed since it was read.
    """
    link = ReviewLink.objects.select_for_update().get(pk=link.pk)
    article = Article.objects.select_for_update().get(pk=link.article_id)
    if not link.is_open():
        raise NotPossible("This link is not open any more.")
    if not link.may_comment():
        raise NotPossible("This link is for reading only; please tell whoever sent it to you.")
    if approves and not link.may_approve():
        raise NotPossible("This link is for comments; it does not ask for your approval.")
    comment = comment.replace("\r\n", "\n")  # a browser counts a line break once, and sends two characters
    if len(comment) > LONGEST_COMMENT:
        raise NotPossible(
            f"A comment has at most {LONGEST_COMMENT:,} characters, and this one has {len(comment):,}: "
            "shorten it."
        )
    # Counted under the lock of the link, so that two at once cannot both be the last.
    if link.answers.count() >= MOST_ANSWERS:
        raise NotPossible(
            f"This link has taken {MOST_ANSWERS} answers and takes no more. "
            "Ask the press office for a new link."
        )
    if article.lock_version != version:
        raise NotPossible("The text has changed since you opened it. Please read it again, then answer.")
    made = ReviewAnswer.objects.create(
        link=link,
        name=without_controls(name).strip(),
        comment=without_controls(comment).strip(),
        is_approval=approves,
        lock_version=version,
    )
    outbox.record_answer(made)
    return made


def is_reviewable(article: Article) -> bool:
    """Return whether an edition is one that readers do not see yet: in preparation or scheduled."""
    return article.is_in_preparation or article.standing() == "scheduled"


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
