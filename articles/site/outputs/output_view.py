"""Views of outputs for programs: they read the query as the listing does, and answer it in their form."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from urllib.parse import urlencode

from django.http import HttpResponseBase
from django.utils.datastructures import MultiValueDict

from articles.index.query import ReleaseQuery
from articles.index.request_snapshot import RequestSnapshot
from articles.site.caching.public_page import public_page
from articles.site.filters import Misunderstanding, canonical_redirect, read_query
from articles.site.outputs.problems import not_understood
from articles.site.site_request import SiteRequest

# Called with the request, its snapshot and the query, and each switch of the output by its name.
Writer = Callable[..., HttpResponseBase]


def output_view(
    write: Writer, *, switches: Iterable[str] = (), usual: str = ""
) -> Callable[..., HttpResponseBase]:
    """Return the view of an output that `write` writes, with the ETag and the 304 of every public page.

    An output has all releases of the query, newest first: page, rows and order of a listing mean nothing.
    `switches` are parameters of this output alone, which are 1 or left out; in its canonical address they
    stand behind the query. In an output for people translations count as one item, in the language `usual`
    unless another one is preferred.
    """

    def answer(request: SiteRequest, snapshot: RequestSnapshot) -> HttpResponseBase:
        query, misunderstood = read_query(request.GET, snapshot, usual=usual)
        turned_on, unclear = _read_switches(request.GET, switches)
        if wrong := [*misunderstood, *unclear]:
            return not_understood(wrong)
        address = querystring(query, turned_on)
        newest_first = replace(all_of(query), sort="newest" if query.words else "")
        return canonical_redirect(request, address) or write(request, snapshot, newest_first, **turned_on)

    return public_page(answer)


def all_of(query: ReleaseQuery) -> ReleaseQuery:
    """Return the query without the page, the rows and the order of a listing."""
    return replace(query, page=1, rows=20, sort="")


def querystring(query: ReleaseQuery, switches: Mapping[str, bool]) -> str:
    """Return `?` and the parameters of an output in their canonical order, or nothing for all releases."""
    pairs = all_of(query).pairs() + [(name, "1") for name, is_on in switches.items() if is_on]
    return f"?{urlencode(pairs)}" if pairs else ""


def _read_switches(
    parameters: MultiValueDict[str, str], switches: Iterable[str]
) -> tuple[Mapping[str, bool], list[Misunderstanding]]:
    """Return which switches are on, and those whose value is neither 1 nor 0."""
    sent = {name: set(parameters.getlist(name)) - {""} for name in switches}
    unclear = [
        Misunderstanding(name, name, ", ".join(sorted(values)), "Write 1, or leave it out.")
        for name, values in sent.items()
        if len(values) > 1 or not values <= {"0", "1"}
    ]
    return {name: values == {"1"} for name, values in sent.items()}, unclear
