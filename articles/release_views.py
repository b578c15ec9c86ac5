"""The pages of one release: as readers see it now, each edition that was public, and what changed between two of them."""

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from articles import figures, presenting
from articles.caching import public_page
from articles.comparison import contents_of, differences
from articles.filing import filings_of
from articles.models import Article
from articles.moment import Moment
from articles.prepared import Prepared

PUBLIC_EDITION = Prepared(
    lambda now, release: Article.objects.public(now).for_pages().filter(release=release)
)
RELATIVES = Prepared(
    lambda now, release, original: (
        Article.objects.telling_of(release, original)
        .issued(now)
        .only(
            "release",
            "edition",
            "state",
            "public_at",
            "public_until",
            "change_note",
            "is_minor",
            "language",
            "slug",
            "title",
        )
        .order_by("language", "edition")
    ),
    numbers=2,
)


@public_page
def release_by_number(request: HttpRequest, moment: Moment, release: int) -> HttpResponse:
    """The short address of a release leads to its full one."""
    article = _public_edition(release, moment)
    if article is None:
        return _not_there(request, release)
    return HttpResponsePermanentRedirect(article.get_absolute_url())


@public_page
def release(request: HttpRequest, moment: Moment, release: int, slug: str) -> HttpResponse:
    """One release as readers see it now."""
    article = _public_edition(release, moment)
    if article is None:
        return _not_there(request, release)
    if slug != article.address_slug:
        return HttpResponsePermanentRedirect(article.get_absolute_url())
    return render_release(request, article, current=article, moment=moment)


@public_page
def edition(request: HttpRequest, moment: Moment, release: int, slug: str, number: int) -> HttpResponse:
    """A published edition, the present one or one it replaced, at an address of its own."""
    current = _public_edition(release, moment)
    if current is None:
        return _not_there(request, release)
    if slug != current.address_slug:
        return HttpResponsePermanentRedirect(reverse("edition", args=[release, current.address_slug, number]))
    editions = Article.objects.once_public(moment.now).for_pages().filter(release=release)
    article = get_object_or_404(editions, edition=number)
    return render_release(request, article, current=current, moment=moment)


@public_page
def comparison(
    request: HttpRequest, moment: Moment, release: int, slug: str, number: int, other: int
) -> HttpResponse:
    """What changed between two editions that readers may read, from the earlier one to the later one."""
    current = _public_edition(release, moment)
    if current is None:
        return _not_there(request, release)
    earlier, later = sorted((number, other))
    if slug != current.address_slug or earlier != number:
        address = reverse("comparison", args=[release, current.address_slug, earlier, later])
        return HttpResponsePermanentRedirect(address)
    editions = Article.objects.once_public(moment.now).filter(release=release)
    wanted = editions.filter(Q(edition=earlier) | Q(edition=later)).defer("editor_note", "minor_reason")
    pair = list(wanted.order_by("edition"))
    if len(pair) != 2:
        raise Http404
    before, after = contents_of(pair, moment.vocabularies)
    context = {
        "current": current,
        "before": pair[0],
        "after": pair[1],
        "differences": differences(before, after),
        "canonical": request.build_absolute_uri(current.get_absolute_url()),
    }
    return render(request, "articles/comparison.html", context)


def _public_edition(release: int, moment: Moment) -> Article | None:
    """The edition of a release that readers see now."""
    return next(iter(PUBLIC_EDITION(moment.now, release)), None)


def _not_there(request: HttpRequest, release: int) -> HttpResponse:
    """410 for what was taken off the site, so that search engines forget it; 404 for what was never there."""
    if Article.objects.filter(release=release, state=Article.State.UNPUBLISHED).exists():
        return render(request, "410.html", status=410)
    raise Http404


def render_release(
    request: HttpRequest,
    article: Article,
    *,
    current: Article,
    moment: Moment,
    files: figures.Files | None = None,
    template: str = "articles/release.html",
    **more: object,
) -> HttpResponse:
    """The page of an edition; one that is not public yet has `files` and a `template` of its own, with `more`."""
    day, terms = article.publishing_date, moment.vocabularies
    filing = filings_of([article.pk])[article.pk]
    editions, translations = _relatives(article, moment)
    if files:  # of a preview: readers do not see this edition yet
        editions.append(article)
    address = request.build_absolute_uri(current.get_absolute_url())
    files = files or figures.PublicFiles(article, current, moment.now)
    media = figures.of_release(article, filing, files)
    image = request.build_absolute_uri(media.lead.biggest) if media.lead else ""
    context = {
        "article": article,
        "current": current,
        "type": terms.type.by_id.get(article.release_type_id),
        "media": media,
        "image": image,
        "summary": presenting.with_ellipsis(article.summary),
        "lead": presenting.lead(article),
        "structures": presenting.term_links(terms.structure, filing.terms["structure"], day),
        "fields": presenting.term_links(terms.field, filing.terms["field"], day),
        "countries": presenting.term_links(terms.country, filing.terms["country"], day),
        "meetings": presenting.term_links(terms.meeting, filing.terms["meeting"], day, "meeting"),
        "tags": filing.tags,
        "editions": editions,
        "first_public": editions[0].public_at,
        "correction": presenting.correction(article, editions),
        "translations": translations,
        "canonical": address,
        "linked_data": presenting.news_article(article, address, image),
        **more,
    }
    return render(request, template, context)


def _relatives(article: Article, moment: Moment) -> tuple[list[Article], list[Article]]:
    """The editions of a public release that are or were public, and the listed releases that translate it."""
    editions, translations = [], []
    for relative in RELATIVES(moment.now, article.release, article.translates or article.release):
        if relative.release == article.release:
            editions.append(relative)
        elif relative.is_public(moment.now) and relative.state == Article.State.PUBLISHED:
            translations.append(relative)
    return sorted(editions, key=lambda edition: edition.edition), translations
