"""The rules of feeds, each with its source: functions that return what a document breaks, in sentences."""

import json
import re
from collections import Counter
from datetime import datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

ATOM = "{http://www.w3.org/2005/Atom}"
AT = "{http://purl.org/atompub/tombstones/1.0}"
FH = "{http://purl.org/syndication/history/1.0}"
XML = "{http://www.w3.org/XML/1998/namespace}"
# RFC 3339, 5.6, as RFC 4287, 3.3 wants it: "T" and "Z" are upper case.
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
MEDIA_TYPE = re.compile(r"[\w!#$&^.+-]+/[\w!#$&^.+-]+(;.*)?")
LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


def is_whole(address: str | None) -> bool:
    """Whether a text is an address with a scheme, or a tag: URI, and written in ASCII."""
    parts = urlsplit(address or "")
    has_place = bool(parts.netloc) or parts.scheme == "tag"
    return has_place and (address or "").isascii() and not re.search(r"[\s<>\"]", address or "")


def wrong_in_atom(content: bytes) -> list[str]:
    """What an Atom feed breaks of RFC 4287, 5005 and 6721."""
    feed = ElementTree.fromstring(content)
    wrong = [] if feed.tag == f"{ATOM}feed" else ["the root is no feed"]
    wrong += _wrong_counts(
        feed,
        "feed",
        once=("id", "title", "updated"),
        at_most_once=("subtitle", "rights", "generator", "icon", "logo"),
    )
    entries = feed.findall(f"{ATOM}entry")
    if not feed.findall(f"{ATOM}author") and not all(entry.findall(f"{ATOM}author") for entry in entries):
        wrong.append("4.1.1: a feed has an author, or each of its entries has")
    wrong += _wrong_links(feed, "feed")
    if not any(link.get("rel") == "self" for link in feed.findall(f"{ATOM}link")):
        wrong.append("4.1.1: a feed should have a self link")
    for entry in entries:
        wrong += _wrong_entry(entry)
    pairs = Counter((entry.findtext(f"{ATOM}id"), entry.findtext(f"{ATOM}updated")) for entry in entries)
    wrong += [f"4.1.1: {pair} stands for {count} entries" for pair, count in pairs.items() if count > 1]
    for person in feed.iter(f"{ATOM}author"):
        wrong += _wrong_counts(person, "author", once=("name",), at_most_once=("uri", "email"))
    for instant in (*feed.iter(f"{ATOM}updated"), *feed.iter(f"{ATOM}published")):
        if not INSTANT.fullmatch(instant.text or ""):
            wrong.append(f"3.3: {instant.text} is no instant")
    for element in feed.iter():
        if (language := element.get(f"{XML}lang")) is not None and not LANGUAGE.fullmatch(language):
            wrong.append(f"2: {language} is no language")
    return wrong + _wrong_archive(feed, f"{ATOM}link") + _wrong_tombstones(feed)


def _wrong_entry(entry: Element) -> list[str]:
    name = entry.findtext(f"{ATOM}id") or "an entry without an id"
    wrong = _wrong_counts(
        entry,
        name,
        once=("id", "title", "updated"),
        at_most_once=("published", "summary", "content", "rights"),
    )
    wrong += _wrong_links(entry, name)
    if not is_whole(entry.findtext(f"{ATOM}id")):
        wrong.append(f"{name}, 4.2.6: an id is an IRI")
    for text in ("title", "summary", "content"):
        element = entry.find(f"{ATOM}{text}")
        if element is not None and element.get("type", "text") not in ("text", "html"):
            wrong.append(f"{name}, 3.1.1: {text} has the type {element.get('type')}")
        if element is not None and (len(element) or not (element.text or "").strip()):
            wrong.append(f"{name}: {text} holds elements, or nothing")
    for category in entry.findall(f"{ATOM}category"):
        if not category.get("term") or not is_whole(category.get("scheme")):
            wrong.append(f"{name}, 4.2.2: a category has a term, and its scheme is an IRI")
    return wrong


def _wrong_links(parent: Element, name: str) -> list[str]:
    links = parent.findall(f"{ATOM}link")
    wrong = [
        f"{name}, 4.2.7.1: {link.get('href')} is no whole address"
        for link in links
        if not is_whole(link.get("href"))
    ]
    alternates = Counter(
        (link.get("type"), link.get("hreflang"))
        for link in links
        if link.get("rel", "alternate") == "alternate"
    )
    wrong += [f"{name}, 4.1.1: two alternates of {kind}" for kind, count in alternates.items() if count > 1]
    if not alternates and not parent.findall(f"{ATOM}content"):
        wrong.append(f"{name}, 4.1.2: neither content nor an alternate link")
    for link in links:
        if link.get("type") and not MEDIA_TYPE.fullmatch(link.get("type", "")):
            wrong.append(f"{name}, 4.2.7.3: {link.get('type')} is no media type")
        if link.get("length") and not link.get("length", "").isdecimal():
            wrong.append(f"{name}, 4.2.7.6: {link.get('length')} is no length")
        if link.get("hreflang") and not LANGUAGE.fullmatch(link.get("hreflang", "")):
            wrong.append(f"{name}, 4.2.7.4: {link.get('hreflang')} is no language")
    return wrong


def _wrong_counts(
    parent: Element, name: str, *, once: tuple[str, ...], at_most_once: tuple[str, ...]
) -> list[str]:
    counts = Counter(child.tag for child in parent)
    wrong = [
        f"{name}, 4.1: {tag} stands there {counts[ATOM + tag]} times"
        for tag in once
        if counts[ATOM + tag] != 1
    ]
    return wrong + [f"{name}, 4.1: more than one {tag}" for tag in at_most_once if counts[ATOM + tag] > 1]


