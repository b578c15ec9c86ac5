"""A release is begun as a copy of another: its texts, terms and contact, and nothing of its history."""

import pytest
from pytest_django.asserts import assertContains, assertRedirects

from articles.models import Article, Transition
from tests.factories import FILED, make_article, make_picture, make_user

pytestmark = pytest.mark.usefixtures("terms")


def duplicate(client, article: Article):
    address = f"/admin/articles/article/{article.pk}/duplicate/move/"
    return client.post(address, {"version": article.lock_version})


def test_a_copy_has_text_terms_and_contact_and_a_number_of_its_own(client, editor):
    article = make_article(
        **FILED, title="Daily report 12", summary="A day.", place="Kyiv", contact="Ann", editor_note="Old.",
        body="<p>Text.</p><p>[picture 1]</p>", tags=["bridge"], created_by=make_user("ann"),
    )  # fmt: skip
    make_picture(article)

    done = duplicate(client, article)

    copy = Article.objects.get(state="draft")
    assertRedirects(done, f"/admin/articles/article/{copy.pk}/change/")
    for name in ("title", "summary", "place", "contact", "language", "release_type"):
        assert getattr(copy, name) == getattr(article, name)
    assert [list(relation.all()) for relation in (copy.structures, copy.fields_of_work)] == [
        list(relation.all()) for relation in (article.structures, article.fields_of_work)
    ]
    assert list(copy.tags.names()) == ["bridge"]
    assert copy.body == "<p>Text.</p>"
    assert copy.release != article.release
    assert (copy.edition, copy.publishing_date, copy.editor_note, copy.created_by) == (1, None, "", editor)
    assert not copy.pictures.exists()
    assert list(Transition.objects.filter(article=copy).values_list("verb", flat=True)) == ["create"]


def test_the_page_of_a_release_offers_it(client, editor):
    assertContains(client.get(f"/admin/articles/article/{make_article().pk}/change/"), "Duplicate</a>")
