"""The moves of an edition at the desk: who may make them, what they do, and what they refuse."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from articles.editing import workflow
from articles.editing.moves import BUTTONS
from articles.models import Article, Transition
from tests.factories import FILED, NO_FILES, make_article, make_editor, make_user, stale_translation

State = Article.State
IN_A_YEAR = timezone.now() + timedelta(days=365)
LATER = {"at_0": "2090-05-02", "at_1": "09:30:15"}
# For each move: facts of an edition that can make it, what the form asks, and the state after it.
CASES = {
    "submit": ({"state": State.DRAFT}, {"remark": "Please read."}, State.SUBMITTED),
    "take-back": ({"state": State.SUBMITTED}, {"remark": "One more figure."}, State.DRAFT),
    "approve": ({"state": State.SUBMITTED}, {"remark": ""}, State.APPROVED),
    "return": ({"state": State.APPROVED}, {"remark": "The date is wrong."}, State.DRAFT),
    "publish": ({"state": State.APPROVED}, {"when": "now", "remark": ""}, State.PUBLISHED),
    "force": ({"state": State.SUBMITTED}, {"when": "now", "reason": "An earthquake."}, State.PUBLISHED),
    "approve-afterwards": ({"forced": True}, {"remark": "Read and found right."}, State.PUBLISHED),
    "reschedule": ({"public_at": IN_A_YEAR}, {"remark": "Postponed."} | LATER, State.PUBLISHED),
    "cancel": ({"public_at": IN_A_YEAR}, {"remark": ""}, State.APPROVED),
    "new-edition": ({}, {}, State.PUBLISHED),
    "duplicate": ({}, {}, State.PUBLISHED),
    "translate": ({}, {"language": "fr"}, State.PUBLISHED),
    "confirm-translation": ({"is_stale": True}, {"remark": "Read."}, State.PUBLISHED),
    "remark": ({"state": State.SUBMITTED}, {"remark": "The figure is old."}, State.SUBMITTED),
    "assign": ({"state": State.DRAFT}, {}, State.DRAFT),
    "ask-for-link": ({"state": State.DRAFT}, {"remark": "For the mayor."}, State.DRAFT),
    "withdraw": ({}, {"reason": "The figures were wrong."}, State.WITHDRAWN),
    "reinstate": ({"state": State.WITHDRAWN}, {"remark": ""}, State.PUBLISHED),
    "hide": (
        {"public_until": timezone.now()},
        {"note": "A name.", "remark": "Asked by the family."},
        State.PUBLISHED,
    ),
    "show": ({"public_until": timezone.now(), "hidden_note": "A name."}, {"remark": ""}, State.PUBLISHED),
    "unpublish": ({}, {"remark": "Court order."}, State.UNPUBLISHED),
}

# What is recorded besides who, where nobody is asked why.
RECORDED = {"assign": "To nobody."}

pytestmark = pytest.mark.usefixtures("terms")


def make_case(verb: str, by=None) -> Article:
    """An edition that can make the move, written by nobody who is here; what is taken back, by who does that."""
    facts = dict(CASES[verb][0])
    if verb == "take-back":
        facts["created_by"] = by
    if facts.pop("is_stale", False):
        facts |= stale_translation()
    if facts.pop("forced", False):
        facts["forced_by"] = make_user("publisher")
    return make_article(**facts, **FILED)


def page_of(article: Article) -> str:
    return reverse("admin:articles_article_change", args=[article.pk])


def move_page_of(article: Article, verb: str) -> str:
    return reverse("admin:articles_article_move", args=[article.pk, verb])


def make_move(client, article: Article, verb: str, **answers):
    """Press the button of the move's page, having seen `article` as it is at hand."""
    return client.post(move_page_of(article, verb), {"version": article.lock_version, **answers})


def offered_on(response) -> set[str]:
    return {move.verb for move in response.context["moves"]}


def test_every_move_is_tested():
    assert set(CASES) == set(BUTTONS)


@pytest.mark.parametrize("verb", CASES)
def test_a_move_changes_the_state_and_keeps_who_and_why(client, editor, verb):
    _, answers, after = CASES[verb]
    article = make_case(verb, editor)

    response = make_move(client, article, verb, **answers)

    latest = Article.objects.latest("pk")
    assertRedirects(response, page_of(latest))
    article.refresh_from_db()
    assert article.state == after
    recorded = Transition.objects.latest("pk")
    assert (recorded.article, recorded.by) == (latest, editor)
    assert recorded.remark == RECORDED.get(verb, answers.get("remark", answers.get("reason", "")))


