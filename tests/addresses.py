"""Addresses that tests walk through: every route of a URLconf, and what the public site shows of releases."""

from collections.abc import Iterator

from django.urls import URLResolver

from articles.site.outputs.registry import OUTPUTS

# A word that no release holds of itself.
WORD = "zanzibarium"
# Everything that lists releases or shows text of them.
PUBLIC_PAGES = (
    "/",
    "/news/",
    "/news/?rows=50",
    f"/news/?q=title+{WORD[:5]}",
    "/news/?q=summary&sort=newest",
    f"/news/?q={WORD[:-1]}n",  # a slip of the keys: would the word be suggested?
    f"/news/?q=nowhere+{WORD[:6]}",  # and what has all words but one
    *(f"/{output.address}{query}" for output in OUTPUTS[1:] for query in ("", "?q=summary")),
    *(f"/{output.address}?structure=secretariat" for output in OUTPUTS if output.is_feed),
    "/api/v1/releases?rows=50&fields=title,summary,body,contact,change_note,pictures,documents,tag",
    "/api/v1/releases?q=summary",
    "/api/v1/facets",
    "/api/v1/ninjs?rows=50",
    "/api/v1/changes?limit=500",
    "/api/",
    "/structures/secretariat/",
    "/structures/",
    "/fields-of-work/elections/",
    "/countries/albania/",
    "/meetings/",
    "/content-types/news/",
    "/events/",
    "/news/events.ics",
    "/glossary/",
    "/archive/",
    "/archive/2025/",
    "/archive/2025/1/",
    "/statistics/",
    "/statistics/country.csv",
    "/statistics/year.csv",
    "/sitemap.xml",
    "/sitemap-2025-1.xml",
    "/sitemap-pages.xml",
    "/sitemap-news.xml",
)


def routes(patterns: list, before: str = "") -> Iterator[str]:
    """Every route of these patterns and of the URLconfs they include."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, before + str(pattern.pattern))
        else:
            yield before + str(pattern.pattern)
