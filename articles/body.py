"""What HTML a body may hold, and how everything else is taken out of it."""

from html import escape

import nh3

TAGS = {
    "p", "br", "h2", "h3", "h4", "strong", "em", "b", "i", "sub", "sup", "ul", "ol", "li", "blockquote", "a",
    "table", "caption", "thead", "tbody", "tr", "th", "td", "hr",
}  # fmt: skip
ATTRIBUTES = {"a": {"href", "title", "lang"}, "th": {"scope", "colspan", "rowspan"}, "td": {"colspan", "rowspan"},
              "p": {"lang"}, "blockquote": {"lang"}, "ol": {"start"}}  # fmt: skip
SCHEMES = {"http", "https", "mailto", "tel"}


def sanitise(html: str) -> str:
    """`html` with the elements of a release only: no scripts, styles, frames, handlers or odd links."""
    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        attribute_filter=_only_plain_links,
        link_rel="noopener noreferrer",
    )


def from_plain_text(text: str) -> str:
    """Paragraphs separated by blank lines as HTML."""
    paragraphs = (paragraph.strip() for paragraph in text.split("\n\n"))
    return "\n".join(
        "<p>{}</p>".format(escape(paragraph, quote=False).replace("\n", "<br>"))
        for paragraph in paragraphs
        if paragraph
    )


def _only_plain_links(tag: str, attribute: str, value: str) -> str | None:
    if attribute == "title" and not value.strip():
        return None  # the editor's link dialog leaves an empty one
    # nh3 keeps `//host/path`, which leads away from the site while it looks like a path of it.
    is_protocol_relative = attribute == "href" and value.strip().replace("\\", "/").startswith("//")
    return None if is_protocol_relative else value
