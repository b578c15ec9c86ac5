"""The pages of one release: as readers see it now, each edition that was public, what changed between two."""

from collections.abc import Mapping
from datetime import date, datetime

from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from articles.editing.comparison import contents_of, differences
from articles.index.compiled_queries import Prepared
from articles.index.request_snapshot import RequestSnapshot
from articles.media import figures, partner_logos
from articles.models import Article
from articles.models.boilerplate_words import words_of
from articles.models.facets import OF_MANY_TERMS
from articles.models.filing import filings_of
from articles.site.caching.public_page import public_page
from articles.site.frames import with_players
from articles.site.metadata import linked_data
from articles.site.metadata.alternates import alternates_of
from articles.site.metadata.memento import mark_memento, mark_original
from articles.site.metadata.page_head import page_head, release_head
from articles.site.metadata.release_facts import ReleaseFacts, facts_of, shortened
from articles.site.metadata.share_pictures import SharePicture, drawn_picture, lead_picture, site_picture
from articles.site.outputs.exports.bibliography import FORMATS
from articles.site.pages import breadcrumb
from articles.site.pages.editions import correction, dates_of, lead, term_links
from articles.site.pages.ways_on import ways_on
from articles.site.pdf.making import is_possible
from articles.site.site_request import SiteRequest
from taxonomy.interface import path_of

PUBLIC_EDITION = Prepared(
    lambda now, release: Article.objects.public(now).for_pages().filter(release=release)
)
RELATIVES = Prepared(
    lambda now, release, original: (
        Article.objects.of_release_and_translations(release, original)
        .issued(now)
        .only(
            "release",
            "edition",
            "state",
            "publishing_date",
            "public_at",
            "public_until",
            "change_note",
            "is_minor",
            "hidden_note",
            "language",
            "slug",
            "title",
            "translates",
        )
        .order_by("language", "edition")
    ),
    numbers=2,
)


@public_page
def release_by_number(request: SiteRequest, snapshot: RequestSnapshot, release: int) -> HttpResponse:
    """The short address of a release leads to its full one."""
    article = public_edition(release, snapshot)
    if article is None:
        return not_there(request, release)
    return HttpResponsePermanentRedirect(article.get_absolute_url())


@public_page
def release(request: SiteRequest, snapshot: RequestSnapshot, release: int, slug: str) -> HttpResponse:
    """One release as readers see it now."""
    article = public_edition(release, snapshot)
    if article is None:
        return not_there(request, release)
    if slug != article.address_slug:
        return HttpResponsePermanentRedirect(article.get_absolute_url())
    response = render_release(request, article, current=article, snapshot=snapshot)
    return mark_original(request, response, release)


@public_page
def edition(
    request: SiteRequest, snapshot: RequestSnapshot, release: int, slug: str, number: int
) -> HttpResponse:
    """A published edition, the present one or one it replaced, at an address of its own."""
    current = public_edition(release, snapshot)
    if current is None:
        return not_there(request, release)
    if slug != current.address_slug:
        return HttpResponsePermanentRedirect(path_of("edition", release, current.address_slug, number))
    editions = Article.objects.once_public(snapshot.now).for_pages().filter(release=release)
    article = editions.filter(edition=number).first()
    if article is None:
        return _hidden(request, current, number, snapshot)
    response = render_release(request, article, current=current, snapshot=snapshot)
    return mark_memento(request, response, article, current)


@public_page
def comparison(  # noqa: PLR0913  what the address says
    request: SiteRequest, snapshot: RequestSnapshot, release: int, slug: str, number: int, other: int
) -> HttpResponse:
    """Show the differences between two editions that readers may read, from the earlier to the later one."""
    current = public_edition(release, snapshot)
    if current is None:
        return not_there(request, release)
    earlier, later = sorted((number, other))
    if slug != current.address_slug or earlier != number:
        address = path_of("comparison", release, current.address_slug, earlier, later)
        return HttpResponsePermanentRedirect(address)
    editions = Article.objects.once_public(snapshot.now).filter(release=release)
    wanted = editions.filter(Q(edition=earlier) | Q(edition=later)).defer("editor_note", "minor_reason")
    pair = list(wanted.order_by("edition"))
    if len(pair) != 2:
        raise Http404
    before, after = contents_of(pair, snapshot.vocabularies)
    title = _("What changed: %(title)s") % {"title": pair[1].title}
    description = shortened(
        _("What edition %(later)s changed since edition %(earlier)s: %(title)s")
        % {"later": later, "earlier": earlier, "title": pair[1].title}
    )
    about = request.site_url + current.get_absolute_url()
    trail = breadcrumb.release(current)
    context = {
        "head": page_head(
            request,
            title,
            description,
            trail=trail,
            path=current.get_absolute_url(),
            robots="noindex",
            things=[linked_data.web_page(request.site_url + request.path, title, about)],
        ),
        "trail": trail,
        "current": current,
        "before": pair[0],
        "after": pair[1],
        "differences": differences(before, after),
    }
    return render(request, "articles/comparison.html", context)


def public_edition(release: int, snapshot: RequestSnapshot) -> Article | None:
    """Return the edition of a release that readers see now."""
    return next(iter(PUBLIC_EDITION(snapshot.now, release)), None)


