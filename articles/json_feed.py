"""JSON Feed 1.1, https://www.jsonfeed.org/version/1.1/, as a kind of feed for Django's syndication."""

import json
from typing import Protocol

from django.utils.feedgenerator import SyndicationFeed


class Writable(Protocol):
    def write(self, text: str) -> object: ...


class JSONFeed(SyndicationFeed):
    """Takes what Django's Atom and RSS feeds take; an entry may have a `language` besides."""

    content_type = "application/feed+json; charset=utf-8"

    def write(self, outfile: Writable, encoding: str) -> None:
        """Write the whole feed; members that have no value are left out, as the specification wants it."""
        feed = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": self.feed["title"],
            "home_page_url": self.feed["link"],
            "feed_url": self.feed["feed_url"],
            "description": self.feed["description"],
            "language": self.feed["language"],
            "items": [_filled(_entry(item)) for item in self.items],
        }
        outfile.write(json.dumps(_filled(feed), ensure_ascii=False))


def _entry(item: dict) -> dict:
    return {
        "id": item["unique_id"],
        "url": item["link"],
        "title": item["title"],
        # An entry has to have a text; a release without a summary says its title again.
        "content_text": item["description"] or item["title"],
        "date_published": item["pubdate"].isoformat(),
        "date_modified": item["updateddate"].isoformat(),
        "tags": list(item["categories"]),
        "language": item.get("language"),
    }


def _filled(members: dict) -> dict:
    return {name: value for name, value in members.items() if value or name == "items"}