@pytest.mark.parametrize("verb", CASES)
def test_a_move_is_offered_where_it_can_be_made(client, editor, verb):
    article = make_case(verb, editor)

    response = client.get(page_of(article))

    assert verb in offered_on(response)
    assertContains(response, move_page_of(article, verb))
    assertContains(client.get(move_page_of(article, verb)), BUTTONS[verb].label)


@pytest.mark.parametrize("verb", CASES)
@pytest.mark.django_db
def test_whoever_is_not_signed_in_makes_no_move(client, verb):
    answers = CASES[verb][1]
    article = make_case(verb)
    before = Article.objects.filter(pk=article.pk).values().get()

    response = make_move(client, article, verb, **answers)

    assertRedirects(response, f"/admin/login/?next={move_page_of(article, verb)}")
    assert Article.objects.filter(pk=article.pk).values().get() == before


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("verb", CASES)
@pytest.mark.django_db
def test_staff_with_all_permissions_but_that_of_a_move_makes_it_not(client, verb, method):
    answers = CASES[verb][1]
    article = make_case(verb)
    before = Article.objects.filter(pk=article.pk).values().get()
    others = {"add_article", "delete_article", "change_article", "review_article", "publish_article"}
    others = (others | {"change_own_article"}) - {BUTTONS[verb].permission, BUTTONS[verb].also}
    client.force_login(make_user("colleague", "view_article", *others))

    response = getattr(client, method)(
        move_page_of(article, verb), {"version": article.lock_version, **answers}
    )

    assert response.status_code == 403
    assert verb not in offered_on(client.get(page_of(article)))
    assert Article.objects.filter(pk=article.pk).values().get() == before
    assert not Transition.objects.exists()


@pytest.mark.parametrize("verb", CASES)
@pytest.mark.django_db
def test_staff_with_the_permission_of_a_move_makes_it(client, verb):
    _, answers, after = CASES[verb]
    colleague = make_user("colleague", "view_article", BUTTONS[verb].permission)
    article = make_case(verb, colleague)
    client.force_login(colleague)

    make_move(client, article, verb, **answers)

    article.refresh_from_db()
    assert article.state == after


@pytest.mark.django_db
def test_who_may_not_see_releases_moves_none(client):
    client.force_login(make_user("colleague", "publish_article"))
    article = make_article(state=State.DRAFT)

    response = make_move(client, article, "publish", when="now")

    assert response.status_code == 403
    article.refresh_from_db()
    assert article.state == State.DRAFT


def test_all_reasons_against_a_move_stand_on_its_page(client, editor):
    article = make_article(state=State.APPROVED, type="", summary="")

    response = make_move(client, article, "publish", when="now")

    assertContains(response, "Choose a content type.")
    assertContains(response, "Write a summary or a body.")
    article.refresh_from_db()
    assert article.state == State.APPROVED


def test_a_day_that_has_no_place_for_another_release_is_a_reason_too(client, editor, monkeypatch):
    monkeypatch.setattr("articles.index.ledger.PLACES_IN_A_DAY", 1)
    article = make_article(state=State.APPROVED, **FILED)

    response = make_move(client, article, "publish", when="now")

    assertContains(response, "choose another publishing date")
    article.refresh_from_db()
    assert article.state == State.APPROVED


def test_a_move_that_does_not_fit_the_state_is_refused_in_words(client, editor):
    article = make_article()

    response = make_move(client, article, "submit")

    assertContains(response, "This edition is live: that cannot be done with it now.")


@pytest.mark.parametrize(("verb", "answers"), [("withdraw", {"reason": " "}), ("unpublish", {"remark": ""})])
def test_what_leaves_the_site_needs_a_reason(client, editor, verb, answers):
    article = make_article()

    response = make_move(client, article, verb, **answers)

    assertContains(response, "This field is required.")
    article.refresh_from_db()
    assert article.state == State.PUBLISHED


def test_what_changed_since_it_was_read_is_not_published_unseen(client, editor):
    article = make_article(state=State.SUBMITTED, **FILED)
    Article.objects.filter(pk=article.pk).update(title="Changed by a colleague", lock_version=1)

    response = make_move(client, article, "publish", when="now")

    assertContains(response, "changed or moved this edition since you opened it")
    article.refresh_from_db()
    assert article.state == State.SUBMITTED


@pytest.mark.parametrize("sent", [{}, {"version": ""}, {"version": "7"}, {"version": "9" * 30}], ids=str)
def test_a_move_or_deletion_that_does_not_say_what_was_seen_is_refused(client, editor, sent):
    article = make_article(state=State.DRAFT, **FILED)
    delete = reverse("admin:articles_article_delete", args=[article.pk])

    moved = client.post(move_page_of(article, "submit"), sent)
    deleted = client.post(delete, sent | {"post": "yes"}, follow=True)

    assertContains(moved, "changed or moved this edition since you opened it")
    assertContains(deleted, "Not deleted. Somebody has changed or moved this edition since you opened it")
    article.refresh_from_db()
    assert article.state == State.DRAFT


