"""The addresses of one release in all its languages, as search engines want them (hreflang)."""

from collections.abc import Iterable
from dataclasses import dataclass

from articles.models import Article


@dataclass(frozen=True, slots=True)
class Alternate:
    """A page in one language; `language` is "x-default" for the one that suits all other readers."""

    language: str
    address: str


def alternates_of(family: Iterable[Article], site_url: str) -> list[Alternate]:
    """Return the addresses of a release and its translations by language, and its original's for the others.

    Every page of the `family` names the same addresses, or search engines believe none. A release without
    translations has none.
    """
    by_language: dict[str, Article] = {}
    for article in sorted(family, key=lambda article: article.release):
        by_language.setdefault(article.language, article)
    if len(by_language) < 2:
        return []
    original = next((one for one in by_language.values() if not one.translates), None)
    pages = [*sorted(by_language.items()), *([("x-default", original)] if original else [])]
    return [Alternate(language, site_url + article.get_absolute_url()) for language, article in pages]
