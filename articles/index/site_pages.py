"""The titles of pages about the organisation, which every page's footer names, in this process's memory.

A new edition of one raises the revision of the vocabularies; a process then reads the titles anew.
"""

from collections.abc import Mapping
from types import MappingProxyType

from articles.models import SitePage

Titles = Mapping[str, Mapping[str, str]]
_NOTHING: Titles = MappingProxyType({})
_read_at: tuple[int, str] | None = None
_titles: Titles = _NOTHING


def follow(revision: int, epoch: str) -> None:
    """Read the titles, if that has not been done at this state of the archive: then one query."""
    global _read_at, _titles
    if _read_at == (revision, epoch):
        return
    titles: dict[str, dict[str, str]] = {}
    newest_last = SitePage.objects.order_by("edition")
    for kind, language, title in newest_last.values_list("kind", "language", "title"):
        titles.setdefault(kind, {})[language] = title
    _titles, _read_at = titles, (revision, epoch)


def titles() -> Titles:
    """Return the titles by kind and language, as they were read last: no query."""
    return _titles


def forget() -> None:
    """Drop what was read."""
    global _read_at, _titles
    _read_at, _titles = None, _NOTHING
