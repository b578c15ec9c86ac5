"""The columns of the table of releases, derived from the registry of fields and facets."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from articles.models.address import address_writer, make_slug
from articles.models.facets import EXPORTED, ReleaseField, ValueKind
from articles.models.filing import TagName
from articles.models.reference import reference_writer
from articles.site.outputs.exports.table_rows import TableRows
from articles.site.outputs.release_json import in_local_time, member_of
from taxonomy.vocabulary import NamedTerm

# Stands between the values of a cell that has several.
SEPARATOR = "; "
# A spreadsheet takes a text that begins so for a formula, which can send the other cells of the sheet away.
FORMULA = frozenset("=+-@\t\r\n＝＋－＠")
CHANGED_AT_ENDS = FORMULA | {" "}

Cells = Callable[[TableRows], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name in the first line, what it means, and the cells of some releases.

    `type` is that of a Table Schema. A cell that `holds_several` has SEPARATOR between its values.
    """

    name: str
    title: str
    description: str
    type: str
    cells: Cells
    holds_several: bool = False
    is_required: bool = False


def text_cell(text: str) -> str:
    """Return a text as a cell: on one line, and behind an apostrophe where it looks like a formula.

    >>> text_cell('=HYPERLINK("https://elsewhere.example")')
    '\'=HYPERLINK("https://elsewhere.example")'
    """
    if not text:
        return ""
    # Line breaks and tabs are not printable, and a text without them needs no splitting.
    line = text.strip() if text.isprintable() else " ".join(text.split())
    return f"'{line}" if line and line[0] in FORMULA else line


def text_cells(texts: Sequence[str]) -> list[str]:
    """Return texts as `text_cell` does; most columns hold nothing that it would change."""
    if not "".join(texts).isprintable():
        return list(map(text_cell, texts))
    return [text_cell(text) if text[:1] in CHANGED_AT_ENDS or text[-1:] == " " else text for text in texts]


@lru_cache(maxsize=20_000)
def _joined(filed: tuple[NamedTerm | TagName, ...], part: str) -> str:
    """Return the slugs or the names of some terms as a cell; many releases are filed under the same."""
    return text_cell(SEPARATOR.join([getattr(one, part) for one in filed]))


def _text(name: str) -> Cells:
    return lambda rows: text_cells(rows.values[name])


def _number(name: str) -> Cells:
    return lambda rows: ["" if number is None else str(number) for number in rows.values[name]]


def _day(name: str) -> Cells:
    return lambda rows: [day.isoformat() for day in rows.values[name]]


def _instant(name: str) -> Cells:
    return lambda rows: [in_local_time(instant) or "" for instant in rows.values[name]]


def _flag(name: str) -> Cells:
    return lambda rows: ["true" if flag else "false" for flag in rows.values[name]]


def _written(name: str) -> Cells:
    return lambda rows: rows.values[name]


def _filing(name: str, part: str) -> Cells:
    return lambda rows: [_joined(tuple(filed), part) if filed else "" for filed in rows.filed[name]]


def _references(rows: TableRows) -> list[str]:
    values = rows.values
    facts = zip(values["release"], values["first_day"], values["edition"], strict=True)
    write = reference_writer()
    return text_cells([write(release, day.year, edition) for release, day, edition in facts])


def _addresses(rows: TableRows) -> list[str]:
    values = rows.values
    facts = zip(values["release"], values["slug"], values["title"], strict=True)
    site, address = rows.site_url, address_writer()
    return [f"{site}{address(release, slug or make_slug(title))}" for release, slug, title in facts]


def _columns_of(field: ReleaseField) -> Sequence[Column]:
    """Return the columns of a field: of terms and tags their slugs and their names, of long texts none."""
    name, title, meaning = member_of(field), field.label, field.description
    match field.value:
        case ValueKind.HTML | ValueKind.ENTRIES:
            return ()
        case ValueKind.DAY:
            return (Column(name, title, meaning, "date", _day(field.name)),)
        case ValueKind.INSTANT:
            return (Column(name, title, meaning, "datetime", _instant(name)),)
        case ValueKind.FLAG:
            return (Column(name, title, meaning, "boolean", _flag(name)),)
        case ValueKind.NUMBER:
            return (Column(name, title, meaning, "integer", _number(name)),)
        case ValueKind.TERM | ValueKind.TERMS | ValueKind.TAGS:
            several = field.value is not ValueKind.TERM
            slugs = f"{meaning} As the parameter “{name}” of addresses has it."
            names = (
                f"{meaning} {'In words.' if field.value is ValueKind.TAGS else 'By the name of that day.'}"
            )
            return (
                Column(name, title, slugs, "string", _filing(name, "slug"), several),
                Column(f"{name}_name", title, names, "string", _filing(name, "name"), several),
            )
    return (Column(name, title, meaning, "string", _text(name)),)


def _column(name: str, title: str, meaning: str, type_: str, cells: Cells) -> Column:
    return Column(name, title, meaning, type_, cells, is_required=True)


COLUMNS = (
    _column("release", "Release", "The number of the release, for ever.", "integer", _number("release")),
    _column("edition", "Edition", "The edition that readers see.", "integer", _number("edition")),
    _column("reference", "Reference", "By which people cite this edition.", "string", _references),
    _column("url", "Address", "Where the release is.", "string", _addresses),
    *(column for field in EXPORTED for column in _columns_of(field)),
    _column(
        "first_public_at",
        "First published",
        "Since when the release is public, in UTC.",
        "datetime",
        _written("first_public_at"),
    ),
    _column(
        "public_at",
        "Edition published",
        "Since when this edition is public, in UTC.",
        "datetime",
        _written("public_at"),
    ),
    _column(
        "updated_at",
        "Last updated",
        "The last change that is not minor, in UTC.",
        "datetime",
        _written("updated_at"),
    ),
)
