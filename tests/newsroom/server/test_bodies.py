"""What a request may bring: decided before it is read, for strangers, for the desk, and for files."""

import socket
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.urls import resolve, reverse

from articles.models import ImportUpload, PictureFile
from tests.factories import make_member, make_user

pytestmark = pytest.mark.django_db
MEGABYTE = 1024 * 1024
PATIENCE = 300


class Unread:
    """A body that must not be read."""

    def read(self, *size):
        raise AssertionError("The body was read.")

    readline = read


def post_unread(client, address: str, length: int, **headers):
    return client.generic(
        "POST", address, content_type="multipart/form-data; boundary=b",
        **{"wsgi.input": Unread(), "CONTENT_LENGTH": str(length)} | headers,
    )  # fmt: skip


@pytest.mark.parametrize(
    "address",
    ["/", "/news/", "/nowhere/", "/admin/login/", "/admin/articles/article/add/", "/api/v1/releases/"],
)
def test_a_stranger_sends_no_more_than_a_small_form(client, terms, address):
    response = post_unread(client, address, 64 * 1024 + 1)

    assert response.status_code == 413
    reason = "Send no body" if address.startswith("/api/") else "is the most that is taken here"
    assert reason in response.content.decode()


@pytest.mark.parametrize("fact", ["is_active", "is_staff"])
def test_a_person_who_does_not_work_at_the_desk_is_a_stranger(client, terms, fact):
    user = make_user("former")
    client.force_login(user)
    setattr(user, fact, False)
    user.save()

    assert post_unread(client, reverse("admin:articles_picture_upload"), MEGABYTE).status_code == 413


def test_a_body_of_unknown_length_is_refused_unread(client, editor):
    response = post_unread(client, "/admin/articles/article/add/", "", HTTP_TRANSFER_ENCODING="chunked")

    assert response.status_code == 411


def test_the_desk_sends_files_to_pages_that_take_them_and_long_texts_elsewhere(client, editor, settings):
    limit = settings.UPLOAD_MAX_BYTES + settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    upload, elsewhere = reverse("admin:articles_picture_upload"), reverse("admin:articles_savedview_save")

    assert post_unread(client, upload, limit + 1).status_code == 413
    assert post_unread(client, elsewhere, settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1).status_code == 413
    assert "Nothing has arrived" in post_unread(client, upload, limit).json()["error"]


def test_the_pages_that_take_files_exist(settings):
    for name in settings.PAGES_THAT_TAKE_FILES:
        arguments = [1] if name.endswith("_change") else []
        assert resolve(reverse(name, args=arguments)).view_name == name


def test_a_file_over_the_limit_is_told_and_nothing_of_it_is_stored(client, editor, settings, tmp_path):
    settings.UPLOAD_MAX_BYTES = 3 * MEGABYTE
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    file = SimpleUploadedFile("big.jpg", b"\xff\xd8\xff" + bytes(3 * MEGABYTE), "image/jpeg")

    response = client.post(reverse("admin:articles_picture_upload"), {"file": file})

    assert response.status_code == 400
    assert "it has 3.0\xa0MB, and 3.0\xa0MB is the most" in response.json()["error"]
    assert not list(tmp_path.iterdir())
    assert not PictureFile.objects.exists()


def test_a_file_stops_being_stored_while_it_arrives(client, editor, settings, monkeypatch):
    settings.UPLOAD_MAX_BYTES = 3 * MEGABYTE
    stored = []
    receive = TemporaryFileUploadHandler.receive_data_chunk

    def note(self, piece, start):
        stored.append(len(piece))
        return receive(self, piece, start)

    monkeypatch.setattr(TemporaryFileUploadHandler, "receive_data_chunk", note)
    file = SimpleUploadedFile("big.jpg", b"\xff\xd8\xff" + bytes(6 * MEGABYTE), "image/jpeg")

    client.post(reverse("admin:articles_picture_upload"), {"file": file})

    assert 2 * MEGABYTE < sum(stored) <= settings.UPLOAD_MAX_BYTES


def test_the_other_fields_of_a_form_with_a_file_that_is_too_big_arrive(client, settings, db):
    settings.UPLOAD_MAX_BYTES = MEGABYTE
    client.force_login(make_member("archivist", "Records"))
    file = SimpleUploadedFile("old.txt", b"a" * (MEGABYTE + 1), "text/plain")

    response = client.post(
        reverse("admin:articles_importupload_add"),
        {"file": file, "batch_name": "1998", "unknown_terms": "hold", "publish": "sure"},
    )

    assert "This file is too big" in response.content.decode()
    assert 'value="1998"' in response.content.decode()
    assert not ImportUpload.objects.exists()


def test_a_list_of_redirects_that_is_too_big_is_told_so(client, editor, settings):
    settings.UPLOAD_MAX_BYTES = 2 * MEGABYTE
    file = SimpleUploadedFile("list.csv", b"/a,/news/\n" * 300_000, "text/csv")

    response = client.post(reverse("admin:articles_redirect_import"), {"file": file})

    assert "The list has 3,000,000 bytes" in response.content.decode()


def test_a_stranger_who_announces_much_is_answered_before_sending_any(server, instance):
    parts = urlsplit(server)
    with socket.create_connection((parts.hostname, parts.port), timeout=PATIENCE) as client:
        client.sendall(
            f"POST /news/ HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Length: 400000000\r\n"
            "Content-Type: multipart/form-data; boundary=b\r\n\r\n".encode()
        )
        with client.makefile("rb") as answer:
            head = answer.read().partition(b"\r\n\r\n")[0]

    assert head.startswith(b"HTTP/1.1 413 ")
    assert not list((instance.folder / "temporary").glob("*.upload*"))
