"""Rules of sitemaps: the schemas of sitemaps.org, and what Google wants of news and of other languages.

https://www.sitemaps.org/protocol.html and https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap
"""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit
from xml.etree import ElementTree

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"
MOST_BYTES, MOST_ENTRIES, MOST_NEWS, LONGEST_ADDRESS = 50 * 1024 * 1024, 50_000, 1_000, 2_047
# The elements of an entry in their order, by the root.
ENTRIES = {
    f"{SITEMAP}urlset": (f"{SITEMAP}url", ("loc", "lastmod", "changefreq", "priority")),
    f"{SITEMAP}sitemapindex": (f"{SITEMAP}sitemap", ("loc", "lastmod")),
}
NEWS_ELEMENTS = [f"{NEWS}publication", f"{NEWS}publication_date", f"{NEWS}title"]
# W3C's profile of ISO 8601, to the second: https://www.w3.org/TR/NOTE-datetime
INSTANT = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d))?")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z]{2,8})?")


def wrong_in_sitemap(content: bytes, host: str) -> list[str]:
    """What breaks the rules in a sitemap, or in an index of them, of this host."""
    root = ElementTree.fromstring(content)
    if root.tag not in ENTRIES:
        return [f"{root.tag} is no root of a sitemap"]
    wrong = ["too many bytes"] if len(content) > MOST_BYTES else []
    entry_tag, names = ENTRIES[root.tag]
    if not 0 < len(root) <= MOST_ENTRIES:
        wrong.append(f"{len(root)} entries")
    if len(root.findall(f"*/{NEWS}news")) > MOST_NEWS:
        wrong.append("too many news")
    places = [entry.findtext(f"{SITEMAP}loc", "") for entry in root]
    wrong += [f"{place} is there twice" for place in set(places) if places.count(place) > 1]
    for entry in root:
        wrong += (
            [f"{entry.tag} is no entry"] if entry.tag != entry_tag else _wrong_in_entry(entry, names, host)
        )
    return wrong


def _wrong_in_entry(entry: ElementTree.Element, names: tuple[str, ...], host: str) -> Iterator[str]:
    place = entry.findtext(f"{SITEMAP}loc", "")
    own = [child.tag.removeprefix(SITEMAP) for child in entry if child.tag.startswith(SITEMAP)]
    if own != [name for name in names if name in own] or "loc" not in own:
        yield f"{place}: {own} are not the elements of an entry, in their order"
    if wrong := _wrong_in_address(place, host):
        yield wrong
    changed = entry.findtext(f"{SITEMAP}lastmod")
    if changed is not None and not INSTANT.fullmatch(changed):
        yield f"{place}: changed at {changed!r}"
    for child in entry:
        if child.tag == LINK:
            yield from _wrong_in_alternate(child, host)
        elif child.tag == f"{NEWS}news":
            yield from _wrong_in_news(child, place)
        elif not child.tag.startswith(SITEMAP):
            yield f"{place}: {child.tag} is not understood"


def _wrong_in_alternate(link: ElementTree.Element, host: str) -> Iterator[str]:
    language = link.get("hreflang", "")
    if link.get("rel") != "alternate" or not (language == "x-default" or LANGUAGE.fullmatch(language)):
        yield f"{link.attrib} names no other language"
    if wrong := _wrong_in_address(link.get("href", ""), host):
        yield wrong


def _wrong_in_news(news: ElementTree.Element, place: str) -> Iterator[str]:
    if [child.tag for child in news] != NEWS_ELEMENTS:
        yield f"{place}: {[child.tag for child in news]} are not the elements of news"
    if (
        not news.findtext(f"{NEWS}title", "").strip()
        or not news.findtext(f"{NEWS}publication/{NEWS}name", "").strip()
    ):
        yield f"{place}: has no title, or no name of what publishes it"
    if not LANGUAGE.fullmatch(news.findtext(f"{NEWS}publication/{NEWS}language", "")):
        yield f"{place}: has no language"
    if not INSTANT.fullmatch(news.findtext(f"{NEWS}publication_date", "")):
        yield f"{place}: has no instant of publication"


def _wrong_in_address(address: str, host: str) -> str:
    parts = urlsplit(address)
    is_right = parts.scheme in ("http", "https") and parts.netloc == host and not parts.fragment
    is_encoded = address.isascii() and not re.search(r"[\s\"<>]", address)
    return (
        ""
        if is_right and is_encoded and len(address) <= LONGEST_ADDRESS
        else f"{address!r} is no address here"
    )
