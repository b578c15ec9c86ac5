"""`make bench`: measures the newsroom at a size and writes benchmarks/results.jsonl, a line a measurement.

Sizes come from SIZES (100000 when not set); the databases are a SQLite file under var/ and, when
BENCH_DATABASE_URL names one (with {size} in its name where there are several sizes), a PostgreSQL. Requests go through the whole of Django in this process, with
no cache in front, three ways: see WAYS. Figures of one run compare with each other, not with those of another day.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results.jsonl"
REPEATS = 60
EMPTY = {"database": None, "size": None, "median_ms": None, "p95_ms": None, "queries": None, "peer": None,
         "ratio": None, "unit": None, "value": None}  # fmt: skip
PAGES = {
    "home": "/",
    "listing": "/news/",
    "listing, one facet": "/news/?type=news",
    "listing, small filter": "/news/?structure=permanent-council&field=elections",
    "listing, parent term": "/news/?field=environmental-activities&country=albania",
    "listing, deep page": "/news/?type=news&page={deep}",
    "listing, 50 rows": "/news/?rows=50",
    "term": "/structures/secretariat/",
    "terms": "/structures/",
    "archive month": "/archive/2010/5/",
    "Atom feed": "/news/feed.atom?type=news",
    "search, frequent word": "/news/?q={frequent}",
    "search, frequent word, by date": "/news/?q={frequent}&sort=newest",
    "search, middle word": "/news/?q={middle}",
    "search, rare word": "/news/?q={rare}",
    "search, two words and a facet": "/news/?q={frequent}+{middle}&type=news",
}
# What a request finds ready: nothing but the index; the cards of its releases; the whole page.
WAYS = {
    "from nothing": ("pages", "words", "cards"),
    "cards rendered": ("pages", "words"),
    "page kept": (),
}
# Places in the list of made-up words, by how often they occur.
WORDS = {"frequent": 30, "middle": 1_000, "rare": 15_000}


def main() -> None:
    urls = [f"sqlite:///{ROOT / 'var' / 'bench-{size}.sqlite3'}"]
    if os.environ.get("BENCH_DATABASE_URL"):
        urls.append(os.environ["BENCH_DATABASE_URL"])
    RESULTS.unlink(missing_ok=True)
    for size in os.environ.get("SIZES", "100000").split(","):
        for url in urls:
            # Settings are read once a process, so each database has a process of its own.
            environment = {**os.environ, "DEBUG": "0", "HTTPS": "0", "SECRET_KEY": "bench", "ALLOWED_HOSTS": "*",
                           "DATABASE_URL": url.format(size=size), "DJANGO_SETTINGS_MODULE": "newsroom.settings",
                           "PYTHONPATH": str(ROOT)}  # fmt: skip
            subprocess.run([sys.executable, __file__, size], env=environment, cwd=ROOT, check=True)
    print(RESULTS.read_text())


def measure(size: int) -> None:
    """Every measurement on the database of DATABASE_URL, made ready first."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    call_command("migrate", verbosity=0)
    call_command("load_vocabularies")
    from articles.moment import Moment
    from articles.query import ReleaseQuery
    from benchmarks.generate import generate, vocabulary_of_words

    generate(size)
    about = {"database": connection.vendor, "size": size}

    measure_catalogue(about)
    from django.test import Client

    client = Client()
    known = vocabulary_of_words()
    words = {name: known[place] for name, place in WORDS.items()}
    deep = min(200, Moment.take().find(ReleaseQuery(type=("news",))).pages)
    for name, address in {**PAGES, "release": a_release()}.items():
        for way, forget in WAYS.items():
            write(name=f"{name}, {way}", **about, **page(client, address.format(**words, deep=deep), forget))


def measure_catalogue(about: dict) -> None:
    """Building the catalogue, asking it, and following one change."""
    from django.db import transaction

    from articles import catalogue, ledger
    from articles.models import Article
    from articles.query import ReleaseQuery
    from taxonomy import vocabulary

    terms = vocabulary.current()

    def build():
        catalogue.forget()
        return catalogue.current(terms)

    write(name="catalogue: build", **about, **timed(build, repeats=5))
    index = build()
    queries = {
        "catalogue: everything": ReleaseQuery(),
        "catalogue: large filter": ReleaseQuery(type=("news",)),
        "catalogue: small filter": ReleaseQuery(
            structure=("permanent-council",), field=("elections",), year=(2010,)
        ),
        "catalogue: deep page": ReleaseQuery(type=("news",), page=200),
    }
    for name, query in queries.items():
        write(name=name, **about, **timed(lambda query=query: index.find(query)))

    newest = Article.objects.order_by("-position").first()

    def follow():
        with transaction.atomic():
            ledger.record_changes([newest])
        return catalogue.current(terms)

    write(name="catalogue: record and follow one change", **about, **timed(follow))


def page(client, address: str, forget: tuple[str, ...]) -> dict:
    """One page as a whole request, with what it would be spared by `forget` forgotten before each."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from articles.moment import Moment

    index = Moment.take().catalogue

    def get():
        for kept in forget:
            getattr(index, kept).clear()
        return client.get(address)

    response = get()
    assert response.status_code == 200, (address, response.status_code)
    assert b"Nothing was issued" not in response.content, address
    with CaptureQueriesContext(connection) as queries:
        get()
    return {"queries": len(queries), **timed(get)}


def a_release() -> str:
    from articles.models import Article

    return Article.objects.filter(state="published").order_by("position")[1000].get_absolute_url()


def timed(work: Callable[[], object], repeats: int = REPEATS) -> dict[str, float]:
    """Median and 95th percentile of `repeats` runs, in milliseconds, after one that warms up."""
    work()
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1000)
    return {"median_ms": round(statistics.median(times), 3),
            "p95_ms": round(sorted(times)[int(len(times) * 0.95) - 1], 3)}  # fmt: skip


def write(**measurement) -> None:
    with RESULTS.open("a", encoding="utf-8") as file:
        file.write(json.dumps({"name": None, **EMPTY, **measurement}, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    measure(int(sys.argv[1])) if len(sys.argv) > 1 else main()
