"""The endpoints of the API: addresses, checks of parameters, OpenAPI and the page about it come from here."""

from http import HTTPStatus

from articles.index.query import ROWS, ReleaseQuery
from articles.models.facets import FACETS, OF_TERMS, ValueKind
from articles.site.filters import LABELS, MOST_PAGES, ORDERS
from articles.site.outputs.api import schemas
from articles.site.outputs.api.answers import Json
from articles.site.outputs.api.changes import HIGHEST_LIMIT, USUAL_LIMIT, changes
from articles.site.outputs.api.endpoint import Endpoint, Parameter
from articles.site.outputs.api.ninjs import ninjs_of_query, ninjs_of_release
from articles.site.outputs.api.release_fields import MEMBERS, RELEASE, SHORT
from articles.site.outputs.api.releases import editions, release, releases
from articles.site.outputs.api.terms import facets, terms
from taxonomy.languages import LANGUAGES

DAY = {"type": "string", "pattern": "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"}
# Parameters of the listing that are no facets.
_OTHERS: dict[str, tuple[Json, str]] = {
    "q": (
        {"type": "string", "maxLength": 200},
        "Words that the releases hold; quotes and minus as in the search.",
    ),
    "from": (DAY, "Issued on this day or later: 2016, 2016-05 or 2016-05-09."),
    "to": (DAY, "Issued on this day or before: 2016, 2016-05 or 2016-05-09."),
    "sort": (
        schemas.choice(order for order, _ in ORDERS),
        "The order; the best first for words, else the newest.",
    ),
    "rows": ({"type": "integer", "enum": list(ROWS), "default": 20}, "The number of releases on a page."),
    "page": (
        {"type": "integer", "minimum": 1, "maximum": MOST_PAGES, "default": 1},
        "The number of the page.",
    ),
    "prefer": (
        {"type": "string", "enum": list(LANGUAGES)},
        "The code of a language. The translations of one release count as one then, which the one in that "
        "language stands for, else the original. Without it each release stands for itself.",
    ),
}
_YEAR = {"type": "integer", "minimum": 1900, "maximum": 2100}


def _listing_parameter(name: str) -> Parameter:
    if name in _OTHERS:
        return Parameter(name, *_OTHERS[name])
    is_year = FACETS[name].value is ValueKind.DAY
    where = f" Slugs stand in terms/{name}." if name in OF_TERMS else ""
    sentence = f"{LABELS[name]}. Repeat it for either of several.{where}"
    return Parameter(name, _YEAR if is_year else schemas.TEXT, sentence, is_repeated=True)


LISTING = tuple(_listing_parameter(name) for name in ReleaseQuery.PARAMETERS)
NARROWING = tuple(one for one in LISTING if one.name not in ("sort", "rows", "page"))
CURSOR = Parameter(
    "cursor",
    schemas.TEXT,
    "In the place of a page: the cursor in “next” of the page before. It keeps its place.",
)
NUMBER = Parameter("number", {"type": "integer", "minimum": 1}, "The number of a release.")
VOCABULARY = Parameter("vocabulary", schemas.choice(OF_TERMS), "The name of a vocabulary.")


def _fields(usual: str) -> Parameter:
    return Parameter("fields", schemas.TEXT, f"The members wanted, with commas between; without it {usual}.")


NOT_UNDERSTOOD = {HTTPStatus.BAD_REQUEST: "A parameter is unknown, or its value cannot be used."}
NOT_THERE = {
    HTTPStatus.NOT_FOUND: "There is no such release.",
    HTTPStatus.GONE: "The release has been unpublished.",
}

