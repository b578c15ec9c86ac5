"""Receivers that are slow, never come to an end, or lead elsewhere; and how they know who calls."""

import base64
import json
import socket
import ssl
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from articles.editing import outbox, workflow
from articles.editing.outbox import notices
from articles.editing.outbox.exchange import DeadlinePassed
from articles.models import Article, OutboxMessage
from newsroom.settings import webhook_secrets
from tests.factories import make_article, make_editor, make_message, make_user
from tests.places import ROOT
from tests.worker import work_once

Answer = Callable[[socket.socket, list[bytes]], None]
CERTIFICATE = ROOT / "tests" / "samples" / "localhost.pem"
SECRET = b"a secret of thirty-two bytes long"

pytestmark = pytest.mark.usefixtures("terms")


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    monkeypatch.setattr(notices, "WEBHOOK_SECONDS", 0.5)
    monkeypatch.setattr(notices, "MAIL_SECONDS", 0.5)


@contextmanager
def receiver(answer: Answer) -> Iterator[tuple[int, list[bytes]]]:
    """A server that hands each connection to `answer`; yields its port, and what each connection began with."""
    listener = socket.create_server(("127.0.0.1", 0))
    received: list[bytes] = []

    def serve() -> None:
        while True:
            try:
                line, _ = listener.accept()
            except OSError:
                return
            with line, suppress(OSError):  # the other side has hung up
                answer(line, received)

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield listener.getsockname()[1], received
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def reply(text: bytes) -> Answer:
    """Read a request and answer with `text`."""

    def answer(line: socket.socket, received: list[bytes]) -> None:
        request = b""
        while not request.endswith(b"}"):
            request += line.recv(65_536)
        received.append(request)
        line.sendall(text)

    return answer


def drip(line: socket.socket, received: list[bytes]) -> None:
    """Something every hundredth of a second, for as long as the other side listens; never an end."""
    received.append(line.recv(65_536))
    while True:
        line.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        time.sleep(0.01)


