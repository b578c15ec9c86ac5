"""The process that makes one PDF: a page and its files in, the document out.

It knows neither Django's settings nor the database, and fetches nothing: what a page names and was not given
along is missing in its PDF. Its time and memory are bounded by the system.
"""

import pickle
import resource
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

MOST_SECONDS = 20
MOST_MEMORY = 1_500_000_000
# PDF for Universal Accessibility (ISO 14289): its structure is that of the page.
VARIANT = "pdf/ua-1"


class PageFile(NamedTuple):
    """A file that a page names: its content, and its media type."""

    content: bytes
    media_type: str


@dataclass(frozen=True)
class PrintedPage:
    """A page as HTML with its whole address, and the files that it may have by theirs."""

    html: str
    address: str
    files: Mapping[str, PageFile]


def make_pdf(page: PrintedPage) -> bytes:
    """Return the page as it is printed."""
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class GivenFiles(URLFetcher):
        """Gives the files of the page, and raises ValueError for any other address."""

        def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
            given = page.files.get(url)
            if given is None:
                raise ValueError(f"{url} is no file of the page")
            return URLFetcherResponse(url, given.content, {"Content-Type": given.media_type})

    document = HTML(string=page.html, base_url=page.address, url_fetcher=GivenFiles(), media_type="print")
    return document.write_pdf(pdf_variant=VARIANT)


def main() -> None:
    """Answer one request."""
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    answer = sys.stdout.buffer
    sys.stdout = sys.stderr  # nothing that is printed gets into the document
    page: PrintedPage = pickle.load(sys.stdin.buffer)  # noqa: S301 - from the newsroom itself
    answer.write(make_pdf(page))
    answer.flush()


if __name__ == "__main__":
    main()
