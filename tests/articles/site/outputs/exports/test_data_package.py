"""The data package: valid by the program of those who made the format, and true of the table."""

import frictionless
import pytest

from articles.site.outputs.exports.columns import COLUMNS
from tests.factories import make_article

pytestmark = pytest.mark.usefixtures("terms")


@pytest.fixture
def package(client) -> dict:
    """The data package of a query."""
    make_article(
        title="=1+1", structures=["secretariat", "permanent-council"], tags=("Gas", "Oil"), translates=7
    )
    make_article(title="Без перевода, “x”\n", language="ru", structures=["secretariat"], type="")
    make_article(release=7)
    return client.get("/news/datapackage.json?structure=secretariat").json()


def test_it_is_valid(package):
    assert frictionless.Package.from_descriptor(package).to_descriptor()["name"] == "releases"


def test_the_table_is_as_it_says(package, client, tmp_path):
    table = package["resources"][0]
    content = client.get(table["path"]).getvalue()
    (tmp_path / "releases.csv").write_bytes(content)

    resource = frictionless.Resource.from_descriptor(table | {"path": "releases.csv"}, basepath=str(tmp_path))
    report = resource.validate()

    assert report.valid, report.flatten(["rowNumber", "fieldName", "message"])
    rows = resource.read_rows()
    assert [row["language"] for row in rows] == ["ru", "en"]
    assert rows[1]["title"] == "'=1+1"
    assert rows[1]["translates"] == 7
    assert rows[1]["publishing_date"].year == 2025
    assert rows[1]["public_at"].utcoffset().total_seconds() == 0


def test_a_wrong_table_is_found(package, client, tmp_path):
    table = package["resources"][0]
    content = client.get(table["path"]).getvalue().replace(b"2025-01-01", b"1 January 2025")
    (tmp_path / "releases.csv").write_bytes(content)

    resource = frictionless.Resource.from_descriptor(table | {"path": "releases.csv"}, basepath=str(tmp_path))

    assert not resource.validate().valid


def test_each_column_has_a_title_and_a_meaning(package):
    fields = package["resources"][0]["schema"]["fields"]

    assert [field["name"] for field in fields] == [column.name for column in COLUMNS]
    assert all(field["title"] and field["description"].endswith(".") for field in fields)


def test_it_has_the_query_of_the_list(package):
    assert package["homepage"] == "http://testserver/news/?structure=secretariat"
    assert "Secretariat" in package["title"]
    assert [resource["path"] for resource in package["resources"]] == [
        "http://testserver/news/export.csv?structure=secretariat",
        "http://testserver/news/export.jsonl?structure=secretariat",
    ]


def test_the_page_of_forms_leads_to_it(client):
    page = client.get("/news/forms/?structure=secretariat").content.decode()

    assert 'href="/news/datapackage.json?structure=secretariat&amp;prefer=en"' in page
