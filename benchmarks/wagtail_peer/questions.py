"""Questions to Wagtail: its pages, its searches, its admin, and one publication.

A name is made of the question, which is the Newsroom's where both are asked it, and of the way it was answered.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import ceil

from django.db import connection
from django.test import Client
from wagtail.models import ReferenceIndex

from benchmarks.generate import vocabulary_of_words
from benchmarks.in_process import WORDS
from benchmarks.results import REPEATS
from benchmarks.wagtail_peer.load import superuser
from benchmarks.wagtail_peer.releases.models import RELEASES_A_PAGE, ReleasePage

PAGES = {
    "listing, as tutorials have it": "/news/?plain=yes",
    "listing, without facet counts": "/news/",
    "listing, with facet counts": "/news/?facets=yes",
    "listing, one facet, without facet counts": "/news/?type=news",
    "listing, one facet, with facet counts": "/news/?type=news&facets=yes",
    "listing, small filter, without facet counts": "/news/?structure=permanent-council&field=elections",
    "listing, small filter, with facet counts": "/news/?structure=permanent-council&field=elections&facets=yes",
    "listing, deep page, without facet counts": "/news/?type=news&page={deep}",
    "listing, deep page, with facet counts": "/news/?type=news&page={deep}&facets=yes",
    "release": "{release}",
}
SEARCHES = {
    "search, frequent word": "/search/?query={frequent}",
    "search, frequent word, by date": "/search/?query={frequent}&sort=newest",
    "search, middle word": "/search/?query={middle}",
    "search, middle word, by date": "/search/?query={middle}&sort=newest",
    "search, rare word": "/search/?query={rare}",
    "search, rare word, by date": "/search/?query={rare}&sort=newest",
}
# Its search looks at the beginnings of titles only, and the rare word is in none of a small archive.
ADMIN = {
    "admin: list of releases": "/admin/pages/{index}/",
    "admin: edit form": "/admin/pages/{edited}/edit/",
    "admin: search, frequent word": "/admin/pages/search/?q={frequent}",
    "admin: search, middle word": "/admin/pages/search/?q={middle}",
}
# What the comment in AbstractPostgresIndexEntry.Meta says a migration creates, and none does.
COMBINED_INDEX = "wagtailsearch_title_body_gin"


def questions() -> Iterator[tuple[str, Callable[[], object]]]:
    """Names, and what to time under each."""
    known = vocabulary_of_words()
    news = ReleasePage.objects.live().filter(release_type__slug="news").count()
    release = ReleasePage.objects.order_by("pk")[min(1_000, ReleasePage.objects.count() // 2)]
    facts = {
        **{name: known[place] for name, place in WORDS.items()},
        "deep": min(200, ceil(news / RELEASES_A_PAGE)),
        "release": release.url,
        "edited": release.pk,
        "index": release.get_parent().pk,
    }
    drop_combined_index()  # an interrupted run may have left it
    reader, editor = Client(), Client()
    editor.force_login(superuser())

    for name, address in PAGES.items():
        yield name, request(reader, address.format(**facts))
    for name, address in SEARCHES.items():
        yield f"{name}, as installed", request(reader, address.format(**facts))
    with combined_index():
        for name, address in SEARCHES.items():
            yield f"{name}, combined index added", request(reader, address.format(**facts))
    for name, address in ADMIN.items():
        yield name, request(editor, address.format(**facts))
    yield "save a revision and publish it", publish_edited()


def request(client: Client, address: str) -> Callable[[], object]:
    """A GET of `address`, which has to show a release: its link, or in the admin the link to its form."""

    def get():
        return client.get(address)

    response = get()
    assert response.status_code == 200, (address, response.status_code)
    assert re.search(rb'href="/news/|/admin/pages/\d+/edit/', response.content), address
    return get


def drop_combined_index() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP INDEX IF EXISTS {COMBINED_INDEX}")


@contextmanager
def combined_index() -> Iterator[None]:
    """The index over title and body that Wagtail's own search query could use, for as long as this lasts."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE INDEX CONCURRENTLY {COMBINED_INDEX} ON wagtailsearch_indexentry USING gin ((title || body))"
        )
        cursor.execute("ANALYZE wagtailsearch_indexentry")
    try:
        yield
    finally:
        drop_combined_index()


def publish_edited() -> Callable[[], object]:
    """An edit of the next of some releases, a different one each time: none collects a long history."""
    editor = superuser()
    pages = list(ReleasePage.objects.order_by("pk")[: REPEATS + 3])
    for page in pages:
        ReferenceIndex.create_or_update_for_object(page)  # which loading in bulk has left out
    edited = iter(pages)

    def publish():
        page = next(edited)
        page.summary = " ".join(reversed(page.summary.split()))
        page.save_revision(user=editor).publish(user=editor)

    return publish
