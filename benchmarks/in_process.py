"""Whole requests through Django in this process, with no server and no cache in front: `python -m benchmarks.in_process SIZE`.

Pages are measured three ways, see WAYS; the samples ask many different questions once each, in a seeded order.
The database is that of DATABASE_URL; it is filled up to SIZE first.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from random import Random

from benchmarks.results import REPEATS, milliseconds, summary, timed, write

PAGES = {
    "home": "/",
    "listing": "/news/",
    "listing, one facet": "/news/?type=news",
    "listing, small filter": "/news/?structure=permanent-council&field=elections",
    "listing, parent term": "/news/?field=environmental-activities&country=albania",
    "listing, deep page": "/news/?type=news&page={deep}",
    "listing, last page": "/news/?type=news&page={last}",
    "listing, 50 rows": "/news/?rows=50",
    "term": "/structures/secretariat/",
    "terms": "/structures/",
    "archive month": "/archive/2010/5/",
    "Atom feed": "/news/feed.atom?type=news",
    "search, frequent word": "/news/?q={frequent}",
    "search, frequent word, by date": "/news/?q={frequent}&sort=newest",
    "search, middle word": "/news/?q={middle}",
    "search, middle word, by date": "/news/?q={middle}&sort=newest",
    "search, rare word": "/news/?q={rare}",
    "search, rare word, by date": "/news/?q={rare}&sort=newest",
    "search, two words and a facet": "/news/?q={frequent}+{middle}&type=news",
    "search, a slip of the keys": "/news/?q={slip}",
    "release": "{release}",
}
# What a request finds ready: nothing but the index; the cards of its releases; the whole page.
WAYS: dict[str, tuple[str, ...]] = {
    "from nothing": ("pages", "words", "cards"),
    "cards rendered": ("pages",),
    "page kept": (),
}
# Places in the list of made-up words, by how often they occur.
WORDS = {"frequent": 30, "middle": 1_000, "rare": 15_000}
SAMPLE = 200
# Milliseconds after which a slow page has been measured often enough.
ENOUGH, FEWEST_REPEATS = 4_000, 10


def measure(size: int) -> None:
    """Every measurement on the database of DATABASE_URL, made ready first."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    call_command("migrate", verbosity=0)
    call_command("load_vocabularies", verbosity=0)
    from benchmarks.generate import generate

    generate(size)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # what autovacuum does by itself a minute after an archive was filled
    about = {"database": connection.vendor, "size": size}
    measure_start(about)
    measure_catalogue(about)
    measure_pages(about)
    measure_samples(about)
    measure_desk(about)
    measure_publication(about)


def measure_start(about: dict) -> None:
    """A new process until its first listing is there, and what the catalogue adds to its memory."""
    output = subprocess.run(
        [sys.executable, "-m", "benchmarks.in_process", "--start"], check=True, capture_output=True, text=True
    ).stdout
    seconds, before, after, peak = (float(part) for part in output.split()[-4:])
    write(name="start of a process until its first listing", **about, unit="s", value=seconds)
    write(name="memory that the first listing adds", **about, unit="MB", value=round(after - before, 1))
    write(name="memory at its highest while the catalogue is read", **about, unit="MB", value=peak)


def start() -> None:
    """Start up as `measure_start` times it, in a process of its own; prints seconds and megabytes."""
    began = time.perf_counter()
    import django

    django.setup()
    from django.conf import settings
    from django.test import Client

    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    client = Client()
    client.get("/health/ready")
    before = megabytes("VmRSS")
    assert client.get("/news/").status_code == 200
    print(round(time.perf_counter() - began, 2), before, megabytes("VmRSS"), megabytes("VmHWM"))


