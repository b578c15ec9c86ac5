"""The page of other forms: every output of the registry, with the query of the list."""

import re
from html import unescape

import pytest

from articles.site.outputs.registry import OUTPUTS
from tests.factories import make_article

pytestmark = pytest.mark.usefixtures("terms")
LABELLED = [output for output in OUTPUTS if output.label]


def test_it_links_every_output_with_the_query_and_a_sentence(client):
    make_article(structures=["secretariat"])
    make_article()

    page = client.get("/news/forms/?structure=secretariat").content.decode()

    assert ">1 release</a>" in page
    for output in LABELLED:
        prefer = "" if output.usual else "&amp;prefer=en"
        assert f'href="/{output.address}?structure=secretariat{prefer}"' in page
        assert output.description.endswith(".")
        assert output.description in page
    assert 'href="/news/export.csv?structure=secretariat&amp;prefer=en&amp;bom=1"' in page


def test_its_links_lead_to_the_same_releases(client):
    wanted = make_article(structures=["secretariat"])
    make_article()
    page = client.get("/news/forms/?structure=secretariat").content.decode()

    links = [unescape(link) for link in re.findall(r'<dt><a href="([^"]+)"', page)]

    assert len(links) == len(LABELLED)
    for link in links:
        response = client.get(link)
        assert response.status_code == 200, link
        assert set(re.findall(r"/news/(\d+)/", response.getvalue().decode())) == {str(wanted.release)}, link


def test_the_listing_leads_to_it(client):
    make_article(structures=["secretariat"])

    page = client.get("/news/?structure=secretariat&rows=50").content.decode()

    assert 'href="/news/forms/?structure=secretariat"' in page
    assert "This release as a table" in page


@pytest.mark.parametrize(
    "address",
    [
        "https://elsewhere.example/news/?page=2&type=news",
        "/news/?type=news",
        "  http://testserver/news?type=news#main",
        *(f"http://testserver/{output.address}?type=news" for output in LABELLED),
    ],
)
def test_a_pasted_address_leads_to_its_forms(client, address):
    make_article()

    response = client.get("/news/forms/", {"address": address}, follow=True)

    assert response.redirect_chain[-1][0] == "/news/forms/?type=news"


@pytest.mark.parametrize(
    "address", ["news", "http://[", "https://elsewhere.example/news/12/", "x" * 3000, "\0"]
)
def test_an_address_without_a_list_is_said_to_have_none(client, address):
    response = client.get("/news/forms/", {"address": address})

    assert response.status_code == 200
    assert "There is no list of releases at" in response.content.decode()


def test_what_is_not_understood_has_no_forms(client):
    response = client.get("/news/forms/", {"address": "/news/?type=gossip"}, follow=True)

    assert "Part of the question was not understood" in response.content.decode()
    assert "export.csv" not in response.content.decode()


def test_its_address_is_canonical(client):
    response = client.get("/news/forms/?page=2&rows=50&type=news&sort=oldest")

    assert (response.status_code, response.headers["Location"]) == (301, "/news/forms/?type=news")
