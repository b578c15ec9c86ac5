"""Rows for tests: plain functions that take only the facts a test is about."""

import itertools
from datetime import date, datetime, time, timedelta

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import transaction
from django.utils import timezone

from articles import ledger, publication
from articles.models import Article
from taxonomy.models import Country, FieldOfWork, Meeting, ReleaseType, Structure

_numbers = itertools.count(1)
_RELATIONS = {
    "structures": Structure,
    "fields_of_work": FieldOfWork,
    "countries": Country,
    "meetings": Meeting,
}


def make_user(name: str = "", *permissions: str, **facts):
    """A member of staff with these permissions of the articles, like "change_article"."""
    user = get_user_model().objects.create_user(
        username=name or f"user{next(_numbers)}", password="secret", is_staff=True, **facts
    )
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    return user


def make_editor(name: str = "editor"):
    """A member of staff who may do everything."""
    return get_user_model().objects.create_superuser(username=name, password="secret")


@transaction.atomic
def make_article(*, type: str = "news", tags: tuple[str, ...] = (), **facts) -> Article:
    """An edition; published since its publishing date unless `state` or `public_at` says otherwise.

    Terms are given by slug: `structures=["permanent-council"]`.
    """
    relations = {name: facts.pop(name) for name in _RELATIONS if name in facts}
    number = next(_numbers)
    facts.setdefault("title", f"Release {number}")
    facts.setdefault("summary", f"What happened, number {number}.")
    facts.setdefault("state", Article.State.PUBLISHED)
    if type:
        facts["release_type"] = ReleaseType.objects.get(slug=type)
    if facts["state"] in Article.ISSUED:
        day = facts.setdefault("publishing_date", date(2025, 1, 1))
        facts.setdefault("public_at", timezone.make_aware(datetime.combine(day, time.min)))
        facts.setdefault("position", ledger.take_positions([day])[0])
    if facts["state"] == Article.State.WITHDRAWN:
        facts.setdefault("withdrawal_reason", "It was wrong.")
    if facts["state"] == Article.State.UNPUBLISHED:
        facts.setdefault("public_until", facts["public_at"] + timedelta(hours=1))
    facts.setdefault("release", ledger.take_releases()[0])
    article = Article.objects.create(**facts)
    for name, slugs in relations.items():
        getattr(article, name).set(_RELATIONS[name].objects.filter(slug__in=slugs))
    article.tags.set(tags)
    publication.record([article])
    return article
