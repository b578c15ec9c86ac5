"""Presence: the people at the page of an edition now, shown to each other before they overwrite something."""

from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.utils import timezone

from articles.models import Article, Presence

# Browsers tell every 20 seconds; who has missed three of these is gone.
GONE_AFTER = timedelta(seconds=60)


def note(article: Article, *, by: User, now: datetime | None = None) -> None:
    """Write down that `by` is at `article`, and drop everybody who has gone: two queries."""
    now = now or timezone.now()
    Presence.objects.filter(seen_at__lt=now - GONE_AFTER).delete()
    Presence.objects.bulk_create(
        [Presence(article=article, user=by, since=now, seen_at=now)],
        update_conflicts=True,
        unique_fields=["article", "user"],
        update_fields=["seen_at"],
    )


def others(article: Article, user: User, now: datetime | None = None) -> list[Presence]:
    """Everybody else who is at `article`, longest first, with their `user`: one query."""
    now = now or timezone.now()
    here = Presence.objects.filter(article=article, seen_at__gte=now - GONE_AFTER).exclude(user=user)
    return list(here.select_related("user").order_by("since", "pk"))


def sentence(present: list[Presence]) -> str:
    """The other people here and since when, as a sentence for the desk; empty when there are none."""
    if not present:
        return ""
    names = (
        f"{one.user.get_full_name() or one.user.get_username()} (since {timezone.localtime(one.since):%H:%M})"
        for one in present
    )
    return "Also here: " + ", ".join(names)
