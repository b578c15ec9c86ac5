"""A file that comes to the desk piece by piece: taken once each, gone on with, put together, or refused."""

import base64
from datetime import timedelta
from hashlib import sha256

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from articles.importing import file_refusals, pieces, queue
from articles.models import Article, ImportBatch, ImportUpload, UploadPiece
from tests.captures import HEADER, entry
from tests.factories import make_member
from tests.worker import work_once

BEGIN = reverse("admin:articles_importupload_begin")
LENGTH = 100
TEXT = (HEADER + entry("Hedgehog") + entry("Badger") + entry("Fox")).encode()
State = ImportUpload.State

pytestmark = pytest.mark.usefixtures("terms")


@pytest.fixture(autouse=True)
def short_pieces(monkeypatch):
    monkeypatch.setattr(pieces, "PIECE_BYTES", LENGTH)


@pytest.fixture
def records(client):
    """Somebody who keeps the records, signed in."""
    user = make_member("archivist", "Records")
    client.force_login(user)
    return user


def cut(content: bytes) -> list[bytes]:
    return [content[start : start + LENGTH] for start in range(0, len(content), LENGTH)]


def begin(client, content: bytes = TEXT, **answers):
    digest = pieces.digest_of(sha256(piece).hexdigest() for piece in cut(content))
    facts = {"name": "old/animals.txt", "size": len(content), "digest": digest, "batch_name": "Animals"}
    options = {"unknown_terms": "create", "publish": "sure", "date_format": ""}
    return client.post(BEGIN, facts | options | answers)


def send(client, begun, number: int, content: bytes, digest: bytes | None = None):
    stated = base64.b64encode(digest or sha256(content).digest()).decode()
    return client.post(
        f"{begun.json()['pieces']}{number}/",
        content,
        content_type="application/octet-stream",
        headers={"Content-Digest": f"sha-256=:{stated}:"},
    )


def send_all(client, begun, content: bytes = TEXT):
    parts = cut(content)
    return [send(client, begun, number, parts[number]) for number in begun.json()["missing"]]


def test_a_file_in_pieces_is_tried_and_imported_like_any_other(client, records):
    begun = begin(client, unknown_terms="hold", date_format="month-first")
    assert begun.json()["missing"] == list(range(len(cut(TEXT))))
    page = client.get(begun.json()["page"])
    assertContains(page, "have arrived")
    assertNotContains(page, "Try again")

    assert {answer.status_code for answer in send_all(client, begun)} == {200}
    stored = ImportUpload.objects.get()
    assert (stored.name, stored.size, stored.state) == ("animals.txt", len(TEXT), State.TO_TRY)
    assert (stored.unknown_terms, stored.publish, stored.date_format) == ("hold", "sure", "month-first")
    work_once()
    assertContains(client.get(begun.json()["page"]), "<strong>3 would be created</strong>", html=False)
    client.post(reverse("admin:articles_importupload_step", args=[stored.pk, "start"]))
    work_once()

    assert Article.objects.count() == 3
    assert not UploadPiece.objects.exists()


def test_an_upload_goes_on_where_the_connection_broke_off(client, records):
    begun = begin(client)
    for number in (0, 2):
        send(client, begun, number, cut(TEXT)[number])

    again = begin(client, batch_name="Another name")

    assert again.json()["page"] == begun.json()["page"]
    assert again.json()["missing"] == [number for number in range(len(cut(TEXT))) if number not in (0, 2)]
    send_all(client, again)
    assert ImportUpload.objects.get().batch_name == "Another name"
    work_once()
    assert ImportUpload.objects.get().account["counts"]["created"] == 3


def test_a_piece_that_is_sent_twice_is_stored_once(client, records):
    begun = begin(client)

    assert {send(client, begun, 1, cut(TEXT)[1]).status_code for _ in range(2)} == {200}
    assert UploadPiece.objects.get().number == 1


@pytest.mark.parametrize(
    ("number", "content", "digest"),
    [
        (0, TEXT[:LENGTH], b"x" * 32),
        (0, TEXT[: LENGTH - 1], None),
        (0, TEXT[: LENGTH + 1], None),
        (99, TEXT[:LENGTH], None),
        (0, b"", None),
    ],
)
@pytest.mark.django_db
def test_a_piece_that_is_not_what_was_announced_is_asked_for_again(client, records, number, content, digest):
    answer = send(client, begin(client), number, content, digest)

    assert (answer.status_code, answer.json()["error"]) == (422, pieces.BROKEN)
    assert not UploadPiece.objects.exists()
    assert ImportUpload.objects.get().state == State.RECEIVING


