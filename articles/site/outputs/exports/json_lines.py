"""Releases as JSON Lines, https://jsonlines.org: each line is a release with all that readers see of it."""

import json
from collections.abc import Sequence

from django.http import HttpResponseBase

from articles.index.query import ReleaseQuery
from articles.index.request_snapshot import RequestSnapshot
from articles.site.outputs.exports.stream import ExportFile, listed, streamed
from articles.site.outputs.release_json import as_json
from articles.site.site_request import SiteRequest

MEDIA_TYPE = "application/jsonl"
# `json.dumps` would make an encoder for each line.
_encoded = json.JSONEncoder(ensure_ascii=False).encode


def write_json_lines(
    request: SiteRequest, snapshot: RequestSnapshot, query: ReleaseQuery
) -> HttpResponseBase:
    """Return the releases of a query, a line each."""

    def write(ids: Sequence[int]) -> str:
        releases = listed(ids, snapshot, request.site_url)
        return "".join([_encoded(as_json(release)) + "\n" for release in releases])

    return streamed(snapshot, query, write, ExportFile(MEDIA_TYPE, "jsonl"))
