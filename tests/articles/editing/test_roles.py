"""The roles of the desk: every move and change, by role and by state, and the four eyes it takes to approve."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains
from taggit.models import Tag

from articles.admin.releases.form.fields import CONTENT_FIELDS
from articles.editing import bulk_filing, permissions, workflow
from articles.editing.moves import BUTTONS, MOVES
from articles.editing.moves.types import ISSUED
from articles.media.file_store import store_picture
from articles.models import Article, ChangeLogEntry, Transition, facets
from taxonomy.models import ReleaseType, Structure
from tests.factories import (
    FILED,
    NO_FILES,
    issue,
    make_article,
    make_editor,
    make_member,
    make_user,
    picture_upload,
    stale_translation,
)

State = Article.State
NOW = timezone.now()
STANDINGS = {
    "draft": {"state": State.DRAFT},
    "submitted": {"state": State.SUBMITTED},
    "approved": {"state": State.APPROVED},
    "scheduled": {"public_at": NOW + timedelta(days=365)},
    "live": {},
    "superseded": {"public_at": NOW - timedelta(days=9), "public_until": NOW - timedelta(days=8)},
    "withdrawn": {"state": State.WITHDRAWN},
    "unpublished": {"state": State.UNPUBLISHED},
}
ROLES = {"W": "Writer", "E": "Editor", "P": "Publisher", "R": "Records", "A": "Administrator", "S": None}
EVERYBODY = "WwEPRASU"  # w: a writer with what he or she created; S: staff without a role; U: a superuser
# What people may do at the desk, by the standing of the edition; nobody may do it in any other.
TABLE = {
    "change": {"draft": "wEAU", "submitted": "EAU", "approved": "EAU"},
    "delete": {"draft": "wEAU", "submitted": "EAU", "approved": "EAU"},
    "submit": {"draft": "wEAU"},
    "take-back": {"submitted": "w"},  # and who submitted it, below
    "return": {"submitted": "EPAU", "approved": "EPAU"},
    "remark": dict.fromkeys(("draft", "submitted", "approved"), "wEPAU"),
    "assign": dict.fromkeys(("draft", "submitted", "approved"), "wEPAU"),
    "ask-for-link": dict.fromkeys(("draft", "submitted", "approved"), "WwAU"),
    "duplicate": dict.fromkeys(STANDINGS, "WwEAU"),
    "translate": dict.fromkeys(STANDINGS.keys() - {"unpublished"}, "WwEAU"),
    "confirm-translation": dict.fromkeys(STANDINGS.keys() - {"unpublished"}, "wEAU"),
    "approve": {"submitted": "EAU"},
    "publish": {"approved": "PAU"},
    "force": {"draft": "PAU", "submitted": "PAU"},
    "approve-afterwards": dict.fromkeys(
        ("scheduled", "live", "superseded", "withdrawn", "unpublished"), "EAU"
    ),
    "reschedule": {"scheduled": "PAU"},
    "cancel": {"scheduled": "PAU"},
    "new-edition": dict.fromkeys(("scheduled", "live", "superseded", "withdrawn", "unpublished"), "wEAU"),
    "withdraw": {"live": "PAU"},
    "reinstate": {"withdrawn": "PAU"},
    "hide": {"superseded": "PAU"},
    "show": {"superseded": "PAU"},
    "unpublish": {"live": "PAU", "withdrawn": "PAU"},
}
ANSWERS = {"language": "fr", "remark": "Why not?", "note": "A name.", "reason": "It must be.", "when": "now"}

pytestmark = pytest.mark.usefixtures("terms")


def page_of(article: Article) -> str:
    return reverse("admin:articles_article_change", args=[article.pk])


def typed(article: Article, **changes) -> dict:
    """What a browser sends from the form of `article` after these changes."""
    return {
        "title": article.title,
        "summary": article.summary,
        "body": article.body,
        **NO_FILES,
        "language": "en",
        "slug": article.slug,
        "release_type": article.release_type_id or "",
        "structures": [structure.pk for structure in article.structures.all()],
        "tags": ", ".join(article.tags.names()),
        "version": article.lock_version,
    } | changes


def try_to(client, action: str, article: Article) -> None:
    """Do it as a browser would, whether the desk offers it or not."""
    match action:
        case "change":
            client.post(page_of(article), typed(article, title="Changed"))
        case "delete":
            answers = {"post": "yes", "version": article.lock_version}
            client.post(reverse("admin:articles_article_delete", args=[article.pk]), answers)
        case _:
            answers = dict(ANSWERS, version=article.lock_version)
            if action == "reschedule":
                answers |= {"at_0": "2090-05-02", "at_1": "09:30"}
            client.post(reverse("admin:articles_article_move", args=[article.pk, action]), answers)


def news() -> ReleaseType:
    return ReleaseType.objects.get(slug="news")


def everything() -> list:
    return [*Article.objects.order_by("pk").values(), Transition.objects.count()]


# The queue of imports makes them, for several editions at once: test_import_quality has who may.
OF_IMPORTS = {"accept", "dismiss"}


def test_every_move_has_a_row():
    with_a_right = {verb for verb, move in MOVES.items() if move.permission}
    assert (
        set(TABLE) - {"change", "delete"}
        == set(BUTTONS)
        == with_a_right - {"change", "create", "delete"} - OF_IMPORTS
    )


@pytest.mark.parametrize("standing", STANDINGS)
@pytest.mark.parametrize("action", TABLE)
@pytest.mark.django_db
def test_the_desk_does_it_for_whom_it_should(client, action, standing):
    did = ""

    for letter in EVERYBODY:
        with transaction.atomic():
            role = ROLES.get(letter.upper())
            user = make_editor() if letter == "U" else make_member("user", *filter(None, [role]))
            colleague = make_user("colleague")
            forced_by = colleague if action == "approve-afterwards" and standing in ISSUED else None
            article = make_article(
                created_by=user if letter == "w" else colleague,
                forced_by=forced_by,
                hidden_note="A name." if action == "show" and standing == "superseded" else "",
                **(stale_translation() if action == "confirm-translation" else {}),
                **FILED,
                **STANDINGS[standing],
            )
            assert article.standing() == standing
            before = everything()
            client.force_login(user)
            try_to(client, action, article)
            did += letter * (everything() != before)
            transaction.set_rollback(True)

    assert did == TABLE[action].get(standing, "")


@pytest.mark.parametrize("verb", BUTTONS)
@pytest.mark.django_db
def test_the_workflow_itself_refuses_who_lacks_the_right(verb):
    """Whatever calls it: the page of the desk is not the only guard."""
    standing = next(iter(TABLE[verb]))
    article = make_article(**STANDINGS[standing])
    answers = {"reason": "x"} if verb in ("force", "withdraw") else {}
    answers |= {"person": None} if verb == "assign" else {}
    answers |= {"remark": "x"} if verb in ("unpublish", "remark", "ask-for-link", "hide") else {}
    answers |= {"note": "x"} if verb == "hide" else {}
    answers |= {"language": "fr"} if verb == "translate" else {}
    answers |= {"at": NOW + timedelta(days=400)} if verb == "reschedule" else {}
    before = everything()

    for user in (make_user("stranger", "view_article"), make_member("records", "Records")):
        with pytest.raises(workflow.NotPossible, match="lacks the right"):
            BUTTONS[verb].function(article, by=user, **answers)
        with pytest.raises(workflow.NotPossible, match="lacks the right"):
            workflow.save_draft(Article(title="Mine"), by=user)

    assert everything() == before


@pytest.mark.django_db
def test_somebody_whose_account_was_closed_moves_nothing():
    gone = make_member("gone", "Administrator", is_active=False)

    with pytest.raises(workflow.NotPossible, match="lacks the right"):
        workflow.submit(make_article(state=State.DRAFT), by=gone)


# Writers


def test_a_writer_writes_tags_and_submits_a_release_with_the_rights_of_the_group_alone(client, db):
    writer = make_member("writer", "Writer")
    client.force_login(writer)
    structure = Structure.objects.get(slug="secretariat")
    suggested = client.get(
        "/admin/autocomplete/?app_label=articles&model_name=article&field_name=structures&term=secretariat"
    )
    new = NO_FILES | {
        "title": "A bridge",
        "summary": "Opened.",
        "body": "",
        "language": "en",
        "tags": "bridges",
    }
    client.post("/admin/articles/article/add/", new | {"structures": [structure.pk]})
    article = Article.objects.get()
    client.post(page_of(article), typed(article, title="A long bridge"))
    article.refresh_from_db()
    try_to(client, "submit", article)

    article.refresh_from_db()
    assert suggested.json()["results"]
    assert (article.title, article.state, article.created_by) == ("A long bridge", State.SUBMITTED, writer)
    assert list(article.structures.all()) == [structure]


def test_a_writer_reads_the_drafts_of_others_without_a_form(client, db):
    client.force_login(make_member("writer", "Writer"))
    article = make_article(state=State.DRAFT, created_by=make_user("colleague"))

    response = client.get(page_of(article))

    assertNotContains(response, 'name="title"')
    assertNotContains(response, 'name="_save"')
    # Neither changes the draft: a copy of one's own, and a question to the editors.
    assert {move.verb for move in response.context["moves"]} == {"ask-for-link", "duplicate", "translate"}


def test_what_a_writer_types_after_having_submitted_elsewhere_is_not_lost(client, db):
    writer = make_member("writer", "Writer")
    client.force_login(writer)
    article = make_article(state=State.DRAFT, created_by=writer)
    late = typed(article, title="Typed too late")
    workflow.submit(article, by=writer)

    response = client.post(page_of(article), late)

    assertContains(response, "Not saved:")
    assertContains(response, "Typed too late")


def test_a_writer_with_a_submitted_edition_is_told_to_ask_for_it(client, db):
    writer = make_member("writer", "Writer")
    client.force_login(writer)
    article = make_article(state=State.SUBMITTED, created_by=writer)

    response = client.post(page_of(article), typed(article, title="Changed"))

    assertContains(response, "This edition is submitted: take it back, or ask an editor to return it to you.")
    article.refresh_from_db()
    assert article.title != "Changed"


def test_a_writer_takes_back_what_was_submitted_and_goes_on_writing(client, db):
    writer = make_member("writer", "Writer")
    client.force_login(writer)
    article = make_article(state=State.DRAFT, created_by=writer)
    workflow.submit(article, by=make_editor())
    article.refresh_from_db()

    page = client.get(page_of(article))
    try_to(client, "take-back", article)
    article.refresh_from_db()
    try_to(client, "change", article)

    verbs = [move.verb for move in page.context["moves"]]
    assert (verbs[0], set(verbs)) == (
        "take-back",
        {"take-back", "remark", "assign", "ask-for-link", "duplicate", "translate"},
    )
    article.refresh_from_db()
    assert (article.state, article.title) == (State.DRAFT, "Changed")
    assert article.transitions.first().remark == "Why not?"


def test_an_editor_takes_back_what_he_submitted_for_another_and_returns_what_others_did(client, db):
    first, second = make_member("first", "Editor"), make_member("second", "Editor")
    article = make_article(state=State.DRAFT, created_by=make_member("writer", "Writer"))
    workflow.submit(article, by=second)
    workflow.take_back(article, by=second)
    workflow.submit(article, by=first)

    client.force_login(second)
    page = client.get(page_of(article))
    with pytest.raises(workflow.NotPossible, match="Only who began or submitted this edition takes it back"):
        workflow.take_back(article, by=second)
    workflow.take_back(article, by=first)

    assert {move.verb for move in page.context["moves"]} == {
        "return",
        "approve",
        "remark",
        "assign",
        "duplicate",
        "translate",
    }
    article.refresh_from_db()
    assert article.state == State.DRAFT


def test_a_writer_deletes_an_own_draft_and_nothing_that_others_began_or_wait_for(client, db):
    writer = make_member("writer", "Writer")
    client.force_login(writer)
    published = make_article(created_by=writer)
    mine = workflow.open_new_edition(published, by=writer)
    others = make_article(state=State.DRAFT)
    submitted = make_article(state=State.SUBMITTED, created_by=writer)

    delete_page = reverse("admin:articles_article_delete", args=[mine.pk])
    assertContains(client.get(page_of(mine)), f"{delete_page}?version={mine.lock_version}")
    for article in (mine, others, submitted, published):
        assert "delete" not in str(client.get(page_of(article)).context["moves"])
        try_to(client, "delete", article)

    assert set(Article.objects.all()) == {published, others, submitted}


# Four eyes


def change_through_the_desk(client, article: Article, **changes) -> None:
    article.refresh_from_db()
    client.post(page_of(article), typed(article, **changes))
    article.refresh_from_db()


WORDS = (
    {"title": "Changed"},
    {"summary": "Changed."},
    {"body": "<p>Changed.</p>"},
    {"place": "VIENNA"},
    {"contact": "The press office"},
    {"slug": "changed"},
    {"publishing_date": "2026-01-01"},
    {"embargo_until_0": "2090-01-01", "embargo_until_1": "10:00"},
)
FILING = ({"tags": "changed"}, {"structures": []})
NOTES = ({"editor_note": "Look at the figures."},)


def of_each(*changes: dict) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("changes", changes, ids=lambda changes: next(iter(changes)))


def make_written(state: str, **facts) -> Article:
    """An edition with a slug and terms, so that nothing but what is typed changes."""
    return make_article(state=state, slug="a-slug", structures=["secretariat"], tags=("a",), **facts)


def test_every_field_of_the_form_is_words_filing_or_a_note():
    of_filing = {name for name, field in facets.FIELDS.items() if field.change is facets.ChangeKind.FILING}
    assert of_filing == {"structures", "fields_of_work", "countries", "meetings", "tags"}
    of_notes = {name for name, field in facets.FIELDS.items() if field.change is facets.ChangeKind.NOTE}
    assert of_notes == {"editor_note", "planned_day", "translates_edition"}
    assert set(CONTENT_FIELDS) == set(facets.FIELDS)


@of_each(*WORDS)
def test_who_changed_the_words_of_an_edition_cannot_approve_it(client, editor, changes):
    article = make_written(State.SUBMITTED)
    change_through_the_desk(client, article, **changes)

    with pytest.raises(workflow.NotPossible, match="editor has changed this edition"):
        workflow.approve(article, by=editor)

    workflow.approve(article, by=make_editor("colleague"))


@of_each(*FILING, *NOTES)
def test_who_changed_its_filing_or_a_note_alone_may_approve_it(client, editor, changes):
    article = make_written(State.SUBMITTED)

    change_through_the_desk(client, article, **changes)

    assert article.lock_version == 1
    workflow.approve(article, by=editor)


@of_each(*FILING)
def test_filing_takes_a_second_pair_of_eyes_where_the_setting_says_so(client, editor, settings, changes):
    settings.FOUR_EYES_FOR_FILING = True
    article = make_written(State.APPROVED)

    change_through_the_desk(client, article, **changes)

    assert article.state == State.SUBMITTED
    assert article.transitions.first().remark == "Filed under other terms after it was approved."
    with pytest.raises(workflow.NotPossible, match="editor has filed this edition under other terms"):
        workflow.approve(article, by=editor)
    workflow.approve(article, by=make_editor("colleague"))


@pytest.mark.parametrize("state", [State.SUBMITTED, "forced"])
def test_a_colleague_who_files_it_does_not_let_the_author_approve_his_own_words(editor, state):
    author = make_editor("author")
    article = workflow.save_draft(Article(title="Mine", summary="Mine.", release_type=news()), by=author)
    approve = workflow.approve if state == State.SUBMITTED else workflow.approve_afterwards
    if state == State.SUBMITTED:
        workflow.submit(article, by=author)
    else:
        workflow.force_publish(article, by=make_editor("publisher"), reason="Now.")
    tag = Tag.objects.create(name="forests").pk
    bulk_filing.refile(Article.objects.filter(pk=article.pk), {"tag": {tag}}, {}, by=editor)
    article.refresh_from_db()

    with pytest.raises(workflow.NotPossible, match="author has changed this edition"):
        approve(article, by=author)
    approve(article, by=editor)


def test_whoever_changed_the_words_since_the_approval_cannot_approve_and_who_did_before_can():
    author, second, approver = (make_editor(name) for name in ("author", "second", "approver"))
    article = workflow.save_draft(Article(title="Mine", summary="Mine.", release_type=news()), by=author)
    article.summary = "Ours."
    workflow.save_draft(article, by=second)
    workflow.submit(article, by=author)
    for writer in (author, second):
        with pytest.raises(workflow.NotPossible, match="has changed this edition"):
            workflow.approve(article, by=writer)
    workflow.approve(article, by=approver)
    article.summary = "Ours,"
    workflow.save_draft(article, by=approver)

    with pytest.raises(workflow.NotPossible, match="approver has changed this edition"):
        workflow.approve(article, by=approver)
    workflow.approve(article, by=author)


def test_pictures_are_words(client, editor):
    article = make_written(State.APPROVED)
    file = store_picture(picture_upload())
    rows = {"pictures-TOTAL_FORMS": 1, "pictures-0-file-pk": file.pk, "pictures-0-alt": "A hall"}
    rows |= {"pictures-0-focal_x": 50, "pictures-0-focal_y": 50}

    change_through_the_desk(client, article, **rows, tags="changed")

    assert article.pictures.count() == 1
    assert article.state == State.SUBMITTED
    with pytest.raises(workflow.NotPossible, match="editor has changed this edition"):
        workflow.approve(article, by=editor)


def test_what_was_forced_is_not_approved_in_the_edition_that_follows_it_either(editor):
    author = make_editor("author")
    article = make_article(state=State.DRAFT, created_by=author)
    workflow.force_publish(article, by=make_editor("publisher"), reason="Now.")
    draft = workflow.open_new_edition(article, by=make_editor("colleague"))
    draft.change_note = "A comma."
    workflow.save_draft(draft, by=make_editor("third"))
    workflow.submit(draft, by=author)

    with pytest.raises(workflow.NotPossible, match="author has changed this edition"):
        workflow.approve(draft, by=author)
    workflow.approve(draft, by=editor)


def test_a_draft_that_was_brought_back_is_not_for_those_to_approve_who_changed_it(editor):
    author, second = make_editor("author"), make_editor("second")
    article = workflow.save_draft(Article(title="Mine", summary="Mine.", release_type=news()), by=author)
    article.summary = "Ours."
    workflow.save_draft(article, by=second)
    workflow.delete_draft(article, by=editor)
    draft = workflow.bring_back(ChangeLogEntry.objects.get(kind="deleted"), by=editor)
    workflow.submit(draft, by=editor)

    for writer in (author, second):
        with pytest.raises(workflow.NotPossible, match="has changed this edition"):
            workflow.approve(draft, by=writer)
    workflow.approve(draft, by=editor)


def test_what_waits_for_somebody_is_what_he_has_not_written(editor):
    author = make_editor("author")
    article = make_article(state=State.SUBMITTED, created_by=author, changed_by=editor, changed_at=NOW)
    imported = make_article(state=State.SUBMITTED)

    waiting = {user: set(permissions.waiting_for(user, Article.objects.all())) for user in (author, editor)}

    assert waiting == {author: {imported}, editor: {imported}}
    assert set(permissions.waiting_for(make_editor("third"), Article.objects.all())) == {article, imported}


def test_a_save_that_changes_nothing_is_no_change(client, editor):
    embargo = NOW + timedelta(days=9)
    article = make_article(
        state=State.APPROVED, structures=["secretariat"], tags=("b", "a"), body="<p>Text</p>", slug="a-slug"
    )
    before = everything()

    change_through_the_desk(client, article)
    assert everything() == before

    Article.objects.filter(pk=article.pk).update(embargo_until=embargo.replace(microsecond=0))
    before, shown = everything(), timezone.localtime(embargo)
    change_through_the_desk(
        client, article, embargo_until_0=f"{shown:%Y-%m-%d}", embargo_until_1=f"{shown:%H:%M:%S}"
    )
    assert everything() == before


def test_a_colleague_who_changes_it_afterwards_does_not_let_the_first_approve(editor):
    colleague = make_editor("colleague")
    article = make_article(state=State.SUBMITTED, changed_by=editor, changed_at=NOW)
    article.title = "Changed by a colleague"
    workflow.save_draft(article, by=colleague)

    for writer in (colleague, editor):
        with pytest.raises(workflow.NotPossible):
            workflow.approve(article, by=writer)
    workflow.approve(article, by=make_editor("third"))


@pytest.mark.parametrize("button", ["_save", "_continue"])
@of_each({"title": "Changed"}, {"place": "VIENNA"})
def test_whoever_takes_an_approval_away_is_told_before_and_after(client, editor, button, changes):
    article = make_written(State.APPROVED)

    before = client.get(page_of(article))
    response = client.post(page_of(article), typed(article, **changes, **{button: "Save"}), follow=True)

    assertContains(before, "takes the approval away: a colleague has to approve it then, not you.")
    [message] = response.context["messages"]
    assert str(message) == "Saved. It had been approved; now a colleague has to approve it again."
    assert message.level_tag == "warning"
    assert response.redirect_chain[0][0] == (
        page_of(article) if button == "_continue" else reverse("admin:articles_article_changelist")
    )
    page = client.get(page_of(article))
    assertNotContains(page, "takes the approval away")
    assertContains(page, "editor has changed this edition: somebody else has to approve it.")


@of_each(*FILING)
def test_whoever_files_what_is_approved_is_told_that_it_stays_approved(client, editor, changes):
    article = make_written(State.APPROVED)

    response = client.post(page_of(article), typed(article, **changes), follow=True)

    [message] = response.context["messages"]
    assert (str(message), message.level_tag) == (
        "Saved. Its words are as they were: it stays approved.",
        "success",
    )
    article.refresh_from_db()
    assert (article.state, article.lock_version) == (State.APPROVED, 1)
    assertContains(client.get(page_of(article)), "Only the filing was changed: the approval stays.")


@pytest.mark.parametrize("with_filing", [False, True])
def test_whoever_is_about_to_approve_is_told_what_a_comma_costs(client, editor, settings, with_filing):
    settings.FOUR_EYES_FOR_FILING = with_filing
    what = "words, pictures, dates or filing" if with_filing else "words, pictures or dates"

    page = client.get(page_of(make_written(State.SUBMITTED)))

    assertContains(page, f"Once you change {what}, you cannot approve it yourself: a colleague has to.")
    assertNotContains(client.get(page_of(make_written(State.DRAFT))), "you cannot approve it yourself")


def test_a_save_that_takes_no_approval_away_is_a_success(client, editor):
    approved, draft = make_article(state=State.APPROVED), make_article(state=State.DRAFT)

    responses = [
        client.post(page_of(approved), typed(approved), follow=True),
        client.post(page_of(draft), typed(draft, title="Changed"), follow=True),
    ]

    for response in responses:
        [message] = response.context["messages"]
        assert "was changed successfully" in str(message)


def test_who_cannot_change_what_is_approved_is_not_told_what_that_costs(client, db):
    client.force_login(make_member("publisher", "Publisher"))

    assertNotContains(client.get(page_of(make_article(state=State.APPROVED))), "takes the approval away")


def test_a_change_after_the_approval_takes_it_away(editor):
    article = make_article(state=State.APPROVED)
    article.title = "Changed"
    workflow.save_draft(article, by=editor)

    with pytest.raises(workflow.NotPossible, match="submitted"):
        workflow.publish(article, by=editor)


def test_who_opened_a_new_edition_does_not_approve_it(editor):
    draft = workflow.open_new_edition(make_article(), by=editor)
    draft.refresh_from_db()
    Article.objects.filter(pk=draft.pk).update(change_note="The figures.")
    workflow.submit(draft, by=make_editor("colleague"))

    with pytest.raises(workflow.NotPossible, match="somebody else"):
        workflow.approve(draft, by=editor)


# Forced publication


def test_a_forced_publication_waits_for_somebody_else(client, editor):
    writer, publisher = make_member("writer", "Writer"), make_member("publisher", "Publisher", "Editor")
    article = workflow.save_draft(
        Article(title="Earthquake", summary="It shook.", release_type=make_article().release_type), by=writer
    )
    workflow.force_publish(article, by=publisher, reason="An earthquake.")

    article.refresh_from_db()
    assert (article.standing(), article.forced_by) == ("live", publisher)
    assert list(Article.objects.forced()) == [article]
    with pytest.raises(workflow.NotPossible, match="publisher has published this edition"):
        workflow.approve_afterwards(article, by=publisher)
    workflow.approve_afterwards(article, by=editor, remark="Read.")

    article.refresh_from_db()
    assert (article.state, article.forced_by) == (State.PUBLISHED, None)
    moves = [(move.verb, move.by, move.remark) for move in article.transitions.order_by("pk")]
    assert moves[1:] == [
        ("force", publisher, "An earthquake."),
        ("approve-afterwards", editor, "Read."),
    ]
    with pytest.raises(workflow.NotPossible, match="does not wait"):
        workflow.approve_afterwards(article, by=make_editor("another"))


def test_a_writer_who_is_an_editor_does_not_approve_afterwards_what_was_forced_for_them(editor):
    author = make_member("author", "Writer", "Editor")
    article = make_article(state=State.DRAFT, changed_by=author, changed_at=NOW)
    workflow.force_publish(article, by=editor, reason="Now.")

    with pytest.raises(workflow.NotPossible, match="author has changed this edition"):
        workflow.approve_afterwards(article, by=author)


def test_a_forced_publication_needs_a_reason(editor):
    article = make_article(state=State.DRAFT, type="")

    with pytest.raises(workflow.NotPossible) as refusal:
        workflow.force_publish(article, by=editor, reason=" ")

    assert refusal.value.reasons == (
        "Say why it cannot wait for somebody to approve it.",
        "Choose a content type.",
    )


@pytest.mark.parametrize("approved_meanwhile", [False, True])
def test_a_forced_schedule_that_is_cancelled_is_as_approved_as_it_was(editor, approved_meanwhile):
    article = make_article(state=State.DRAFT)
    workflow.force_publish(article, by=editor, reason="Now.", at=NOW + timedelta(days=1))
    if approved_meanwhile:
        workflow.approve_afterwards(article, by=make_editor("colleague"))

    workflow.cancel_schedule(article, by=editor)

    article.refresh_from_db()
    assert article.state == (State.APPROVED if approved_meanwhile else State.SUBMITTED)
    assert article.forced_by is None


def test_a_forced_edition_stays_in_the_queue_when_it_is_replaced_or_withdrawn(editor):
    article = make_article(state=State.DRAFT)
    workflow.force_publish(article, by=editor, reason="Now.")
    issue(workflow.open_new_edition(article, by=editor), by=editor)

    assert [forced.standing() for forced in Article.objects.forced()] == ["superseded"]
    workflow.approve_afterwards(article, by=make_editor("colleague"))
    assert not Article.objects.forced().exists()
