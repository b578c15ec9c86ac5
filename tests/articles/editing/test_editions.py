"""Later editions: what readers are told of them, and what they are not."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction

from articles.editing import workflow
from articles.models import Article
from tests.factories import issue, make_article, make_editor

State = Article.State
HOUR = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("terms")


def correct(article: Article, editor, at: datetime, **facts) -> Article:
    """A later edition of `article` with these facts, public from `at` on."""
    with time_machine.travel(at, tick=False):
        draft = workflow.open_new_edition(article, by=editor)
        for name, value in facts.items():
            setattr(draft, name, value)
        workflow.save_draft(draft, by=editor)
        workflow.submit(draft, by=editor)
        workflow.approve(draft, by=make_editor(f"approver {draft.edition}"))
        workflow.publish(draft, by=editor)
    draft.refresh_from_db()
    return draft


def entry_of(client) -> str:
    feed = client.get("/news/feed.atom").content.decode()
    return feed[feed.index("<entry ") :]


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({}, "Say in the change note"),
        ({"change_note": " \n"}, "Say in the change note"),
        ({"is_minor": True}, "why this edition is a minor change"),
        ({"is_minor": True, "change_note": "A comma."}, "why this edition is a minor change"),
    ],
)
def test_a_later_edition_is_neither_submitted_nor_published_unexplained(editor, facts, reason):
    draft = workflow.open_new_edition(make_article(), by=editor)
    for name, value in facts.items():
        setattr(draft, name, value)
    workflow.save_draft(draft, by=editor)

    with pytest.raises(workflow.NotPossible, match=reason):
        workflow.submit(draft, by=editor)
    Article.objects.filter(pk=draft.pk).update(state=State.APPROVED)
    with pytest.raises(workflow.NotPossible, match=reason):
        workflow.publish(draft, by=editor)


@pytest.mark.parametrize("facts", [{"change_note": ""}, {"change_note": "A comma.", "is_minor": True}])
def test_the_database_refuses_an_unexplained_later_edition(facts):
    article = make_article(public_until=datetime(2025, 2, 1, tzinfo=UTC))

    with pytest.raises(IntegrityError, match="article_later_edition_explained"), transaction.atomic():
        make_article(release=article.release, edition=2, **facts)


def test_a_new_edition_does_not_inherit_why_the_one_before_it_was_made(editor):
    article = make_article(release=7)
    second = correct(article, editor, HOUR, is_minor=True, minor_reason="A comma.")

    third = workflow.open_new_edition(second, by=editor)

    assert (third.change_note, third.is_minor, third.minor_reason) == ("", False, "")


def _header(page: str) -> str:
    """From the title of a release to its text."""
    return page.partition("<h1>")[2].partition("</header>")[0]


def test_a_correction_says_what_it_changed_and_when(client, editor):
    article = make_article(public_at=HOUR - timedelta(days=1))

    correct(article, editor, HOUR, change_note="The figures of May.")

    with time_machine.travel(HOUR + timedelta(hours=1), tick=False):
        page = client.get(article.get_absolute_url()).content.decode()
        header = _header(page)
        assert "4 May 2026, 12:00 CEST" in header
        assert "The figures of May." in header
        assert f'href="{article.get_absolute_url()}editions/1/compare/2/"' in header
        assert "Last updated" in page
        first = client.get(f"{article.get_absolute_url()}editions/1/").content.decode()
        assert "The figures of May." not in _header(first)
        assert "<updated>2026-05-04T10:00:00" in entry_of(client)


def test_a_minor_edition_is_no_news_to_readers(client, editor):
    article = make_article(public_at=HOUR - timedelta(days=9), title="A brigde opens")

    correct(
        article, editor, HOUR, title="A bridge opens", is_minor=True, minor_reason="Two letters, ask Ann."
    )

    with time_machine.travel(HOUR + timedelta(hours=1), tick=False):
        page = client.get(article.get_absolute_url(), follow=True).content.decode()
        assert "A bridge opens" in page
        assert "Minor correction" in page
        assert 'class="correction"' not in page
        assert "Last updated" not in page
        assert "ask Ann" not in page
        assert '"dateModified": "2026-04-25T12:00:00+02:00"' in page
        assert "<updated>2026-04-25T10:00:00" in entry_of(client)


def test_a_minor_edition_of_a_corrected_release_keeps_the_date_of_the_correction(client, editor):
    article = make_article(public_at=HOUR - timedelta(days=9))
    second = correct(article, editor, HOUR, change_note="The figures of May.")

    third = correct(second, editor, HOUR + timedelta(days=1), is_minor=True, minor_reason="A comma.")
    fourth = correct(third, editor, HOUR + timedelta(days=2), is_minor=True, minor_reason="Another.")

    assert third.last_updated == fourth.last_updated == HOUR


def test_a_cancelled_minor_edition_that_becomes_a_correction_is_news(editor):
    article = make_article()
    draft = workflow.open_new_edition(article, by=editor)
    draft.is_minor, draft.minor_reason = True, "A comma."
    workflow.save_draft(draft, by=editor)
    with time_machine.travel(HOUR, tick=False):
        issue(draft, by=editor, at=HOUR + timedelta(days=1))
        workflow.cancel_schedule(draft, by=editor)
    draft.refresh_from_db()
    draft.is_minor, draft.change_note = False, "The figures of May."
    workflow.save_draft(draft, by=editor)

    with time_machine.travel(HOUR + timedelta(days=2), tick=False):
        issue(draft, by=editor)

    draft.refresh_from_db()
    assert draft.last_updated == HOUR + timedelta(days=2)
