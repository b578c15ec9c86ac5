"""Boilerplates: releases name them, drafts have their newest words, and what is published keeps its own."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from articles.editing import boilerplates, checks, offices, review_links, workflow
from articles.editing.workflow import NotPossible
from articles.models import (
    Article,
    Boilerplate,
    BoilerplateVersion,
    ChangeLogEntry,
    Partner,
    ReleaseTemplate,
)
from taxonomy.models import ReleaseType, Structure
from tests.factories import FILED, NO_FILES, issue, make_article, make_editor, make_member

REGISTER, RELEASES = "/admin/articles/boilerplate/", "/admin/articles/article/"
OLD, NEW = "We were founded in 1975.", "We are 57 States."
pytestmark = pytest.mark.usefixtures("terms")


@pytest.fixture
def editor(client, db):
    user = make_member("ed", "Editor")
    client.force_login(user)
    return user


@pytest.fixture
def about(editor) -> Boilerplate:
    made = Boilerplate.objects.create(name="About, short")
    boilerplates.write(made, "en", "About the Office", f"<p>{OLD}</p>", by=editor)
    return made


def draft_with(boilerplate: Boilerplate, **facts) -> Article:
    draft = make_article(state="draft", body="<p>The bridge opened.</p>", **FILED | facts)
    draft.boilerplates.set([boilerplate])
    return draft


def published_with(boilerplate: Boilerplate, **facts) -> Article:
    article = draft_with(boilerplate, **facts)
    issue(article, by=make_editor(f"publisher {article.pk}"))
    article.refresh_from_db()
    return article


def words(**facts) -> dict:
    """What the page of a boilerplate sends, with rows for `facts` by language: title and text."""
    return {
        "name": "About, short", "place": 10, "versions-TOTAL_FORMS": 0, "versions-INITIAL_FORMS": 0, **facts,
    }  # fmt: skip


def row(number: int, language: str, title: str, body: str, pk: int | str = "") -> dict:
    values = {"id": pk, "language": language, "title": title, "body": body}
    return {f"versions-{number}-{name}": value for name, value in values.items()}


def codes_of(article: Article) -> set[str]:
    found = checks.findings(article, timezone.now())
    return {finding.code for finding in found if "boilerplate" in finding.code}


def test_each_change_is_a_version_that_stays_readable(client, editor):
    sent = words(**row(0, "en", "About us", f"<p>{OLD}</p><script>alert(1)</script>"))
    assert client.post(f"{REGISTER}add/", sent | {"versions-TOTAL_FORMS": 1}).status_code == 302
    made = Boilerplate.objects.get()
    first = made.versions.get()
    page = f"{REGISTER}{made.pk}/change/"

    counted = {"versions-TOTAL_FORMS": 2, "versions-INITIAL_FORMS": 1}
    rows = row(0, "en", "About us", f"<p>{NEW}</p>", first.pk) | row(1, "fr", "À propos", "<p>Nous</p>")
    assert client.post(page, words(**counted, **rows)).status_code == 302
    # The same again is no version.
    form = client.get(page).context["inline_admin_formsets"][0].formset
    assert [one.instance.language for one in form.initial_forms] == ["en", "fr"]
    same = {"versions-TOTAL_FORMS": 2, "versions-INITIAL_FORMS": 2}
    for number, one in enumerate(form.initial_forms):
        same |= row(number, one.instance.language, one.instance.title, one.instance.body, one.instance.pk)
    assert client.post(page, words(**same)).status_code == 302

    stored = made.versions.order_by("language", "number").values_list(
        "language", "number", "title", "body", "by"
    )
    assert list(stored) == [
        ("en", 1, "About us", f"<p>{OLD}</p>", editor.pk),
        ("en", 2, "About us", f"<p>{NEW}</p>", editor.pk),
        ("fr", 1, "À propos", "<p>Nous</p>", editor.pk),
    ]
    versions = client.get(f"{REGISTER}{made.pk}/versions/")
    for text in (OLD, NEW, "English, version 2", ", ed."):
        assertContains(versions, text)


def test_two_texts_in_one_language_or_an_empty_one_are_refused(client, editor, about):
    first = about.versions.get()
    page = f"{REGISTER}{about.pk}/change/"
    rows = row(0, "en", "About", f"<p>{OLD}</p>", first.pk) | row(1, "en", "About", "<p>Other</p>")
    counted = {"versions-TOTAL_FORMS": 2, "versions-INITIAL_FORMS": 1}

    assertContains(client.post(page, words(**counted, **rows)), "There are two texts in English")
    rows |= row(1, "fr", "", "")
    rows["versions-1-title"] = "À propos"
    assertContains(client.post(page, words(**counted, **rows)), "This field is required")

    assert about.versions.count() == 1


@pytest.mark.parametrize(("title", "body"), [("About", "<p></p>"), (" \x7f ", "<p>We</p>")])
def test_a_text_of_which_nothing_is_left_is_refused(client, editor, title, body):
    sent = words(**row(0, "en", title, body)) | {"versions-TOTAL_FORMS": 1}

    assertContains(client.post(f"{REGISTER}add/", sent), "This field is required")

    assert not Boilerplate.objects.exists()


def test_of_two_who_change_a_text_at_once_neither_loses_it(client, editor, about):
    opened = about.versions.get()
    boilerplates.write(about, "en", "About us", f"<p>{OLD}</p>", by=make_editor("other"))
    # Browsers send no language: that of a text which is there is not for changing.
    sent = row(0, "en", "About us", f"<p>{NEW}</p>", opened.pk)
    del sent["versions-0-language"]
    counted = {"versions-TOTAL_FORMS": 1, "versions-INITIAL_FORMS": 1}

    response = client.post(f"{REGISTER}{about.pk}/change/", words(**counted, **sent))

    assertContains(response, "somebody has changed a text here since you opened it")
    assertContains(response, NEW)


def test_nobody_approves_or_signs_off_words_that_changed_while_they_read(editor, about):
    fund = Partner.objects.create(name="Fund for Children")
    draft, submitted = draft_with(about, title="Draft"), draft_with(about, title="Submitted")
    draft.partners.set([fund])
    token = review_links.make_link(draft, by=editor, partner=fund, name="Ann Lee")
    workflow.submit(submitted, by=make_editor("writer"))
    seen = [Article.objects.get(pk=article.pk).lock_version for article in (draft, submitted)]

    boilerplates.write(about, "en", "About us", f"<p>{NEW}</p>", by=editor)

    link = review_links.find(token)
    with pytest.raises(NotPossible, match="has changed"):
        review_links.answer(link, name="Ann Lee", comment="", approves=True, version=seen[0])
    with pytest.raises(NotPossible, match="changed"):
        workflow.approve(submitted, by=make_editor("approver"), version=seen[1])


def test_a_release_takes_a_boilerplate_on_its_page_and_readers_see_it_below_the_text(client, editor, about):
    form = client.get(f"{RELEASES}add/").context["adminform"].form
    assert "boilerplates" in form.fields
    sent = {"title": "A bridge", "language": "en", "body": "<p>It opened.</p>", "boilerplates": [about.pk]}
    assert client.post(f"{RELEASES}add/", sent | NO_FILES).status_code == 302
    draft = Article.objects.get()
    assert [str(one) for one in draft.boilerplates.all()] == ["About, short"]
    preview = client.get(f"{RELEASES}{draft.pk}/preview/")
    assertContains(preview, '<h2 id="boilerplate-1">About the Office</h2>')
    assertContains(preview, OLD)

    form = client.get(f"{RELEASES}{draft.pk}/change/").context["adminform"].form
    assert form.initial["boilerplates"] == [about.pk]


@pytest.mark.parametrize("asked", ["None", "%", "999999", "9" * 40])
def test_an_address_that_asks_for_what_is_no_boilerplate_begins_without_one(client, editor, asked):
    assert client.get(f"{RELEASES}add/", {"boilerplates": asked, "partners": asked}).status_code == 200


def test_drafts_have_the_newest_words_and_what_is_published_keeps_its_own(client, editor, about):
    live, draft = published_with(about, title="Live"), draft_with(about, title="Draft")
    scheduled = draft_with(about, title="Later")
    issue(scheduled, by=make_editor("scheduler"), at=timezone.now() + timedelta(days=1))

    boilerplates.write(about, "en", "About us", f"<p>{NEW}</p>", by=editor)

    client.logout()
    page = client.get(live.get_absolute_url())
    assertContains(page, OLD)
    assertNotContains(page, NEW)
    client.force_login(editor)
    for article, text in ((draft, NEW), (scheduled, OLD)):
        assertContains(client.get(f"{RELEASES}{article.pk}/preview/"), text)
    page = client.get(f"{REGISTER}{about.pk}/versions/")
    assert [one.article.title for one in page.context["outdated"]] == ["Live"]
    # Its next edition has the newest words, and readers can see what that changed.
    correction = workflow.open_new_edition(live, by=editor)
    assert [str(one) for one in correction.boilerplates.all()] == ["About, short"]
    issue(correction, by=make_editor("corrector"))
    client.logout()
    assertContains(client.get(live.get_absolute_url()), NEW)
    assertContains(client.get(f"{live.get_absolute_url()}editions/1/"), OLD)
    changed = client.get(reverse("comparison", args=[live.release, live.address_slug, 1, 2]))
    assertContains(changed, "changed-boilerplates")
    assertContains(changed, NEW)


def test_a_schedule_that_is_cancelled_gives_the_edition_its_newest_words_back(client, editor, about):
    scheduled = draft_with(about)
    chief = make_editor("chief")
    issue(scheduled, by=chief, at=timezone.now() + timedelta(days=1))
    boilerplates.write(about, "en", "About us", f"<p>{NEW}</p>", by=editor)

    workflow.cancel_schedule(scheduled, by=chief)

    assertContains(client.get(f"{RELEASES}{scheduled.pk}/preview/"), NEW)
    assert codes_of(Article.objects.get(pk=scheduled.pk)) == {"boilerplate-changed"}


def test_every_output_that_has_the_text_has_it_and_a_withdrawn_release_tells_nothing(client, editor, about):
    live = published_with(about)
    chief = make_editor("chief")
    client.logout()
    outputs = {
        "/news/feed.atom": OLD, "/news/feed.rss": OLD, "/news/feed.json": OLD, "/news/export.jsonl": OLD,
        f"/api/v1/releases/{live.release}": OLD, f"/api/v1/releases/{live.release}/ninjs": OLD,
    }  # fmt: skip
    for address, text in outputs.items():
        response = client.get(address)
        content = b"".join(response) if response.streaming else response.content
        assert text in content.decode(), address
    entry = json.loads(client.get(f"/api/v1/releases/{live.release}").content)
    assert entry["boilerplates"] == [{"title": "About the Office", "body": f"<p>{OLD}</p>"}]

    workflow.withdraw(live, by=chief, reason="It was wrong.")

    assert json.loads(client.get(f"/api/v1/releases/{live.release}").content)["boilerplates"] == []


def test_a_change_of_what_a_release_names_is_recorded_and_takes_the_approval_away(client, editor, about):
    article = make_article(state="approved", created_by=make_editor("writer"), **FILED)

    workflow.save_draft(article, by=editor, filing={"boilerplates": [about]})

    article.refresh_from_db()
    assert article.state == "submitted"
    assert ChangeLogEntry.objects.get().changes["boilerplates"] == [[], ["About, short"]]
    history = client.get(f"{RELEASES}history/{article.release}/")
    assertContains(history, "Boilerplate")
    assertContains(history, "About, short")


def test_duplicates_translations_and_templates_carry_it(client, editor, about):
    article = published_with(about, created_by=editor)
    for copy in (
        workflow.duplicate(article, by=editor),
        workflow.translate(article, by=editor, language="fr"),
    ):
        assert [str(one) for one in copy.boilerplates.all()] == ["About, short"]
    assert "boilerplates" in ReleaseTemplate.contents()
    template = ReleaseTemplate.objects.create(name="Daily report")
    template.boilerplates.set([about])
    form = client.get(f"{RELEASES}add/", {"template": template.pk}).context["adminform"].form
    assert form["boilerplates"].value() == [about.pk]


def test_a_deleted_draft_comes_back_with_it(client, editor, about):
    draft = draft_with(about, created_by=editor)
    workflow.delete_draft(draft, by=editor)

    back = workflow.bring_back(ChangeLogEntry.objects.get(kind="deleted"), by=editor)

    assert [str(one) for one in back.boilerplates.all()] == ["About, short"]


def test_checks_warn_of_what_is_retired_unfit_or_has_no_text_in_the_language(editor, about):
    draft = draft_with(about, type="news")
    assert codes_of(draft) == set()
    about.release_types.set(ReleaseType.objects.filter(slug="statement"))
    about.used_until = timezone.localdate() - timedelta(days=1)
    about.save()
    Article.objects.filter(pk=draft.pk).update(language="fr")

    draft.refresh_from_db()

    assert codes_of(draft) == {"retired-boilerplate", "unfit-boilerplate", "boilerplate-without-text"}


def test_what_had_no_words_when_it_was_published_gets_none_afterwards(client, editor, about):
    live = published_with(about, language="fr", title="Un pont")
    boilerplates.write(about, "fr", "À propos", "<p>Nous</p>", by=editor)
    client.logout()

    assertNotContains(client.get(live.get_absolute_url()), "À propos")


def test_those_of_ones_office_are_offered_first_and_no_retired_ones(client, editor, about):
    mine = Boilerplate.objects.create(name="Zoe's office")
    mine.offices.set(Structure.objects.filter(slug="secretariat"))
    Boilerplate.objects.create(name="Gone", used_until=timezone.localdate() - timedelta(days=1))
    offices.choose(editor, [Structure.objects.get(slug="secretariat").pk])

    asked = {"app_label": "articles", "model_name": "article", "field_name": "boilerplates"}
    offered = client.get("/admin/autocomplete/", asked).json()["results"]

    assert [one["text"] for one in offered] == ["Zoe's office (no text yet)", "About, short (English)"]


def test_what_readers_see_cannot_be_deleted(client, editor, about):
    published_with(about)

    response = client.post(f"{REGISTER}{about.pk}/delete/", {"post": "yes"})

    assertContains(response, "Cannot delete", status_code=200)
    assert BoilerplateVersion.objects.count() == 1


@pytest.mark.parametrize(
    ("address", "sent"),
    [
        ("{pk}/delete/", {"post": "yes"}),
        ("", {"action": "delete_selected", "_selected_action": "{pk}", "post": "yes"}),
    ],
)
def test_what_is_approved_loses_no_words_because_they_were_deleted(client, editor, about, address, sent):
    make_article(state="approved", title="The bridge").boilerplates.set([about])
    sent = {name: value.format(pk=about.pk) for name, value in sent.items()}

    response = client.post(REGISTER + address.format(pk=about.pk), sent)

    assertContains(response, "Release: The bridge")
    assert about.articles.count() == 1


@pytest.mark.parametrize("number", [1, 6])
def test_pages_ask_as_often_for_any_number_of_boilerplates(
    client, editor, django_assert_max_num_queries, number
):
    article = make_article(state="draft", **FILED)
    for place in range(number):
        made = Boilerplate.objects.create(name=f"About {place}")
        for language in ("en", "fr"):
            boilerplates.write(made, language, f"About {place}", "<p>We</p>", by=editor)
        article.boilerplates.add(made)
    client.get(REGISTER)
    with django_assert_max_num_queries(8):
        client.get(REGISTER)
    issue(article, by=make_editor("chief"))
    article.refresh_from_db()
    client.logout()
    client.get(make_article().get_absolute_url())  # what a process reads once
    with django_assert_max_num_queries(12):
        assertContains(client.get(article.get_absolute_url()), "About 0")
