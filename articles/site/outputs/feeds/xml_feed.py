"""What Atom and RSS have in common: entries that are written once, each by itself, and then put together."""

from collections.abc import Sequence
from datetime import datetime
from io import StringIO
from typing import Any, ClassVar
from xml.sax.xmlreader import AttributesImpl

from django.conf import settings
from django.utils.feedgenerator import SyndicationFeed
from django.utils.xmlutils import SimplerXMLGenerator

from articles.site.outputs.feeds.entries import FeedEntry
from articles.site.outputs.feeds.fragments import Fragment


class XMLFeed(SyndicationFeed):
    """Takes `contents` and `fragments` besides what Django's feeds take, in the place of items."""

    # The name it is cached under, and the element of an entry.
    name: ClassVar[str]
    element: ClassVar[str]

    @classmethod
    def fragment(cls, entry: FeedEntry, site_url: str) -> str:
        """Return the element of an entry."""
        feed = cls("", "", "")
        feed.add_item(
            title=entry.title,
            link=entry.url,
            description=entry.summary or None,  # type: ignore[arg-type]  # for none Django writes no element
            pubdate=entry.published,
            updateddate=entry.updated,
            unique_id=entry.id,
            unique_id_is_permalink=False,
            entry=entry,
            author_name=settings.ORGANISATION,
            author_link=f"{site_url}/",
        )
        (item,) = feed.items
        written = StringIO()
        handler = SimplerXMLGenerator(written, "utf-8", short_empty_elements=True)
        handler.startElement(cls.element, AttributesImpl(feed.item_attributes(item)))
        feed.add_item_elements(handler, item)
        handler.endElement(cls.element)
        return written.getvalue()

    def write_items(self, handler: SimplerXMLGenerator) -> None:
        """Write the entries as they are."""
        for fragment in self._fragments:
            handler.ignorableWhitespace(fragment)  # the one method that escapes nothing

    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        """Return the language of an entry."""
        return {"xml:lang": item["entry"].language}

    def latest_post_date(self) -> datetime:
        """Return the instant of the last news of all entries; now, if there are none."""
        return max((one.updated for one in self._fragments), default=None) or super().latest_post_date()

    @property
    def _fragments(self) -> Sequence[Fragment]:
        return self.feed["fragments"]
