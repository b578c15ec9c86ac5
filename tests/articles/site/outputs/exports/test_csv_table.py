"""The table of releases: a line each, columns from the registry, and no formula in any cell."""

import csv
import io
import json
from datetime import UTC, date, datetime

import pytest

from articles.models.facets import OF_TERMS
from articles.site.outputs.exports.columns import COLUMNS, text_cell
from tests.factories import make_article

pytestmark = pytest.mark.usefixtures("terms")


def table(client, address: str = "/news/export.csv") -> list[dict[str, str]]:
    text = client.get(address).getvalue().decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_a_line_has_the_facts_of_a_release(client):
    article = make_article(
        title="Permanent Council, in “plenary”",
        structures=["permanent-council", "secretariat"],
        tags=("Gas", "Ärger"),
        place="VIENNA",
    )

    [line] = table(client)

    assert line["release"] == str(article.release)
    assert line["url"].endswith(article.get_absolute_url())
    assert line["title"] == "Permanent Council, in “plenary”"
    assert (line["type"], line["type_name"]) == ("news", "News")
    assert set(line["structure"].split("; ")) == {"permanent-council", "secretariat"}
    assert len(line["structure_name"].split("; ")) == 2
    assert line["tag_name"] == "Gas; Ärger"
    assert (line["publishing_date"], line["first_public_at"]) == ("2025-01-01", "2024-12-31T23:00:00Z")
    assert (line["place"], line["translates"]) == ("VIENNA", "")


def test_the_columns_are_those_of_the_registry(client):
    make_article()

    header = client.get("/news/export.csv").getvalue().decode().splitlines()[0]

    assert header.split(",") == [column.name for column in COLUMNS]
    assert {*OF_TERMS, "tag", "title", "summary", "contact", "change_note"} <= {*header.split(",")}
    assert not {"body", "editor_note", "minor_reason", "embargo_until"} & {*header.split(",")}


def test_each_line_is_a_release_whatever_is_in_its_texts(client):
    for summary in ('Two\nlines, "quoted"', "A\r\nreturn", "A tab\there", "Line\u2028separator; semicolon"):
        make_article(summary=summary + ".")

    text = client.get("/news/export.csv").getvalue().decode()

    assert text.count("\r\n") == text.count("\n") == len(text.splitlines()) == 5
    assert [line["summary"] for line in table(client)][-1] == 'Two lines, "quoted".'


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t=", "\r=", "\n@", " =", "＝"])
def test_no_cell_is_a_formula(client, begin):
    evil = f"{begin}HYPERLINK(1)"
    make_article(title=evil, summary=evil + ".", place=evil, contact=evil, tags=(evil,))

    for cell in table(client)[0].values():
        assert cell[:1] not in {*"=+-@\t\r＝"}, cell


def test_a_text_with_a_sign_further_on_stays_as_it_is():
    assert text_cell("1+1=2 - or @home") == "1+1=2 - or @home"
    assert text_cell("") == ""


def test_lines_are_those_of_the_csv_module(client):
    make_article(title='A, "b" and ""', summary="One; two.", tags=("x,y", 'q"'))

    text = client.get("/news/export.csv").getvalue().decode()

    written = io.StringIO()
    csv.writer(written).writerows(csv.reader(io.StringIO(text, newline="")))
    assert text == written.getvalue()


def test_excel_gets_its_mark_on_request(client):
    make_article()

    marked, plain = client.get("/news/export.csv?bom=1"), client.get("/news/export.csv")

    assert marked.getvalue() == b"\xef\xbb\xbf" + plain.getvalue()


@pytest.mark.parametrize(
    ("asked", "canonical"),
    [
        ("bom=1&type=news", "?type=news&bom=1"),
        ("bom=0&type=news", "?type=news"),
        ("page=3&rows=50&sort=oldest", ""),
        ("utm_source=letter&bom=1", "?bom=1"),
    ],
)
def test_a_table_has_one_address(client, asked, canonical):
    response = client.get(f"/news/export.csv?{asked}")

    assert (response.status_code, response.headers["Location"]) == (301, f"/news/export.csv{canonical}")


def test_a_switch_that_is_not_understood_is_refused(client):
    response = client.get("/news/export.csv?bom=yes&type=gossip")

    assert response.status_code == 400
    assert [error["parameter"] for error in response.json()["errors"]] == ["type", "bom"]


def test_a_table_says_what_the_releases_in_full_say(client):
    make_article(summary="Cut off", structures=["secretariat"], tags=("gas", "Air", "Ёлка"))
    make_article(title="Без перевода", language="ru", fields_of_work=["elections"], slug="", type="")
    later = datetime(2025, 2, 1, 9, 30, 59, 999_999, tzinfo=UTC)
    first = make_article(
        public_until=later,
        publishing_date=date(2024, 12, 31),
        structures=["permanent-council", "secretariat"],
    )
    make_article(release=first.release, edition=2, public_at=later, change_note="A name,\ncorrected.")
    make_article(translates=first.release, language="ru", last_major_at=later)
    make_article(translates=10_000, language="ru", countries=["ukraine", "albania"], contact='The "press"')
    make_article(event_start=later, event_end=later, event_place="Hofburg,\nVienna")

    lines = [json.loads(line) for line in client.get("/news/export.jsonl").getvalue().splitlines()]

    assert table(client) == [
        {column.name: cell_of(line, column.name) for column in COLUMNS} for line in lines
    ]
    assert [line["edition"] for line in lines].count(2) == 1
    assert [bool(line["translates"]) for line in lines].count(True) == 1


def cell_of(line: dict, name: str) -> str:
    """The cell of a column as it follows from a line of the releases in full."""
    value = line[name.removesuffix("_name")]
    if isinstance(value, dict | list):
        filed = value if isinstance(value, list) else [value]
        return "; ".join(one["name" if name.endswith("_name") else "slug"] for one in filed)
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else " ".join(str(value).split())
