"""JSON Lines: a line for each release, with all that readers see of it."""

import json

import pytest

from articles.models.facets import EXPORTED
from articles.site.outputs.release_json import member_of
from tests.factories import document_upload, make_article, make_attachment, make_picture, picture_upload

pytestmark = pytest.mark.usefixtures("terms")


def lines(client, address: str = "/news/export.jsonl") -> list[dict]:
    return [json.loads(line) for line in client.get(address).getvalue().splitlines()]


def test_a_line_has_everything_of_a_release(client):
    article = make_article(
        body="<p>The text.</p><p>[picture 1]</p>", structures=["secretariat"], tags=("Gas",), contact="Press"
    )
    make_picture(article, picture_upload(), alt="A hall", credit="Somebody")
    make_attachment(article, document_upload(), title="Report")

    [line] = lines(client)

    assert line["release"] == article.release
    assert line["url"] == f"http://testserver{article.get_absolute_url()}"
    assert line["type"] == {"slug": "news", "name": "News"}
    assert line["structure"] == [{"slug": "secretariat", "name": "Secretariat"}]
    assert (line["field"], line["translates"]) == ([], None)
    assert line["tag"] == [{"slug": "gas", "name": "Gas"}]
    assert line["body"].startswith("<p>The text.</p>")
    assert 'src="http://testserver/media/pictures/' in line["body"]
    assert (line["pictures"][0]["alt"], line["pictures"][0]["credit"]) == ("A hall", "Somebody")
    assert line["documents"][0]["url"].startswith("http://testserver/media/attachments/")
    assert line["contact"] == "Press"
    assert (line["publishing_date"], line["public_at"]) == ("2025-01-01", "2024-12-31T23:00:00Z")


def test_a_line_has_every_field_that_the_registry_exports(client):
    make_article()

    [line] = lines(client)

    assert {member_of(field) for field in EXPORTED} <= {*line}
    assert not {"editor_note", "minor_reason", "embargo_until", "slug"} & {*line}


def test_a_release_of_no_type_has_none(client):
    make_article(type="")

    assert lines(client)[0]["type"] is None