def measure_catalogue(about: dict) -> None:
    """Building the catalogue, asking it, and following one change."""
    from django.db import transaction

    from articles.index import catalogue, ledger
    from articles.index.query import ReleaseQuery
    from articles.models import Article
    from taxonomy import vocabulary

    terms = vocabulary.current()

    def build():
        catalogue.forget()
        return catalogue.current(terms)

    write(name="catalogue: build", **about, **timed(build, repeats=5))
    index = build()
    queries = {
        "catalogue: everything": ReleaseQuery(),
        "catalogue: large filter": ReleaseQuery(filters={"type": ("news",)}),
        "catalogue: small filter": ReleaseQuery(
            filters={"structure": ("permanent-council",), "field": ("elections",), "year": (2010,)}
        ),
        "catalogue: deep page": ReleaseQuery(filters={"type": ("news",)}, page=200),
    }
    for name, query in queries.items():
        write(name=name, **about, **timed(lambda query=query: index.find(query)))

    newest = Article.objects.order_by("-position").first()

    def follow():
        with transaction.atomic():
            ledger.record_changes([newest])
        return catalogue.current(terms)

    write(name="catalogue: record and follow one change", **about, **timed(follow))


def measure_pages(about: dict) -> None:
    """Each page again and again: made from nothing, with its cards rendered before, and kept whole."""
    from django.test import Client

    from articles.index.query import ReleaseQuery
    from articles.index.request_snapshot import RequestSnapshot
    from articles.models import Article
    from tests.served import fetch

    client = Client()
    words = sample_words()
    snapshot = RequestSnapshot.take()
    pages = snapshot.find(ReleaseQuery(filters={"type": ("news",)})).pages
    a_release = Article.objects.filter(state="published").order_by("position")[
        min(1_000, len(snapshot.catalogue) // 2)
    ]
    facts = {**words, "slip": f"{words['middle'][:-1]}x", "deep": min(200, pages), "last": pages,
             "release": a_release.get_absolute_url()}  # fmt: skip
    for name, address in PAGES.items():
        for way, forget in WAYS.items():
            # A kept page is sent before Django is asked.
            get = client.get if forget else fetch
            write(name=f"{name}, {way}", **about, **_page(get, address.format(**facts), forget))


def measure_samples(about: dict) -> None:
    """Many different questions, once each: any filter and any page of it, and any word."""
    from django.test import Client

    from articles.index.query import ReleaseQuery
    from articles.index.request_snapshot import RequestSnapshot
    from articles.index.search import frequent_words
    from benchmarks.generate import vocabulary_of_words

    random, client, snapshot = Random(7), Client(), RequestSnapshot.take()
    listings, searches = [], []
    facets = {
        facet: sorted(snapshot.catalogue.bitmaps[facet])
        for facet in ("type", "structure", "field", "country")
    }
    for _ in range(50 * SAMPLE):  # in a small archive many filters find nothing
        if len(listings) == SAMPLE:
            break
        chosen = random.sample(sorted(facets), k=random.choice((0, 1, 1, 2)))
        query = ReleaseQuery(filters={facet: (random.choice(facets[facet]),) for facet in chosen})
        if random.random() < 0.3:
            query = ReleaseQuery(filters={"year": (random.randrange(1995, 2025),)})
        if found := snapshot.find(query).pages:
            listings.append("/news/" + query.on_page(random.randint(1, found)).querystring())
    words = vocabulary_of_words()
    for place in range(SAMPLE):
        # As many frequent words as rare ones: places drawn evenly on a logarithmic scale.
        word = words[min(len(words) - 1, int(10 ** random.uniform(1, 4.3)))]
        searches.append("/news/" + ReleaseQuery(words=word, sort=("", "newest")[place % 2]).querystring())
    ask = partial(_once_each, client)
    for name, addresses in (("any filter, any page", listings), ("any word", searches)):
        _forget("pages", "words", "cards")
        write(name=f"sample: {name}, once each", **about, **ask(addresses))
        _forget("pages")
        write(name=f"sample: {name}, again without kept pages", **about, **ask(addresses))
    _forget("pages", "words", "cards")
    seconds = milliseconds(frequent_words.look_up_frequent_words) / 1000
    write(name="frequent words looked up ahead", **about, unit="s", value=round(seconds, 1))
    write(name="sample: any word, once each, frequent ones looked up", **about, **ask(searches))


def _once_each(client, addresses: list[str]) -> dict:
    return summary(
        [
            milliseconds(lambda address=address: _get(client.get, address))
            for address in dict.fromkeys(addresses)
        ]
    )


def measure_desk(about: dict) -> None:
    """The editors' list, search and form, and what is checked before an edition is published."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from articles.editing import checks, workflow
    from articles.models import Article

    client, editor = Client(), _editors()[0]
    client.force_login(editor)
    live = Article.objects.filter(state="published", public_until=None).order_by("position")[500]
    draft = workflow.open_new_edition(live, by=editor)
    pages = {
        "desk: list of releases": "/admin/articles/article/",
        "desk: search": f"/admin/articles/article/?q={sample_words()['middle']}",
        "desk: edit form": f"/admin/articles/article/{draft.pk}/change/",
    }
    for name, address in pages.items():
        write(name=name, **about, **_page(client.get, address, ()))

    def check():
        # As a page does it: nothing of an earlier check is remembered.
        return checks.findings(Article.objects.get(pk=draft.pk), timezone.now())

    with CaptureQueriesContext(connection) as asked:
        check()
    queries = len(asked)
    write(name="desk: checks before publication", **about, **timed(check), queries=queries)
    draft.delete()


def measure_publication(about: dict) -> None:
    """An edition saved and published, until a reader's next request shows it."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from articles.editing import workflow
    from articles.models import Article

    writer, publisher = _editors()
    client, publishing, showing, queries = Client(), [], [], 0
    for number in range(REPEATS // 2):
        live = Article.objects.filter(state="published", public_until=None).order_by("-position")[number * 3]
        draft = workflow.open_new_edition(live, by=writer)
        draft.title = f"Corrected {time.time_ns()} {live.title}"[:200]
        draft.change_note = "The title."
        with CaptureQueriesContext(connection) as asked:
            saving = milliseconds(lambda draft=draft: workflow.save_draft(draft, by=writer))
        queries = len(asked)
        workflow.submit(draft, by=writer)
        workflow.approve(draft, by=publisher)
        with CaptureQueriesContext(connection) as asked:
            publishing.append(
                saving + milliseconds(lambda draft=draft: workflow.publish(draft, by=publisher))
            )
        queries += len(asked)
        address = f"/news/{draft.release}/"
        showing.append(milliseconds(lambda address=address: client.get(address)))
        page = client.get(address, follow=True).content.decode()
        assert draft.title in page
    write(name="save and publish an edited release", **about, **summary(publishing), queries=queries)
    write(name="first request after a publication", **about, **summary(showing))


def _editors() -> list:
    """Two people who may do everything: one who writes, one who approves and publishes."""
    from django.contrib.auth import get_user_model

    users = get_user_model().objects
    names = ("bench-writer", "bench-publisher")
    return [
        users.filter(username=name).first() or users.create_superuser(username=name, password=None)
        for name in names
    ]


def sample_words() -> dict[str, str]:
    """The words that searches are measured with, by how often they occur."""
    from benchmarks.generate import vocabulary_of_words

    vocabulary = vocabulary_of_words()
    return {name: vocabulary[place] for name, place in WORDS.items()}


def _page(get: Callable, address: str, forget: tuple[str, ...]) -> dict:
    """One page as a whole request, with what it would be spared by `forget` forgotten before each."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for _ in range(2):
        _forget(*forget)
        _get(get, address)
    _forget(*forget)
    with CaptureQueriesContext(connection) as asked:
        _get(get, address)
    queries = len(asked)  # now: the next request makes Django forget them
    times = []
    while len(times) < REPEATS and (len(times) < FEWEST_REPEATS or sum(times) < ENOUGH):
        _forget(*forget)
        times.append(milliseconds(lambda: get(address)))
    return {"queries": queries, **summary(times)}


def _get(get: Callable, address: str):
    response = get(address)
    assert response.status_code == 200, (address, response.status_code)
    return response


def _forget(*names: str) -> None:
    from articles.index.request_snapshot import RequestSnapshot
    from articles.site.caching import page_cache

    index = RequestSnapshot.take().catalogue
    stores: dict[str, Callable[[], None]] = {
        "pages": page_cache.clear, "words": index.words.clear, "cards": index.rendered.clear
    }  # fmt: skip
    for name in names:
        stores[name]()


def megabytes(field: str) -> float:
    with open("/proc/self/status", encoding="ascii") as file:
        return round(next(int(line.split()[1]) for line in file if line.startswith(field)) / 1024, 1)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    start() if sys.argv[1] == "--start" else measure(int(sys.argv[1]))
