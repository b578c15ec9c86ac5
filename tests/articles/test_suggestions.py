"""Terms suggested to whoever writes: those that the text names, and those that releases like it are filed under."""

from datetime import date

import pytest
from django.urls import reverse

from articles.models import Article
from tests.factories import make_article, make_user

pytestmark = pytest.mark.usefixtures("terms")
State = Article.State


def address(article: Article) -> str:
    return reverse("admin:articles_article_suggestions", args=[article.pk])


def suggested(client, article: Article) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in client.get(address(article)).json()["suggestions"]:
        found.setdefault(one["field"], []).append(one["label"])
    return found


def make_draft(**facts) -> Article:
    return make_article(**{"state": State.DRAFT, "title": "A course ends", "summary": ""} | facts)


def test_terms_that_the_text_names_are_suggested_by_any_name_they_had(client, editor):
    draft = make_draft(
        body="<p>The OSCE Centre in Astana taught border management to officers from Albania.</p>"
    )

    found = suggested(client, draft)

    assert found["fields_of_work"] == ["Border management"]
    assert found["countries"] == ["Albania"]
    assert "Albania" not in found.get("structures", [])


def test_what_it_is_filed_under_already_is_not_suggested(client, editor):
    draft = make_draft(body="<p>Border management in Albania.</p>", countries=["albania"])

    assert suggested(client, draft) == {"fields_of_work": ["Border management"]}


def test_a_body_that_was_closed_on_the_day_is_not_suggested(client, editor):
    text = "<p>The Mission to Georgia reported.</p>"
    then, now = (make_draft(body=text, publishing_date=day) for day in (date(2005, 5, 5), date(2020, 5, 5)))

    assert "structures" not in suggested(client, now)
    assert any("Georgia" in label for label in suggested(client, then)["structures"])


def test_what_releases_with_such_a_title_are_filed_under_is_suggested(client, editor):
    for number in range(4):
        make_article(title=f"Foresters fly drones over field {number}", fields_of_work=["climate-change"])
    for number in range(60):
        make_article(title=f"Something else {number}", fields_of_work=["elections"])
    draft = make_draft(title="Foresters and their drones")

    response = client.get(address(draft)).json()["suggestions"]

    assert [(one["field"], one["label"]) for one in response] == [("fields_of_work", "Climate change")]
    assert response[0]["reason"] == "4 of 4 releases with such a title are filed under it."


def test_a_few_questions_are_asked_whatever_the_archive_holds(client, editor, django_assert_max_num_queries):
    for number in range(30):
        make_article(title=f"Foresters fly drones {number}", fields_of_work=["climate-change"])
    draft = make_draft(title="Foresters, drones " + " ".join(f"badgers{number}" for number in range(30)))
    client.get(address(make_draft()))

    # One a word, of twelve words at most, and five besides.
    with django_assert_max_num_queries(17):
        client.get(address(draft))


def test_who_may_not_see_releases_is_told_nothing(client):
    client.force_login(make_user("stranger"))

    assert client.get(address(make_draft())).status_code == 403
