"""The front page and the pages of terms: each narrows, asks, and renders."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as _noop

from articles.index.query import ReleaseQuery
from articles.index.request_snapshot import RequestSnapshot
from articles.models.facets import FACETS, WITH_PAGES
from articles.site.caching.public_page import public_page
from articles.site.metadata import linked_data
from articles.site.metadata.linked_data import Node
from articles.site.metadata.page_head import PageHead, page_head
from articles.site.metadata.release_facts import shortened
from articles.site.pages import breadcrumb
from articles.site.pages.breadcrumb import Crumb
from articles.site.pages.cards import rendered_cards
from articles.site.pages.coming_events import coming_events
from articles.site.pages.home_news import changed_lately, front_page_ids, months_plot
from articles.site.pages.term_figures import figures_of
from articles.site.site_request import SiteRequest
from taxonomy import interface
from taxonomy.interface import path_of
from taxonomy.models import Country, Structure
from taxonomy.vocabulary import TermEntry

NEWEST_ON_HOME = 10
EVENTS_ON_HOME = 5
NEWEST_OF_A_TERM = 10
KINDS: dict[str, str] = {
    Country.Status.PARTICIPATING_STATE: _noop("participating State"),
    Country.Status.MEDITERRANEAN_PARTNER: _noop("Mediterranean Partner for Co-operation"),
    Country.Status.ASIAN_PARTNER: _noop("Asian Partner for Co-operation"),
    Structure.Kind.CHAIRPERSONSHIP: _noop("Chairpersonship"),
    Structure.Kind.DECISION_MAKING_BODY: _noop("decision-making body"),
    Structure.Kind.SECRETARIAT: _noop("Secretariat"),
    Structure.Kind.DEPARTMENT: _noop("department"),
    Structure.Kind.INSTITUTION: _noop("institution"),
    Structure.Kind.FIELD_OPERATION: _noop("field operation"),
    Structure.Kind.RELATED_BODY: _noop("related body"),
    Structure.Kind.GROUP: _noop("group of structures"),
}
COUNTRY_GROUPS = {
    Country.Status.PARTICIPATING_STATE: _noop("Participating States"),
    Country.Status.MEDITERRANEAN_PARTNER: _noop("Mediterranean Partners for Co-operation"),
    Country.Status.ASIAN_PARTNER: _noop("Asian Partners for Co-operation"),
}


@public_page
def home(request: SiteRequest, snapshot: RequestSnapshot) -> HttpResponse:
    """The newest releases and the ways into the archive."""
    result = snapshot.items.find(ReleaseQuery(rows=NEWEST_ON_HOME))
    ids = front_page_ids(result.ids, snapshot)
    cards = rendered_cards(snapshot, ids, level=3, first=2)
    fields = [
        (entry, result.counts["field"][entry.slug])
        for entry in snapshot.vocabularies.field
        if entry.depth == 0 and entry.slug in result.counts["field"]
    ]
    title = _("News and press releases")
    description = _("News and press releases of the %(organisation)s, the newest and the archive.") % {
        "organisation": settings.ORGANISATION
    }
    things = (
        linked_data.website(request.site_url),
        linked_data.collection_page(request.site_url, request.path, title, [card.url for card in cards]),
    )
    context = {
        "head": page_head(request, title, description, things=things),
        "lead": cards[:1],
        "cards": cards[1:],
        "total": result.total,
        "events": coming_events(snapshot, EVENTS_ON_HOME),
        "changed": changed_lately(snapshot),
        "plot": months_plot(snapshot),
        "fields": fields,
        "years": list(result.counts["year"].items())[:12],
        "types": [
            (entry, result.counts["type"][entry.slug])
            for entry in snapshot.vocabularies.type
            if entry.slug in result.counts["type"]
        ],
    }
    return render(request, "articles/home.html", context)


@public_page
def term_index(request: SiteRequest, snapshot: RequestSnapshot, facet: str) -> HttpResponse:
    """All terms of a vocabulary as a tree, with how many releases each holds."""
    title, introduction = _(WITH_PAGES[facet].title), _(WITH_PAGES[facet].introduction)
    rows = _counted(facet, snapshot.vocabularies[facet], snapshot)
    trail = [breadcrumb.home()]
    page = linked_data.collection_page(
        request.site_url, request.path, title, [entry.url for entry, _, _ in rows]
    )
    context = {
        "head": page_head(
            request, title, f"{introduction} {settings.ORGANISATION}.", trail=trail, things=[page]
        ),
        "facet": facet,
        "title": title,
        "introduction": introduction,
        "groups": _groups(facet, rows, snapshot.today),
    }
    return render(request, "articles/term_index.html", context)


def _groups(facet: str, rows: list[tuple[TermEntry, str, int]], today: date) -> list[tuple[str, list]]:
    """Countries by their status, closed field operations apart; the other trees stay whole."""
    if facet == "structure":
        above = {entry.parent_id for entry, _, _ in rows}
        closed = [row for row in rows if row[0].id not in above and _is_closed_operation(row[0], today)]
        apart = {entry.id for entry, _, _ in closed}
        open_ones = [row for row in rows if row[0].id not in apart]
        flat = [(replace(entry, depth=0), entry.local_name, total) for entry, _, total in closed]
        return [("", open_ones), *([(_("Closed field operations"), flat)] if flat else [])]
    if facet != "country":
        return [("", rows)]
    return [
        (_(COUNTRY_GROUPS[status]), countries)
        for status in Country.Status
        if (countries := [row for row in rows if row[0].kind == status])
    ]


def _is_closed_operation(entry: TermEntry, today: date) -> bool:
    return entry.kind == Structure.Kind.FIELD_OPERATION and entry.is_closed(today)


@public_page
def term(request: SiteRequest, snapshot: RequestSnapshot, facet: str, slug: str) -> HttpResponse:
    """One term: what it is, what it was called, what lies under it, and its latest releases."""
    vocabulary = snapshot.vocabularies[facet]
    entry = vocabulary.by_slug.get(slug)
    if entry is None:
        raise Http404
    pages = WITH_PAGES[facet]
    above = list(vocabulary.lineage(entry))[:0:-1]
    host = snapshot.vocabularies.country.by_id.get(entry.country_id or 0)
    items = snapshot.items
    cards = rendered_cards(snapshot, items.newest(facet, slug, NEWEST_OF_A_TERM), level=3)
    trail = [
        breadcrumb.home(),
        Crumb(_(pages.title), path_of(pages.index), interface.language()),
        *(Crumb(higher.local_name, higher.url, interface.language()) for higher in above),
    ]
    thing = _thing(facet, entry, request.site_url, above, host)
    context = {
        "head": _head_of_term(request, entry, trail, thing, [card.url for card in cards]),
        "trail": trail,
        "facet": facet,
        "kicker": FACETS[facet].label,
        "entry": entry,
        "is_closed": entry.is_closed(snapshot.today),
        "kind": KINDS.get(entry.kind, ""),
        "children": _counted(facet, vocabulary.children.get(entry.id, ()), snapshot),
        "host": host,
        "structures": _counted("structure", _structures_in(entry, snapshot), snapshot)
        if facet == "country"
        else [],
        "cards": cards,
        "total": items.count(facet, slug),
        "figures": figures_of(facet, slug, snapshot),
    }
    return render(request, "articles/term.html", context)


def _head_of_term(
    request: SiteRequest, entry: TermEntry, trail: Sequence[Crumb], thing: Node, listed: Sequence[str]
) -> PageHead:
    """Return the head of a term's page, which is about `thing` and lists the releases at `listed`."""
    page = linked_data.collection_page(request.site_url, request.path, entry.local_name, listed, about=thing)
    text = entry.description or _("News and press releases of the %(organisation)s%(filters)s.") % {
        "organisation": settings.ORGANISATION,
        "filters": "",
    }
    description = shortened(f"{entry.local_name}: {text}")
    return page_head(request, entry.local_name, description, trail=trail, things=[page])


def _counted(
    facet: str, entries: Iterable[TermEntry], snapshot: RequestSnapshot
) -> list[tuple[TermEntry, str, int]]:
    """Return terms as rows of a list: each with its name of today and how many releases it holds."""
    count = snapshot.items.count
    return [(entry, entry.label(snapshot.today), count(facet, entry.slug)) for entry in entries]


def _structures_in(country: TermEntry, snapshot: RequestSnapshot) -> list[TermEntry]:
    return [structure for structure in snapshot.vocabularies.structure if structure.country_id == country.id]


def _thing(
    facet: str, entry: TermEntry, site_url: str, above: list[TermEntry], host: TermEntry | None
) -> Node:
    """Return what the page of a term is about; `above` are the terms it lies under, the highest first."""
    if facet == "structure":
        return linked_data.structure(entry, site_url, above=above[-1] if above else None, host=host)
    if facet == "country":
        return linked_data.country(entry, site_url)
    return linked_data.subject(entry, site_url)
