"""The original of a translation is found by search, exists, and is no translation itself."""

import pytest
from django.utils import timezone

from articles.editing import workflow
from articles.models import Article
from tests.factories import NO_FILES, make_article, make_member, make_user

State = Article.State

pytestmark = pytest.mark.usefixtures("terms")


def found(client, term: str) -> list[str]:
    answer = client.get("/admin/articles/article/originals/", {"term": term}).json()
    return [f"{one['value']} {one['text']}" for one in answer["found"]]


def errors_of(client, draft: Article, **sent) -> list[str]:
    page = f"/admin/articles/article/{draft.pk}/change/"
    facts = {"title": draft.title, "language": draft.language, "version": draft.lock_version}
    response = client.post(page, {**NO_FILES, **facts, **sent})
    return response.context["adminform"].form.errors.get("translates", []) if response.context else []


def test_releases_that_can_be_originals_are_found_by_words_and_by_number(client, editor):
    until = timezone.now()
    bridge = make_article(title="Bridge opens", public_until=until)
    make_article(release=bridge.release, edition=2, title="Bridge opens today", public_at=until)
    make_article(title="Le pont ouvre, bridge", language="fr", translates=bridge.release)
    make_article(title="Bridge closed for ever", state=State.UNPUBLISHED)
    draft = make_article(title="Another bridge", state=State.DRAFT)

    assert found(client, "bridge") == [
        f"{draft.release} Another bridge",
        f"{bridge.release} Bridge opens today",
    ]
    assert found(client, str(bridge.release)) == [f"{bridge.release} Bridge opens today"]
    assert found(client, "") == []


def test_what_can_be_no_original_is_refused_in_a_sentence_and_nothing_is_stored(client, editor):
    english = make_article(title="Bridge opens")
    french = make_article(language="fr", translates=english.release)
    draft = make_article(state=State.DRAFT, language="ru")
    translated = make_article(state=State.DRAFT, language="de")
    make_article(language="it", translates=translated.release)

    assert errors_of(client, draft, translates="999999")[0].startswith("There is no release 999999.")
    assert errors_of(client, draft, translates="bridge")[0].startswith("This is no number of a release")
    assert f"give {english.release}, the original" in errors_of(client, draft, translates=french.release)[0]
    assert "of itself" in errors_of(client, draft, translates=draft.release)[0]
    assert "in English as well" in errors_of(client, draft, language="en", translates=english.release)[0]
    assert "what is an original" in errors_of(client, translated, translates=english.release)[0]
    assert set(Article.objects.in_preparation().values_list("translates", flat=True)) == {None}
    assert errors_of(client, draft, translates=english.release) == []
    assert Article.objects.get(pk=draft.pk).translates == english.release


def test_the_workflow_refuses_what_the_form_refuses(editor):
    draft = make_article(state=State.DRAFT, language="ru")
    draft.translates = 999_999

    with pytest.raises(workflow.NotPossible, match="There is no release 999999"):
        workflow.save_draft(draft, by=editor)
    with pytest.raises(workflow.NotPossible, match="There is no release 999999"):
        workflow.save_draft(Article(title="New", language="ru", translates=999_999), by=editor)


def test_an_original_is_not_deleted_under_its_translations(client, editor):
    original = make_article(state=State.DRAFT)
    translation = make_article(state=State.DRAFT, language="fr", translates=original.release)

    with pytest.raises(workflow.NotPossible, match=f"Release {translation.release} is a translation of it"):
        workflow.delete_draft(original, by=editor)
    workflow.delete_draft(translation, by=editor)
    workflow.delete_draft(original, by=editor)

    assert not Article.objects.exists()


def test_the_page_of_a_release_leads_to_its_original_and_to_the_other_translations(
    client, editor, django_assert_max_num_queries
):
    english = make_article(title="Bridge opens")
    make_article(release=english.release, edition=2, title="Bridge opens today", state=State.DRAFT)
    french = make_article(title="Le pont ouvre", language="fr", translates=english.release)
    german = make_article(title="Brücke", language="de", translates=english.release, state=State.DRAFT)

    pages = {}
    for article in (english, french, german):
        with django_assert_max_num_queries(16):
            page = client.get(f"/admin/articles/article/{article.pk}/change/")
        pages[article.pk] = [(one.title, one.language) for one in page.context["translations"]]

    assert pages[english.pk] == [("Le pont ouvre", "fr"), ("Brücke", "de")]
    assert pages[french.pk] == [("Bridge opens today", "en"), ("Brücke", "de")]
    assert pages[german.pk] == [("Bridge opens today", "en"), ("Le pont ouvre", "fr")]


def test_whoever_may_not_see_releases_is_refused(client):
    make_article(title="Bridge opens")
    client.force_login(make_member("wanda", "Writer"))
    assert found(client, "bridge")
    client.force_login(make_user("stranger"))

    assert client.get("/admin/articles/article/originals/", {"term": "bridge"}).status_code == 403
