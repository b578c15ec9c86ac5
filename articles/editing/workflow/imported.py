"""Imported editions that wait for a person: published as an import would have done it, or dismissed.

What an import was not sure of waits as a submitted edition of nobody. Somebody who may import and has looked
at it publishes it as part of the archive: public since its day began, silently. News is for people who may
publish: it is public from now on, and waits for an approval afterwards, like news that an import publishes.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from articles.editing import boilerplates, change_log, permissions
from articles.editing.workflow.transitions import CHANGED_MEANWHILE, DELETED_MEANWHILE
from articles.importing import fitness
from articles.index import ledger, updates
from articles.index.positions import DayIsFull
from articles.models import Article, PublicChange, Transition
from articles.text.local_time import midnight

NOT_IMPORTED = "It did not come with an import: it is published like every other release."
NO_DATE = "It has no publishing date: give it one first."
IS_COMING = "It is dated in the future: correct its date, or have it approved and scheduled."
IS_EMBARGOED = "It is under embargo: have it approved and scheduled."
IS_NEWS = "It is news: somebody who may publish decides about it."


class RefusedPublication(NamedTuple):
    """An edition that stays as it is, with the reason."""

    edition: Article
    reason: str


class Cleared(NamedTuple):
    """The editions that left the queue, and those that stay."""

    done: Sequence[Article]
    refused: Sequence[RefusedPublication]


def reasons_against_accepting(article: Article, user: User) -> list[str]:
    """Return why `user` cannot publish this edition as imported, in sentences; none if that is possible."""
    return _against_move(article, "accept", user) or _against_date(article, user)


def reasons_against_dismissing(article: Article, user: User) -> list[str]:
    """Return why `user` cannot dismiss this edition, in sentences; none if possible."""
    return _against_move(article, "dismiss", user)


@transaction.atomic
def accept(seen: Mapping[int, int], *, by: User) -> Cleared:
    """Publish these imported editions, each by its id at the version that `by` has seen: a few queries.

    What cannot be published stays as it is and is returned with its reason.
    """
    articles, refused = _locked(seen)
    left = ledger.places_left({article.publishing_date for article in articles if article.publishing_date})
    accepted: list[Article] = []
    for article in articles:
        reasons = reasons_against_accepting(article, by)
        day = article.publishing_date
        if not reasons and day and not left[day]:
            reasons = [str(DayIsFull(day))]
        if reasons or day is None:
            refused.append(RefusedPublication(article, " ".join(reasons)))
            continue
        left[day] -= 1
        accepted.append(article)
    _publish(accepted, by)
    return Cleared(accepted, refused)


@transaction.atomic
def dismiss(seen: Mapping[int, int], *, by: User) -> Cleared:
    """Delete these imported editions, each at the version that was seen; no later import brings them back.

    That each was there, and who dismissed it, is kept; it can be brought back like every deleted draft.
    """
    articles, refused = _locked(seen)
    dismissed = []
    for article in articles:
        if reasons := reasons_against_dismissing(article, by):
            refused.append(RefusedPublication(article, " ".join(reasons)))
            continue
        dismissed.append(article)
    change_log.record_deletion(*dismissed, by=by)
    Article.objects.filter(pk__in=[article.pk for article in dismissed]).delete()
    return Cleared(dismissed, refused)


def _locked(seen: Mapping[int, int]) -> tuple[list[Article], list[RefusedPublication]]:
    """The editions as they were seen, locked; and those that are gone or have changed since."""
    ledger.lock()
    found = Article.objects.select_for_update().filter(pk__in=seen).order_by("pk")
    by_pk = {article.pk: article for article in found}
    changed = [article for pk, article in by_pk.items() if article.lock_version != seen[pk]]
    gone = [Article(title=f"Edition {pk}") for pk in seen if pk not in by_pk]
    refused = [
        *(RefusedPublication(article, CHANGED_MEANWHILE) for article in changed),
        *(RefusedPublication(article, DELETED_MEANWHILE) for article in gone),
    ]
    return [article for article in by_pk.values() if article.lock_version == seen[article.pk]], refused


def _publish(articles: Sequence[Article], by: User) -> None:
    if not articles:
        return
    now = timezone.now()
    days = [article.publishing_date for article in articles if article.publishing_date]
    for article, day, position in zip(articles, days, ledger.take_positions(days), strict=True):
        is_news = _is_news(day)
        article.state = Article.State.PUBLISHED
        article.position = position
        article.public_at = now if is_news else midnight(day)
        article.unapproved_since = now if is_news else None
        article.lock_version += 1
    boilerplates.issue(articles)
    Article.objects.bulk_update(
        articles, ["state", "position", "public_at", "unapproved_since", "lock_version"], batch_size=100
    )
    Transition.objects.bulk_create(
        Transition(
            article=article,
            verb="accept",
            from_state=Article.State.SUBMITTED,
            to_state=article.state,
            by=by,
        )
        for article in articles
    )
    updates.record(articles, PublicChange.Kind.PUBLISHED)


def _against_move(article: Article, verb: str, user: User) -> list[str]:
    if reasons := permissions.reasons_against(verb, article, user):
        return reasons
    return [] if article.created_by_id is None and article.edition == 1 else [NOT_IMPORTED]


def _against_date(article: Article, user: User) -> list[str]:
    day = article.publishing_date
    if day is None:
        return [NO_DATE]
    if day > timezone.localdate():
        return [IS_COMING]
    if article.embargo_until and article.embargo_until > timezone.now():
        return [IS_EMBARGOED]
    return [IS_NEWS] if _is_news(day) and not permissions.may_import_news(user) else []


def _is_news(day: date) -> bool:
    return fitness.is_news(day, timezone.localdate(), settings.IMPORT_NEWS_DAYS)
