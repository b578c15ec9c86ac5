"""Terms in the API: each vocabulary with its names over time, and the counts of releases under each value."""

from collections.abc import Mapping

from django.http import HttpResponse
from django.urls import reverse

from articles.index.query import ReleaseQuery
from articles.index.request_snapshot import RequestSnapshot
from articles.models.facets import COUNTED, FACETS, OF_TERMS
from articles.site.filters import read_query
from articles.site.outputs.api.answers import Json, answer, not_found
from articles.site.outputs.problems import not_understood
from articles.site.site_request import SiteRequest
from taxonomy import languages
from taxonomy.vocabulary import NameEntry, TermEntry


def terms(request: SiteRequest, snapshot: RequestSnapshot, vocabulary: str) -> HttpResponse:
    """All terms of a vocabulary, in the order of its tree: no query but that of the snapshot."""
    if vocabulary not in OF_TERMS:
        return not_found(f"There is no vocabulary “{vocabulary}”; there are {', '.join(OF_TERMS)}.")
    entries = [_term(entry, vocabulary, snapshot, request) for entry in snapshot.vocabularies[vocabulary]]
    return answer({"vocabulary": vocabulary, "label": OF_TERMS[vocabulary].label, "terms": entries})


def _term(entry: TermEntry, vocabulary: str, snapshot: RequestSnapshot, request: SiteRequest) -> Json:
    terms = snapshot.vocabularies
    parent = terms[vocabulary].by_id.get(entry.parent_id or 0)
    country = terms.country.by_id.get(entry.country_id or 0)
    listing = reverse("news") + ReleaseQuery(filters={vocabulary: (entry.slug,)}).querystring()
    return {
        "slug": entry.slug,
        "name": entry.name,
        "description": entry.description,
        "url": request.site_url + (entry.url or listing),
        "parent": parent.slug if parent else None,
        "kind": entry.kind or None,
        "country": country.slug if country else None,
        "iso": entry.iso or None,
        "opened": entry.opened.isoformat() if entry.opened else None,
        "closed": entry.closed.isoformat() if entry.closed else None,
        "is_closed": entry.is_closed(snapshot.today),
        "names": [_name(name) for name in entry.names],
        "releases": snapshot.catalogue.count(vocabulary, entry.slug),
    }


def _name(name: NameEntry) -> Json:
    return {
        "name": name.text,
        "kind": name.kind,
        "language": name.language,
        "from": name.start.isoformat() if name.start else None,
        "until": name.end.isoformat() if name.end else None,
    }


def facets(request: SiteRequest, snapshot: RequestSnapshot) -> HttpResponse:
    """The values of each counted facet that the query finds, with the number of releases under each."""
    query, misunderstood = read_query(request.GET, snapshot)
    if misunderstood:
        return not_understood(misunderstood)
    result = snapshot.find(query)
    return answer(
        {
            "total": result.total,
            "facets": {
                name: {
                    "label": FACETS[name].filter_label,
                    "values": [
                        {"value": value, "name": _name_of(name, value, snapshot), "releases": count}
                        for value, count in _counts(result.counts.get(name, {}), query, name)
                    ],
                }
                for name in COUNTED
            },
        }
    )


def _counts(found: Mapping[str | int, int], query: ReleaseQuery, facet: str) -> list[tuple[str, int]]:
    """Return the values with their counts, the highest first; those that the query names even with 0."""
    counts = dict.fromkeys(map(str, query.filters.get(facet, ())), 0)
    counts |= {str(value): count for value, count in found.items()}
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


def _name_of(facet: str, value: str, snapshot: RequestSnapshot) -> str:
    if facet == "language":
        return languages.name_of(value)
    entry = snapshot.vocabularies[facet].by_slug.get(value) if facet in OF_TERMS else None
    return entry.label(snapshot.today) if entry else value
