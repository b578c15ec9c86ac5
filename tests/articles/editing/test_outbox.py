"""What follows a move outside the database: to whom, when, and once."""

import json
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.utils import timezone

from articles.editing import outbox, workflow
from articles.index import ledger
from articles.models import Article, OutboxMessage
from tests.factories import issue, make_article, make_editor, make_user
from tests.worker import work_once

State = Article.State
HOUR = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("terms")


def scheduled(editor, at: datetime, **facts) -> Article:
    article = make_article(state=State.APPROVED, changed_by=editor, changed_at=HOUR, **facts)
    workflow.publish(article, by=editor, at=at)
    return article


@contextmanager
def webhook(status: int = 200):
    """A server that collects what it is told: pairs of headers and JSON; yields its address and the list."""
    received = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            received.append((self.headers, json.loads(self.rfile.read(int(self.headers["Content-Length"])))))
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/published", received
    server.shutdown()
    server.server_close()


@pytest.fixture
def clock():
    with time_machine.travel(HOUR, tick=False) as traveller:
        yield traveller


@pytest.fixture
def editor(db):
    return make_user("ann", "change_article", "publish_article", email="ann@example.org")


# Who is told what


def test_writers_and_approvers_are_told_once_what_became_public(clock, mailoutbox, settings, editor):
    settings.SITE_URL = "https://newsroom.example.org"
    writer = make_user("writer", "add_article", "change_article", email="writer@example.org")
    approver = make_user("approver", "review_article", "view_article", email="approver@example.org")
    make_user("bystander", "change_article", email="bystander@example.org")
    gone = make_user("gone", "change_article", email="gone@example.org", is_active=False)
    article = make_article(
        state=State.DRAFT, title="A bridge opens", created_by=gone, changed_by=writer, changed_at=HOUR
    )
    workflow.submit(article, by=writer)
    workflow.approve(article, by=approver)
    workflow.publish(article, by=editor)

    work_once()
    work_once()

    [mail] = [mail for mail in mailoutbox if mail.subject.startswith("Public")]
    assert mail.to == ["approver@example.org", "writer@example.org"]
    assert mail.subject == "Public: A bridge opens"
    assert "has been public since Monday 4 May 2026, 12:00 Europe/Vienna." in mail.body
    assert f"https://newsroom.example.org/news/{article.release}/" in mail.body
    assert mail.extra_headers["Message-ID"].endswith("@newsroom.example.org>")


def test_every_move_that_readers_notice_is_told_in_order(clock, mailoutbox, editor):
    article = make_article(changed_by=editor, changed_at=HOUR, title="A bridge\nopens")
    workflow.withdraw(article, by=editor, reason="The figures were wrong.")
    clock.shift(60)
    workflow.reinstate(article, by=editor)
    clock.shift(60)
    workflow.unpublish(article, by=editor, remark="Court order.")

    work_once()

    assert [mail.subject.partition(":")[0] for mail in mailoutbox] == [
        "Withdrawn",
        "Listed again",
        "Unpublished",
    ]
    assert "The figures were wrong." in mailoutbox[0].body
    assert "Court order" not in mailoutbox[2].body


def test_who_wrote_what_is_returned_is_told_once_where_and_why(clock, mailoutbox, settings, editor):
    settings.SITE_URL = "https://newsroom.example.org"
    writer = make_user("wanda", "change_own_article", "view_article", email="wanda@example.org")
    make_user("bystander", "change_article", email="bystander@example.org")
    ed = make_user("ed", "review_article", "view_article", email="ed@example.org")
    article = make_article(state=State.DRAFT, title="A bridge opens", created_by=writer)
    workflow.submit(article, by=writer)
    workflow.return_to_draft(article, by=ed, remark="The date is wrong.")

    with webhook() as (address, received):
        settings.PUBLISH_WEBHOOK_URL = address
        work_once()
        work_once()

    # The editors have heard of the submission already.
    submitted, mail = mailoutbox
    assert submitted.to == ["ed@example.org"]
    assert mail.to == ["wanda@example.org"]
    assert mail.subject == "Returned to you: A bridge opens"
    assert "It was returned by ed: The date is wrong." in mail.body
    assert f"https://newsroom.example.org/admin/articles/article/{article.pk}/change/" in mail.body
    assert received == []


