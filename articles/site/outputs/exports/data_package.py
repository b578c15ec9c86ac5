"""The data package of a query: a description of the table for programs, https://datapackage.org/standard/."""

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.urls import reverse

from articles.index.query import ReleaseQuery
from articles.index.request_snapshot import RequestSnapshot
from articles.site.outputs.exports import csv_table, json_lines
from articles.site.outputs.exports.columns import COLUMNS, SEPARATOR, Column
from articles.site.outputs.output_view import querystring
from articles.site.pages import presenters
from articles.site.site_request import SiteRequest
from taxonomy.languages import DEFAULT

SCHEMA = "https://datapackage.org/profiles/2.0/datapackage.json"


def write_data_package(request: SiteRequest, snapshot: RequestSnapshot, query: ReleaseQuery) -> HttpResponse:
    """Return what the table of a query is, where it lies, and what each of its columns means."""
    filters = ", ".join(chip.text for chip in presenters.chips(query, snapshot, ""))
    package = {
        "$schema": SCHEMA,
        "name": "releases",
        "title": f"News and press releases of the {settings.ORGANISATION}{f': {filters}' if filters else ''}",
        "description": "A line for each release that readers see today, newest first.",
        "homepage": request.site_url + reverse("news") + querystring(query.at(DEFAULT), {}),
        "contributors": [{"title": settings.ORGANISATION, "roles": ["publisher"]}],
        "resources": [
            {
                "name": "table",
                "title": "The releases as a table",
                "description": "A cell that looks like a formula stands behind an apostrophe.",
                "path": _address(request, "export-csv", query),
                "type": "table",
                "format": "csv",
                "mediatype": csv_table.MEDIA_TYPE,
                "encoding": "utf-8",
                "schema": {"fields": [_field(column) for column in COLUMNS], "primaryKey": ["release"]},
            },
            {
                "name": "lines",
                "title": "The releases in full, with their texts",
                "path": _address(request, "export-jsonl", query),
                "format": "jsonl",
                "mediatype": json_lines.MEDIA_TYPE,
                "encoding": "utf-8",
            },
        ],
    }
    return JsonResponse(package, json_dumps_params={"ensure_ascii": False, "indent": 2})


def _address(request: SiteRequest, output: str, query: ReleaseQuery) -> str:
    return request.site_url + reverse(output) + querystring(query, {})


def _field(column: Column) -> dict[str, object]:
    several = f" Several stand between “{SEPARATOR}”." if column.holds_several else ""
    field: dict[str, object] = {
        "name": column.name,
        "title": column.title,
        "description": column.description + several,
        "type": column.type,
    }
    return field | {"constraints": {"required": True}} if column.is_required else field
