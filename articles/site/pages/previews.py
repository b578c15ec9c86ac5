"""An edition that is not public yet, as readers will see it, with its files, on pages that no cache stores.

The files of a preview lie below the address of its page: who may see the page may see them, and nobody else.
"""

from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.index.request_snapshot import RequestSnapshot
from articles.models import Article, Attachment, Picture, Recording
from articles.site.pages.media_views import rendition_of, stored_file
from articles.site.pages.release_views import render_release
from articles.site.site_request import SiteRequest

Response = TypeVar("Response", bound=HttpResponseBase)

# The routes of the files, below the route of a page.
PICTURE = "pictures/<int:picture>/<slug:shape>-<int:width>.<slug:format>"
ATTACHMENT = "attachments/<int:number>/<str:name>"


@dataclass(frozen=True, slots=True)
class PreviewFiles:
    """The files of an edition as its readers will see them on `day`, below the address of its `page`."""

    article: Article
    page: str
    day: date
    is_withheld = False

    def pictures(self) -> QuerySet[Picture]:
        """Return the pictures that may be shown on the day."""
        return Picture.objects.filter(article=self.article).in_rights(self.day)

    def attachments(self) -> QuerySet[Attachment]:
        """Return all documents."""
        return Attachment.objects.filter(article=self.article)

    def recordings(self) -> QuerySet[Recording]:
        """Return all recordings."""
        return Recording.objects.filter(article=self.article)

    def picture_address(self, picture: Picture, shape: str, width: int, format: str) -> str:
        """Return the address of a rendition, below the page."""
        return f"{self.page}pictures/{picture.pk}/{shape}-{width}.{format}"

    def attachment_address(self, attachment: Attachment) -> str:
        """Return the address of a document, below the page."""
        return f"{self.page}attachments/{attachment.number}/{attachment.file_name}"


def preview(request: SiteRequest, article: Article, template: str, **more: object) -> HttpResponse:
    """Return the page of `article` as if it were published at its hour, or now; `more` is for `template`."""
    snapshot = RequestSnapshot.take()
    shown = as_if_published(article, snapshot.now)
    files = _files(article, snapshot.now, request.path)
    return keep_private(
        render_release(
            request, shown, current=shown, snapshot=snapshot, files=files, template=template, more=more
        )
    )


@require_safe
def picture_file(  # noqa: PLR0913  what the address says
    request: HttpRequest, article: Article, picture: int, shape: str, width: int, format: str
) -> HttpResponseBase:
    """A rendition of a picture of this edition; raises Http404 for one of any other."""
    shown = get_object_or_404(_files(article, timezone.now()).pictures(), pk=picture)
    rendition = rendition_of(shown, shape, width, format)
    return keep_private(stored_file(rendition.name, rendition.get_format_display()))


@require_safe
def attachment_file(request: HttpRequest, article: Article, number: int, name: str) -> HttpResponseBase:
    """A document of this edition; raises Http404 for one of any other."""
    attachments = _files(article, timezone.now()).attachments().select_related("file")
    shown = get_object_or_404(attachments, number=number)
    if name != shown.file_name:
        raise Http404
    return keep_private(stored_file(shown.file.name, shown.file.content_type, shown.file_name))


def as_if_published(article: Article, now: datetime) -> Article:
    """Return a copy of an edition, never to be saved, with the dates that publishing would give it."""
    shown = copy(article)
    shown.public_at = _becomes_public(article, now)
    shown.publishing_date = article.publishing_date or timezone.localdate(shown.public_at)
    if shown.is_minor:
        issued = Article.objects.issued(now).filter(release=article.release).order_by("edition").last()
        shown.last_major_at = issued.last_updated if issued else None
    return shown


def _becomes_public(article: Article, now: datetime) -> datetime:
    return article.public_at or article.embargo_ends(now) or now


def _files(article: Article, now: datetime, page: str = "") -> PreviewFiles:
    return PreviewFiles(article, page, timezone.localdate(_becomes_public(article, now)))


def keep_private(response: Response) -> Response:
    """Keep a response from every cache, search engine and page that is linked to."""
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