def over_tls(answer: Answer) -> Answer:
    """`answer` as a receiver at https://localhost gives it, with a certificate that only tests trust."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)

    def answer_over_tls(line: socket.socket, received: list[bytes]) -> None:
        with context.wrap_socket(line, server_side=True) as secure:
            answer(secure, received)

    return answer_over_tls


def drip_greeting(line: socket.socket, received: list[bytes]) -> None:
    received.append(b"")
    while True:
        line.sendall(b"220-Please wait.\r\n")
        time.sleep(0.01)


def take_mail(line: socket.socket, received: list[bytes]) -> None:
    """As much of a mail server (RFC 5321) as one message needs."""
    lines = line.makefile("rwb", buffering=0)
    lines.write(b"220 ready\r\n")
    while command := lines.readline():
        if command.upper().startswith(b"DATA"):
            lines.write(b"354 go on\r\n")
            received.append(b"".join(iter(lines.readline, b".\r\n")))
        lines.write(b"250 fine\r\n")


def written(secret: bytes) -> str:
    """A secret as PUBLISH_WEBHOOK_SECRET has it."""
    return "whsec_" + base64.b64encode(secret).decode()


def example() -> str:
    """The Python by which the documentation verifies a call."""
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    begin = text.index("    import base64, hashlib, hmac")
    return textwrap.dedent(text[begin : text.index("\n\nTo replace a secret", begin)])


def error_of(message: OutboxMessage) -> str:
    message.refresh_from_db()
    assert message.done_at is None
    return message.error


# An end to everything


def test_a_webhook_that_drips_without_end_fails_at_the_deadline(settings):
    message = make_message()

    with receiver(drip) as (port, received):
        settings.PUBLISH_WEBHOOK_URL = f"http://127.0.0.1:{port}/"
        with pytest.raises(CommandError, match="1 could not be delivered"):
            work_once()

    assert len(received) == 1
    assert "the receiver did not come to an end within 0.5 seconds" in error_of(message)


def test_https_is_delivered_and_cut_at_the_deadline_as_well(settings, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    first, second = make_message(), make_message()

    with receiver(over_tls(reply(b"HTTP/1.1 204 No Content\r\n\r\n"))) as (port, _):
        settings.PUBLISH_WEBHOOK_URL = f"https://localhost:{port}/"
        outbox.EFFECTS["webhook"](first)
    with receiver(over_tls(drip)) as (port, _):
        settings.PUBLISH_WEBHOOK_URL = f"https://localhost:{port}/"
        with pytest.raises(DeadlinePassed):
            outbox.EFFECTS["webhook"](second)


def test_a_mail_server_that_greets_without_end_fails_at_the_deadline(settings):
    writer = make_user("writer", "view_article", email="writer@example.org")
    message = make_message(make_article(created_by=writer), effect="mail")

    with receiver(drip_greeting) as (port, _):
        settings.EMAIL_BACKEND = "articles.editing.outbox.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        with pytest.raises(CommandError):
            work_once()

    assert "the receiver did not come to an end within 0.5 seconds" in error_of(message)


def test_the_line_to_a_receiver_is_cut_at_the_deadline(settings):
    hung_up = threading.Event()

    def answer(line: socket.socket, received: list[bytes]) -> None:
        try:
            drip(line, received)
        finally:
            hung_up.set()

    make_message()
    with receiver(answer) as (port, _):
        settings.PUBLISH_WEBHOOK_URL = f"http://127.0.0.1:{port}/"
        with pytest.raises(CommandError):
            work_once()

        assert hung_up.wait(timeout=300)


def test_a_slow_webhook_does_not_hold_up_mail_nor_is_it_tried_again_in_the_same_pass(settings, mailoutbox):
    writer = make_user("writer", "view_article", email="writer@example.org")
    for _ in range(3):
        make_message()
    make_message(make_article(created_by=writer), effect="mail")

    with receiver(drip) as (port, received):
        settings.PUBLISH_WEBHOOK_URL = f"http://127.0.0.1:{port}/"
        with pytest.raises(CommandError):
            work_once()

    assert len(received) == 1
    assert len(mailoutbox) == 1


def test_nothing_is_sent_while_a_transaction_is_open(monkeypatch, transactional_db):
    open_transactions = []
    monkeypatch.setitem(
        outbox.EFFECTS, "webhook", lambda _: open_transactions.append(connection.in_atomic_block)
    )
    make_message()

    work_once()

    assert open_transactions == [False]


# What counts as delivered


@pytest.mark.parametrize("status", ["301 Moved Permanently", "302 Found", "307 Temporary Redirect"])
def test_a_redirect_is_an_error_that_names_the_other_address_and_is_not_followed(settings, status):
    message = make_message()

    with receiver(reply(f"HTTP/1.1 {status}\r\nLocation: /elsewhere\r\n\r\n".encode())) as (port, received):
        settings.PUBLISH_WEBHOOK_URL = f"http://127.0.0.1:{port}/hook?office=1"
        with pytest.raises(CommandError):
            work_once()

    assert [request.split(b"\r\n")[0] for request in received] == [b"POST /hook?office=1 HTTP/1.1"]
    assert f"answered {status[:3]} and leads to “/elsewhere”" in error_of(message)
    assert "set PUBLISH_WEBHOOK_URL to the last address" in error_of(message)


@pytest.mark.parametrize("status", ["400 Bad Request", "410 Gone", "500 Oh\x00 no", "600 Odd"])
def test_no_answer_but_2xx_is_a_delivery(settings, status):
    message = make_message()

    with receiver(reply(f"HTTP/1.1 {status}\r\n\r\n".encode())) as (port, _):
        settings.PUBLISH_WEBHOOK_URL = f"http://127.0.0.1:{port}/"
        with pytest.raises(CommandError):
            work_once()

    assert f"the receiver answered {status[:3]}" in error_of(message)


@pytest.mark.parametrize("status", ["200 OK", "202 Accepted", "204 No Content"])
def test_2xx_is_a_delivery_and_the_body_is_not_waited_for(settings, status):
    message = make_message()

    with receiver(reply(f"HTTP/1.1 {status}\r\nContent-Length: 1000000\r\n\r\n".encode())) as (port, _):
        settings.PUBLISH_WEBHOOK_URL = f"http://127.0.0.1:{port}/"
        work_once()

    message.refresh_from_db()
    assert message.done_at


def test_who_answers_something_else_than_http_has_accepted_nothing(settings):
    message = make_message()

    with receiver(reply(b"SSH-2.0-OpenSSH_9.2\r\n")) as (port, _):
        settings.PUBLISH_WEBHOOK_URL = f"http://127.0.0.1:{port}/"
        with pytest.raises(CommandError):
            work_once()

    assert error_of(message)


# Who calls


def test_the_receiver_verifies_who_called_and_when(settings):
    """By the example of docs/operations.md, with the new secret and the one before it."""
    secrets = [SECRET, b"the secret before it, also of 32 bytes"]
    settings.PUBLISH_WEBHOOK_SECRETS = secrets
    message = make_message()
    documented: dict = {}
    exec(example(), documented)
    verify = documented["is_from_the_newsroom"]

    with receiver(reply(b"HTTP/1.1 204 No Content\r\n\r\n")) as (port, received):
        settings.PUBLISH_WEBHOOK_URL = f"http://127.0.0.1:{port}/"
        work_once()

    head, _, body = received[0].partition(b"\r\n\r\n")
    headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n")[1:])
    assert [verify(headers, body, written(secret)) for secret in secrets] == [True, True]
    assert not verify(headers, body, written(b"a secret of somebody else, 32 bytes"))
    assert not verify(headers, body.replace(b"published", b"withdrawn"), written(SECRET))
    assert not verify(headers | {"webhook-timestamp": "1"}, body, written(SECRET))
    assert headers["webhook-id"] == str(message.key)
    assert json.loads(body)["event"] == "published"


@pytest.mark.parametrize(
    "value", ["secret", "whsec_", "whsec_c2hvcnQ=", "whsec_!!!!", f"whsec_{'QUFB' * 30}"]
)
def test_a_secret_that_is_none_is_refused_with_a_way_to_make_one(monkeypatch, value):
    monkeypatch.setenv("PUBLISH_WEBHOOK_SECRET", value)

    with pytest.raises(ImproperlyConfigured, match=r"PUBLISH_WEBHOOK_SECRET holds .* makes one"):
        webhook_secrets("PUBLISH_WEBHOOK_SECRET")


def test_secrets_are_read_as_the_standard_writes_them(monkeypatch):
    monkeypatch.setenv("PUBLISH_WEBHOOK_SECRET", f"{written(SECRET)}, {written(SECRET)}")

    assert webhook_secrets("PUBLISH_WEBHOOK_SECRET") == [SECRET, SECRET]


# Leases


def test_a_message_that_another_worker_leases_is_left_alone_until_the_lease_ends(monkeypatch):
    delivered = []
    monkeypatch.setitem(outbox.EFFECTS, "webhook", delivered.append)
    now = timezone.now()
    message = make_message(lease_token=uuid4(), lease_until=now + timedelta(seconds=30))

    work_once()
    assert delivered == []

    OutboxMessage.objects.filter(pk=message.pk).update(lease_until=now)
    work_once()
    assert delivered == [message]
    message.refresh_from_db()
    assert (message.lease_token, message.lease_until) == (None, None)


def test_a_worker_that_lost_its_lease_changes_nothing_of_the_message(monkeypatch):
    others = uuid4()

    def too_slow(message):
        OutboxMessage.objects.filter(pk=message.pk).update(lease_token=others)
        raise TimeoutError("too slow")

    monkeypatch.setitem(outbox.EFFECTS, "webhook", too_slow)
    message = make_message()

    with pytest.raises(CommandError):
        work_once()

    message.refresh_from_db()
    assert (message.tries, message.lease_token) == (0, others)


@pytest.mark.parametrize("facts", [{"lease_token": uuid4()}, {"lease_until": timezone.now()}])
def test_a_lease_has_a_holder_and_an_end(facts):
    with pytest.raises(IntegrityError, match="outboxmessage_lease_has_an_end"), transaction.atomic():
        make_message(**facts)


def test_what_is_rescheduled_is_taken_from_a_worker_that_has_begun_with_it(editor):
    article = make_article(state=Article.State.APPROVED)
    hour = timezone.now() + timedelta(hours=1)
    workflow.publish(article, by=make_editor("publisher"), at=hour)
    OutboxMessage.objects.update(lease_token=uuid4(), lease_until=hour)

    workflow.reschedule(article, by=editor, at=hour + timedelta(hours=1))

    # What was told of the plan is not moved.
    moved = OutboxMessage.objects.filter(transition__verb="schedule", effect__in=outbox.FOR_READERS)
    assert not moved.exclude(lease_token=None).exists()
    assert set(moved.values_list("next_try_at", flat=True)) == {hour + timedelta(hours=1)}


def test_mail_goes_out_through_a_mail_server_with_the_key_of_its_message(settings):
    writer = make_user("writer", "view_article", email="writer@example.org")
    message = make_message(make_article(created_by=writer), effect="mail")

    with receiver(take_mail) as (port, received):
        settings.EMAIL_BACKEND = "articles.editing.outbox.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        work_once()

    message.refresh_from_db()
    assert message.done_at
    [mail] = received
    assert f"Message-ID: <{message.key}@".encode() in mail
    assert b"To: writer@example.org" in mail
