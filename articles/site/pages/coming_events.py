"""Events of listed releases that have not begun yet, on the front page and on a page of their own."""

from datetime import date
from itertools import groupby
from typing import NamedTuple

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from articles.index.request_snapshot import RequestSnapshot
from articles.models import Article
from articles.models.event import Event
from articles.site.caching.public_page import public_page
from articles.site.metadata import linked_data
from articles.site.metadata.page_head import page_head
from articles.site.pages import breadcrumb
from articles.site.site_request import SiteRequest

MOST_EVENTS = 200
SHOWN = (
    "release", "slug", "title", "language", "event_start", "event_end", "event_is_whole_day", "event_place",
)  # fmt: skip


class AnnouncedEvent(NamedTuple):
    """An event, with the release that announces it."""

    event: Event
    title: str
    url: str
    language: str


@public_page
def events(request: SiteRequest, snapshot: RequestSnapshot) -> HttpResponse:
    """All coming events by month, the next ones first."""
    title = _("Coming events")
    announced = coming_events(snapshot, MOST_EVENTS)
    trail = breadcrumb.news()
    description = _("Events that releases of the %(organisation)s have announced, by month.") % {
        "organisation": settings.ORGANISATION
    }
    paths = [one.url for one in announced]
    page = linked_data.collection_page(request.site_url, request.path, title, paths)
    context = {
        "head": page_head(request, title, description, trail=trail, things=[page]),
        "trail": trail,
        "months": [(month, list(of_month)) for month, of_month in groupby(announced, _month_of)],
        "more": max(0, len(_items(snapshot)) - MOST_EVENTS),
    }
    return render(request, "articles/events.html", context)


def coming_events(snapshot: RequestSnapshot, how_many: int) -> list[AnnouncedEvent]:
    """Return the next events by their beginning: no query where there are none, else one."""
    ids = _items(snapshot)[:how_many]
    if not ids:
        return []
    by_id = {article.pk: article for article in Article.objects.filter(pk__in=ids).only(*SHOWN)}
    return [
        AnnouncedEvent(article.event, article.title, article.get_absolute_url(), article.language)
        for article in (by_id[pk] for pk in ids if pk in by_id)
        if article.event
    ]


def _items(snapshot: RequestSnapshot) -> list[int]:
    """Return the editions with a coming event, in its order; of a set of translations one stands for all."""
    editions = [event.edition for event in snapshot.catalogue.events]
    leads = snapshot.ids_of_items(editions) if editions else []
    shown: dict[int, int] = {}
    for edition, lead in zip(editions, leads, strict=True):
        # The one in the reader's language may have been stripped of the event.
        shown.setdefault(lead, lead if lead in editions else edition)
    return list(shown.values())


def _month_of(announced: AnnouncedEvent) -> date:
    return announced.event.first_day.replace(day=1)
