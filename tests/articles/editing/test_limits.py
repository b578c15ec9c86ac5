"""What is too long, too deep or out of time is refused in a sentence, at the desk and by the workflow."""

from datetime import date

import pytest
from django.urls import reverse

from articles.editing import limits, workflow
from articles.models import Article
from tests.factories import NO_FILES, make_article, make_user

ADD = reverse("admin:articles_article_add")
LIST = reverse("admin:articles_article_changelist")
TYPED = {"title": "Bridge", "language": "en", **NO_FILES}

REFUSED = [
    ({"body": "<ul><li>" * 600}, "600 deep in each other"),
    ({"body": "a" * (limits.LONGEST_BODY + 1)}, "at most 300,000 can be stored"),
    ({"summary": "a" * (limits.LONGEST_TEXT + 1)}, "The summary has 20,001 characters; at most 20,000"),
    ({"publishing_date": "0001-01-01"}, "Choose a day from 1900 to 2100"),
    ({"tags": ", ".join(f"tag{n}" for n in range(31))}, "a release has at most 30"),
    ({"tags": "a" * 101 + ","}, "A tag has at most 100 characters"),
    ({"embargo_until_0": "0001-01-01", "embargo_until_1": "00:00:00"}, "Choose a day from 1900 to 2100"),
]


@pytest.mark.parametrize(("typed", "sentence"), REFUSED)
def test_the_form_says_what_cannot_be_stored_and_keeps_what_was_typed(client, terms, editor, typed, sentence):
    response = client.post(ADD, TYPED | typed)

    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert not Article.objects.exists()


@pytest.mark.parametrize(
    "texts",
    [{"body": "<b>" * 600}, {"contact": "a" * 20_001}, {"publishing_date": date(1, 1, 1)}],
)
def test_the_workflow_refuses_it_as_well(terms, texts):
    writer = make_user("writer", "add_article")

    with pytest.raises(workflow.NotPossible):
        workflow.save_draft(Article(title="Bridge", **texts), by=writer)


@pytest.mark.parametrize(
    "lookup", ["title__regex", "body__iregex", "created_by__password__startswith", "title__contains"]
)
def test_a_list_takes_no_look_up_that_it_does_not_offer(client, terms, editor, lookup):
    assert client.get(LIST, {lookup: "^(a+)+$"}).status_code == 400


@pytest.mark.parametrize("model", ["auth_user", "auth_group", "taxonomy_structure", "articles_redirect"])
def test_no_other_list_takes_one_either(client, terms, editor, model):
    field = {"auth_user": "password", "articles_redirect": "old"}.get(model, "name")

    assert client.get(reverse(f"admin:{model}_changelist"), {f"{field}__regex": "a"}).status_code == 400


def test_a_search_that_is_too_long_is_told(client, terms, editor):
    make_article(title="Bridge")

    response = client.get(LIST, {"q": "# " * 1_300})

    assert "Search for at most 500 characters at a time" in response.content.decode()


@pytest.mark.parametrize(
    "typed", ["73", "#73", "release 73", "Release no. 73", " № 73 ", "number 73", "release # 73"]
)
def test_a_release_is_found_by_its_number_as_the_desk_writes_it(client, terms, editor, typed):
    make_article(title="Bridge", release=73)

    assert "Bridge" in client.get(LIST, {"q": typed}).content.decode()


def test_a_nul_in_an_address_of_the_desk_is_refused_before_a_database_reads_it(client, terms, editor):
    assert client.get(LIST, {"q": "a\0b"}).status_code == 400
    assert client.get(LIST, {"a\0b": "1"}).status_code == 400


@pytest.mark.parametrize("year", ["9999999999", "9" * 30, "0", "-1", "x"])
def test_a_year_that_no_date_has_is_no_error_of_the_server(client, terms, editor, year):
    assert client.get(LIST, {"publishing_date__year": year}).status_code == 302


@pytest.mark.parametrize("chosen", ["abc", "9" * 30, "-1"])
def test_an_action_on_what_is_no_row_is_refused(client, terms, editor, chosen):
    asked = {"action": "file_under", "_selected_action": [chosen], "index": "0"}

    assert client.post(LIST, asked).status_code == 400


@pytest.mark.parametrize("typed", ["", "x", "0001-01-01", "9999-12-31"])
def test_a_new_edition_opens_whatever_embargo_its_address_names(client, terms, editor, typed):
    assert client.get(ADD, {"embargo_until": typed}).status_code == 200
