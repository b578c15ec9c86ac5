"""A public release as PDF, at an address beside its page: the page as it is printed."""

from http import HTTPStatus

from django.http import Http404, HttpResponse
from django.shortcuts import render

from articles.index.request_snapshot import RequestSnapshot
from articles.site.caching.public_page import public_page
from articles.site.pages.release_views import not_there, public_edition, render_release
from articles.site.pdf import making
from articles.site.pdf.page_files import files_of
from articles.site.pdf.pdf_process import PrintedPage
from articles.site.site_request import SiteRequest

MEDIA_TYPE = "application/pdf"
RETRY_AFTER = 10  # seconds


@public_page
def release_pdf(request: SiteRequest, snapshot: RequestSnapshot, release: int) -> HttpResponse:
    """Return the present edition of a release as PDF; 503 while another one is being made."""
    article = public_edition(release, snapshot)
    if article is None:
        return not_there(request, release)
    if not making.is_possible():
        raise Http404
    shown = render_release(request, article, current=article, snapshot=snapshot, is_printed=True)
    html = shown.content.decode()
    address = request.site_url + article.get_absolute_url()
    try:
        content = making.pdf_of(article.pk, PrintedPage(html, address, files_of(html, address, snapshot.now)))
    except making.NoPDF:
        response = render(request, "no_pdf.html", status=HTTPStatus.SERVICE_UNAVAILABLE)
        response.headers["Retry-After"] = str(RETRY_AFTER)
        return response
    response = HttpResponse(content, content_type=MEDIA_TYPE)
    response.headers["Content-Disposition"] = f'inline; filename="release-{release}.pdf"'
    response.headers["X-Robots-Tag"] = "noindex"
    return response
