"""The page of other forms: all outputs of one query, with a sentence each, from the registry of outputs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from articles.index.query import ReleaseQuery
from articles.index.request_snapshot import RequestSnapshot
from articles.site.caching.public_page import public_page
from articles.site.filters import canonical_redirect, read_query
from articles.site.metadata.page_head import page_head
from articles.site.outputs.output_view import all_of, querystring
from articles.site.outputs.registry import OUTPUTS, Output
from articles.site.pages import breadcrumb, presenters
from articles.site.pages.listing import not_understood_page
from articles.site.site_request import SiteRequest
from taxonomy import interface

TITLE = gettext_noop("This list in other forms")


@dataclass(frozen=True, slots=True)
class OtherForm:
    """An output with its address for one query; `more` are its addresses with a switch on, by label."""

    output: Output
    url: str
    more: Mapping[str, str] = field(default_factory=dict)


@public_page
def other_forms(request: SiteRequest, snapshot: RequestSnapshot) -> HttpResponse:
    """All forms of a list. A reader may paste the `address` of its page or of a form, and is sent on."""
    pasted = request.GET.get("address", "").strip()
    if pasted and (elsewhere := _forms_of(pasted)):
        return elsewhere
    query, misunderstood = read_query(request.GET, snapshot, usual=interface.language())
    if misunderstood:
        return not_understood_page(request, query, misunderstood)
    query = all_of(query)
    if not pasted and (elsewhere := canonical_redirect(request, query.querystring())):
        return elsewhere
    context = {
        "head": page_head(
            request, _(TITLE), _("Feeds, tables and other forms of a list of releases."),
            trail=breadcrumb.news(), robots="noindex, follow",
        ),
        "trail": breadcrumb.news(),
        "query": query,
        "total": len(snapshot.hits(query)),
        "chips": presenters.chips(query, snapshot, request.path),
        "forms": forms_of(query),
        "pasted": pasted,
    }  # fmt: skip
    return render(request, "articles/other_forms.html", context)


def forms_of(query: ReleaseQuery) -> list[OtherForm]:
    """Return all outputs of a query but the page for people."""
    return [
        OtherForm(
            output,
            reverse(output.name) + querystring(query.at(output.usual), {}),
            {
                label: reverse(output.name) + querystring(query.at(output.usual), {name: True})
                for name, label in output.switches.items()
            },
        )
        for output in OUTPUTS
        if output.label
    ]


def _forms_of(address: str) -> HttpResponse | None:
    """Return a redirect to the forms of the list at `address`; None if there is no list."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    paths = {reverse("forms"), *(reverse(output.name) for output in OUTPUTS)}
    if parts.path not in paths and f"{parts.path}/" not in paths:
        return None
    return HttpResponseRedirect(reverse("forms") + (f"?{parts.query}" if parts.query else ""))
