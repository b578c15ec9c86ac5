"""JSON Feed 1.1, https://www.jsonfeed.org/version/1.1/, as a kind of feed for Django's syndication."""

import json
from typing import Any, ClassVar, Protocol

from django.conf import settings
from django.utils.feedgenerator import SyndicationFeed, rfc3339_date

from articles.site.outputs.feeds.contents import FeedContents
from articles.site.outputs.feeds.entries import FeedEntry


class Writable(Protocol):
    """The file that a feed is written to."""

    def write(self, text: str) -> object:
        """Take some text."""


class JSONFeed(SyndicationFeed):
    """Takes `contents` and `fragments` besides what Django's feeds take, in the place of items."""

    name: ClassVar[str] = "json"
    content_type = "application/feed+json; charset=utf-8"

    def write(self, outfile: Writable, encoding: str) -> None:
        """Write the whole feed; members that have no value are left out, as the specification wants it."""
        contents: FeedContents = self.feed["contents"]
        links = dict(contents.links)
        feed = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": self.feed["title"],
            "home_page_url": self.feed["link"],
            "feed_url": self.feed["feed_url"],
            "description": self.feed["description"],
            "next_url": links.get("next") or (contents.document.is_archive and links.get("prev-archive")),
            "authors": _authors(self.feed["author_link"]),
            "language": self.feed["language"],
            "hubs": [{"type": "WebSub", "url": hub} for hub in contents.hubs],
        }
        members = json.dumps(_filled(feed), ensure_ascii=False).removesuffix("}")
        outfile.write(f'{members}, "items": [{", ".join(self.feed["fragments"])}]}}')

    @classmethod
    def fragment(cls, entry: FeedEntry, site_url: str) -> str:
        """Return the item of an entry."""
        item = {
            "id": entry.id,
            "url": entry.url,
            "title": entry.title,
            "content_html": entry.content,
            "summary": entry.summary,
            "image": entry.pictures[0].url if entry.pictures else "",
            "date_published": rfc3339_date(entry.published) if entry.published else "",
            "date_modified": rfc3339_date(entry.updated),
            "authors": _authors(f"{site_url}/"),
            "tags": [category.label for category in entry.categories],
            "language": entry.language,
            "attachments": [
                _filled(
                    {
                        "url": file.url,
                        "mime_type": file.media_type,
                        "title": file.title,
                        "size_in_bytes": file.size,
                    }
                )
                for file in entry.files
            ],
        }
        return json.dumps(_filled(item), ensure_ascii=False)


def _authors(address: str) -> list[dict[str, str]]:
    return [{"name": settings.ORGANISATION, "url": address}]


def _filled(members: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value}
