"""Every output of a query: at its address, of its media type, linked from pages, with the same releases."""

import re
from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from random import Random

import pytest
from django.urls import reverse

from articles import redirects
from articles.index.query import ReleaseQuery
from articles.index.request_snapshot import RequestSnapshot
from articles.models import Article
from articles.models.facets import FACETS, OF_MANY_TERMS
from articles.site.outputs.output_view import all_of
from articles.site.outputs.registry import OUTPUTS
from tests.factories import make_article

pytestmark = pytest.mark.usefixtures("terms")
WORDS = ("observers", "elections", "water", "security", "dialogue", "mission")
of_each_output = pytest.mark.parametrize("output", OUTPUTS, ids=lambda output: output.name)


@of_each_output
def test_an_output_has_its_address_and_its_media_type(client, output):
    response = client.get(f"/{output.address}")

    assert reverse(output.name) == f"/{output.address}"
    assert response.headers["Content-Type"].partition(";")[0] == output.media_type


@of_each_output
def test_an_output_has_the_releases_of_the_query_in_its_order(client, output):
    found = [make_article(structures=["secretariat"]) for _ in range(3)]
    make_article()

    releases = releases_of(client.get(f"/{output.address}?structure=secretariat"))

    assert releases == [article.release for article in reversed(found)]


def test_the_listing_links_every_other_output_with_its_query(client):
    make_article(structures=["secretariat"])

    page = client.get("/news/?structure=secretariat").content.decode()

    for output in OUTPUTS:
        prefer = "" if output.usual else "&amp;prefer=en"
        address = f"/{output.address}?structure=secretariat{prefer}"
        assert not output.label or page.count(f'href="{address}"') == 1 + output.is_feed + (
            output.name == "export-csv"
        )


@pytest.fixture
def archive(terms) -> None:
    """Releases of many days, filed at random under anything that there is."""
    random = Random(11)
    slugs = {facet.name: [entry.slug for entry in terms[name]][:12] for name, facet in OF_MANY_TERMS.items()}
    originals = []
    for place in range(70):
        originals += [
            make_article(
                type=random.choice([entry.slug for entry in terms.type][:4]),
                title=" ".join(random.choices(WORDS, k=3)),
                publishing_date=date(2023, 1, 1) + timedelta(days=random.randrange(900)),
                tags=random.sample(["Gas", "Water"], random.randrange(3)),
                **{name: random.sample(some, random.randrange(3)) for name, some in slugs.items()},
                **{"language": random.choice(["en", "en", "ru"])} | of_set(place, originals),
            )
        ]


def of_set(place: int, originals: list[Article]) -> dict:
    """Facts of a translation, which each seventh release is: into French or German, of one before it."""
    if place % 7 or not originals:
        return {}
    original = originals[place // 2]
    language = "fr" if place % 2 else "de"
    return {"language": language, "translates": original.translates or original.release}


def random_queries(catalogue, how_many: int) -> list[ReleaseQuery]:
    """Questions of every kind, with the same for each run: words, facets, days, all of them or none."""
    random = Random(5)
    values = {**catalogue.bitmaps, "year": catalogue.years}
    queries = []
    for _ in range(how_many):
        facets = random.sample(sorted(FACETS), random.choice([0, 1, 1, 2]))
        filters = {
            facet: tuple(random.sample(some, min(len(some), random.choice([1, 1, 2]))))
            for facet in facets
            if (some := sorted(values.get(facet, ())))
        }
        first = date(2023, 1, 1) + timedelta(days=random.randrange(600))
        queries.append(
            ReleaseQuery(
                words=random.choice(["", "", *WORDS]),
                filters=filters,
                issued_from=random.choice([None, None, first]),
                issued_to=random.choice([None, None, first + timedelta(days=random.randrange(300))]),
                prefer=random.choice(["", "en", "fr", "ru"]),
            )
        )
    return queries


def test_every_output_has_the_same_releases_in_the_same_order_for_200_questions(client, archive):
    snapshot = RequestSnapshot.take()
    sizes = set()

    for query in random_queries(snapshot.catalogue, 200):
        for output in OUTPUTS:
            expected = expected_of(query, output.usual, snapshot)
            newest_first = replace(query, sort="newest" if query.words else "", usual=output.usual)
            response = client.get(f"/{output.address}{newest_first.querystring()}", follow=True)
            releases = releases_of(response)
            assert response.status_code == 200, (output.name, query)
            # Pages and feeds have the newest; what is streamed has all.
            reach = len(expected) if response.streaming else max(len(releases), min(len(expected), 20))
            assert releases == expected[:reach], (output.name, query)
        of_page = replace(all_of(query), prefer=query.prefer or "en", usual="en")
        items = expected_of(of_page, "en", snapshot)
        sizes.add(len(items))
        page = client.get(f"/news/forms/{of_page.querystring()}").content.decode()
        links = re.findall(r'<dt><a href="([^"]+)"', page)
        assert f">{len(items)} release" in page, query
        # Those that list each release by itself are asked for the items of the page.
        assert [unescape(link) for link in links] == [
            f"/{output.address}{of_page.at(output.usual).querystring()}" for output in OUTPUTS if output.label
        ]

    assert min(sizes) == 0
    assert max(sizes) == 70 - 9, "nine are translations of others"


def expected_of(query: ReleaseQuery, usual: str, snapshot: RequestSnapshot) -> list[int]:
    """The releases that an output which prefers `usual` has of a query, the newest first."""
    asked = replace(query, prefer=query.prefer or usual)
    ids = snapshot.index(asked).ids_of(snapshot.hits(asked)).tolist()
    releases = dict(Article.objects.filter(pk__in=ids).values_list("pk", "release"))
    return [releases[pk] for pk in ids]


def releases_of(response) -> list[int]:
    """The numbers of the releases that an answer lists, in its order; not of their translations."""
    listed = re.sub(r'<p class="languages">.*?</p>', "", response.getvalue().decode())
    return list(dict.fromkeys(map(int, re.findall(r"/news/(\d+)/", listed))))


@of_each_output
def test_an_old_address_may_lead_to_an_output(output):
    [planned] = redirects.plan([("/home/1", f"/{output.address}?structure=secretariat")])

    assert not planned.problems
