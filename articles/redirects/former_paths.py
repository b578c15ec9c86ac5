"""Paths of the former site's lists, read: all releases, those of a term, a search, a month, and feeds."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from articles.redirects.former_question import FormerFilter

# Endings of addresses of feeds, behind a list or alone.
_FEED = re.compile(r"(?P<list>.*?)(?:/(?:rss|feeds?|atom)(?:\.xml)?|(?<=s)\.(?:rss|xml))/?", re.IGNORECASE)
_LANGUAGE = re.compile(r"/[a-z]{2}(?=/)", re.IGNORECASE)
_ALL = re.compile(r"/(?:node|newsroom|frontpage)/?", re.IGNORECASE)
# A list of ours or the page of a body, which only feeds of the former site hang on.
_OURS = re.compile(r"/(?:news)?/?", re.IGNORECASE)
_OF_BODY = re.compile(r"/(?P<body>[\w-]{2,100})(?:/news)?", re.IGNORECASE)
# Where the list itself stood, and no body's.
_SECTIONS = {"news", "newsroom", "media", "press", "pressroom"}
_LISTING = re.compile(
    r"/(?:resources/)?(?:(?P<body>[\w-]{1,100})/)?press-releases?(?:/(?P<words>.+?))?/?", re.IGNORECASE
)
_SEARCH = re.compile(
    r"/search(?!/users?\b)(?:/(?:site|node|content|apachesolr_search|all)(?=/|$))?(?:/(?P<words>.+?))?/?",
    re.IGNORECASE,
)
# 1+2 is either, 1,2 is both; a depth may follow.
_TERM = re.compile(
    r"/taxonomy/term/(?P<terms>[0-9]{1,18}(?:[+, ][0-9]{1,18})*)(?:/(?:all|[0-9]))?/?", re.IGNORECASE
)
_DAYS = re.compile(r"(?P<year>(?:19|20)[0-9]{2})(?:[/-](?P<month>[0-9]{1,2})(?:[/-](?P<day>[0-9]{1,2}))?)?")
# What stood for no words at all.
_ANY_WORDS = "all"
_PLUS = re.compile(r"(?<=\w)\+(?=\w)")
_MONTH = re.compile(r"/archive/(?P<year>[0-9]{4})-?(?P<month>[0-9]{2})-?(?P<day>[0-9]{2})?/?", re.IGNORECASE)
# Its search took filters among the words: "elections type:press_release category:116".
_AMONG_WORDS = re.compile(r"(?<!\S)(?:type|category|term|tid|language|bundle):\S+", re.IGNORECASE)


@dataclass(frozen=True)
class FormerPath:
    """What the path of a list asked for by itself; `among_words` are filters in the writing of Solr."""

    words: str = ""
    filters: tuple[FormerFilter, ...] = ()
    days: tuple[tuple[str, str], ...] = ()
    among_words: tuple[str, ...] = ()
    is_feed: bool = False


def read_path(path: str) -> FormerPath | None:
    """Return what the path of a list of the former site asked for; None for any other path.

    >>> read_path("/taxonomy/term/116/feed").is_feed
    True
    """
    path = _LANGUAGE.sub("", path, count=1)
    if feed := _FEED.fullmatch(path):
        found = _read_list(feed["list"] or "/")
        if found is None and _OURS.fullmatch(feed["list"] or "/"):
            found = FormerPath()
        if found is None and (of := _OF_BODY.fullmatch(feed["list"])):
            found = _of_listing(of["body"], "")
        return found and FormerPath(found.words, found.filters, found.days, found.among_words, is_feed=True)
    return _read_list(path)


def _read_list(path: str) -> FormerPath | None:
    if _ALL.fullmatch(path):
        return FormerPath()
    if month := _MONTH.fullmatch(path):
        day = "-".join(part for part in month.groups() if part)
        return FormerPath(days=(("from", day), ("to", day)))
    if term := _TERM.fullmatch(path):
        return FormerPath(filters=tuple(_of_terms(term["terms"])))
    if search := _SEARCH.fullmatch(path):
        words = _PLUS.sub(" ", search["words"] or "")
        rest = " ".join(_AMONG_WORDS.sub(" ", words).split())
        return FormerPath(rest, among_words=tuple(_AMONG_WORDS.findall(words)))
    listing = _LISTING.fullmatch(path)
    return _of_listing(listing["body"] or "", (listing["words"] or "").strip()) if listing else None


def _of_listing(body: str, words: str) -> FormerPath | None:
    is_of_body = body and body.lower() not in _SECTIONS
    filters = (FormerFilter(body, (body,), "structure"),) if is_of_body else ()
    if days := _DAYS.fullmatch(words):
        day = "-".join(part.zfill(2) for part in days.groups() if part)
        return FormerPath(filters=filters, days=(("from", day), ("to", day)))
    if words.isdecimal():
        return None  # which was the number of a page
    return FormerPath("" if words.lower() == _ANY_WORDS else _PLUS.sub(" ", words), filters)


def _of_terms(numbers: str) -> Iterator[FormerFilter]:
    for required in numbers.split(","):
        yield FormerFilter(f"taxonomy/term/{required}", tuple(re.split("[+ ]", required)))
