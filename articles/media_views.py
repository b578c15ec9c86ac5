"""Pictures and attachments as readers get them: only while an edition that shows them is public.

The rows decide, at each request. The proxy serves nothing of the storage itself, and caches ask each time.
"""

import logging

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from articles.caching import CACHE_CONTROL
from articles.models import Article, Attachment, Picture, Rendition

logger = logging.getLogger(__name__)


@require_safe
def picture(request: HttpRequest, pk: int, shape: str, width: int, format: str) -> HttpResponseBase:
    """A rendition of a picture that readers may see now."""
    shown = get_object_or_404(Picture.objects.shown(timezone.now()), pk=pk)
    stored_shape = shown.crop if shape == "lead" else shape
    renditions = Rendition.objects.filter(file=shown.file_id, shape=stored_shape)
    rendition = get_object_or_404(renditions, width=width, format=format)
    return _file(request, rendition.name, rendition.digest, rendition.get_format_display())


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
    found = get_object_or_404(rows.select_related("file", "article"))
    if name != found.file_name:
        place = [release, number, *([edition] if edition else []), found.file_name]
        return redirect("attachment-of-edition" if edition else "attachment", *place)
    return _file(request, found.file.name, found.file.digest, found.file.content_type, found.file_name)


def _file(
    request: HttpRequest, stored: str, digest: str, content_type: str, save_as: str = ""
) -> HttpResponseBase:
    """A file of the storage, or 304; with `save_as` browsers keep it instead of showing it."""
    etag = f'"{digest[:24]}"'
    response = get_conditional_response(request, etag=etag) or _whole_file(stored, content_type, save_as)
    if request.method == "HEAD" and response.streaming:
        response.streaming_content = ()
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = CACHE_CONTROL
    return response


def _whole_file(stored: str, content_type: str, save_as: str) -> HttpResponse | FileResponse:
    try:
        content = default_storage.open(stored)
    except FileNotFoundError as missing:
        logger.error("%s is missing in the storage; manage.py doctor tells what else is", stored)
        raise Http404 from missing
    return FileResponse(content, as_attachment=bool(save_as), filename=save_as, content_type=content_type)
