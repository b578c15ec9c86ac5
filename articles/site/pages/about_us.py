"""The pages about the organisation: the edition of today, and those before it at addresses of their own."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from articles.index.request_snapshot import RequestSnapshot
from articles.models import SitePage
from articles.site.caching.public_page import public_page
from articles.site.metadata import linked_data
from articles.site.metadata.page_head import page_head
from articles.site.metadata.release_facts import shortened
from articles.site.pages import breadcrumb
from articles.site.pages.navigation import language_of
from articles.site.site_request import SiteRequest
from articles.text.index_words import plain_text


@public_page
def page(
    request: SiteRequest, snapshot: RequestSnapshot, kind: str, number: int | None = None
) -> HttpResponse:
    """One page about the organisation, in the language of the interface or the nearest there is."""
    editions = list(SitePage.objects.filter(kind=kind).order_by("-edition"))
    language = language_of([edition.language for edition in editions])
    of_language = [edition for edition in editions if edition.language == language]
    wanted = number if number is not None else max((one.edition for one in of_language), default=0)
    shown = next((edition for edition in of_language if edition.edition == wanted), None)
    if shown is None:
        raise Http404
    trail = [breadcrumb.home()]
    is_current = shown == of_language[0]
    title = shown.title
    if not is_current:
        title = _("%(title)s, edition %(number)s") % {"title": title, "number": shown.edition}
    description = shortened(plain_text(shown.body)) or f"{title}, {settings.ORGANISATION}"
    path = shown.get_absolute_url()
    about = linked_data.web_page_of_organisation(request.site_url, path, title)
    context = {
        "head": page_head(
            request, title, description, trail=trail, path=path, things=[about],
            robots="" if is_current else "noindex",
        ),
        "trail": trail,
        "page": shown,
        "editions": of_language,
        "is_current": is_current,
    }  # fmt: skip
    return render(request, "articles/about_us.html", context)
