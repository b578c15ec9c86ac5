"""The pictures that networks show of a page: its lead picture, or one with its title."""

from dataclasses import dataclass
from http import HTTPStatus

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import dateformat
from django.utils.cache import add_never_cache_headers, get_conditional_response
from django.views.decorators.http import require_safe

from articles.index.request_snapshot import RequestSnapshot
from articles.media import card_pictures
from articles.media.card_pictures import CardTexts
from articles.media.figures import Figure
from articles.models import Article
from articles.site.caching.public_page import CACHE_CONTROL
from articles.site.outputs.embedding import embeddable
from articles.site.pages.editions import dates_of
from articles.site.site_request import SiteRequest
from taxonomy import languages
from taxonomy.interface import path_of

RETRY_AFTER = "5"  # seconds


@dataclass(frozen=True, slots=True)
class SharePicture:
    """The picture that networks show of a page."""

    address: str
    width: int
    height: int
    alt: str = ""


def lead_picture(figure: Figure, site_url: str) -> SharePicture:
    """Return the lead picture of a release."""
    return SharePicture(site_url + figure.biggest, figure.biggest_width, figure.biggest_height, figure.alt)


def drawn_picture(article: Article, type_name: str, site_url: str) -> SharePicture:
    """Return the picture that stands in for the lead picture of a listed release."""
    digest = _texts(article, type_name).digest
    address = path_of("card-picture", article.release, digest)
    return SharePicture(site_url + address, *card_pictures.SIZE, alt=article.title)


def site_picture(site_url: str) -> SharePicture:
    """Return the picture of pages that are no release, and of releases that are listed no more."""
    name = f"{settings.SITE_NAME}, {settings.ORGANISATION}"
    return SharePicture(site_url + path_of("site-picture"), *card_pictures.SIZE, alt=name)


@embeddable
@require_safe
def card(request: SiteRequest, release: int, digest: str) -> HttpResponseBase:
    """The drawn picture of a listed release, whose words decide about its address."""
    snapshot = RequestSnapshot.take()
    listed = Article.objects.listed(snapshot.now).for_cards().filter(release=release)
    article = get_object_or_404(listed)
    entry = snapshot.vocabularies.type.by_id.get(article.release_type_id or 0)
    texts = _texts(article, entry.name if entry else "")
    if digest != texts.digest:
        return redirect("card-picture", release, texts.digest)
    return _answer(request, texts)


@embeddable
@require_safe
def site_card(request: SiteRequest) -> HttpResponseBase:
    """The picture of the site as a whole."""
    return _answer(request, CardTexts(settings.ORGANISATION, settings.SITE_NAME))


def _texts(article: Article, type_name: str) -> CardTexts:
    day = dateformat.format(dates_of(article).day, "j F Y")
    kind = " · ".join(filter(None, (type_name, day)))
    return CardTexts(settings.ORGANISATION, article.title, kind, languages.direction_of(article.language))


def _answer(request: SiteRequest, texts: CardTexts) -> HttpResponseBase:
    etag = f'"{texts.digest}"'
    response = get_conditional_response(request, etag=etag)
    try:
        response = response or HttpResponse(card_pictures.content_of(texts), content_type="image/png")
    except card_pictures.DrawingBusy:
        return _busy()
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = CACHE_CONTROL
    return response


def _busy() -> HttpResponse:
    """Return the answer to who has to wait for a picture; networks ask again."""
    response = HttpResponse(status=HTTPStatus.SERVICE_UNAVAILABLE, headers={"Retry-After": RETRY_AFTER})
    add_never_cache_headers(response)
    return response
