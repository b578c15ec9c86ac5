"""What the front page tells besides the newest releases: what was taken back, and how many a month."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles.index.catalogue import days
from articles.index.compiled_queries import PreparedRows
from articles.index.request_snapshot import RequestSnapshot
from articles.models import Article, FrontPageRelease, PublicChange
from articles.site.overview.bar_plot import BarPlot, bar_plot
from taxonomy import interface

MONTHS = 24
CHANGED_FOR = timedelta(days=14)
MOST_CHANGED = 5
# The last changes of all kinds that are looked through: there are a hundred a day at most.
LOOKED_THROUGH = 2_000
Kind = PublicChange.Kind


class ChangedRelease(NamedTuple):
    """A release that was corrected or withdrawn at an instant."""

    title: str
    url: str
    language: str
    at: datetime
    is_withdrawn: bool


def _chosen(now: datetime, day: date) -> QuerySet[FrontPageRelease, tuple[int, int]]:
    """Places and editions that editors put first, on `day`, of releases listed at `now`."""
    listed = Article.objects.listed(now).filter(release=OuterRef("release"))
    chosen = FrontPageRelease.objects.on(day).annotate(edition=Subquery(listed.values("pk")[:1]))
    return chosen.exclude(edition=None).values_list("place", "edition")


def _changed(since: datetime, now: datetime) -> QuerySet[PublicChange, tuple[int | None, datetime]]:
    """Corrections and withdrawals between two instants: the editions, and when each came into effect."""
    oldest = PublicChange.objects.order_by("-pk").values("pk")[LOOKED_THROUGH : LOOKED_THROUGH + 1]
    changes = PublicChange.objects.filter(
        pk__gt=Coalesce(Subquery(oldest), 0),
        kind__in=(Kind.CORRECTED, Kind.WITHDRAWN),
        effective_at__gt=since,
        effective_at__lte=now,
    )
    return changes.order_by("pk").values_list("article", "effective_at")


# Every front page asks both.
_CHOSEN = PreparedRows(_chosen, datetime, date)
_CHANGED = PreparedRows(_changed, datetime, datetime)


def front_page_ids(newest: Sequence[int], snapshot: RequestSnapshot) -> list[int]:
    """Return the editions of the front page in their order: those that editors put first, then the newest.

    `newest` are the ids of the newest editions; nobody chose a lead if the first place is free.
    """
    chosen = dict(_CHOSEN(snapshot.now, snapshot.today))
    first = dict(zip(chosen, snapshot.ids_of_items(list(chosen.values())), strict=True))
    others = [pk for pk in newest if pk not in first.values()]
    lead = [] if FrontPageRelease.Place.LEAD in first else others[:1]
    return list(dict.fromkeys([*lead, *first.values(), *others[len(lead) :]]))[: len(newest)]


def changed_lately(snapshot: RequestSnapshot) -> list[ChangedRelease]:
    """Return the releases corrected or withdrawn in the last days, the latest first.

    One query, and one more if there are any.
    """
    rows = _CHANGED(snapshot.now - CHANGED_FOR, snapshot.now)
    at = {article: instant for article, instant in rows if article is not None}
    if not at:
        return []
    editions = Article.objects.public(snapshot.now).filter(pk__in=at)
    listed = editions.only("release", "slug", "title", "language", "state")
    found = [
        ChangedRelease(
            article.title,
            article.get_absolute_url(),
            article.language,
            at[article.pk],
            article.state == Article.State.WITHDRAWN,
        )
        for article in listed
    ]
    return sorted(found, key=lambda one: one.at, reverse=True)[:MOST_CHANGED]


def months_plot(snapshot: RequestSnapshot) -> BarPlot | None:
    """Return the plot of releases a month, up to the month of the newest one."""
    if not len(snapshot.items):
        return None
    newest = days.newest_day(snapshot.items)
    language = interface.language()
    named = []
    for back in range(MONTHS - 1, -1, -1):
        month = _months_before(newest, back)
        last = _months_before(newest, back - 1) - timedelta(days=1)
        named.append((_name_of(month, language), len(snapshot.items.span(month, last))))
    return bar_plot(_("Releases by month"), named)


@lru_cache(maxsize=10_000)
def _name_of(month: date, language: str) -> str:
    """Return the short name of a month in the active `language`: the same two dozen for a month."""
    return date_format(month, "M Y")


def _months_before(day: date, back: int) -> date:
    months = day.year * 12 + day.month - 1 - back
    return date(months // 12, months % 12 + 1, 1)