def test_a_piece_without_its_digest_is_not_taken(client, records):
    address = f"{begin(client).json()['pieces']}0/"

    answer = client.post(address, TEXT[:LENGTH], content_type="application/octet-stream")

    assert answer.status_code == 422


def test_a_file_that_changed_while_it_came_is_refused_as_a_whole(client, records):
    begun = begin(client)

    answers = send_all(client, begun, TEXT.replace(b"Fox", b"Elk"))

    assert (answers[-1].status_code, answers[-1].json()["error"]) == (409, pieces.CHANGED)
    assert not ImportUpload.objects.exists()


def test_the_first_piece_tells_that_a_file_is_no_text(client, records):
    content = b"%PDF-1.7 and so on" * 20

    answer = send(client, begin(client, content), 0, cut(content)[0])

    assert (answer.status_code, answer.json()["error"]) == (409, file_refusals.NO_TEXT)
    assert not ImportUpload.objects.exists()


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"size": 3_000_000}, "IMPORT_MAX_MB"),
        ({"size": 0}, "greater than or equal to 1"),
        ({"digest": "abc"}, "valid value"),
        ({"unknown_terms": "whatever"}, "not one of the available choices"),
        ({"publish": "all"}, "not one of the available choices"),
    ],
)
@pytest.mark.django_db
def test_what_cannot_be_imported_is_refused_before_it_is_sent(client, records, settings, facts, reason):
    settings.IMPORT_MAX_BYTES = 2_000_000

    answer = begin(client, **facts)

    assert answer.status_code == 400
    assert reason in answer.json()["error"]
    assert not ImportUpload.objects.exists()


def test_nobody_sends_pieces_of_what_somebody_else_has_begun(client, records):
    begun = begin(client)
    client.force_login(make_member("colleague", "Records"))

    assert send(client, begun, 0, cut(TEXT)[0]).status_code == 409
    assert begin(client).json()["page"] != begun.json()["page"]
    client.force_login(make_member("somebody", "Editor"))
    assert (begin(client).status_code, send(client, begun, 0, cut(TEXT)[0]).status_code) == (403, 403)
    assert not UploadPiece.objects.exists()


def test_an_abandoned_upload_is_cleared_by_the_worker_and_one_under_way_is_not(client, records, capsys):
    begun = begin(client)
    send(client, begun, 0, cut(TEXT)[0])
    work_once()
    assert ImportUpload.objects.exists()

    ImportUpload.objects.update(waiting_since=timezone.now() - pieces.ABANDONED_AFTER - timedelta(hours=1))
    call_command("work", "--once")

    assert not ImportUpload.objects.exists()
    assert "Cleared: 1 uploads" in capsys.readouterr().out


def test_an_unfinished_upload_is_discarded_and_never_imported(client, records):
    begun = begin(client)
    work_once()
    upload = ImportUpload.objects.get()
    assert upload.state == State.RECEIVING

    for step in ("start", "try"):
        client.post(reverse("admin:articles_importupload_step", args=[upload.pk, step]))
    assert ImportUpload.objects.get().state == State.RECEIVING
    client.post(reverse("admin:articles_importupload_step", args=[upload.pk, "discard"]))

    assert send(client, begun, 0, cut(TEXT)[0]).status_code == 409
    assert not ImportUpload.objects.exists()


@pytest.mark.parametrize("role", ["Records", "Administrator"])
@pytest.mark.django_db
def test_only_people_who_may_publish_have_an_import_publish_news(client, terms, role):
    may = role == "Administrator"
    client.force_login(make_member("officer", role))
    shown = client.get(reverse("admin:articles_importupload_add")).content.decode()
    assert ("everything, also news" in shown) == may
    client.force_login(make_member("chief", "Administrator"))
    send_all(client, begin(client, publish="all"))
    work_once()
    upload = ImportUpload.objects.get()

    client.force_login(make_member("another officer", role))
    page = client.get(reverse("admin:articles_importupload_change", args=[upload.pk]))
    response = client.post(
        reverse("admin:articles_importupload_step", args=[upload.pk, "start"]), follow=True
    )

    assert ('value="Import"' in page.content.decode()) == may
    assert ("somebody who may publish" in response.content.decode()) == (not may)
    assert ImportUpload.objects.get().state == (State.TO_IMPORT if may else State.TRIED)


def test_a_file_in_one_request_is_kept_in_pieces_too(client, records):
    queue.add("animals.txt", TEXT, by=records, batch_name="Animals")

    assert UploadPiece.objects.count() == len(cut(TEXT))
    work_once()
    assert ImportUpload.objects.get().account["counts"]["created"] == 3
    assert not ImportBatch.objects.exists()
