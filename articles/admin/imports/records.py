"""The records of an uploaded file at the desk: a page of them by outcome and doubt, and the whole report."""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.contrib.admin import ModelAdmin
from django.core.paginator import Page as PageOfRecords
from django.core.paginator import Paginator
from django.db import close_old_connections, connection
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404

from articles.admin.imports.doubts import label_of
from articles.admin.pages import demand
from articles.importing import upload_report
from articles.models import ImportRecord, ImportUpload, UploadRecord
from articles.site.outputs.exports.columns import text_cell

ROWS = 50
ANY = "any"
BECOMES = {
    "created": "new release",
    "updated": "completes a release that is there",
    "same": "is there already",
    "duplicate": "stands twice in this import",
    "held": "held back until its problem is solved",
    "rejected": "cannot be imported",
}
WAITS = "new release, which waits for a person"
# The facts of a record that a table of them has, before what became of it.
TABLE = (
    "source", "line", "outcome", "public", "doubts", "title", "date", "type", "where", "what", "locations",
    "collections", "tags", "summary", "place", "dateline_date", "language", "article",
)  # fmt: skip


@dataclass(frozen=True)
class RecordFilter:
    """What the list of records is narrowed to; empty for everything."""

    outcome: str
    public: str
    doubt: str

    @classmethod
    def of(cls, request: HttpRequest) -> "RecordFilter":
        """Read the filter of an address."""
        return cls(*(request.GET.get(name, "") for name in ("outcome", "public", "doubt")))

    @property
    def is_set(self) -> bool:
        """Return whether it leaves anything out."""
        return bool(self.outcome or self.public or self.doubt)

    def narrow(self, records: QuerySet[UploadRecord]) -> QuerySet[UploadRecord]:
        """Return those of `records` that it lets through; none for a value that nothing has."""
        if self.outcome:
            records = records.filter(outcome=self.outcome)
        if self.public:
            records = records.filter(is_public=self.public == "yes")
        if self.doubt == ANY:
            records = records.exclude(doubts="")
        elif self.doubt:
            records = records.exclude(doubts="").filter(doubts__contains=f" {self.doubt} ")
        return records


def page_of_records(request: HttpRequest, upload: ImportUpload) -> PageOfRecords:
    """Return the page of records that the address asks for."""
    records = RecordFilter.of(request).narrow(UploadRecord.objects.filter(upload=upload)).order_by("number")
    return Paginator(records, ROWS).get_page(request.GET.get("page"))


def shown(page: PageOfRecords) -> list[dict[str, Any]]:
    """Return the facts of each record of a page, with what becomes of it in words."""
    return [record.facts | {"becomes": _becomes(record)} for record in page.object_list]


def choices(account: Mapping[str, Any]) -> dict[str, list[tuple[str, str, int]]]:
    """Return the choices of each filter: value, label, and the number of records."""
    counts, total = account["counts"], sum(account["counts"].values())
    public = account.get("public", 0)
    return {
        "outcome": [
            (outcome, outcome, counts[outcome])
            for outcome in ImportRecord.Outcome.values
            if counts.get(outcome)
        ],
        "public": [("yes", "readers see it", public), ("no", "readers do not see it", total - public)],
        "doubt": [(code, label_of(code), count) for code, count in account.get("doubts", {}).items()],
    }


def report_view(desk: ModelAdmin, request: HttpRequest, pk: int, ending: str) -> HttpResponseBase:
    """Return the whole report of a file, as JSON or as a table; it is streamed, whatever its length."""
    demand(desk.has_view_permission(request))
    upload = get_object_or_404(ImportUpload, pk=pk)
    if ending not in REPORTS or not upload.account:
        raise Http404
    write, media_type = REPORTS[ending]
    response = StreamingHttpResponse(write(upload), content_type=f"{media_type}; charset=utf-8")
    name = quote(f"{upload.name}-report.{ending}")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    response.headers["X-Accel-Buffering"] = "no"  # nginx would store what a slow reader has not taken
    return response


def _becomes(record: UploadRecord) -> str:
    return WAITS if record.outcome == "created" and not record.is_public else BECOMES[record.outcome]


def _json(upload: ImportUpload) -> Iterator[bytes]:
    account = upload.account or {}
    head = {
        "batch": upload.batch_name,
        "dry_run": upload.state != ImportUpload.State.IMPORTED,
        **{name: account.get(name) for name in ("counts", "new_terms", "unread", "unread_count")},
    }
    before = f'{json.dumps(head, ensure_ascii=False)[:-1]}, "records": [\n'
    for chunk in upload_report.lines(upload):
        _return_connection()
        yield (before + ",\n".join(json.dumps(facts, ensure_ascii=False) for facts in chunk)).encode()
        before = ",\n"
    yield (before if before != ",\n" else "").encode() + b"\n]}\n"


def _csv(upload: ImportUpload) -> Iterator[bytes]:
    yield _lines([[*TABLE, "changes", "problems"]])
    for chunk in upload_report.lines(upload):
        _return_connection()
        yield _lines([_cells(facts) for facts in chunk])


REPORTS = {"json": (_json, "application/json"), "csv": (_csv, "text/csv")}


def _cells(facts: Mapping[str, Any]) -> list[str]:
    changes = (
        f"{one['field']}: {_text(one['before'])} → {_text(one['after'])}" for one in facts.get("changes", ())
    )
    problems = (problem["message"] for problem in facts["problems"])
    cells = [*(_text(facts.get(name)) for name in TABLE), "; ".join(changes), "; ".join(problems)]
    return [text_cell(cell) for cell in cells]


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)


def _lines(rows: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def _return_connection() -> None:
    """Give the connection to the database back: the reader may take a minute for what has been made."""
    if not connection.in_atomic_block:
        close_old_connections()
