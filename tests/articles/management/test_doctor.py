"""The doctor finds what does not agree, and its remedies help."""

import pytest
from django.core.management import call_command

from articles.index import search
from articles.models import Article, Ledger
from tests.factories import make_article

pytestmark = pytest.mark.usefixtures("terms")


def doctor(capsys) -> tuple[int, str]:
    try:
        call_command("doctor")
        status = 0
    except SystemExit as end:
        status = end.code
    return status, capsys.readouterr().out


def test_all_is_well_after_ordinary_work(capsys):
    make_article(structures=["secretariat"])
    make_article(state="withdrawn")
    make_article(state="draft")

    status, output = doctor(capsys)

    assert status == 0
    assert "agree" in output


def test_a_lost_index_is_found_and_rebuilt(capsys):
    article = make_article()
    make_article()
    search.remove([article.position])

    status, output = doctor(capsys)
    assert status == 1
    assert "lacks 1 releases" in output
    assert "manage.py rebuild_search" in output

    call_command("rebuild_search")
    assert doctor(capsys)[0] == 0


def test_rows_changed_past_the_change_log_are_found(capsys, client):
    article = make_article(type="news")
    client.get("/news/")
    Article.objects.filter(pk=article.pk).update(state="withdrawn", withdrawal_reason="By hand.")

    status, output = doctor(capsys)

    assert status == 1
    assert "The catalogue lists 1 releases, the database 0." in output
    assert "“News”" in output


def test_a_ledger_that_would_hand_out_a_number_twice_is_found(capsys):
    make_article()
    Ledger.objects.update(last_release=0)

    status, output = doctor(capsys)

    assert status == 1
    assert "ledger" in output
