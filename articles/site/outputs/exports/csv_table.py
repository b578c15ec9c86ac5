"""The table of releases as CSV (RFC 4180): one line a release, its columns those of `columns`.

Cells hold no line breaks, so that each line is a release. A cell that a spreadsheet would take for a formula
stands behind an apostrophe.
"""

from collections.abc import Sequence

from django.http import HttpResponseBase

from articles.index.query import ReleaseQuery
from articles.index.request_snapshot import RequestSnapshot
from articles.site.outputs.exports.columns import COLUMNS
from articles.site.outputs.exports.stream import ExportFile, streamed
from articles.site.outputs.exports.table_rows import table_rows
from articles.site.site_request import SiteRequest

MEDIA_TYPE = "text/csv"
# Excel takes a file for UTF-8 only if it begins so.
BOM = "\ufeff"


def write_csv(
    request: SiteRequest, snapshot: RequestSnapshot, query: ReleaseQuery, *, bom: bool = False
) -> HttpResponseBase:
    """Return the releases of a query as a table; with `bom`, Excel reads it right at a double click."""

    def write(ids: Sequence[int]) -> str:
        rows = table_rows(ids, snapshot, request.site_url)
        return _lines([_quoted(column.cells(rows)) for column in COLUMNS])

    head = (BOM if bom else "") + _lines([[column.name] for column in COLUMNS])
    return streamed(snapshot, query, write, ExportFile(MEDIA_TYPE, "csv", head))


def _lines(columns: Sequence[Sequence[str]]) -> str:
    """Return columns as lines."""
    return "".join([",".join(row) + "\r\n" for row in zip(*columns, strict=True)])


def _quoted(cells: Sequence[str]) -> Sequence[str]:
    """Return cells, which hold no line breaks, as CSV has them; most columns need no quotation marks."""
    text = "".join(cells)
    if '"' not in text and "," not in text:
        return cells
    return [_quoted_cell(cell) if '"' in cell or "," in cell else cell for cell in cells]


def _quoted_cell(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'
