"""Pictures and attachments as readers get them: only while an edition that shows them is public.

The rows decide, at each request. The proxy serves nothing of the storage itself, and caches ask each time.
"""

import logging

from django.core.files.storage import default_storage
from django.db.models import Exists, OuterRef
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from articles.models import Article, Attachment, Partner, Picture, Rendition
from articles.site.caching.public_page import CACHE_CONTROL
from articles.site.outputs.embedding import embeddable

logger = logging.getLogger(__name__)


@embeddable
@require_safe
def picture(request: HttpRequest, pk: int, shape: str, width: int, format: str) -> HttpResponseBase:
    """A rendition of a picture that readers may see now."""
    shown = get_object_or_404(Picture.objects.shown(timezone.now()), pk=pk)
    rendition = rendition_of(shown, shape, width, format)
    return _file(request, rendition.name, rendition.digest, rendition.get_format_display())


@embeddable
@require_safe
def partner_logo(request: HttpRequest, pk: int, width: int) -> HttpResponseBase:
    """The logo of a partner that a release names which readers may read."""
    naming = Article.objects.once_public(timezone.now()).filter(partners=OuterRef("pk"))
    partner = get_object_or_404(Partner.objects.with_logo().filter(Exists(naming)), pk=pk)
    shape = {"shape": Rendition.WHOLE, "format": Partner.LOGO_FORMAT, "width": width}
    made = get_object_or_404(Rendition, file=partner.logo_id, name=partner.logo_name, **shape)
    return _file(request, made.name, made.digest, made.get_format_display())


@require_safe
def attachment(
    request: HttpRequest, release: int, number: int, name: str, edition: int | None = None
) -> HttpResponseBase:
    """A document of a release: of the edition that readers see now, or of another one that they may read."""
    now = timezone.now()
    rows = Attachment.objects.published(now).filter(article__release=release, number=number)
    if edition is None:
        rows = rows.filter(article__in=Article.objects.listed(now))
    else:
        rows = rows.filter(article__edition=edition)
    shown = get_object_or_404(rows.select_related("file", "article"))
    if name != shown.file_name:
        place = [release, number, *([edition] if edition else []), shown.file_name]
        return redirect("attachment-of-edition" if edition else "attachment", *place)
    return _file(request, shown.file.name, shown.file.digest, shown.file.content_type, shown.file_name)


def rendition_of(picture: Picture, shape: str, width: int, format: str) -> Rendition:
    """The rendition that an address names; `shape` is "lead" for the crop of the picture. Raises Http404."""
    stored_shape = picture.crop if shape == "lead" else shape
    renditions = Rendition.objects.filter(file=picture.file_id, shape=stored_shape)
    return get_object_or_404(renditions, width=width, format=format)


def stored_file(stored: str, content_type: str, save_as: str = "") -> FileResponse:
    """Return a file of the storage, whoever asks; with `save_as` browsers save it. Raises Http404."""
    try:
        content = default_storage.open(stored)
    except FileNotFoundError as missing:
        logger.error("%s is missing in the storage; manage.py doctor tells what else is", stored)
        raise Http404 from missing
    return FileResponse(content, as_attachment=bool(save_as), filename=save_as, content_type=content_type)


def _file(
    request: HttpRequest, stored: str, digest: str, content_type: str, save_as: str = ""
) -> HttpResponseBase:
    """A file that caches may keep as long as they ask each time: whole, or 304."""
    etag = f'"{digest[:24]}"'
    unchanged = get_conditional_response(request, etag=etag)
    response: HttpResponseBase = unchanged or stored_file(stored, content_type, save_as)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = CACHE_CONTROL
    return response