def test_who_submitted_for_another_is_told_too_and_who_returned_it_is_not(clock, mailoutbox, editor):
    gone = make_user("gone", email="gone@example.org", is_active=False)
    article = make_article(state=State.DRAFT, created_by=gone)
    other = make_user("other", "change_article", "review_article", email="other@example.org")
    workflow.submit(article, by=editor)
    workflow.return_to_draft(article, by=other)
    workflow.submit(article, by=other)
    workflow.return_to_draft(article, by=other)

    work_once()

    returned = [mail.to for mail in mailoutbox if mail.subject.startswith("Returned")]
    assert returned == [["ann@example.org"]]


def test_that_a_draft_was_returned_is_told_whatever_becomes_of_its_schedule(clock, mailoutbox):
    chief = make_editor("chief")
    writer = make_user("wanda", "view_article", email="wanda@example.org")
    article = make_article(state=State.SUBMITTED, created_by=writer)
    workflow.return_to_draft(article, by=chief)
    workflow.force_publish(article, by=chief, reason="Now.", at=HOUR + timedelta(hours=1))
    workflow.reschedule(article, by=chief, at=HOUR + timedelta(hours=2))
    workflow.cancel_schedule(article, by=chief)

    work_once()

    assert [mail.subject.partition(":")[0] for mail in mailoutbox] == [
        "Returned to you",
        "Scheduled without approval",
        "Rescheduled",
        "No longer scheduled",
    ]


def test_other_moves_at_the_desk_are_told_to_nobody(editor):
    article = make_article(state=State.SUBMITTED, created_by=editor)

    workflow.take_back(article, by=editor)

    assert not OutboxMessage.objects.exists()


def test_nobody_is_written_to_when_nobody_has_an_address(clock, mailoutbox):
    editor = make_editor()
    scheduled(editor, HOUR + timedelta(hours=1))
    clock.shift(timedelta(hours=2))

    work_once()

    assert mailoutbox == []
    assert not outbox.waiting().exists()


def test_the_webhook_is_told_as_json(clock, settings, editor):
    article = scheduled(editor, HOUR + timedelta(hours=1), title="A bridge opens")
    clock.shift(timedelta(hours=2))

    with webhook() as (address, received):
        settings.PUBLISH_WEBHOOK_URL = address
        work_once()

    [(headers, facts)] = received
    assert facts == {
        "event": "published",
        "at": "2026-05-04T11:00:00+00:00",
        "release": article.release,
        "edition": 1,
        "title": "A bridge opens",
        "address": article.get_absolute_url(),
    }
    assert headers["Content-Type"] == "application/json"
    assert (
        headers["Idempotency-Key"]
        == headers["webhook-id"]
        == str(OutboxMessage.objects.get(effect="webhook").key)
    )


# When


def test_what_is_scheduled_is_told_when_the_clock_has_passed_its_hour(clock, mailoutbox, editor):
    scheduled(editor, HOUR + timedelta(hours=1))

    clock.move_to(HOUR + timedelta(minutes=59, seconds=59))
    work_once()
    assert mailoutbox == []

    clock.move_to(HOUR + timedelta(hours=1))
    work_once()
    assert len(mailoutbox) == 1


def test_a_cancelled_publication_is_told_to_nobody(clock, mailoutbox, editor):
    article = scheduled(editor, HOUR + timedelta(hours=1))
    workflow.cancel_schedule(article, by=editor)
    clock.shift(timedelta(hours=2))

    work_once()

    assert mailoutbox == []
    assert not OutboxMessage.objects.filter(transition__verb="schedule", effect__in=outbox.FOR_READERS)


def test_a_rescheduled_publication_is_told_at_its_new_hour(clock, mailoutbox, editor):
    article = scheduled(editor, HOUR + timedelta(hours=1))
    workflow.reschedule(article, by=editor, at=HOUR + timedelta(hours=5))

    clock.move_to(HOUR + timedelta(hours=2))
    work_once()
    assert mailoutbox == []

    clock.move_to(HOUR + timedelta(hours=5))
    work_once()
    assert ["14:00" in mail.body or "17:00" in mail.body for mail in mailoutbox] == [True]


@pytest.mark.parametrize(
    "hour", ["2026-10-25T00:30:00+00:00", "2026-10-25T01:30:00+00:00", "2026-03-29T01:00:00+00:00"]
)
def test_clocks_put_forward_or_back_change_nothing(clock, mailoutbox, editor, hour):
    hour = datetime.fromisoformat(hour)
    clock.move_to(hour - timedelta(hours=3))
    article = scheduled(editor, hour)

    for minutes in range(-90, 0, 30):
        clock.move_to(hour + timedelta(minutes=minutes))
        work_once()
    assert mailoutbox == []
    assert not Article.objects.public(timezone.now()).exists()

    for minutes in range(0, 120, 30):
        clock.move_to(hour + timedelta(minutes=minutes))
        work_once()
    assert len(mailoutbox) == 1
    assert Article.objects.public(timezone.now()).get() == article


