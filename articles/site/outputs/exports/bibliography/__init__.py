"""Releases as entries of a bibliography, for programs that keep sources: one release, or all of a query."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain, repeat

from django.http import HttpResponse, HttpResponseBase

from articles.index.query import ReleaseQuery
from articles.index.request_snapshot import RequestSnapshot
from articles.site.outputs.exports.bibliography import bibtex, csl, ris
from articles.site.outputs.exports.stream import ExportFile, listed, streamed
from articles.site.outputs.output_view import Writer
from articles.site.outputs.representation import PublicRelease
from articles.site.site_request import SiteRequest


@dataclass(frozen=True, slots=True)
class BibliographyFormat:
    """A format of bibliographies: how an entry is written, and the text before, between and after entries.

    `description` is the sentence of the page of forms.
    """

    label: str
    ending: str
    media_type: str
    description: str
    entry: Callable[[PublicRelease], str]
    head: str = ""
    between: str = "\n"
    foot: str = ""


FORMATS = {
    "bibtex": BibliographyFormat(
        "BibTeX",
        "bib",
        bibtex.MEDIA_TYPE,
        "For LaTeX: an entry for each release.",
        bibtex.entry,
    ),
    "ris": BibliographyFormat(
        "RIS",
        "ris",
        ris.MEDIA_TYPE,
        "For reference managers, such as Zotero and EndNote.",
        ris.entry,
        between="\r\n",
    ),
    "csl": BibliographyFormat(
        "CSL JSON",
        "json",
        csl.MEDIA_TYPE,
        "For citation processors, such as Pandoc.",
        csl.entry,
        head="[\n",
        between=",\n",
        foot="\n]\n",
    ),
}


def writer_of(format: BibliographyFormat) -> Writer:
    """Return what writes all releases of a query in a format."""

    def write_all(request: SiteRequest, snapshot: RequestSnapshot, query: ReleaseQuery) -> HttpResponseBase:
        separators = chain([""], repeat(format.between))

        def write(ids: Sequence[int]) -> str:
            releases = listed(ids, snapshot, request.site_url, with_text=False)
            return "".join(next(separators) + format.entry(release) for release in releases)

        file = ExportFile(format.media_type, format.ending, format.head, format.foot)
        return streamed(snapshot, query, write, file)

    return write_all


def file_of(release: PublicRelease, format: BibliographyFormat) -> HttpResponse:
    """Return a file with one release."""
    content = format.head + format.entry(release) + format.foot
    response = HttpResponse(content, content_type=f"{format.media_type}; charset=utf-8")
    name = f"release-{release.release}.{format.ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Robots-Tag"] = "noindex"
    return response
