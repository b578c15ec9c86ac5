"""The API beside django-ninja, in this process: `python -m benchmarks.api SIZE`, on the database of DATABASE_URL.

The peer is in the virtual environment .venv-ninja, which `make bench` makes; without it the API is measured alone. Nothing
is in the cache of pages: each answer is made anew.
"""

import sys
from importlib.metadata import PackageNotFoundError, version

from benchmarks.results import timed, write

PAGES = {
    "API, 50 releases": ("/api/v1/releases?rows=50", "/ninja/releases"),
    "API, 50 releases, one facet": ("/api/v1/releases?rows=50&type=news", "/ninja/releases?type=news"),
    "API, 50 releases, page 20": ("/api/v1/releases?rows=50&page=20", "/ninja/releases?page=20"),
}


def measure(size: int) -> None:
    """A page of 50 by both, and a page of changes from the beginning, the middle and the end."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test import override_settings

    call_command("migrate", verbosity=0)
    call_command("load_vocabularies", verbosity=0)
    from benchmarks.generate import generate

    generate(size)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # what autovacuum does by itself a minute after an archive was filled
    peer_name = _peer()
    about = {"database": connection.vendor, "size": size}
    for name, (ours, theirs) in PAGES.items():
        own = _measured(ours)
        write(name=name, **about, **own)
        if not peer_name:
            continue
        with override_settings(ROOT_URLCONF="benchmarks.ninja_peer"):
            peer = _measured(theirs)
        ratio = round(own["median_ms"] / peer["median_ms"], 3)
        write(name=name, **about, **peer, peer=peer_name, ratio=ratio)
        print(f"{name}: {own['median_ms']} ms, {peer_name} {peer['median_ms']} ms, ratio {ratio}")
    for place, cursor in _cursors().items():
        result = _measured(f"/api/v1/changes?since={cursor}")
        write(name=f"API, changes, {place}", **about, **result)
        print(f"50 changes {place}: {result['median_ms']} ms, p95 {result['p95_ms']} ms")


def _peer() -> str:
    """The name and the version of the peer; empty where it is not installed."""
    try:
        return f"django-ninja {version('django-ninja')}"
    except PackageNotFoundError:
        print("django-ninja is not installed: measured without it.", file=sys.stderr)
        return ""


def _measured(address: str) -> dict[str, float]:
    """The times of an address, and its number of queries once it was asked before."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client()
    assert client.get(address).status_code == 200, address
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return {**timed(lambda: client.get(address)), "queries": len(queries)}


def _cursors() -> dict[str, str]:
    """Cursors of places in the feed of changes."""
    from django.utils import timezone

    from articles.index.change_feed import FeedPosition
    from articles.models import Ledger, PublicChange
    from articles.site.outputs.api.cursors import ChangesCursor
    from taxonomy.models import TermChange

    epoch = Ledger.objects.mark().epoch
    keys = list(PublicChange.objects.order_by("pk").values_list("key", flat=True))
    terms = TermChange.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    places = {"after the beginning": keys[0], "from the middle": keys[len(keys) // 2], "at the end": keys[-1]}
    return {
        place: str(ChangesCursor(epoch, FeedPosition(key, timezone.now()), terms))
        for place, key in places.items()
    }


if __name__ == "__main__":
    measure(int(sys.argv[1]))
