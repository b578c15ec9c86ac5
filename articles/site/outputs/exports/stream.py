"""Answers of any length: releases are read and written a chunk at a time, and nothing is held in between."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from django.db import close_old_connections, connection
from django.http import StreamingHttpResponse

from articles.index.query import ReleaseQuery
from articles.index.request_snapshot import RequestSnapshot
from articles.site.outputs.representation import PublicRelease, public_releases

# The first chunk is small, so that the answer begins at once. A later one is some hundred kilobytes of text.
FIRST_CHUNK = 50
CHUNK = 500

Write = Callable[[Sequence[int]], str]


@dataclass(frozen=True, slots=True)
class ExportFile:
    """An export as a file: its media type, the end of its name, and the text around the releases."""

    media_type: str
    ending: str
    head: str = ""
    foot: str = ""


def streamed(
    snapshot: RequestSnapshot, query: ReleaseQuery, write: Write, file: ExportFile
) -> StreamingHttpResponse:
    """Return an answer with all releases of a query, newest first, as `write` writes a chunk of their ids.

    The first chunk is made here, so that an error in it has its page. An error in a later one breaks the
    answer off, and the program that reads it notices that the end is missing.
    """
    ids = snapshot.index(query).ids_of(snapshot.hits(query))
    first = file.head + write(ids[:FIRST_CHUNK].tolist())
    pieces = _pieces(first, ids[FIRST_CHUNK:], write, file.foot)
    response = StreamingHttpResponse(pieces, content_type=f"{file.media_type}; charset=utf-8")
    name = f"releases-{snapshot.today.isoformat()}.{file.ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["X-Accel-Buffering"] = "no"  # nginx would store what a slow reader has not taken
    return response


def listed(
    ids: Sequence[int], snapshot: RequestSnapshot, site_url: str, *, with_text: bool = True
) -> Iterator[PublicRelease]:
    """Yield the releases with these ids that are public and not withdrawn when they are read.

    Someone may withdraw a release after the answer has begun: it is left out, as from every list.
    """
    releases = public_releases(ids, snapshot, site_url, with_text=with_text)
    return (release for release in releases if not release.is_withdrawn)


def _pieces(first: str, ids: np.ndarray, write: Write, foot: str) -> Iterator[bytes]:
    yield first.encode()
    for start in range(0, len(ids), CHUNK):
        piece = write(ids[start : start + CHUNK].tolist())
        _return_connection()
        yield piece.encode()
    if foot:
        yield foot.encode()


def _return_connection() -> None:
    """Give the connection to the database back: the reader may take a minute for what has been made."""
    if not connection.in_atomic_block:
        close_old_connections()
