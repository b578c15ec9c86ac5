"""RSS 2.0, https://www.rssboard.org/rss-specification, with the modules that readers of feeds know."""

from typing import Any
from xml.sax.saxutils import escape
from xml.sax.xmlreader import AttributesImpl

from django.utils.feedgenerator import Enclosure, Rss201rev2Feed, rfc3339_date
from django.utils.xmlutils import SimplerXMLGenerator

from articles.site.outputs.feeds.contents import FeedContents
from articles.site.outputs.feeds.entries import FeedEntry
from articles.site.outputs.feeds.xml_feed import XMLFeed


class RssFeed(XMLFeed, Rss201rev2Feed):
    """An RSS feed."""

    name = "rss"
    element = "item"

    def rss_attributes(self) -> dict[str, str]:
        """Return the namespaces."""
        return super().rss_attributes() | {
            "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
            "xmlns:fh": "http://purl.org/syndication/history/1.0",
            "xmlns:media": "http://search.yahoo.com/mrss/",
        }

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        """Write what is true of the whole document."""
        super().add_root_elements(handler)
        contents: FeedContents = self.feed["contents"]
        for relation, address in contents.links:
            handler.addQuickElement("atom:link", "", {"rel": relation, "href": address})
        if contents.document.is_archive:
            handler.addQuickElement("fh:archive", "")

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        """Write an item; RSS has one enclosure an item, so that all files stand in Media RSS besides.

        The description is HTML, as readers of feeds take it: the summary, or the text of what has none.
        """
        entry: FeedEntry = item["entry"]
        facts = {
            "description": escape(entry.summary) if entry.summary else entry.content,
            "pubdate": entry.published or entry.updated,
            "enclosures": [Enclosure(file.url, str(file.size), file.media_type) for file in entry.files[:1]],
        }
        super().add_item_elements(handler, item | facts)
        if entry.summary:
            handler.addQuickElement("content:encoded", entry.content)
        handler.addQuickElement("atom:updated", rfc3339_date(entry.updated))
        for category in entry.categories:
            handler.addQuickElement("category", category.label, {"domain": category.scheme})
        for file in entry.files:
            attributes = {
                "url": file.url, "type": file.media_type, "fileSize": str(file.size), "lang": file.language,
            }  # fmt: skip
            filled = AttributesImpl({name: value for name, value in attributes.items() if value})
            handler.startElement("media:content", filled)
            if file.title:
                handler.addQuickElement("media:title", file.title)
            handler.endElement("media:content")
