"""The members of a release in the API: their schemas, derived from the registry, and those asked for."""

from collections.abc import Collection, Iterable

from articles.models.facets import EXPORTED, ReleaseField, ValueKind
from articles.site.outputs.api import schemas
from articles.site.outputs.api.answers import Json
from articles.site.outputs.release_json import as_json, member_of
from articles.site.outputs.representation import PublicRelease

_FILED = schemas.object_of(slug=schemas.TEXT, name=schemas.TEXT)
_BY_KIND = {
    ValueKind.NUMBER: schemas.or_null(schemas.NUMBER),
    ValueKind.FLAG: schemas.FLAG,
    ValueKind.TERM: schemas.or_null(_FILED),
    ValueKind.TERMS: schemas.list_of(_FILED),
    ValueKind.TAGS: schemas.list_of(_FILED),
    ValueKind.DAY: schemas.DAY,
    ValueKind.INSTANT: schemas.or_null(schemas.INSTANT),
}


def _schema_of(field: ReleaseField) -> Json:
    if field.value is ValueKind.ENTRIES:
        schema = schemas.list_of(schemas.object_of(**dict.fromkeys(field.members, schemas.TEXT)))
    else:
        schema = _BY_KIND.get(field.value, schemas.TEXT)
    return {**schema, "description": field.description}


MEMBERS: dict[str, Json] = {
    "release": schemas.NUMBER,
    "edition": schemas.NUMBER,
    "reference": schemas.TEXT,
    "url": schemas.ADDRESS,
    **{member_of(field): _schema_of(field) for field in EXPORTED},
    "first_public_at": schemas.INSTANT,
    "public_at": schemas.INSTANT,
    "updated_at": schemas.INSTANT,
    "is_withdrawn": schemas.FLAG,
    "withdrawal_reason": schemas.TEXT,
    "pictures": schemas.list_of(
        schemas.object_of(
            url=schemas.ADDRESS,
            width=schemas.NUMBER,
            height=schemas.NUMBER,
            is_lead=schemas.FLAG,
            alt=schemas.TEXT,
            caption=schemas.TEXT,
            credit=schemas.TEXT,
            rights=schemas.TEXT,
        )
    ),
    "documents": schemas.list_of(
        schemas.object_of(
            url=schemas.ADDRESS,
            title=schemas.TEXT,
            type=schemas.TEXT,
            size=schemas.NUMBER,
            language=schemas.TEXT,
        )
    ),
    "recordings": schemas.list_of(
        schemas.object_of(
            url=schemas.ADDRESS,
            title=schemas.TEXT,
            language=schemas.TEXT,
            transcript=schemas.TEXT,
        )
    ),
}
# Long, and read apart: a list has them where they are asked for.
LONG = frozenset({"pictures", "documents", "recordings"}) | {
    member_of(field) for field in EXPORTED if field.value in (ValueKind.HTML, ValueKind.ENTRIES)
}
SHORT = tuple(name for name in MEMBERS if name not in LONG)
# `fields` leaves any of them out.
RELEASE = {"type": "object", "properties": MEMBERS, "additionalProperties": False}


def read_fields(asked: Iterable[str]) -> tuple[str, ...]:
    """Return the members named in values like "title,url". Raises ValueError for one that there is not."""
    names = [name for value in asked for name in value.split(",") if name]
    if unknown := [name for name in names if name not in MEMBERS]:
        raise ValueError(
            f"There is no field {', '.join(f'“{name}”' for name in unknown)}; those there are: "
            f"{', '.join(MEMBERS)}."
        )
    return tuple(name for name in MEMBERS if name in names)


def with_members(release: PublicRelease, names: Collection[str]) -> Json:
    """Return these members of a release."""
    members = as_json(release)
    return members if len(names) == len(MEMBERS) else {name: members[name] for name in names}
