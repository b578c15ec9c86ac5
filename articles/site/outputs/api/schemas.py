"""JSON schemas of what the API answers, in the words of OpenAPI 3.1."""

from collections.abc import Iterable

from articles.models import PublicChange
from articles.models.facets import COUNTED
from articles.site.outputs.api.answers import Json
from articles.site.outputs.api.changes import ABSENT, STATES
from taxonomy.models import TermChange, TermName
from taxonomy.vocabulary import MODELS

TEXT: Json = {"type": "string"}
NUMBER: Json = {"type": "integer", "minimum": 0}
FLAG: Json = {"type": "boolean"}
INSTANT: Json = {"type": "string", "format": "date-time"}
DAY: Json = {"type": "string", "format": "date"}
ADDRESS: Json = {"type": "string", "format": "uri"}


def or_null(schema: Json) -> Json:
    """Return the schema of a value that may be missing."""
    return {**schema, "type": [schema["type"], "null"]}


def choice(values: Iterable[str]) -> Json:
    """Return the schema of one of these texts."""
    return {"type": "string", "enum": list(values)}


def list_of(items: Json) -> Json:
    """Return the schema of a list."""
    return {"type": "array", "items": items}


def object_of(**members: Json) -> Json:
    """Return the schema of an object that has all of these members, and no others."""
    return {
        "type": "object",
        "properties": members,
        "required": list(members),
        "additionalProperties": False,
    }


CHANGES = object_of(
    changes=list_of(
        object_of(
            release=NUMBER,
            kind=choice(PublicChange.Kind.values),
            at=INSTANT,
            state=choice([*STATES.values(), ABSENT]),
            edition=or_null(NUMBER),
            url=or_null(ADDRESS),
            api=ADDRESS,
        )
    ),
    terms=list_of(
        object_of(
            vocabulary=choice(MODELS),
            slug=TEXT,
            kind=choice(TermChange.Kind.values),
            at=INSTANT,
            api=ADDRESS,
        )
    ),
    cursor=TEXT,
    next=ADDRESS,
    has_more=FLAG,
)
EDITIONS = object_of(
    release=NUMBER,
    editions=list_of(
        object_of(
            edition=NUMBER,
            url=ADDRESS,
            title=TEXT,
            public_at=INSTANT,
            public_until=or_null(INSTANT),
            is_current=FLAG,
            is_withdrawn=FLAG,
            is_minor=FLAG,
            change_note=TEXT,
        )
    ),
)
TERMS = object_of(
    vocabulary=choice(MODELS),
    label=TEXT,
    terms=list_of(
        object_of(
            slug=TEXT,
            name=TEXT,
            description=TEXT,
            url=ADDRESS,
            parent=or_null(TEXT),
            kind=or_null(TEXT),
            country=or_null(TEXT),
            iso=or_null(TEXT),
            opened=or_null(DAY),
            closed=or_null(DAY),
            is_closed=FLAG,
            names=list_of(
                object_of(
                    **{"name": TEXT, "kind": choice(TermName.Kind.values), "language": TEXT},
                    **{"from": or_null(DAY), "until": or_null(DAY)},
                )
            ),
            releases=NUMBER,
        )
    ),
)
_COUNTS = object_of(label=TEXT, values=list_of(object_of(value=TEXT, name=TEXT, releases=NUMBER)))
FACETS = object_of(total=NUMBER, facets=object_of(**dict.fromkeys(COUNTED, _COUNTS)))
INDEX = object_of(
    title=TEXT,
    documentation=ADDRESS,
    openapi=ADDRESS,
    endpoints=list_of(object_of(address=TEXT, summary=TEXT)),
)
PROBLEM = {
    "type": "object",
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": TEXT,
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": TEXT,
        "errors": list_of(object_of(parameter=TEXT, value=TEXT, detail=TEXT)),
    },
    "required": ["type", "title", "status", "detail"],
}
