"""Moves of editions: what each changes, records, and refuses."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from articles.editing import workflow
from articles.index import catalogue
from articles.index.query import ReleaseQuery
from articles.models import Article, Ledger, Transition
from taxonomy import vocabulary
from tests.factories import issue, make_article, make_editor

State = Article.State
pytestmark = pytest.mark.usefixtures("terms")


def listed() -> set[int]:
    return set(catalogue.current(vocabulary.current()).find(ReleaseQuery(rows=50)).ids)


def public(release: int) -> Article | None:
    return Article.objects.public(timezone.now()).filter(release=release).first()


def test_a_draft_goes_to_the_public_step_by_step(editor):
    article = make_article(state=State.DRAFT)

    for move in (workflow.submit, workflow.approve, workflow.publish):
        move(article, by=editor, remark="fine")

    article.refresh_from_db()
    assert article.state == State.PUBLISHED
    assert article.publishing_date == timezone.localdate()
    assert listed() == {article.pk}
    moves = Transition.objects.filter(article=article).order_by("pk")
    assert [(move.verb, move.from_state, move.to_state, move.by, move.remark) for move in moves] == [
        ("submit", "draft", "submitted", editor, "fine"),
        ("approve", "submitted", "approved", editor, "fine"),
        ("publish", "approved", "published", editor, "fine"),
    ]


def test_what_is_returned_can_be_submitted_again(editor):
    article = make_article(state=State.APPROVED)

    workflow.return_to_draft(article, by=editor, remark="The date is wrong.")
    workflow.submit(article, by=editor)

    article.refresh_from_db()
    assert article.state == State.SUBMITTED


def test_a_new_edition_replaces_the_old_one_and_keeps_its_place(editor):
    older = make_article(publishing_date=date(2025, 3, 1))
    article = make_article(
        publishing_date=date(2025, 3, 1), title="Hedgehogs", structures=["secretariat"], tags=("a",)
    )
    newer = make_article(publishing_date=date(2025, 3, 1))

    draft = workflow.open_new_edition(article, by=editor)
    draft.title = "Two hedgehogs"
    workflow.save_draft(draft, by=editor)
    issue(draft, by=editor)

    article.refresh_from_db()
    draft.refresh_from_db()
    assert (draft.release, draft.edition) == (article.release, 2)
    assert [structure.slug for structure in draft.structures.all()] == ["secretariat"]
    assert list(draft.tags.names()) == ["a"]
    assert article.standing() == "superseded"
    assert article.public_until == draft.public_at
    assert public(article.release) == draft
    ids = catalogue.current(vocabulary.current()).find(ReleaseQuery()).ids
    assert ids == [newer.pk, draft.pk, older.pk]


def test_the_clock_alone_makes_the_switch(editor):
    article = make_article(publishing_date=date(2025, 3, 1))
    hour = datetime(2026, 5, 1, 9, 0, 0, tzinfo=UTC)
    with time_machine.travel(hour - timedelta(days=1), tick=False) as clock:
        draft = workflow.open_new_edition(article, by=editor)
        issue(draft, by=editor, at=hour)

        assert public(article.release) == article
        assert listed() == {article.pk}

        clock.move_to(hour - timedelta(seconds=1))
        assert listed() == {article.pk}

        clock.move_to(hour)
        assert public(article.release) == draft
        assert listed() == {draft.pk}


def test_what_is_changed_after_its_approval_is_to_be_approved_again(editor):
    article = make_article(state=State.APPROVED)
    article.title = "Changed"

    workflow.save_draft(article, by=editor)

    article.refresh_from_db()
    assert (article.title, article.state) == ("Changed", State.SUBMITTED)
    assert Transition.objects.get().verb == "edit"


def test_a_release_published_earlier_than_it_was_scheduled_gets_the_day_it_was_published(editor):
    article = make_article(state=State.APPROVED)
    issue(article, by=editor, at=timezone.now() + timedelta(days=9))
    workflow.cancel_schedule(article, by=editor)

    issue(article, by=editor)

    article.refresh_from_db()
    assert article.publishing_date == timezone.localdate()


def test_a_cancelled_correction_keeps_the_date_of_its_release(editor):
    article = make_article(publishing_date=timezone.localdate())
    draft = workflow.open_new_edition(article, by=editor)
    issue(draft, by=editor, at=timezone.now() + timedelta(seconds=30))

    workflow.cancel_schedule(draft, by=editor)

    draft.refresh_from_db()
    assert draft.publishing_date == article.publishing_date


def test_a_cancelled_schedule_leaves_everything_as_it_was(editor):
    article = make_article()
    draft = workflow.open_new_edition(article, by=editor)
    issue(draft, by=editor, at=timezone.now() + timedelta(hours=1))

    workflow.cancel_schedule(draft, by=editor)

    article.refresh_from_db()
    draft.refresh_from_db()
    assert article.public_until is None
    assert (draft.state, draft.public_at, draft.position) == (State.APPROVED, None, None)
    assert listed() == {article.pk}


def test_a_withdrawn_release_is_readable_and_in_no_list(editor):
    article = make_article()

    workflow.withdraw(article, by=editor, reason="The figures were wrong.")

    assert public(article.release).withdrawal_reason == "The figures were wrong."
    assert listed() == set()


def test_a_reinstated_release_is_listed_where_it_was(editor):
    make_article()
    article = make_article(state=State.WITHDRAWN)
    position = article.position

    workflow.reinstate(article, by=editor)

    article.refresh_from_db()
    assert (article.state, article.position, article.withdrawal_reason) == (State.PUBLISHED, position, "")
    assert article.pk in listed()


def test_what_is_taken_off_the_site_can_be_published_again(editor):
    article = make_article()
    workflow.unpublish(article, by=editor, remark="Court order.")
    assert public(article.release) is None
    assert listed() == set()

    draft = workflow.open_new_edition(article, by=editor)
    issue(draft, by=editor)

    assert public(article.release) == draft


def test_a_release_can_be_taken_off_the_site_at_the_very_instant_it_came(editor):
    with time_machine.travel(datetime(2026, 5, 1, 9, 0, 0, tzinfo=UTC), tick=False):
        article = make_article(public_at=timezone.now())

        workflow.unpublish(article, by=editor, remark="Court order.")

        assert public(article.release) is None


def test_all_reasons_against_publishing_come_at_once(editor):
    article = make_article(
        state=State.APPROVED, type="", summary="", embargo_until=timezone.now() + timedelta(days=1)
    )

    with pytest.raises(workflow.NotPossible) as refusal:
        workflow.publish(article, by=editor, at=timezone.now() - timedelta(minutes=1))

    assert len(refusal.value.reasons) == 4
    article.refresh_from_db()
    assert article.state == State.APPROVED


@pytest.mark.parametrize(
    ("state", "move", "facts"),
    [
        (State.DRAFT, workflow.approve, {}),
        (State.SUBMITTED, workflow.submit, {}),
        (State.DRAFT, workflow.return_to_draft, {}),
        (State.PUBLISHED, workflow.publish, {}),
        (State.PUBLISHED, workflow.cancel_schedule, {}),
        (State.DRAFT, workflow.withdraw, {"reason": "x"}),
        (State.PUBLISHED, workflow.withdraw, {"reason": " "}),
        (State.PUBLISHED, workflow.unpublish, {"remark": ""}),
        (State.UNPUBLISHED, workflow.unpublish, {"remark": "x"}),
        (State.PUBLISHED, workflow.reinstate, {}),
        (State.DRAFT, workflow.open_new_edition, {}),
    ],
)
def test_a_move_that_does_not_fit_the_state_is_refused_and_changes_nothing(editor, state, move, facts):
    article = make_article(state=state)
    before = Article.objects.filter(pk=article.pk).values().get()

    with pytest.raises(workflow.NotPossible):
        move(article, by=editor, **facts)

    assert Article.objects.filter(pk=article.pk).values().get() == before
    assert not Transition.objects.exists()


def test_one_edition_of_a_release_is_in_preparation_at_a_time(editor):
    article = make_article()
    workflow.open_new_edition(article, by=editor)

    with pytest.raises(workflow.NotPossible, match="in preparation"):
        workflow.open_new_edition(article, by=editor)


def test_a_second_schedule_waits_for_the_first(editor):
    article = make_article()
    first = workflow.open_new_edition(article, by=editor)
    issue(first, by=editor, at=timezone.now() + timedelta(hours=2))
    second = workflow.open_new_edition(article, by=editor)

    with pytest.raises(workflow.NotPossible, match="scheduled"):
        issue(second, by=editor)


@pytest.mark.parametrize(
    ("move", "facts"), [(workflow.withdraw, {"reason": "Wrong."}), (workflow.unpublish, {"remark": "Wrong."})]
)
def test_a_release_that_the_clock_would_bring_back_is_not_taken_away(editor, move, facts):
    article = make_article()
    draft = workflow.open_new_edition(article, by=editor)
    issue(draft, by=editor, at=timezone.now() + timedelta(hours=2))

    with pytest.raises(workflow.NotPossible, match="Edition 2 is scheduled for"):
        move(article, by=editor, **facts)

    workflow.cancel_schedule(draft, by=editor)
    move(article, by=editor, **facts)
    assert listed() == set()


def test_nobodys_work_is_overwritten(editor):
    colleague = make_editor("colleague")
    article = make_article(state=State.DRAFT)
    mine, theirs = Article.objects.get(pk=article.pk), Article.objects.get(pk=article.pk)
    theirs.title = "Theirs"
    workflow.save_draft(theirs, by=colleague)

    mine.title = "Mine"
    with pytest.raises(workflow.NotPossible, match="colleague"):
        workflow.save_draft(mine, by=editor)

    assert Article.objects.get(pk=article.pk).title == "Theirs"


def test_what_is_published_is_not_changed_in_place(editor):
    article = make_article()
    article.title = "Changed"

    with pytest.raises(workflow.NotPossible, match="new edition"):
        workflow.save_draft(article, by=editor)


def test_a_saved_body_holds_no_scripts_and_no_odd_links(editor):
    article = Article(
        title="A",
        body='<p onclick="x()">Yes<script>no()</script> <a href="javascript:no()">a</a>'
        '<a href="//elsewhere.example/">b</a><a href="/news/">c</a></p><iframe src="/x"></iframe>',
    )

    workflow.save_draft(article, by=editor)

    assert article.body == '<p>Yes ab<a href="/news/" rel="noopener noreferrer">c</a></p>'


def test_release_numbers_are_never_used_twice(editor):
    first = workflow.save_draft(Article(title="A"), by=editor)
    first_number = first.release
    first.delete()

    second = workflow.save_draft(Article(title="B"), by=editor)

    assert second.release == first_number + 1
    assert Ledger.objects.get().last_release == second.release


@pytest.mark.parametrize(
    ("constraint", "facts"),
    [
        ("article_period_exactly_when_issued", {"state": State.DRAFT, "public_at": timezone.now()}),
        ("article_period_in_order", {"public_until": datetime(1990, 1, 1, tzinfo=UTC)}),
        ("article_withdrawn_with_reason", {"state": State.WITHDRAWN, "withdrawal_reason": ""}),
        ("article_has_title", {"title": ""}),
        ("article_changed_who_and_when", {"changed_at": timezone.now()}),
    ],
)
def test_the_database_refuses_what_must_never_be(constraint, facts):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        make_article(**facts)


def test_the_database_refuses_a_second_live_edition():
    article = make_article()

    with pytest.raises(IntegrityError), transaction.atomic():
        make_article(release=article.release, edition=2)


def test_the_database_refuses_a_second_edition_in_preparation():
    article = make_article(state=State.DRAFT)

    with pytest.raises(IntegrityError), transaction.atomic():
        make_article(release=article.release, edition=2, state=State.SUBMITTED)
