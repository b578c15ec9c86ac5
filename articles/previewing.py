"""An edition that is not public yet, shown as readers will see it, on pages that nobody keeps."""

from copy import copy

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from articles.models import Article
from articles.moment import Moment
from articles.views import render_release


def preview(request: HttpRequest, article: Article, template: str, **more: object) -> HttpResponse:
    """The page of `article` as if it were published at its hour, or now; `more` is what `template` needs besides."""
    moment = Moment.take()
    shown = as_if_published(article, moment)
    response = render_release(request, shown, current=shown, moment=moment, template=template, **more)
    return keep_private(response)


def as_if_published(article: Article, moment: Moment) -> Article:
    """A copy of an edition, never to be saved, with the dates that publishing it would give it."""
    shown = copy(article)
    shown.public_at = article.public_at or article.embargo_ends(moment.now) or moment.now
    shown.publishing_date = article.publishing_date or timezone.localdate(shown.public_at)
    if shown.is_minor:
        issued = Article.objects.issued(moment.now).filter(release=article.release).order_by("edition").last()
        shown.last_major_at = issued.last_updated if issued else None
    return shown


def keep_private(response: HttpResponse) -> HttpResponse:
    """Say to every cache, search engine and page that is linked to: this is nothing for you."""
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
