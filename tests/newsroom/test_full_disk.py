"""A full disk loses nothing, leaves nothing half done, is told in a sentence, and readers do not notice."""

import errno
import os
import sqlite3

import psycopg
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import OperationalError
from django.db.models.query import QuerySet
from django.urls import reverse

from articles.models import Article, AttachmentFile, PictureFile
from newsroom.backends.storage import WholeFilesStorage, is_disk_full
from tests.factories import NO_FILES, document_upload, make_article, make_picture, picture_upload

pytestmark = pytest.mark.usefixtures("terms")


class FullAfter(ContentFile):
    """A file of which the disk takes one piece."""

    def chunks(self, chunk_size=None):
        yield self.read(1)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.fixture
def disk(tmp_path):
    """The storage that servers use, in a folder of the test."""
    default_storage._wrapped = WholeFilesStorage(location=tmp_path)
    return tmp_path


@pytest.fixture
def full(disk, monkeypatch):
    """A disk that has no room for a file that begins now."""

    def refuse(self, name, content):
        return save(self, name, FullAfter(b"Much content"))

    save = WholeFilesStorage._save
    monkeypatch.setattr(WholeFilesStorage, "_save", refuse)
    return disk


def files_below(folder) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.is_file()]


def test_a_file_that_does_not_fit_leaves_nothing(disk):
    with pytest.raises(OSError, match="No space"):
        default_storage.save("pictures/a/hall.jpg", FullAfter(b"Much content"))

    assert files_below(disk) == []


@pytest.mark.parametrize(
    ("kind", "upload", "model"),
    [("picture", picture_upload, PictureFile), ("attachment", document_upload, AttachmentFile)],
)
def test_the_desk_says_that_the_disk_is_full_and_stores_nothing_of_the_file(
    client, editor, full, kind, upload, model
):
    answer = client.post(reverse(f"admin:articles_{kind}_upload"), {"file": upload()})

    assert answer.status_code == 400
    assert "the disk of the server is full" in answer.json()["error"]
    assert files_below(full) == []
    assert not model.objects.exists()


def test_a_lead_picture_whose_crop_does_not_fit_is_saved_without(client, editor, disk, monkeypatch):
    article = make_article(state="draft", structures=["secretariat"])
    picture = make_picture(article, picture_upload(size=(640, 480)))
    before = files_below(disk)
    monkeypatch.setattr(WholeFilesStorage, "_save", lambda *_: raise_(OSError(errno.ENOSPC, "full")))
    form = {
        "title": "Saved",
        "summary": "",
        "body": "",
        "tags": "",
        "language": "en",
        "version": article.lock_version,
        **NO_FILES,
        "pictures-TOTAL_FORMS": 1,
        "pictures-INITIAL_FORMS": 1,
        "pictures-0-id": picture.pk,
        "pictures-0-article": article.pk,
        "pictures-0-file-pk": picture.file_id,
        "pictures-0-number": 1,
        "pictures-0-alt": "A hall.",
        "pictures-0-is_lead": "on",
        "pictures-0-focal_x": 10,
        "pictures-0-focal_y": 10,
    }

    answer = client.post(reverse("admin:articles_article_change", args=[article.pk]), form)

    assert answer.status_code == 302
    picture.refresh_from_db()
    assert picture.is_lead
    assert files_below(disk) == before


@pytest.mark.parametrize(
    "cause", [sqlite3.OperationalError("database or disk is full"), psycopg.errors.DiskFull("no room")]
)
def test_a_full_database_is_told_at_the_desk_and_readers_read_on(client, editor, monkeypatch, cause):
    article = make_article()
    if isinstance(cause, sqlite3.Error):
        cause.sqlite_errorcode = sqlite3.SQLITE_FULL
    client.raise_request_exception = False

    def write(*_, **__):
        raise OperationalError("full") from cause

    with monkeypatch.context() as broken:
        broken.setattr(QuerySet, "select_for_update", write)
        broken.setattr(Article, "save", write)
        refused = client.post(
            reverse("admin:articles_article_add"),
            {"title": "New", "language": "en", "version": 0, **NO_FILES},
        )
        read = client.get(article.get_absolute_url())

    assert refused.status_code == 503
    assert "The disk of the server is full" in refused.content.decode()
    assert read.status_code == 200


def test_other_failures_are_told_as_before(client, monkeypatch):
    client.raise_request_exception = False
    monkeypatch.setattr(
        "articles.index.request_snapshot.last_numbers", lambda: raise_(OperationalError("gone"))
    )

    assert client.get("/news/").status_code == 500


def test_files_of_the_media_are_not_for_everybody(settings, tmp_path):
    from newsroom import settings as ours

    storage = WholeFilesStorage(location=tmp_path / "media", **ours.STORAGES["default"]["OPTIONS"])

    name = storage.save("pictures/ab/hall.jpg", ContentFile(b"A hall."))

    assert oct(os.stat(storage.path(name)).st_mode & 0o777) == "0o640"
    assert oct((tmp_path / "media" / "pictures").stat().st_mode & 0o777) == "0o750"


def raise_(error: Exception):
    raise error


def full_database(*args, **kwargs):
    raise OperationalError("database or disk is full") from sqlite_error(13)


def sqlite_error(code: int) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = code
    return error


def test_a_session_that_does_not_fit_is_told_as_a_full_disk(client, editor, monkeypatch):
    session = client.session
    session["last_used"] = 0
    session.save()
    monkeypatch.setattr(
        "django.contrib.sessions.backends.db.SessionStore.create_model_instance", full_database
    )
    client.raise_request_exception = False

    answer = client.get(reverse("admin:index"))

    assert answer.status_code == 503
    assert "disk" in answer.content.decode()


def test_a_database_without_room_for_shared_memory_is_a_full_disk():
    with pytest.raises(OperationalError) as caught:
        raise OperationalError("disk I/O error") from sqlite_error(4874)

    assert is_disk_full(caught.value)
