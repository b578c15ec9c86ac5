"""The board of stale translations, and translations that are published with their original."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django.asserts import assertContains

from articles.models import Article, Contributor, Transition
from tests.factories import FILED, make_article, make_editor, make_user, stale_translation

State = Article.State
BOARD = "/admin/articles/article/translations/"

pytestmark = pytest.mark.usefixtures("terms")


def titles_on(client, **asked) -> list[str]:
    return [line.edition.title for line in client.get(BOARD, asked).context["lines"]]


def test_the_board_lists_what_is_stale_with_what_changed(client, editor, django_assert_max_num_queries):
    german = make_article(title="Brücke", structures=["secretariat"], **stale_translation())
    french = make_article(title="Le pont", state=State.DRAFT, **stale_translation() | {"language": "fr"})
    make_article(title="Fresh", **stale_translation() | {"translates_edition": 2})
    gone = make_article(title="Gone", state=State.UNPUBLISHED, **stale_translation())
    facts = stale_translation()
    Article.objects.filter(release=facts["translates"]).update(is_minor=True, minor_reason="A comma.")
    make_article(title="Only a comma", **facts)

    with django_assert_max_num_queries(9):
        page = client.get(BOARD)

    assert [line.edition for line in page.context["lines"]] == [french, german]
    assert gone not in [line.edition for line in page.context["lines"]]
    assertContains(page, "opens late.<span")
    assertContains(page, "made from edition 1 of")
    assert titles_on(client, language="fr") == ["Le pont"]
    assert titles_on(client, structure="secretariat") == ["Brücke"]
    assert titles_on(client, structure="secretariat", language="fr") == []
    assert titles_on(client, language="nonsense") == []


def test_a_translation_leaves_the_board_when_it_is_said_to_be_up_to_date(client, editor):
    german = make_article(title="Brücke", **stale_translation())

    client.post(
        f"/admin/articles/article/{german.pk}/confirm-translation/move/", {"version": german.lock_version}
    )

    assert titles_on(client) == []
    assert Transition.objects.get().verb == "confirm-translation"


def test_who_may_not_change_a_release_is_not_offered_to_confirm_it(client):
    make_article(title="Brücke", **stale_translation())
    client.force_login(make_user("reader", "view_article"))

    assert [line.may_confirm for line in client.get(BOARD).context["lines"]] == [False]


def make_approved(**facts) -> Article:
    return make_article(state=State.APPROVED, **FILED, **facts)


def publish(client, article: Article, *translations: Article, **answers):
    sent = {"version": article.lock_version, "when": "now", **answers}
    sent["translations"] = [f"{one.pk}.{one.lock_version}" for one in translations]
    return client.post(f"/admin/articles/article/{article.pk}/publish/move/", sent)


def test_approved_translations_go_with_their_original_and_no_others(client, editor):
    original = make_approved(title="Bridge opens today")
    set_of = {"translates": original.release, "translates_edition": 1}
    french = make_approved(title="Le pont ouvre", language="fr", **set_of)
    german = make_approved(title="Die Brücke", language="de", **set_of)
    russian = make_article(state=State.SUBMITTED, title="Мост", language="ru", **set_of)

    offered = client.get(f"/admin/articles/article/{original.pk}/publish/move/")
    publish(client, original, french)

    assert list(offered.context["form"].fields["translations"].editions.values()) == [german, french]
    states = {one.title: one.state for one in Article.objects.all()}
    assert states == {
        original.title: State.PUBLISHED, french.title: State.PUBLISHED,
        german.title: State.APPROVED, russian.title: State.SUBMITTED,
    }  # fmt: skip
    by_verb = Transition.objects.filter(verb="publish").values_list("article", "by")
    assert set(by_verb) == {(original.pk, editor.pk), (french.pk, editor.pk)}


def test_they_are_scheduled_together(client, editor):
    original = make_approved(title="Bridge opens today")
    french = make_approved(title="Le pont ouvre", language="fr", translates=original.release)

    publish(client, original, french, when="later", at_0="2090-05-02", at_1="09:30")

    instants = set(Article.objects.values_list("public_at", flat=True))
    assert len(instants) == 1
    assert instants.pop() > timezone.now() + timedelta(days=365)


def test_all_or_none_are_published(client, editor):
    original = make_approved(title="Bridge opens today")
    facts = {"language": "fr", "translates": original.release}
    lacking = make_approved(title="Le pont ouvre", type="", **facts)

    refused = publish(client, original, lacking)

    reasons = " ".join(refused.context["form"].non_field_errors())
    assert "Français, “Le pont ouvre”: Choose a content type." in reasons
    assert not Article.objects.issued(timezone.now()).exists()


def test_a_translation_that_was_changed_or_returned_meanwhile_is_not_published_unseen(client, editor):
    original = make_approved(title="Bridge opens today")
    french = make_approved(title="Le pont ouvre", language="fr", translates=original.release)
    ben = make_editor("ben")
    Contributor.objects.create(article=french, user=ben, has_changed_words=True)
    Article.objects.filter(pk=french.pk).update(lock_version=5)

    refused = publish(client, original, french)

    assert "look at it again" in str(refused.context["form"].errors["translations"])
    Article.objects.filter(pk=french.pk).update(state=State.SUBMITTED)
    publish(client, original, french)
    assert Article.objects.get(pk=french.pk).state == State.SUBMITTED
