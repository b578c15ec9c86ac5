"""Two people with one edition in their browsers: nothing that either of them typed is lost."""

import re
from datetime import date
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.editing import workflow
from articles.models import Article
from taxonomy.models import Structure
from tests.factories import NO_FILES, make_article, make_editor, make_member

pytestmark = pytest.mark.usefixtures("terms")


def page_of(article: Article) -> str:
    return reverse("admin:articles_article_change", args=[article.pk])


def sent_by(html: str) -> dict[str, list[str]]:
    """What a browser without JavaScript sends from the form of a page, in its hidden fields and checked radios."""
    sent = {}
    for tag in re.findall(r"<input[^>]*>", html):
        facts = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if facts.get("type") == "hidden" or (facts.get("type") == "radio" and " checked" in tag):
            sent.setdefault(facts["name"], []).append(unescape(facts.get("value", "")))
    return sent


@pytest.fixture
def draft(db):
    return make_article(
        state="draft", title="A bridge", slug="a-bridge", summary="It was opened.", body="<p>One.</p>", place="Vienna",
        structures=["secretariat"], tags=("rivers",),
    )  # fmt: skip


@pytest.fixture
def anna(client, draft):
    """Anna's browser with the draft open, and what it sends."""
    client.force_login(make_editor("anna"))
    return typed_in(client, draft)


def typed_in(client, draft: Article) -> dict:
    """Every field of the form of `draft` as it stands in the browser of `client`."""
    form = client.get(page_of(draft)).context["adminform"].form
    sent = {name: form[name].value() for name in form.fields}
    sent |= NO_FILES | {"tags": "rivers", "structures": form.initial["structures"]}
    return {
        name: value
        for name, value in sent.items()
        if value is not None and value is not False and value != []
    }


def change(draft: Article, by: str = "ben", **facts) -> None:
    """Somebody else saves the draft."""
    stored = Article.objects.get(pk=draft.pk)
    for name, value in facts.items():
        setattr(stored, name, value)
    workflow.save_draft(stored, by=make_editor(by))


def test_two_changes_of_one_edition_are_shown_side_by_side(client, anna, draft):
    change(draft, title="A new bridge")

    response = client.post(page_of(draft), {**anna, "title": "A long bridge"})

    html = response.content.decode()
    assert "Not saved: ben has changed this release" in html
    assert [(it.name, it.choice, it.both) for it in response.context["differences"]] == [
        ("title", "mine", True)
    ]
    assert "A long bridge" in html
    assert "A new bridge" in html
    draft.refresh_from_db()
    assert draft.title == "A new bridge"


def test_fields_that_only_one_of_them_changed_are_chosen_already(client, anna, draft):
    change(draft, summary="It was opened today.", place="Linz")

    response = client.post(page_of(draft), {**anna, "body": "<p>One and two.</p>", "tags": "rivers, boats"})

    chosen = {it.name: (it.choice, it.both) for it in response.context["differences"]}
    assert chosen == {
        "summary": ("theirs", False), "place": ("theirs", False), "body": ("mine", False), "tags": ("mine", False),
    }  # fmt: skip


def test_what_is_chosen_is_saved_on_top_of_the_newest_version_without_javascript(client, anna, draft):
    change(draft, title="A new bridge", summary="It was opened today.", embargo_until=timezone.now())
    council = Structure.objects.get(slug="permanent-council")
    typed = {**anna, "title": "A long bridge", "structures": [council.pk], "body": '<p>A "quoted" é</p>'}
    page = client.post(page_of(draft), typed).content.decode()

    response = client.post(page_of(draft), {**sent_by(page), "_continue": ""})

    stored = Article.objects.get(pk=draft.pk)
    assert response.status_code == 302
    assert (stored.title, stored.summary) == ("A long bridge", "It was opened today.")
    assert stored.body == '<p>A "quoted" é</p>'
    assert stored.embargo_until is not None
    assert list(stored.structures.all()) == [council]
    assert list(stored.tags.names()) == ["rivers"]
    assert stored.changed_by.username == "anna"


