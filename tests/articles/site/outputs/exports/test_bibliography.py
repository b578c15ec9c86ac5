"""Bibliographies: what other people's parsers read is what the release is, of one and of a list."""

import json
from datetime import date

import bibtexparser
import pytest
import rispy

from articles.editing import workflow
from articles.site.outputs.exports import stream
from articles.site.outputs.exports.bibliography import FORMATS
from tests.factories import make_article, make_editor

pytestmark = pytest.mark.usefixtures("terms")
ORGANISATION = "Organization for Security and Co-operation in Europe"
NASTY = r"50 % of {all} A&B_C #1 costs $5 ~ ^ \end{document} “ – Österreich, Кишинёв"


def bibtex(text: str) -> list[dict]:
    library = bibtexparser.parse_string(text)
    assert not library.failed_blocks
    return [
        {"ID": entry.key, **{name: field.value for name, field in entry.fields_dict.items()}}
        for entry in library.entries
    ]


def ris(text: str) -> list[dict]:
    return rispy.loads(text)


READERS = {"bibtex": bibtex, "ris": ris, "csl": json.loads}
of_each_format = pytest.mark.parametrize("name", FORMATS)


def read(client, name: str, address: str) -> list[dict]:
    response = client.get(address.format(ending=FORMATS[name].ending))
    assert response.status_code == 200
    assert response.headers["Content-Type"] == f"{FORMATS[name].media_type}; charset=utf-8"
    return READERS[name](response.getvalue().decode())


def test_every_format_has_a_reader_here():
    assert {*READERS} == {*FORMATS}


@of_each_format
@pytest.mark.parametrize("address", ["/news/references.{ending}", "/news/%s/reference.{ending}"])
def test_an_entry_says_what_the_release_is(client, name, address):
    article = make_article(
        title="A title", publishing_date=date(2025, 5, 4), tags=("Gas",), fields_of_work=["elections"]
    )

    [entry] = read(client, name, address.replace("%s", str(article.release)))

    url = f"http://testserver{article.get_absolute_url()}"
    reference = f"OSCE/2025/{article.release}, edition 1"
    match name:
        case "bibtex":
            assert (entry["ID"], entry["title"]) == (f"release-{article.release}", "{A title}")
            assert (entry["author"], entry["howpublished"]) == (f"{{{ORGANISATION}}}", "News")
            assert (entry["year"], entry["month"], entry["day"]) == ("2025", "may", "4")
            assert (entry["keywords"], entry["url"], entry["number"]) == ("Elections, Gas", url, reference)
        case "ris":
            assert (entry["type_of_reference"], entry["title"]) == ("ELEC", "A title")
            assert (entry["authors"], entry["date"]) == ([ORGANISATION], "2025/05/04")
            assert (entry["keywords"], entry["urls"]) == (["Elections", "Gas"], [url])
        case "csl":
            assert (entry["type"], entry["title"], entry["genre"]) == ("webpage", "A title", "News")
            assert entry["author"] == [{"literal": ORGANISATION}]
            assert entry["issued"] == {"date-parts": [[2025, 5, 4]]}
            assert (entry["keyword"], entry["URL"], entry["number"]) == ("Elections, Gas", url, reference)


@of_each_format
def test_no_text_breaks_an_entry(client, name):
    make_article(title=NASTY, summary=f"Line\nTY  - {NASTY}\r\nER  - .", structures=["secretariat"])
    make_article(title="Another")

    entries = read(client, name, "/news/references.{ending}")

    assert len(entries) == 2
    title = entries[1]["title"]
    if name == "bibtex":
        assert title.startswith(r"{50 \% of \textbraceleft{}all\textbraceright{} A\&B\_C \#1 costs \$5")
        assert title.endswith("Österreich, Кишинёв}")
        assert title.count("{") == title.count("}")
    else:
        assert title == NASTY


@of_each_format
def test_a_body_has_the_name_that_its_page_gives_it(client, name):
    article = make_article(structures=["secretariat"])

    [entry] = read(client, name, "/news/references.{ending}")

    page = client.get(article.get_absolute_url()).content.decode()
    assert '<meta name="citation_author" content="OSCE Secretariat">' in page
    author = entry.get("author") or entry.get("authors")
    assert author in ("{OSCE Secretariat}", ["OSCE Secretariat"], [{"literal": "OSCE Secretariat"}])
    ninjs = client.get(f"/api/v1/releases/{article.release}/ninjs").json()
    assert [body["name"] for body in ninjs["organisations"]] == ["OSCE Secretariat"]


@of_each_format
def test_a_list_of_many_chunks_is_whole(client, name, monkeypatch):
    monkeypatch.setattr(stream, "FIRST_CHUNK", 1)
    monkeypatch.setattr(stream, "CHUNK", 2)
    for _ in range(6):
        make_article()

    assert len(read(client, name, "/news/references.{ending}")) == 6


@of_each_format
def test_a_list_without_releases_is_an_empty_bibliography(client, name):
    assert read(client, name, "/news/references.{ending}") == []


@of_each_format
def test_a_withdrawn_release_says_so_and_nothing_of_its_text(client, name):
    article = make_article(summary="Canary.")
    workflow.withdraw(article, by=make_editor(), reason="The figures were wrong.")

    text = client.get(f"/news/{article.release}/reference.{FORMATS[name].ending}").content.decode()

    assert "Withdrawn: The figures were wrong." in text
    assert "Canary" not in text


@of_each_format
def test_what_is_not_public_has_no_entry(client, name):
    ending = FORMATS[name].ending
    draft = make_article(state="draft")
    gone = make_article(state="unpublished")

    assert client.get(f"/news/{draft.release}/reference.{ending}").status_code == 404
    assert client.get(f"/news/{gone.release}/reference.{ending}").status_code == 410
    assert client.get(f"/news/{2**70}/reference.{ending}").status_code == 404


def test_an_unknown_format_is_not_there(client):
    assert client.get(f"/news/{make_article().release}/reference.doc").status_code == 404


def test_the_page_of_a_release_leads_to_its_entries(client):
    article = make_article()

    page = client.get(article.get_absolute_url()).content.decode()

    for format in FORMATS.values():
        assert f'<a href="/news/{article.release}/reference.{format.ending}"' in page
