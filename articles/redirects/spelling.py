"""Spellings of an address: the many ways to ask for one page of the former site, brought back to one."""

import re
from collections.abc import Mapping, Sequence

from articles.redirects.former_paths import read_path

Parameters = Mapping[str, Sequence[str]]

_SLASHES = re.compile(r"/{2,}")
_SCRIPT = re.compile(r"/home(?=/?$)|/(?:index|default)\.(?:php|html?|aspx?)(?=/|$)", re.IGNORECASE)
_LANGUAGE = re.compile(r"/[a-z]{2}(?=/|$)", re.IGNORECASE)
# English has no prefix here; pages for printers were the pages. `/print/12345` is the page of that number.
# What stood behind an address in a sentence, or was put on without a question mark, behind its number.
_TAIL = re.compile(r"(?<=/)(?P<number>[0-9]+)(?:&.*|[\s.,:;!)\]>\"'»”]+)$")
_NO_PART = re.compile(r"/(?:en|print|printmail|printpdf)(?=/(?![0-9]+/?$)|$)", re.IGNORECASE)


def plain(path: str, parameters: Parameters) -> tuple[str, Parameters]:
    """Return an address with its path spelled one way, and the parameters that are left beside it.

    Without "clean URLs" the former site had its path in a parameter. On the front page `q` may be words as
    well, and stays when it has no slash and is no list.

    >>> plain("/index.php", {"q": ["en//node/12345"], "page": ["1"]})
    ('/node/12345', {'page': ['1']})
    >>> plain("/en/press-releases/", {})
    ('/press-releases/', {})
    >>> plain("/node/12345).", {})
    ('/node/12345', {})
    """
    path = _TAIL.sub(r"\g<number>", _SLASHES.sub("/", path))
    without_script = _SCRIPT.sub("", path) or "/"
    language = _LANGUAGE.match(without_script)
    prefix = language[0] if language else ""
    asked = next((value.strip() for value in reversed(parameters.get("q", ())) if value.strip()), "")
    is_path = "/" in asked.strip("/") or (asked and path != without_script) or read_path(f"/{asked}")
    if is_path and without_script.rstrip("/") == prefix:
        without_script = _SLASHES.sub("/", f"{prefix}/{asked.removeprefix('/')}")
        parameters = {name: values for name, values in parameters.items() if name != "q"}
    return _NO_PART.sub("", without_script, count=1) or "/", parameters