ENDPOINTS = (
    Endpoint(
        "api-releases",
        "releases",
        releases,
        "Releases",
        "The releases that a query finds, with the parameters of the listing. Several values of one "
        "parameter mean either of them, different parameters all of them; a term includes those that lie "
        "under it. "
        "Follow “next” to read all.",
        schemas.object_of(
            total=schemas.NUMBER,
            rows=schemas.NUMBER,
            page=schemas.or_null(schemas.NUMBER),
            pages=schemas.NUMBER,
            releases=schemas.list_of(RELEASE),
            next=schemas.or_null(schemas.ADDRESS),
            listing=schemas.ADDRESS,
        ),
        parameters=(*LISTING, CURSOR, _fields(f"all but {', '.join(sorted(set(MEMBERS) - set(SHORT)))}")),
        problems={**NOT_UNDERSTOOD, HTTPStatus.NOT_FOUND: "There is no such page."},
    ),
    Endpoint(
        "api-release",
        "releases/<int:number>",
        release,
        "One release",
        "A release as readers see it now, in full. Of a withdrawn release there is the notice alone.",
        RELEASE,
        parts=(NUMBER,),
        parameters=(_fields("all"),),
        problems={**NOT_UNDERSTOOD, **NOT_THERE},
    ),
    Endpoint(
        "api-editions",
        "releases/<int:number>/editions",
        editions,
        "The editions of a release",
        "Each edition that readers may read, and what it changed.",
        schemas.EDITIONS,
        parts=(NUMBER,),
        problems={**NOT_UNDERSTOOD, **NOT_THERE},
    ),
    Endpoint(
        "ninjs",
        "ninjs",
        ninjs_of_query,
        "Releases as ninjs",
        "A page of the releases that a query finds as a package in IPTC ninjs 3.1, the JSON of news "
        "agencies; the header Link leads to the next page. The uri of a release is that of all its editions.",
        {"type": "object", "required": ["uri", "type", "associations"]},
        parameters=(*LISTING, CURSOR),
        problems={**NOT_UNDERSTOOD, HTTPStatus.NOT_FOUND: "There is no such page."},
    ),
    Endpoint(
        "api-release-ninjs",
        "releases/<int:number>/ninjs",
        ninjs_of_release,
        "One release as ninjs",
        "A release in IPTC ninjs 3.1. The status of a withdrawn one is “canceled”, and its note says why.",
        {"type": "object", "required": ["uri", "type", "title", "pubStatus"]},
        parts=(NUMBER,),
        problems={**NOT_UNDERSTOOD, **NOT_THERE},
    ),
    Endpoint(
        "api-terms",
        "terms/<slug:vocabulary>",
        terms,
        "A vocabulary",
        "All terms of a vocabulary with their names over time, and how many releases stand under each. In a "
        "release a term has the name that it had on the day of issue.",
        schemas.TERMS,
        parts=(VOCABULARY,),
        problems={**NOT_UNDERSTOOD, HTTPStatus.NOT_FOUND: "There is no such vocabulary."},
    ),
    Endpoint(
        "api-facets",
        "facets",
        facets,
        "Counts",
        "How many of the releases that a query finds stand under each value. The counts of a facet apply "
        "every filter but its own. A value under which the query finds nothing is left out, unless the query "
        "names it; terms/{vocabulary} has all values of a vocabulary.",
        schemas.FACETS,
        parameters=NARROWING,
        problems=NOT_UNDERSTOOD,
    ),
    Endpoint(
        "api-changes",
        "changes",
        changes,
        "What has changed",
        "Every publication, correction, retagging, withdrawal, reinstatement and removal of a release since "
        "a cursor, in the order in which they became true, and every change of a term. Ask without “since” "
        "first, then with the cursor of each answer. No change is ever left out; one may come twice. Each "
        "has what readers see of the release now, so that a change that came twice does no harm.",
        schemas.CHANGES,
        parameters=(
            Parameter(
                "since", schemas.TEXT, "The cursor of an earlier answer; “now” begins after all changes."
            ),
            Parameter(
                "limit",
                {"type": "integer", "minimum": 1, "maximum": HIGHEST_LIMIT, "default": USUAL_LIMIT},
                "The highest number of changes of releases, and of terms, in the answer.",
            ),
        ),
        problems={
            **NOT_UNDERSTOOD,
            HTTPStatus.GONE: "The cursor is of before a restore: drop what you hold and start again.",
        },
    ),
)
BY_NAME = {endpoint.name: endpoint for endpoint in ENDPOINTS}
