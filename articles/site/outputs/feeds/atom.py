"""Atom, RFC 4287, with archives (RFC 5005) and removals (RFC 6721)."""

from typing import Any
from xml.sax.xmlreader import AttributesImpl

from django.utils.feedgenerator import Atom1Feed, rfc3339_date
from django.utils.xmlutils import SimplerXMLGenerator

from articles.site.outputs.feeds.contents import FeedContents
from articles.site.outputs.feeds.entries import FeedEntry, entry_id, notice_of, whole_second
from articles.site.outputs.feeds.xml_feed import XMLFeed

# Programs that check feeds warn of namespaces that they do not know: declared where they are used.
NAMESPACES = {
    "xmlns:fh": "http://purl.org/syndication/history/1.0",
    "xmlns:at": "http://purl.org/atompub/tombstones/1.0",
}


class AtomFeed(XMLFeed, Atom1Feed):
    """An Atom feed."""

    name = "atom"
    element = "entry"

    def root_attributes(self) -> dict[str, str]:
        """Return the namespaces and the language of the whole."""
        contents: FeedContents = self.feed["contents"]
        used = {"xmlns:fh": contents.document.is_archive, "xmlns:at": bool(contents.document.tombstones)}
        return super().root_attributes() | {
            name: NAMESPACES[name] for name, is_used in used.items() if is_used
        }

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        """Write what is true of the whole document."""
        super().add_root_elements(handler)
        contents: FeedContents = self.feed["contents"]
        for relation, address in contents.links:
            handler.addQuickElement("link", "", {"rel": relation, "href": address})
        if contents.document.is_archive:
            handler.addQuickElement("fh:archive", "")
        for removal in contents.document.tombstones:
            when = rfc3339_date(whole_second(removal.at))
            attributes = AttributesImpl({"ref": entry_id(removal.release), "when": when})
            handler.startElement("at:deleted-entry", attributes)
            handler.addQuickElement("at:comment", notice_of(removal))
            handler.endElement("at:deleted-entry")

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        """Write an entry; of Django's, which writes summaries as HTML, all but the summary."""
        super().add_item_elements(handler, item | {"description": None})
        entry: FeedEntry = item["entry"]
        if entry.summary:
            handler.addQuickElement("summary", entry.summary, {"type": "text"})
        handler.addQuickElement("content", entry.content, {"type": "html"})
        for category in entry.categories:
            handler.addQuickElement(
                "category", "", {"term": category.term, "scheme": category.scheme, "label": category.label}
            )
        for file in entry.files:
            attributes = {
                "rel": "enclosure", "href": file.url, "type": file.media_type, "length": str(file.size),
                "title": file.title, "hreflang": file.language,
            }  # fmt: skip
            handler.addQuickElement("link", "", {name: value for name, value in attributes.items() if value})