@pytest.mark.parametrize("act", [workflow.submit, workflow.save_draft, workflow.delete_draft])
def test_what_somebody_has_deleted_meanwhile_is_neither_moved_nor_saved(editor, act):
    article = make_article(state=State.DRAFT)
    Article.objects.filter(pk=article.pk).delete()

    with pytest.raises(workflow.NotPossible, match="Somebody has deleted this edition"):
        act(article, by=editor)


def test_an_edition_that_was_moved_is_at_hand_as_it_is_now_and_one_read_before_is_stale(editor):
    article = make_article(state=State.DRAFT, created_by=editor)
    read_before = Article.objects.get(pk=article.pk)

    workflow.submit(article, by=editor)

    with pytest.raises(workflow.NotPossible, match="since you opened it"):
        workflow.take_back(read_before, by=editor)
    assert article.state == State.SUBMITTED
    workflow.take_back(article, by=editor)


def test_the_page_of_a_release_hands_the_version_it_shows_to_the_move(client, editor):
    article = make_article(state=State.APPROVED, lock_version=7)

    link = f"{move_page_of(article, 'publish')}?version=7"

    assertContains(client.get(page_of(article)), link)
    assertContains(client.get(link), '<input type="hidden" name="version" value="7">')


def test_a_release_is_scheduled_for_an_hour_of_the_newsroom(client, editor):
    article = make_article(state=State.APPROVED, **FILED)

    with time_machine.travel("2025-05-01T06:00:00Z", tick=False):
        response = make_move(client, article, "publish", when="later", at_0="2025-05-02", at_1="09:30")

    article.refresh_from_db()
    assertRedirects(response, page_of(article), fetch_redirect_response=False)
    assert article.public_at.isoformat() == "2025-05-02T07:30:00+00:00"
    [message] = get_messages(response.wsgi_request)
    assert str(message).endswith("is now scheduled for Friday 2 May 2025, 09:30 Europe/Vienna.")


def test_a_time_in_the_past_is_no_time_to_schedule(client, editor):
    article = make_article(state=State.APPROVED, **FILED)

    response = make_move(client, article, "publish", when="later", at_0="2020-05-02", at_1="09:30")

    assertContains(response, "The time of publication lies in the past")
    assertContains(response, 'value="2020-05-02"')


ANSWERED_BADLY = [
    ({}, "Choose whether it is published now, or at a set date and time."),
    ({"when": "later"}, "Enter the date and the time from which readers will see it."),
    (
        {"when": "later", "at_0": "", "at_1": ""},
        "Enter the date and the time from which readers will see it.",
    ),
    ({"when": "later", "at_0": "2090-05-02"}, "Choose both a day and a time."),
    ({"when": "now"} | LATER, "You chose “Now”. Empty the date and the time"),
    ({"when": "now", "at_0": "2090-05-02", "at_1": ""}, "You chose “Now”. Empty the date and the time"),
]


@pytest.mark.parametrize(("answers", "message"), ANSWERED_BADLY)
@pytest.mark.parametrize("verb", ["publish", "force"])
def test_an_hour_that_is_missing_or_too_much_publishes_nothing(client, editor, verb, answers, message):
    article = make_article(state=State.APPROVED if verb == "publish" else State.DRAFT, **FILED)
    before = Article.objects.values().get()

    response = make_move(client, article, verb, reason="An earthquake.", **answers)

    assertContains(response, message)
    assert Article.objects.filter(pk=article.pk).values().get() == before


IN_SOME_DAYS = timezone.localdate() + timedelta(days=9)


@pytest.mark.parametrize(
    ("facts", "chosen", "day"),
    [
        ({}, "now", ""),
        ({"publishing_date": timezone.localdate()}, "now", ""),
        ({"publishing_date": IN_SOME_DAYS}, "later", IN_SOME_DAYS.isoformat()),
        ({"embargo_until": IN_A_YEAR}, "later", timezone.localtime(IN_A_YEAR).date().isoformat()),
    ],
)
@pytest.mark.parametrize("verb", ["publish", "force"])
def test_now_is_chosen_only_when_the_edition_is_not_dated_to_later(client, editor, verb, facts, chosen, day):
    article = make_article(state=State.APPROVED if verb == "publish" else State.DRAFT, **facts)

    form = client.get(move_page_of(article, verb)).context["form"]

    assert [box.data["value"] for box in form["when"] if box.data["selected"]] == [chosen]
    assert (f'value="{day}"' in str(form["at"])) == bool(day)


