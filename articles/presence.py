"""Who is at the page of an edition now: people see each other before they overwrite each other."""

from datetime import datetime, timedelta

from django.contrib.auth.models import AbstractUser
from django.utils import timezone

from articles.models import Article, Presence

# Browsers tell every 20 seconds; who has missed three of these is gone.
GONE_AFTER = timedelta(seconds=60)


def note(article: Article, *, by: AbstractUser, now: datetime | None = None) -> None:
    """Write down that `by` is at `article`, and drop everybody who has gone: two queries."""
    now = now or timezone.now()
    Presence.objects.filter(seen_at__lt=now - GONE_AFTER).delete()
    Presence.objects.bulk_create(
        [Presence(article=article, user=by, since=now, seen_at=now)],
        update_conflicts=True,
        unique_fields=["article", "user"],
        update_fields=["seen_at"],
    )


def others(article: Article, user: AbstractUser, now: datetime | None = None) -> list[Presence]:
    """Everybody else who is at `article`, longest first, with their `user`: one query."""
    now = now or timezone.now()
    here = Presence.objects.filter(article=article, seen_at__gte=now - GONE_AFTER).exclude(user=user)
    return list(here.select_related("user").order_by("since", "pk"))


def sentence(present: list[Presence]) -> str:
    """Who is here since when on the newsroom's clocks, for the desk; empty when nobody is."""
    if not present:
        return ""
    names = (
        f"{one.user.get_full_name() or one.user.get_username()} (since {timezone.localtime(one.since):%H:%M})"
        for one in present
    )
    return "Also here: " + ", ".join(names)
