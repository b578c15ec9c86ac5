"""Pages of error 404. The one for addresses that nobody knows searches for their words.

Robots ask for such addresses all day: a search takes few words, and a process makes one at a time; while it
does, others get the page without.
"""

import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.template.loader import render_to_string

from articles.index.request_snapshot import RequestSnapshot
from articles.models.facets import WITH_PAGES
from articles.redirects import misses
from articles.site.pages.cards import rendered_cards
from taxonomy.vocabulary import TermEntry

# The longest words of an address say most.
MOST_WORDS = 4
MOST_RELEASES = 5
LONGEST_ADDRESS = 300
MOST_PARTS = 6
# What addresses are made of, whatever stands there.
WORDS_OF_ADDRESSES = {
    "and", "asp", "aspx", "content", "for", "from", "home", "htm", "html", "index", "item", "news", "node",
    "page", "php", "press", "release", "releases", "resources", "the", "with", "www",
}  # fmt: skip
# Of other files no page is missed, and nobody reads the answer.
PAGES = {"", ".asp", ".aspx", ".htm", ".html", ".php"}
_WORD = re.compile(r"[^\W\d_]{3,40}")

_search = threading.Lock()


class NotFoundPage(HttpResponse):
    """An answer that says itself what is not there: `old_addresses` looks no further.

    `missed` is the address to count, and the host that led there, once the answer is with the reader.
    """

    status_code = 404
    missed: tuple[str, str] | None = None

    def close(self) -> None:
        """End the answer, as a server does when it has sent it."""
        if self.missed:
            misses.record(*self.missed)
        super().close()


@dataclass(frozen=True)
class Suggestions:
    """What the words of an address find: terms that they name, cards of releases, and how many there are."""

    terms: Sequence[TermEntry] = ()
    cards: Sequence[str] = ()
    total: int = 0


def unanswered(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Return the empty answer that `OldAddressesMiddleware` replaces by a redirect, or by a page."""
    return HttpResponseNotFound()


def render(request: HttpRequest, template: str, context: Mapping[str, object] | None = None) -> NotFoundPage:
    """Return a page that says what is not there."""
    return NotFoundPage(render_to_string(template, dict(context or {}), request))


def page(request: HttpRequest, path: str = "") -> NotFoundPage:
    """Return the page for an address that nobody knows, with what its words find.

    `path` is the one that is meant, where it is not that of the request.
    """
    path = path or request.path
    words, suggestions = words_of(path), Suggestions()
    if words and request.accepts("text/html") and _search.acquire(blocking=False):
        try:
            suggestions = _suggestions(path, words)
        finally:
            _search.release()
    return render(request, "404.html", {"words": " ".join(words), "suggestions": suggestions})


def plain_page(request: HttpRequest) -> NotFoundPage:
    """Return the same page without a search."""
    return render(request, "404.html", {"words": "", "suggestions": Suggestions()})


def words_of(path: str) -> list[str]:
    """Return the words of an address that are worth a search, in their order; none for addresses of files.

    >>> words_of("/press-releases/osce-opens-a-bridge-12.html")
    ['osce', 'opens', 'bridge']
    """
    if len(path) > LONGEST_ADDRESS or PurePosixPath(path).suffix.lower() not in PAGES:
        return []
    words = [word for word in dict.fromkeys(_WORD.findall(path.lower())) if word not in WORDS_OF_ADDRESSES]
    longest = sorted(words, key=len, reverse=True)[:MOST_WORDS]
    return [word for word in words if word in longest]


def _suggestions(path: str, words: list[str]) -> Suggestions:
    snapshot = RequestSnapshot.take()
    ids, total = snapshot.best(" ".join(words), MOST_RELEASES)
    cards = rendered_cards(snapshot, ids, level=3)
    return Suggestions(tuple(dict.fromkeys(_terms(path, snapshot))), tuple(cards), total)


def _terms(path: str, snapshot: RequestSnapshot) -> Iterator[TermEntry]:
    for part in path.strip("/").split("/")[:MOST_PARTS]:
        for facet in (name for name, pages in WITH_PAGES.items() if pages.is_in_menu):
            vocabulary = snapshot.vocabularies[facet]
            entry = vocabulary.by_slug.get(part.lower()) or vocabulary.resolve(part.replace("-", " "))
            if entry is not None:
                yield entry