def _wrong_archive(parent: Element, link_tag: str) -> list[str]:
    """RFC 5005: an archive says that it is one and leads to the current feed, which is none."""
    relations = Counter(link.get("rel") for link in parent.findall(link_tag))
    is_archive = parent.find(f"{FH}archive") is not None
    wrong = [
        f"RFC 5005: two links {one}"
        for one in ("first", "last", "next", "previous", "current", "prev-archive", "next-archive")
        if relations[one] > 1
    ]
    if is_archive and not relations["current"]:
        wrong.append("RFC 5005, 4: an archive leads to the current feed")
    if not is_archive and relations["next-archive"]:
        wrong.append("RFC 5005, 4: only archives lead to the next one")
    return wrong


def _wrong_tombstones(feed: Element) -> list[str]:
    """RFC 6721, 3: a deleted entry has a name and an instant; what it names comes later, if it is there."""
    wrong = []
    updated = {
        entry.findtext(f"{ATOM}id"): entry.findtext(f"{ATOM}updated")
        for entry in feed.findall(f"{ATOM}entry")
    }
    deleted = feed.findall(f"{AT}deleted-entry")
    for one in deleted:
        ref, when = one.get("ref"), one.get("when", "")
        if not is_whole(ref) or not INSTANT.fullmatch(when):
            wrong.append(f"RFC 6721, 3: {ref}, {when}")
        elif ref in updated and datetime.fromisoformat(updated[ref]) <= datetime.fromisoformat(when):
            wrong.append(f"RFC 6721, 3: the notice of {ref} is not later than its removal")
    if len({(one.get("ref"), one.get("when")) for one in deleted}) < len(deleted):
        wrong.append("RFC 6721, 3: an entry is deleted twice")
    return wrong


def wrong_in_rss(content: bytes) -> list[str]:
    """What an RSS feed breaks of RSS 2.0 (rssboard.org/rss-specification) and its profile."""
    root = ElementTree.fromstring(content)
    channel = root.find("channel")
    if root.tag != "rss" or root.get("version") != "2.0" or channel is None:
        return ["no RSS 2.0"]
    wrong = [
        f"channel: {tag} stands there {len(channel.findall(tag))} times"
        for tag in ("title", "link", "description")
        if len(channel.findall(tag)) != 1
    ]
    if not any(link.get("rel") == "self" for link in channel.findall(f"{ATOM}link")):
        wrong.append("profile: a channel has an atom:link to itself")
    items = channel.findall("item")
    for item in items:
        name = item.findtext("guid") or "an item without a guid"
        if not item.findtext("title") and not item.findtext("description"):
            wrong.append(f"{name}: neither title nor description")
        if not is_whole(item.findtext("link")):
            wrong.append(f"{name}: the link is no whole address")
        if item.find("guid") is None or item.find("guid").get("isPermaLink") != "false":
            wrong.append(f"{name}: a guid that is no address says so")
        for tag in ("title", "link", "description", "pubDate", "guid", "enclosure", "author"):
            if len(item.findall(tag)) > 1:
                wrong.append(f"{name}: more than one {tag}")
        for enclosure in item.findall("enclosure"):
            if (
                not is_whole(enclosure.get("url"))
                or not enclosure.get("length", "").isdecimal()
                or not MEDIA_TYPE.fullmatch(enclosure.get("type", ""))
            ):
                wrong.append(f"{name}: an enclosure has url, length and type")
        if parsedate_to_datetime(item.findtext("pubDate")).tzinfo is None:
            wrong.append(f"{name}: pubDate has no zone")
    guids = Counter(item.findtext("guid") for item in items)
    wrong += [f"the guid {guid} stands for {count} items" for guid, count in guids.items() if count > 1]
    return wrong + _wrong_archive(channel, f"{ATOM}link")


def wrong_in_json_feed(content: bytes) -> list[str]:
    """What a JSON feed breaks of version 1.1 (jsonfeed.org/version/1.1)."""
    feed = json.loads(content)
    wrong = [] if feed["version"] == "https://jsonfeed.org/version/1.1" else ["no JSON Feed 1.1"]
    wrong += _wrong_members(feed, "feed", {
        "version": str, "title": str, "home_page_url": str, "feed_url": str, "description": str, "next_url": str,
        "authors": list, "language": str, "hubs": list, "items": list,
    }, ("version", "title", "items"))  # fmt: skip
    for item in feed["items"]:
        name = item.get("id", "an item without an id")
        wrong += _wrong_members(item, name, {
            "id": str, "url": str, "title": str, "content_html": str, "summary": str, "image": str,
            "date_published": str, "date_modified": str, "authors": list, "tags": list, "language": str,
            "attachments": list,
        }, ("id", "content_html"))  # fmt: skip
        for date in ("date_published", "date_modified"):
            if date in item and not INSTANT.fullmatch(item[date]):
                wrong.append(f"{name}: {item[date]} is no instant")
        for attachment in item.get("attachments", ()):
            wrong += _wrong_members(
                attachment,
                name,
                {"url": str, "mime_type": str, "title": str, "size_in_bytes": int},
                ("url", "mime_type"),
            )
    ids = Counter(item.get("id") for item in feed["items"])
    return wrong + [f"{id_} stands for {count} items" for id_, count in ids.items() if count > 1]


def _wrong_members(found: dict, name: str, types: dict[str, type], required: tuple[str, ...]) -> list[str]:
    wrong = [f"{name}: no {member}" for member in required if member not in found]
    for member, value in found.items():
        if not isinstance(value, types.get(member, type(None))) or value == "":
            wrong.append(f"{name}: {member} is {value!r}")
        elif (member == "url" or member.endswith("_url") or member == "image") and not is_whole(value):
            wrong.append(f"{name}: {member} is no whole address")
    return wrong
