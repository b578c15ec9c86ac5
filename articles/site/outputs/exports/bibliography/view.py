"""The entry of one release for a bibliography, at an address without its title: it never changes."""

from django.http import Http404, HttpResponse

from articles.index.request_snapshot import RequestSnapshot
from articles.site.caching.public_page import public_page
from articles.site.outputs.exports.bibliography import FORMATS, file_of
from articles.site.outputs.representation import public_releases
from articles.site.pages.release_views import not_there, public_edition
from articles.site.site_request import SiteRequest


@public_page
def release_reference(
    request: SiteRequest, snapshot: RequestSnapshot, release: int, ending: str
) -> HttpResponse:
    """Return the present edition of a release in the format whose files end so. Raises Http404."""
    format = next((format for format in FORMATS.values() if format.ending == ending), None)
    if format is None:
        raise Http404
    article = public_edition(release, snapshot)
    if article is None:
        return not_there(request, release)
    (public,) = public_releases([article.pk], snapshot, request.site_url, with_text=False)
    return file_of(public, format)
