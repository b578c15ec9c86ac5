"""Exports are streamed: chunk by chunk, whatever happens to a release meanwhile."""

import pytest
from django.db import DatabaseError

from articles.editing import workflow
from articles.index.catalogue import Catalogue
from articles.site.outputs.exports import stream
from tests.factories import make_article, make_editor
from tests.served import fetch

pytestmark = pytest.mark.usefixtures("terms")
ADDRESSES = ["/news/export.csv", "/news/export.jsonl"]
of_each_export = pytest.mark.parametrize("address", ADDRESSES)


@pytest.fixture
def _one_at_a_time(monkeypatch):
    monkeypatch.setattr(stream, "FIRST_CHUNK", 1)
    monkeypatch.setattr(stream, "CHUNK", 1)


@of_each_export
@pytest.mark.usefixtures("_one_at_a_time")
def test_what_is_taken_back_meanwhile_is_left_out(client, address):
    gone, withdrawn, stays, first = (make_article(title=f"Release {name}") for name in "abcd")
    response = client.get(address)

    workflow.withdraw(withdrawn, by=make_editor(), reason="Sent in error.")
    workflow.unpublish(gone, by=make_editor("another"), remark="Court order.")
    text = response.getvalue().decode()

    assert first.title in text
    assert stays.title in text
    assert withdrawn.title not in text
    assert gone.title not in text
    assert "Sent in error" not in text


@of_each_export
@pytest.mark.usefixtures("_one_at_a_time")
def test_what_is_published_meanwhile_is_for_the_next_export(client, address):
    make_article()
    make_article()
    response = client.get(address)

    later = make_article(title="Later")

    assert later.title not in response.getvalue().decode()
    assert later.title in client.get(address).getvalue().decode()


@of_each_export
def test_a_chunk_takes_two_queries_whatever_is_in_it(client, monkeypatch, address, django_assert_num_queries):
    monkeypatch.setattr(stream, "FIRST_CHUNK", 1)
    for _ in range(2):
        for _ in range(4):
            make_article(structures=["secretariat"], tags=("Gas",))
        response = client.get(address)

        with django_assert_num_queries(2):
            response.getvalue()


@of_each_export
def test_an_export_that_a_reader_has_is_not_sent_again(client, address):
    make_article()
    etag = client.get(address).headers["ETag"]

    unchanged = client.get(address, headers={"If-None-Match": etag})
    make_article()
    changed = client.get(address, headers={"If-None-Match": etag})

    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert changed.status_code == 200


@of_each_export
def test_the_page_cache_holds_no_export(address):
    article = make_article()

    answers = [fetch(address) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert article.title in answers[1].content.decode()
    assert fetch(address, if_none_match=answers[0].headers["ETag"]).status_code == 304


@of_each_export
def test_head_reads_no_release(client, address):
    make_article()

    response = client.head(address)

    assert (response.status_code, response.getvalue()) == (200, b"")


@of_each_export
def test_an_error_before_the_first_piece_has_its_page(client, address, monkeypatch):
    def fail(*_, **__):
        raise DatabaseError("The disk is gone")

    make_article()
    monkeypatch.setattr(Catalogue, "ids_of", fail)
    client.raise_request_exception = False

    assert client.get(address).status_code == 500


@of_each_export
def test_browsers_save_an_export_under_a_name_with_its_day(client, address):
    ending = address.rpartition(".")[2]

    disposition = client.get(address).headers["Content-Disposition"]

    assert disposition.startswith('attachment; filename="releases-2')
    assert disposition.endswith(f'.{ending}"')
