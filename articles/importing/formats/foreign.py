"""Texts in formats that nobody reads here: told by their content, so that they are refused by name."""

import csv
import json
import re
from itertools import islice

# An excerpt is enough: a format shows in its first lines.
LOOKED_AT = 20_000
_HTML = re.compile(
    r"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|div|table|p|h1)\b", re.IGNORECASE | re.DOTALL
)
_XML = re.compile(r"\s*<(?:\?xml|rss|feed|urlset)\b", re.IGNORECASE)
_DELIMITERS = ",;\t|"
_LEAST_COLUMNS = 3
_LEAST_ROWS = 2
# Two of these stand in the first line of every list of releases; a list of other words is a text.
_COLUMN_NAMES = frozenset(
    {
        "id", "number", "title", "headline", "date", "published", "publishing_date", "created",
        "summary", "body", "text", "content", "url", "link", "slug", "type",
        "category", "categories", "tag", "tags", "author", "language",
    }
)  # fmt: skip
_LEAST_NAMED = 2


def format_of(text: str) -> str:
    """Return the name of the format that a text is written in, "" for a text of pages."""
    start = text[:LOOKED_AT]
    if _HTML.match(start):
        return "HTML"
    if _XML.match(start):
        return "WXR (an export of WordPress)" if "wordpress.org/export" in start else "XML"
    if _is_json(start):
        return "JSON Lines"
    return "CSV" if _is_csv(start) else ""


def _is_json(start: str) -> bool:
    first = start.lstrip().partition("\n")[0].strip()
    if not first.startswith(("{", "[")):
        return False
    try:
        return isinstance(json.loads(first), dict | list)
    except ValueError:
        # An object over several lines.
        return first in ("{", "[", "[{") or bool(re.match(r'[{\[]+\s*"[^"]+"\s*:', start.lstrip()))


def _is_csv(start: str) -> bool:
    """Return whether the first line names columns, and the second has as many values."""
    lines = list(islice((line for line in start.splitlines() if line.strip()), _LEAST_ROWS + 1))
    if len(lines) < _LEAST_ROWS:
        return False
    signs = "".join(lines)
    for delimiter in _DELIMITERS:
        if signs.count(delimiter) < _LEAST_COLUMNS - 1:
            continue
        header, *rows = csv.reader(lines, delimiter=delimiter)
        names = {"_".join(name.casefold().split()) for name in header}
        is_header = len(header) >= _LEAST_COLUMNS and len(names & _COLUMN_NAMES) >= _LEAST_NAMED
        if is_header and len(rows[0]) == len(header):
            return True
    return False
