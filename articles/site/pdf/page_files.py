"""The files that the PDF of a page may have: stylesheet, fonts, logo, and pictures that readers may see."""

import re
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from html import unescape
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from django.contrib.staticfiles import finders
from django.core.files.storage import default_storage
from django.templatetags.static import static
from django.urls import Resolver404, resolve

from articles.models import Picture, Rendition
from articles.site.pdf.pdf_process import PageFile

STYLESHEET = "site/site.css"
FONTS = "site/fonts"
LOGO = "site/logo.svg"
# So many pictures a PDF has at most.
MOST_PICTURES = 40
_SOURCE = re.compile(r'<img\b[^>]*?\ssrc="([^"]+)"')


def files_of(html: str, address: str, now: datetime) -> dict[str, PageFile]:
    """Return the files that the page at a whole `address` names, by their whole addresses.

    Two queries, for its pictures, if it has any.
    """
    static_files = {urljoin(address, path): file for path, file in _static_files()}
    return static_files | dict(_pictures(html, address, now))


@lru_cache(maxsize=1)
def _static_files() -> tuple[tuple[str, PageFile], ...]:
    """Read stylesheet, fonts and logo. The sources name fonts by their plain names, beside the stylesheet."""
    stylesheet = static(STYLESHEET)
    found = [(stylesheet, PageFile(_content(STYLESHEET), "text/css"))]
    folder = finders.find(FONTS)
    for font in sorted(Path(str(folder)).glob("*.woff2")) if folder else ():
        found.append((urljoin(stylesheet, f"fonts/{font.name}"), PageFile(font.read_bytes(), "font/woff2")))
    if finders.find(LOGO):
        found.append((static(LOGO), PageFile(_content(LOGO), "image/svg+xml")))
    return tuple(found)


def _content(name: str) -> bytes:
    return Path(str(finders.find(name))).read_bytes()


def _pictures(html: str, address: str, now: datetime) -> Iterator[tuple[str, PageFile]]:
    """Yield the pictures of the page that readers may see now."""
    sources = dict.fromkeys(unescape(source) for source in _SOURCE.findall(html))
    named = [(source, asked) for source in sources if (asked := _named(source, address))][:MOST_PICTURES]
    if not named:
        return
    shown = Picture.objects.shown(now).filter(pk__in={asked["pk"] for _, asked in named})
    pictures = {picture.pk: picture for picture in shown}
    of_files = Rendition.objects.filter(file__in={picture.file_id for picture in pictures.values()})
    renditions = {(one.file_id, one.shape, one.width, one.format): one for one in of_files}
    for source, asked in named:
        picture = pictures.get(asked["pk"])
        if picture is None:
            continue
        shape = picture.crop if asked["shape"] == "lead" else asked["shape"]
        rendition = renditions.get((picture.file_id, shape, asked["width"], asked["format"]))
        if rendition and default_storage.exists(rendition.name):
            with default_storage.open(rendition.name) as stored:
                yield urljoin(address, source), PageFile(stored.read(), rendition.get_format_display())


def _named(source: str, address: str) -> dict | None:
    """Return the parts of the address of a picture of this site; None for any other address."""
    whole = urlsplit(urljoin(address, source))
    if whole.netloc != urlsplit(address).netloc:
        return None
    try:
        match = resolve(whole.path)
    except Resolver404:
        return None
    return match.kwargs if match.url_name == "picture" else None