def _hidden(request: SiteRequest, current: Article, number: int, snapshot: RequestSnapshot) -> HttpResponse:
    """Say why an edition is hidden; 404 for one that readers never saw."""
    issued = Article.objects.issued(snapshot.now).filter(release=current.release).exclude(hidden_note="")
    edition = get_object_or_404(issued.only("hidden_note"), edition=number)
    context = {"current": current, "note": edition.hidden_note, "number": number}
    return render(request, "articles/hidden_edition.html", context, status=410)


def not_there(request: SiteRequest, release: int) -> HttpResponse:
    """Answer 410 for what was unpublished, so that search engines forget it; 404 for what was never there."""
    if Article.objects.unpublished().filter(release=release).exists():
        return render(request, "410.html", status=410)
    raise Http404


def render_release(  # noqa: PLR0913  previews and reviews show the same page
    request: SiteRequest,
    article: Article,
    *,
    current: Article,
    snapshot: RequestSnapshot,
    files: figures.Files | None = None,
    template: str = "articles/release.html",
    more: Mapping[str, object] | None = None,
    is_printed: bool = False,
) -> HttpResponse:
    """Return the page of an edition; a preview has `files` and a `template` of its own, with `more`.

    One that `is_printed` has no ways on to other releases.
    """
    day, terms = dates_of(article).day, snapshot.vocabularies
    filing = filings_of([article.pk])[article.pk]
    editions, translations = _relatives(article, snapshot)
    if files:  # of a preview: readers do not see this edition yet
        editions.append(article)
    media = figures.of_release(article, filing, files or figures.PublicFiles(article, current, snapshot.now))
    type_entry = terms.type.by_id.get(article.release_type_id or 0)
    links = {name: term_links(terms[name], filing.terms[name], day, name) for name in OF_MANY_TERMS}
    trail = (
        *breadcrumb.news(),
        breadcrumb.month(day),
    )
    is_listed = article.pk == current.pk and current.state != Article.State.WITHDRAWN
    # A release is one thing in all languages of the interface: other programs get one address of it.
    with override(settings.LANGUAGE_CODE):
        facts = facts_of(
            article,
            current=current,
            editions=editions,
            links=links,
            tags=filing.tags,
            type_name=type_entry.name if type_entry else "",
            site_url=request.site_url,
        )
        picture = _share_picture(article, media, facts, is_listed=is_listed)
        alternates = alternates_of([current, *translations], request.site_url)
    context = {
        "head": release_head(
            facts,
            trail=trail,
            picture=picture,
            alternates=alternates if is_listed else [],
            robots="" if is_listed else "noindex",
        ),
        "trail": trail,
        "article": article,
        "current": current,
        "type": type_entry,
        "media": media,
        "partners": partner_logos.partners_of(
            [article], {article.pk: filing}, partner_logos.inline if files else partner_logos.public_address()
        ).get(article.pk, ()),
        "boilerplates": words_of([article], {article.pk: filing}).get(article.pk, ()),
        "lead": lead(article),
        "event": facts.event,
        "event_file": path_of("release-event", article.release) if is_listed and not files else "",
        "filed_under": [(facet.label, links[name]) for name, facet in OF_MANY_TERMS.items()],
        "tags": filing.tags,
        "editions": editions,
        "first_public": facts.first_public,
        "issued_time": _issued_time(facts.first_public, day),
        "reference": facts.reference,
        "short_address": facts.short_address,
        "bibliography": [
            (format.label, path_of("release-reference", article.release, format.ending))
            for format in FORMATS.values()
        ],
        "correction": correction(article, editions),
        "translations": translations,
        "pdf": path_of("release-pdf", article.release) if is_listed and not files and is_possible() else "",
        "ways": None if files or is_printed else ways_on(article, filing, snapshot),
        **(more or {}),
    }
    response = render(request, template, context)
    return with_players(response, media.recordings, is_public=files is None)


def _issued_time(first_public: datetime, day: date) -> str:
    """Return the time of publication on the day of issue; "" for other days and for midnight."""
    local = timezone.localtime(first_public)
    return time_format(local, "H:i") if local.date() == day and (local.hour or local.minute) else ""


def _share_picture(
    article: Article, media: figures.ReleaseMedia, facts: ReleaseFacts, *, is_listed: bool
) -> SharePicture:
    """Return the lead picture; without one, a drawn picture of what is listed, or else that of the site."""
    if media.lead:
        return lead_picture(media.lead, facts.site_url)
    if is_listed:
        return drawn_picture(article, facts.type, facts.site_url)
    return site_picture(facts.site_url)


def _relatives(article: Article, snapshot: RequestSnapshot) -> tuple[list[Article], list[Article]]:
    """Return the editions of a release that are or were public, and the listed releases that translate it."""
    editions, translations = [], []
    for relative in RELATIVES(snapshot.now, article.release, article.translates or article.release):
        if relative.release == article.release:
            editions.append(relative)
        elif relative.is_public(snapshot.now) and relative.state == Article.State.PUBLISHED:
            translations.append(relative)
    return sorted(editions, key=lambda edition: edition.edition), translations
