"""The form of an answer: the address of a feed answers programs with the feed, and browsers with a page.

Whoever keeps answers has to keep both apart: the page cache, the pages that processes share, ETags.
"""

from collections.abc import Iterator, Mapping

# The addresses with two forms begin so.
FEEDS = "/news/feed."
# The headers of a request that decide.
HEADERS = ("Accept", "Sec-Fetch-Dest")


def is_page(environ: Mapping[str, str]) -> bool:
    """Return whether a browser opens a feed as a document, by the headers in a WSGI environment.

    Browsers say so in Sec-Fetch-Dest, older ones and those without HTTPS only by what they accept first.
    """
    if not environ["PATH_INFO"].startswith(FEEDS):
        return False
    if destination := environ.get("HTTP_SEC_FETCH_DEST"):
        return destination == "document"
    return _prefers_page(environ.get("HTTP_ACCEPT", ""))


def _prefers_page(accept: str) -> bool:
    """Return whether HTML is named, and accepted rather than any XML or JSON that is named."""
    page = feed = 0.0
    for media_type, quality in _accepted(accept):
        if media_type == "text/html":
            page = max(page, quality)
        elif media_type.endswith(("xml", "json")) and media_type != "application/xhtml+xml":
            feed = max(feed, quality)
    return page > feed


def _accepted(accept: str) -> Iterator[tuple[str, float]]:
    """Yield the media types in an Accept header with their qualities; one that cannot be read is 1."""
    for item in accept.lower().split(","):
        media_type, *parameters = (part.strip() for part in item.split(";"))
        quality = next((part[2:] for part in parameters if part.startswith("q=")), "1")
        try:
            yield media_type, float(quality)
        except ValueError:
            yield media_type, 1.0
