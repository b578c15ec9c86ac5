"""The peer of the benchmarks stays apart, and holds what the newsroom holds."""

import json
import os
import subprocess
from datetime import date

import pytest
from django.db import connection

from articles.models import Article
from tests.factories import make_article
from tests.places import ROOT

PYTHON = ROOT / ".venv-wagtail" / "bin" / "python"
LISTINGS = ("/news/?", "/news/?type=news", "/news/?structure=secretariat&country=albania")
# Run twice, it loads nothing the second time; then it prints what its listing shows.
PROGRAM = """
import json, sys
from benchmarks.wagtail_peer import database
database.start(4)
from benchmarks.wagtail_peer.load import load
load(4)
load(4)
from django.test import Client
pages = [Client().get(address + "&facets=yes").context_data for address in sys.argv[1:]]
print(json.dumps([
    {
        "titles": [release.title for release in page["releases"]],
        "counts": {name: {term.slug: count for term, count in terms if count} for name, terms in page["facets"]},
    }
    for page in pages
]))
"""


def drop_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP DATABASE IF EXISTS wagtail_4")


def address_of_this_database() -> str:
    facts = connection.settings_dict
    host = facts["HOST"] or facts["OPTIONS"].get("host", "")
    return f"postgres://{facts['USER']}:{facts['PASSWORD']}@/{facts['NAME']}?host={host}&port={facts['PORT'] or 5432}"


def test_wagtail_is_nowhere_among_what_the_newsroom_runs_or_is_tested_on():
    locks = [ROOT / "requirements.txt", ROOT / "requirements-dev.txt"]

    assert not [lock.name for lock in locks if "\nwagtail==" in lock.read_text(encoding="utf-8")]


@pytest.mark.skipif(not PYTHON.exists(), reason="`make bench` has not installed Wagtail")
@pytest.mark.skipif(connection.vendor != "postgresql", reason="the peer runs on PostgreSQL")
@pytest.mark.django_db(transaction=True)
def test_the_peer_lists_and_counts_as_the_newsroom_does(terms, client):
    make_article(title="Oldest", publishing_date=date(2001, 1, 1), structures=["secretariat"])
    make_article(title="First of the day", publishing_date=date(2020, 5, 5), fields_of_work=["elections"])
    make_article(
        title="Second of the day",
        publishing_date=date(2020, 5, 5),
        type="press-release",
        structures=["secretariat"],
        countries=["albania"],
    )
    make_article(
        title="Newest", publishing_date=date(2024, 2, 29), structures=["secretariat"], countries=["albania"]
    )
    drop_database()

    try:
        printed = subprocess.run(
            [PYTHON, "-c", PROGRAM, *LISTINGS],
            cwd=ROOT,
            env={**os.environ, "DATABASE_URL": address_of_this_database()},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
    finally:
        drop_database()

    for address, theirs in zip(LISTINGS, json.loads(printed), strict=True):
        found = client.get(address).context["result"]
        titles = Article.objects.in_bulk(found.ids)
        assert theirs["titles"] == [titles[pk].title for pk in found.ids], address
        for facet, counts in theirs["counts"].items():
            assert counts == {slug: found.counts[facet].get(slug) for slug in counts}, (address, facet)
