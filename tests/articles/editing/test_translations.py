"""A release is translated beside its original, which the translation remembers by its edition."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from pytest_django.asserts import assertContains, assertRedirects

from articles.editing import bulk_filing, change_log, checks, workflow
from articles.models import Article
from tests.factories import (
    FILED,
    make_article,
    make_attachment,
    make_editor,
    make_member,
    make_picture,
    stale_translation,
)

State = Article.State

pytestmark = pytest.mark.usefixtures("terms")


def page_of(article: Article) -> str:
    return f"/admin/articles/article/{article.pk}/change/"


def move(client, article: Article, verb: str, **answers):
    address = f"/admin/articles/article/{article.pk}/{verb}/move/"
    return client.post(address, {"version": article.lock_version, **answers})


def reasons(response) -> str:
    return " ".join(response.context["form"].non_field_errors())


def test_a_translation_begins_with_all_but_the_words_of_its_original(
    client, editor, django_assert_max_num_queries
):
    tomorrow = timezone.now() + timedelta(days=1)
    original = make_article(
        **FILED, title="Bridge opens", summary="It opens.", body="<p>The <em>bridge</em> opens.</p>",
        place="Kyiv", contact="Ann", tags=["bridge"], publishing_date=date(2025, 5, 4), public_at=tomorrow,
        countries=["ukraine"],
    )  # fmt: skip
    make_picture(original)
    make_attachment(original)

    done = move(client, original, "translate", language="fr")

    draft = Article.objects.get(state="draft")
    assertRedirects(done, page_of(draft), fetch_redirect_response=False)
    for name in ("title", "release_type", "place", "publishing_date", "contact"):
        assert getattr(draft, name) == getattr(original, name), name
    for name in ("structures", "fields_of_work", "countries"):
        assert list(getattr(draft, name).all()) == list(getattr(original, name).all()) != [], name
    assert (draft.language, draft.translates, draft.translates_edition) == ("fr", original.release, 1)
    assert (draft.summary, draft.body, draft.edition) == ("", "", 1)
    assert draft.embargo_until == tomorrow, "it is as secret as the original"
    assert list(draft.tags.names()) == ["bridge"]
    assert (draft.pictures.count(), draft.attachments.count()) == (1, 1)
    assert draft.pictures.get().file_id == original.pictures.get().file_id
    codes = {one.code for one in checks.findings(draft, timezone.now())}
    assert {"title-untranslated", "no-text"} <= codes
    with django_assert_max_num_queries(20):
        page = client.get(page_of(draft))
    assertContains(page, "The <em>bridge</em> opens.")
    assertContains(page, '<div lang="en" dir="ltr">')


def test_a_translation_of_a_translation_is_one_of_the_original(client, editor):
    original = make_article(title="Bridge opens", summary="It opens.")
    french = make_article(title="Le pont", language="fr", translates=original.release, translates_edition=1)

    move(client, french, "translate", language="de")

    draft = Article.objects.get(state="draft")
    assert (draft.title, draft.translates, draft.language) == ("Bridge opens", original.release, "de")


def test_a_second_translation_into_a_language_is_refused(client, editor):
    original = make_article()
    french = make_article(language="fr", translates=original.release, translates_edition=1)

    again = move(client, original, "translate", language="fr")
    same = move(client, french, "translate", language="en")

    assert f"Release {french.release} is its translation into Français already." in reasons(again)
    assert f"Release {original.release} is in English already." in reasons(same)
    assert not Article.objects.in_preparation().exists()


def test_the_edition_of_the_original_is_filled_in_kept_by_copies_and_must_exist(editor):
    facts = stale_translation()
    draft = Article(title="Brücke", language="de", translates=facts["translates"])
    workflow.save_draft(draft, by=editor)
    assert draft.translates_edition == 2, "the newest one"

    draft.translates_edition = 3
    with pytest.raises(workflow.NotPossible, match="has no edition 3; its newest is 2"):
        workflow.save_draft(draft, by=editor)
    draft.translates_edition = 1
    workflow.save_draft(draft, by=editor)
    assert "translates_edition" in change_log.facts_of(draft)
    published = make_article(**facts)
    copy = workflow.open_new_edition(published, by=editor)
    assert copy.translates_edition == 1
    draft.translates = None
    workflow.save_draft(draft, by=editor)
    assert draft.translates_edition is None


def test_what_changed_in_the_original_stands_beside_a_stale_translation(client, editor):
    draft = make_article(state=State.DRAFT, title="Brücke", **stale_translation())

    page = client.get(page_of(draft))

    assertContains(page, "Changed since edition 1, from which this text was made")
    assert [found.name for found in page.context["source"].changes] == ["title", "body"]
    runs = [run.text for run in page.context["source"].changes[1].passages[0].runs]
    assert (runs[0], runs[-1]) == ("The bridge", "opens late.")
    assertContains(page, "It is up to date again")
    move(client, draft, "confirm-translation")
    page = client.get(page_of(draft))
    assert page.context["source"].changes == ()
    assert Article.objects.get(pk=draft.pk).translates_edition == 2
    again = move(client, Article.objects.get(pk=draft.pk), "confirm-translation")
    assert "the newest of its original" in reasons(again)


def test_confirming_a_public_translation_changes_nothing_for_readers_nor_its_approval(client, editor):
    live = make_article(title="Brücke", **stale_translation())

    move(client, live, "confirm-translation")

    stored = Article.objects.get(pk=live.pk)
    assert (stored.translates_edition, stored.state, stored.changed_at) == (2, State.PUBLISHED, None)
    assert stored.lock_version == live.lock_version + 1


def test_what_is_no_translation_is_not_confirmed_and_who_may_not_write_translates_nothing(client):
    article = make_article()
    editor, publisher = make_editor(), make_member("paul", "Publisher")
    with pytest.raises(workflow.NotPossible, match="This release is no translation"):
        workflow.confirm_translation(article, by=editor)
    with pytest.raises(workflow.NotPossible, match="lacks the right to write releases"):
        workflow.translate(article, by=publisher, language="fr")
    client.force_login(publisher)

    assert move(client, article, "translate", language="fr").status_code == 403
    assert Article.objects.count() == 1


@pytest.mark.parametrize("facts", [{"translates": 7, "release": 7}, {"translates_edition": 1}])
@pytest.mark.django_db
def test_the_database_refuses_what_can_be_no_translation(facts):
    with pytest.raises(IntegrityError), transaction.atomic():
        Article.objects.create(title="A", **{"release": 8} | facts)


def test_filing_many_releases_gives_no_set_two_of_one_language(editor):
    english = make_article(title="Bridge opens")
    french = make_article(title="Le pont", language="fr", translates=english.release)
    german = make_article(title="Brücke", language="de", translates=english.release)
    every = {"en", "fr", "de", "it"}

    for one, code in ((french, "en"), (english, "fr"), (german, "fr")):
        with pytest.raises(workflow.NotPossible, match=f"Release {one.release} cannot be in"):
            bulk_filing.refile(
                Article.objects.filter(pk=one.pk),
                {"language": {code}},
                {"language": every - {code}},
                by=editor,
            )
        one.refresh_from_db()
    assert [one.language for one in (english, french, german)] == ["en", "fr", "de"]

    to_italian = bulk_filing.refile(
        Article.objects.filter(pk=german.pk), {"language": {"it"}}, {"language": every - {"it"}}, by=editor
    )
    make_article(title="Die Brücke", language="de", translates=english.release)
    with pytest.raises(workflow.NotPossible, match="cannot be in Deutsch"):
        bulk_filing.undo(to_italian, by=editor)


def test_a_translation_describes_its_pictures_in_its_own_words(editor):
    original = make_article(title="A bridge opens")
    picture = make_picture(original, alt="A bridge", caption="The bridge in May")
    draft = workflow.translate(original, by=editor, language="fr")
    copied = draft.pictures.get()
    assert (copied.file, copied.alt, copied.caption) == (picture.file, "A bridge", "The bridge in May")
    findings = {one.code: one for one in checks.findings(draft, timezone.now())}
    assert findings["picture-untranslated"].field == "pictures-0-alt"

    draft.pictures.update(alt="Un pont", caption="Le pont en mai")

    assert "picture-untranslated" not in {one.code for one in checks.findings(draft, timezone.now())}
    picture.refresh_from_db()
    assert (picture.alt, picture.caption) == ("A bridge", "The bridge in May")