def test_every_kind_of_field_can_be_taken_from_the_other(client, anna, draft):
    day = date(2026, 3, 1)
    original = make_article().release
    change(draft, title="Theirs", publishing_date=day, translates=original, contact="Call us.", language="de")
    stored = Article.objects.get(pk=draft.pk)
    stored.structures.clear()
    stored.tags.set(["boats", "rivers by night"])
    page = client.post(page_of(draft), {**anna, "title": "Mine", "summary": "Mine too."}).content.decode()
    names = re.findall(r'name="(take-\w+)"', page)

    client.post(page_of(draft), {**sent_by(page), **dict.fromkeys(names, "theirs"), "_continue": ""})

    after = Article.objects.get(pk=draft.pk)
    assert (after.title, after.summary, after.translates) == ("Theirs", "It was opened.", original)
    assert (str(after.publishing_date), after.contact, after.language) == ("2026-03-01", "Call us.", "de")
    assert set(after.tags.names()) == {"boats", "rivers by night"}
    assert not after.structures.exists()
    assert after.lock_version == 1, "nothing was changed, so ben may still be the last who did"


def test_one_can_go_on_editing_before_anything_is_saved(client, anna, draft):
    change(draft, title="A new bridge", summary="It was opened today.")
    page = client.post(page_of(draft), {**anna, "title": "A long bridge"}).content.decode()

    response = client.post(page_of(draft), {**sent_by(page), "_merge": ""})

    form = response.context["adminform"].form
    assert (form["title"].value(), form["summary"].value()) == ("A long bridge", "It was opened today.")
    assert form["version"].value() == "1"
    draft.refresh_from_db()
    assert draft.title == "A new bridge"


def test_a_third_change_while_choosing_is_a_conflict_again_and_keeps_the_choices(client, anna, draft):
    change(draft, title="A new bridge")
    page = client.post(page_of(draft), {**anna, "title": "A long bridge", "place": "Graz"}).content.decode()
    change(draft, by="cora", summary="It was opened today.")

    response = client.post(page_of(draft), {**sent_by(page), "take-title": "theirs", "_continue": ""})

    chosen = {it.name: it.choice for it in response.context["differences"]}
    assert chosen["title"] == "theirs"
    assert chosen["place"] == "mine"
    assert "cora has changed" in response.content.decode()
    assert Article.objects.get(pk=draft.pk).lock_version == 2


def test_the_same_form_sent_twice_is_no_conflict(client, anna, draft):
    sent = {**anna, "title": "A long bridge"}
    client.post(page_of(draft), sent)

    response = client.post(page_of(draft), sent)

    assert response.status_code == 302
    assert Article.objects.get(pk=draft.pk).lock_version == 1


def test_what_cannot_be_read_is_kept_and_shown_too(client, anna, draft):
    change(draft, title="A new bridge")

    response = client.post(page_of(draft), {**anna, "publishing_date": "next Tuesday"})

    assert "next Tuesday" in response.content.decode()
    assert sent_by(response.content.decode())["publishing_date"] == ["next Tuesday"]


def test_scripts_in_what_was_typed_do_not_reach_the_comparison(client, anna, draft):
    change(draft, title="A new bridge")
    bad = "<p>x</p><script>alert(1)</script>"

    html = client.post(page_of(draft), {**anna, "body": bad, "title": "<b>t</b>"}).content.decode()

    assert "<script>alert" not in html
    assert "<b>t</b>" not in html


def test_a_writer_is_not_shown_what_became_of_a_draft_that_was_submitted(client, draft):
    writer = make_member("wanda", "Writer")
    Article.objects.filter(pk=draft.pk).update(created_by=writer)
    client.force_login(writer)
    typed = typed_in(client, draft)
    workflow.submit(Article.objects.get(pk=draft.pk), by=writer)

    response = client.post(page_of(draft), {**typed, "title": "Typed too late"})

    html = response.content.decode()
    assert "ask an editor to return it to you" in html
    assert "Typed too late" in html
