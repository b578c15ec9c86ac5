"""Examples of questions to the API, for the page that explains it: a test asks each of them."""

from dataclasses import dataclass

from django.urls import reverse
from pyroaring import BitMap

from articles.index.request_snapshot import RequestSnapshot
from articles.models import Article


@dataclass(frozen=True, slots=True)
class Example:
    """A question to an endpoint: what is asked, in words, and the address that asks it."""

    endpoint: str
    question: str
    address: str


def examples(site_url: str, snapshot: RequestSnapshot) -> list[Example]:
    """Return examples for each endpoint, with the newest release where one is needed: at most one query."""
    release = _newest_release(snapshot)
    of_release = (
        [
            Example("api-release", "A release, in full", reverse("api-release", args=[release])),
            Example(
                "api-release",
                "Only its title and its text",
                reverse("api-release", args=[release]) + "?fields=title,body",
            ),
            Example("api-release-ninjs", "The same as ninjs", reverse("api-release-ninjs", args=[release])),
            Example("api-editions", "Its editions", reverse("api-editions", args=[release])),
        ]
        if release
        else []
    )
    found = [
        Example("api-releases", "The newest releases", reverse("api-releases")),
        Example(
            "api-releases",
            "What was issued on elections in Albania or Armenia since 2020",
            reverse("api-releases") + "?field=elections&country=albania&country=armenia&from=2020",
        ),
        Example(
            "api-releases",
            "The titles of 2024, fifty at a time, the oldest first",
            reverse("api-releases") + "?year=2024&sort=oldest&rows=50&fields=title,url,publishing_date",
        ),
        *of_release,
        Example("ninjs", "Releases on elections as ninjs", reverse("ninjs") + "?field=elections&rows=10"),
        Example(
            "api-terms",
            "All structures, with their names over time",
            reverse("api-terms", args=["structure"]),
        ),
        Example(
            "api-facets", "Counts of the releases with the word “border”", reverse("api-facets") + "?q=border"
        ),
        Example("api-changes", "What has changed, from the beginning", reverse("api-changes") + "?limit=10"),
        Example(
            "api-changes", "A cursor for what changes from now on", reverse("api-changes") + "?since=now"
        ),
    ]
    return [Example(one.endpoint, one.question, site_url + one.address) for one in found]


def _newest_release(snapshot: RequestSnapshot) -> int | None:
    catalogue = snapshot.catalogue
    newest = catalogue.find_ids(BitMap(range(max(0, len(catalogue) - 1), len(catalogue))), 1)
    return Article.objects.filter(pk__in=newest).values_list("release", flat=True).first() if newest else None
