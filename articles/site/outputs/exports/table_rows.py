"""Listed releases column by column, for the table: an object for each would take four times as long.

What the columns hold is what `representation` gives of a release.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import TextField
from django.db.models.functions import Cast

from articles.index.request_snapshot import RequestSnapshot
from articles.models import Article
from articles.models.facets import EXPORTED, OF_MANY_TERMS, OF_ONE_TERM, PLAIN_FIELDS, ValueKind
from articles.models.filing import FILED_KINDS, TagName, among, by_name, filing_rows
from articles.site.outputs.edition_history import histories_of, public_among
from articles.site.outputs.release_json import in_utc
from articles.site.pages.editions import with_ellipsis
from taxonomy.vocabulary import NamedTerm, Vocabularies

# Instants come as the database writes them: making a `datetime` of each takes as long as all else of a line.
INSTANTS = ("public_at", "last_major_at")
_AS_TEXT = {name: Cast(name, TextField()) for name in INSTANTS}
STORED = (
    "pk",
    "release",
    "edition",
    "slug",
    *(field.name for field in EXPORTED if field.name in PLAIN_FIELDS and field.value is not ValueKind.HTML),
    *(f"{facet.name}_id" for facet in OF_ONE_TERM.values()),
    *INSTANTS,
)
Filed = Sequence[Sequence[NamedTerm] | Sequence[TagName]]


@dataclass(frozen=True, slots=True)
class TableRows:
    """Some releases: `values` by field, `filed` by facet, each a list with a value for every release.

    Beside the stored fields there are `first_day`, `first_public_at` and `updated_at`. `site_url` is the
    beginning of addresses.
    """

    site_url: str
    values: Mapping[str, Sequence[Any]]
    filed: Mapping[str, Filed]


def table_rows(ids: Sequence[int], snapshot: RequestSnapshot, site_url: str) -> TableRows:
    """Return the releases with these ids, in their order, that are listed when they are read.

    It takes two queries; one more if there are later editions among them, one more if there are translations.
    """
    by_id = {row[0]: row for row in _stored(ids, snapshot)}
    rows = [by_id[pk] for pk in ids if pk in by_id]
    columns = zip(*rows, strict=True) if rows else ((),) * len(STORED)
    stored: dict[str, Sequence[Any]] = dict(zip(STORED, columns, strict=True))
    stored |= {name: list(map(_in_utc, stored[name])) for name in INSTANTS}
    originals = public_among({original for original in stored["translates"] if original}, snapshot.now)
    values = {
        **stored,
        **_history(stored, snapshot),
        "translates": [original if original in originals else None for original in stored["translates"]],
        "summary": list(map(with_ellipsis, stored["summary"])),
        "updated_at": [
            major or public
            for major, public in zip(stored["last_major_at"], stored["public_at"], strict=True)
        ],
    }
    return TableRows(site_url, values, _filed(stored, snapshot.vocabularies))


def _stored(ids: Sequence[int], snapshot: RequestSnapshot) -> Iterable[tuple[Any, ...]]:
    if not ids:
        return ()
    listed = Article.objects.listed(snapshot.now).order_by()
    of_these = listed.extra(where=[f"{Article._meta.db_table}.id {among(ids)}"])  # noqa: S610 - numbers only
    columns = [_AS_TEXT.get(name, name) for name in STORED]
    return of_these.values_list(*columns)


def _in_utc(text: str | None) -> str:
    """Return a stored instant as `in_utc` writes it: both databases begin with day and time in UTC."""
    return f"{text[:10]}T{text[11:19]}Z" if text else ""


def _history(stored: Mapping[str, Sequence[Any]], snapshot: RequestSnapshot) -> dict[str, Sequence[Any]]:
    """Return the day and the instant of the first edition and the last correction; most have one edition."""
    days, instants = list(stored["publishing_date"]), list(stored["public_at"])
    notes = [""] * len(days)
    later = {
        place: stored["release"][place] for place, edition in enumerate(stored["edition"]) if edition > 1
    }
    histories = histories_of([*later.values()], snapshot.now)
    for place, release in later.items():
        if history := histories.get(release):
            days[place], instants[place], notes[place] = (
                history.day,
                in_utc(history.public_at),
                history.change_note,
            )
    return {"first_day": days, "first_public_at": instants, "change_note": notes}


def _filed(stored: Mapping[str, Sequence[Any]], vocabularies: Vocabularies) -> dict[str, Filed]:
    """Return the terms of each facet by their names on the day of issue, and the tags."""
    ids, days = stored["pk"], stored["publishing_date"]
    terms: dict[str, dict[int, list[int]]] = {name: defaultdict(list) for name in OF_MANY_TERMS}
    tags: dict[int, list[TagName]] = defaultdict(list)
    for pk, facet, term, name, slug in filing_rows(ids, FILED_KINDS):
        if facet == "tag":
            tags[pk].append(TagName(name, slug))
        else:
            terms[facet][pk].append(term)
    filed: dict[str, Filed] = {
        name: [
            vocabularies[name].named_on((term,), day) if term else ()
            for term, day in zip(stored[f"{facet.name}_id"], days, strict=True)
        ]
        for name, facet in OF_ONE_TERM.items()
    }
    for name, of_editions in terms.items():
        named_on = vocabularies[name].named_on
        filed[name] = [
            named_on(of_editions[pk], day) if pk in of_editions else ()
            for pk, day in zip(ids, days, strict=True)
        ]
    filed["tag"] = [sorted(tags[pk], key=by_name) if pk in tags else () for pk in ids]
    return filed
