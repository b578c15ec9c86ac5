"""Events of releases as iCalendar (RFC 5545): of one release as a file, of a query as a calendar."""

from collections.abc import Iterable
from datetime import UTC, timedelta
from urllib.parse import urlsplit

import icalendar
from django.conf import settings
from django.http import Http404, HttpResponse

from articles.index.query import ReleaseQuery
from articles.index.request_snapshot import RequestSnapshot
from articles.models import Article
from articles.models.event import Event
from articles.site.caching.public_page import public_page
from articles.site.outputs.representation import PublicRelease, public_releases
from articles.site.pages import presenters
from articles.site.pages.release_views import not_there, public_edition
from articles.site.site_request import SiteRequest
from articles.text.characters import without_controls

MEDIA_TYPE = "text/calendar"
# So long the calendar of a query has an event that has begun, and so many it has at most.
STAYS_FOR = timedelta(days=90)
MOST_ENTRIES = 1_000
PRODUCT = "-//Newsroom//Events of releases//EN"


@public_page
def release_event(request: SiteRequest, snapshot: RequestSnapshot, release: int) -> HttpResponse:
    """Return the event of a release that readers see. Raises Http404 where it is about none."""
    article = public_edition(release, snapshot)
    if article is None:
        return not_there(request, release)
    releases = public_releases([article.pk], snapshot, request.site_url, with_text=False)
    entries = calendar_entries(releases)
    if not entries:
        raise Http404
    response = HttpResponse(calendar_text(entries), content_type=f"{MEDIA_TYPE}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="event-{release}.ics"'
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def write_calendar(request: SiteRequest, snapshot: RequestSnapshot, query: ReleaseQuery) -> HttpResponse:
    """Return the calendar of a query, to which people subscribe: what is coming, and what has been lately.

    At most four queries, whatever the query finds.
    """
    index = snapshot.index(query)
    found = set(index.ids_of(snapshot.hits(query)).tolist())
    recent = Article.objects.listed(snapshot.now).with_event_after(snapshot.now - STAYS_FOR)
    newest = recent.order_by("-event_start", "-pk").values_list("pk", flat=True)
    ids = [pk for pk in newest if pk in found][:MOST_ENTRIES]
    releases = public_releases(ids, snapshot, request.site_url, with_text=False)
    filters = ", ".join(chip.text for chip in presenters.chips(query, snapshot, ""))
    name = f"{settings.ORGANISATION_ABBREVIATION or settings.ORGANISATION} – {settings.SITE_NAME}"
    text = calendar_text(calendar_entries(releases), f"{name}: {filters}" if filters else name)
    response = HttpResponse(text, content_type=f"{MEDIA_TYPE}; charset=utf-8")
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def calendar_entries(releases: Iterable[PublicRelease]) -> list[icalendar.Event]:
    """Return the events of these releases, of those that are about one."""
    return [_entry(release, release.event) for release in releases if release.event]


def calendar_text(entries: Iterable[icalendar.Event], name: str = "") -> bytes:
    """Return a calendar with these entries; one that people subscribe to has a `name`."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    if name:
        calendar.add("name", name)
        calendar.add("x-wr-calname", name)  # what programs read that do not know RFC 7986
    for entry in entries:
        calendar.add_component(entry)
    return calendar.to_ical()


def _entry(release: PublicRelease, event: Event) -> icalendar.Event:
    """Return an event as calendars store it; a later edition of the release replaces it there."""
    entry = icalendar.Event()
    host = urlsplit(settings.SITE_URL).hostname or "newsroom.invalid"
    entry.add("uid", f"release-{release.release}@{host}")
    entry.add("sequence", release.edition - 1)
    entry.add("dtstamp", release.public_at.astimezone(UTC))
    entry.add("summary", without_controls(release.title), {"language": release.language})
    if event.is_whole_day:
        entry.add("dtstart", event.first_day)
        entry.add("dtend", event.last_day + timedelta(days=1))  # the first day that is none of its days
    else:
        entry.add("dtstart", event.start.astimezone(UTC))
        if event.end:
            entry.add("dtend", event.end.astimezone(UTC))
    if event.place:
        entry.add("location", without_controls(event.place))
    entry.add("description", "\n\n".join(filter(None, [without_controls(release.summary), release.url])))
    entry.add("url", release.url)
    return entry