def test_only_a_later_edition_is_said_to_replace_another(client, editor):
    first = make_article(state=State.APPROVED)
    later = make_article(state=State.APPROVED, edition=2, release=make_article().release)

    pages = [client.get(move_page_of(article, "publish")) for article in (first, later)]

    assertNotContains(pages[0], "the edition before it")
    assertContains(pages[1], "Readers will see it. They will no longer see the edition before it.")


@pytest.mark.parametrize("hour", [{}, {"public_at": IN_A_YEAR}], ids=["live", "scheduled"])
def test_an_approval_afterwards_is_said_to_be_recorded(client, editor, hour):
    article = make_article(forced_by=make_user("publisher"), **hour)

    response = make_move(client, article, "approve-afterwards")

    [message] = get_messages(response.wsgi_request)
    assert str(message) == "Your approval is recorded."


def test_a_scheduled_edition_is_not_called_published(client, editor):
    article = make_article(public_at=IN_A_YEAR, forced_by=editor)

    page = client.get(page_of(article))

    assertContains(page, "its schedule has to be cancelled; or open a new edition that follows it.")
    assertContains(page, "It was scheduled without approval")
    assertNotContains(page, "was published")
    assertContains(client.get(page_of(make_article())), "What was published is not changed in place")
    with pytest.raises(workflow.NotPossible, match="What is scheduled is not changed in place; cancel its"):
        workflow.save_draft(article, by=editor)


def test_a_second_edition_in_preparation_is_not_offered(client, editor):
    article = make_article()
    make_article(release=article.release, edition=2, state=State.DRAFT)

    response = client.get(page_of(article))

    assert offered_on(response) == {"withdraw", "unpublish", "duplicate", "translate"}
    assertContains(response, "2 (draft)")


def test_reasons_and_remarks_stand_in_the_history_of_the_page(client, editor):
    article = make_article()
    make_move(client, article, "withdraw", reason="The <figures> were wrong.")

    response = client.get(page_of(article))

    assertContains(response, "What happened to this edition")
    assertContains(response, "<strong>editor</strong>. Withdraw: published → withdrawn. <q>The &lt;figures")
    assertContains(response, "The &lt;figures&gt; were wrong.", count=2)


def test_moves_stand_in_the_admins_own_history_too(client, editor):
    article = make_article(state=State.DRAFT)
    make_move(client, article, "submit")

    response = client.get(reverse("admin:articles_article_history", args=[article.pk]))

    assertContains(response, "Submit for review")


def test_there_is_no_page_for_an_unknown_move_or_release(client, editor):
    article = make_article()

    assert client.get(move_page_of(article, "explode")).status_code == 404
    assert client.get(f"/admin/articles/article/{article.pk + 1}/withdraw/move/").status_code == 404


def test_what_cannot_be_done_is_said_before_anything_is_typed(client, editor):
    article = make_article(state=State.DRAFT)

    response = client.get(move_page_of(article, "publish"))

    assertContains(response, "This edition is draft: that cannot be done with it now.")


def test_the_page_of_a_forced_publication_says_what_it_means_and_asks_why(client, editor):
    article = make_article(state=State.SUBMITTED)

    page = client.get(move_page_of(article, "force"))
    refused = make_move(client, article, "force", when="now", reason=" ")

    assertContains(page, "Nobody but its writers has approved this edition.")
    assertContains(refused, "This field is required.")
    article.refresh_from_db()
    assert article.state == State.SUBMITTED


def test_who_changed_an_edition_last_reads_why_the_button_is_missing(client, editor):
    article = make_article(state=State.SUBMITTED, changed_by=editor, changed_at=timezone.now())

    response = client.get(page_of(article))

    assert "approve" not in offered_on(response)
    assertContains(response, "editor has changed this edition: somebody else has to approve it.")


def test_a_corrected_release_is_public_with_its_new_title(client, editor):
    article = make_article(title="A bridge opens", **FILED)
    make_move(client, article, "new-edition")
    draft = Article.objects.get(edition=2)
    terms = {name: [term.pk for term in getattr(draft, name).all()] for name in FILED}
    changes = terms | {
        "title": "Two bridges open",
        "change_note": "There are two.",
        "version": draft.lock_version,
    }
    client.post(
        page_of(draft),
        {"summary": draft.summary, "language": "en", "release_type": draft.release_type_id}
        | NO_FILES
        | changes,
    )
    draft.refresh_from_db()
    make_move(client, draft, "submit")
    client.force_login(make_editor("colleague"))
    for verb in ("approve", "publish"):
        draft.refresh_from_db()
        make_move(client, draft, verb, when="now")

    client.logout()
    response = client.get(article.get_absolute_url(), follow=True)
    assertContains(response, "Two bridges open")