def test_an_import_tells_nobody():
    make_article()

    assert not OutboxMessage.objects.exists()


# When something goes wrong


def test_what_cannot_be_delivered_is_kept_told_by_the_doctor_and_tried_again(
    clock, mailoutbox, settings, editor, capsys
):
    scheduled(editor, HOUR + timedelta(hours=1))
    clock.move_to(HOUR + timedelta(hours=1))
    with webhook(status=503) as (address, received):
        settings.PUBLISH_WEBHOOK_URL = address
        with pytest.raises(CommandError, match="1 could not be delivered"):
            work_once()
        work_once()
        assert len(received) == 1
        clock.shift(timedelta(minutes=1))
        with pytest.raises(CommandError):
            work_once()

    keys = [headers["webhook-id"] for headers, _ in received]
    message = outbox.waiting().get()
    assert (message.tries, message.next_try_at - timezone.now()) == (2, timedelta(minutes=2))
    with pytest.raises(SystemExit):
        call_command("doctor")
    assert "Not delivered after 2 tries: webhook for “schedule” of release" in (
        output := capsys.readouterr().out
    )
    assert "the receiver answered 503 Service Unavailable" in output

    clock.shift(timedelta(minutes=2))
    with webhook() as (address, received):
        settings.PUBLISH_WEBHOOK_URL = address
        work_once()
    assert len(received) == 1
    assert received[0][0]["webhook-id"] == keys[0] == keys[1]
    assert len(mailoutbox) == 1
    call_command("doctor")


def test_pauses_grow_and_end_at_six_hours():
    pauses = [outbox._pause(tries) for tries in (1, 2, 3, 9, 10, 500)]

    assert pauses == [
        *(timedelta(minutes=minutes) for minutes in (1, 2, 4, 256)),
        timedelta(hours=6),
        timedelta(hours=6),
    ]


def test_one_that_cannot_be_delivered_does_not_hold_up_the_others(clock, mailoutbox, editor, monkeypatch):
    def broken(message):
        raise TimeoutError("too slow")

    monkeypatch.setitem(outbox.EFFECTS, "webhook", broken)
    for _ in range(3):
        scheduled(editor, HOUR + timedelta(hours=1))
    clock.move_to(HOUR + timedelta(hours=1))

    with pytest.raises(CommandError):
        work_once()

    assert len(mailoutbox) == 3


def test_the_doctor_says_when_no_worker_runs(clock, editor, capsys):
    scheduled(editor, HOUR + timedelta(hours=1))
    call_command("doctor")
    clock.move_to(HOUR + timedelta(hours=1, minutes=6))

    with pytest.raises(SystemExit):
        call_command("doctor")

    output = capsys.readouterr().out
    assert "4 messages of the outbox should have been sent more than 5 minutes ago." in output
    assert "manage.py work" in output


def test_a_publication_that_is_rolled_back_is_told_to_nobody(clock, mailoutbox, editor, monkeypatch):
    def gone(articles):
        raise OperationalError("server closed the connection unexpectedly")

    article = make_article(state=State.APPROVED, changed_by=editor, changed_at=HOUR)
    monkeypatch.setattr(ledger, "record_changes", gone)

    with pytest.raises(OperationalError):
        workflow.publish(article, by=editor)

    article.refresh_from_db()
    assert article.state == State.APPROVED
    assert not OutboxMessage.objects.exists()
    monkeypatch.undo()
    workflow.publish(article, by=editor)
    work_once()
    assert len(mailoutbox) == 1


def test_a_message_is_written_within_a_transaction_only(transactional_db, terms):
    article = make_article()
    with pytest.raises(RuntimeError):
        outbox.record(article.transitions.model(article=article, verb="publish"), due_at=HOUR)


def test_a_deleted_draft_leaves_no_message(clock, editor):
    article = scheduled(editor, HOUR + timedelta(hours=1))
    workflow.cancel_schedule(article, by=editor)

    Article.objects.get(pk=article.pk).delete()

    assert not OutboxMessage.objects.exists()


def test_each_edition_is_told_of(clock, mailoutbox, editor):
    article = scheduled(editor, HOUR + timedelta(hours=1))
    clock.shift(timedelta(hours=2))
    draft = workflow.open_new_edition(article, by=editor)
    issue(draft, by=make_editor())

    work_once()

    assert ["edition 1" in mailoutbox[0].body, "edition 2" in mailoutbox[1].body] == [True, True]
