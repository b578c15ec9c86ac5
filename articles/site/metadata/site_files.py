"""The small files that browsers and other programs ask every site for."""

from datetime import datetime, time, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.site.pdf import PDF_NAME
from articles.site.site_request import SiteRequest

# RFC 9116 wants less than a year; who reads an old copy is to ask again.
SECURITY_DAYS = 180
ICON_SIZES = (192, 512)


@require_safe
def robots(request: SiteRequest) -> HttpResponse:
    """Rules for crawlers: all but the desk and the deep pages of the listing.

    A listing under one filter is there for them, those under two are more than anybody can fetch; the
    sitemap leads to every release. Feeds and releases are open whatever stands behind them. Their PDFs are
    made when they are asked for, and say what the pages say.
    """
    listing = reverse("news")
    lines = (
        "User-agent: *",
        f"Disallow: {reverse('admin:index')}",
        # The listing in every language of the interface.
        *(
            f"Disallow: {path}?{asked}"
            for path in (listing, f"/*{listing}")
            for asked in ("*&", "page=", "q=")
        ),
        f"Disallow: /*/{PDF_NAME}",
        f"Sitemap: {request.site_url}{reverse('sitemap')}",
        "",
    )
    return HttpResponse("\n".join(lines), content_type="text/plain")


@require_safe
def security(request: SiteRequest) -> HttpResponse:
    """Whom to tell of a hole in the site, RFC 9116: SECURITY_CONTACT, or the mailbox that RFC 2142 names."""
    host = urlsplit(request.site_url).hostname
    contact = settings.SECURITY_CONTACT or f"mailto:security@{host}"
    ends = datetime.combine(timezone.localdate() + timedelta(days=SECURITY_DAYS), time.min)
    lines = (
        f"Contact: {contact}",
        f"Expires: {timezone.make_aware(ends).isoformat()}",
        "Preferred-Languages: en",
        f"Canonical: {request.site_url}{reverse('security')}",
        "",
    )
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def opensearch(request: SiteRequest) -> HttpResponse:
    """The search of this site for the address bar of browsers, https://github.com/dewitt/opensearch."""
    context = {
        "short_name": settings.SITE_NAME[:16],
        "search": f"{request.site_url}{reverse('news')}?q={{searchTerms}}",
        "feed": f"{request.site_url}{reverse('feed-atom')}?q={{searchTerms}}",
        "own_address": f"{request.site_url}{reverse('opensearch')}",
    }
    return render(request, "opensearch.xml", context, content_type="application/opensearchdescription+xml")


@require_safe
def manifest(request: SiteRequest) -> HttpResponse:
    """Name and icon for phones that show the site beside the apps, https://www.w3.org/TR/appmanifest/."""
    icons = [
        {"src": static(f"site/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"}
        for size in ICON_SIZES
    ]
    facts = {
        "name": f"{settings.SITE_NAME} of the {settings.ORGANISATION}",
        "short_name": settings.SITE_NAME,
        "start_url": reverse("home"),
        "display": "browser",
        "theme_color": settings.BRAND_COLOUR,
        "background_color": "#ffffff",
        "icons": icons,
    }
    return JsonResponse(facts, content_type="application/manifest+json")
