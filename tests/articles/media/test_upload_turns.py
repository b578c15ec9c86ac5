"""Uploads take turns: together they need no more memory than one, and who comes too early is told so."""

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.files.base import ContentFile

from articles.media import decoding_lock
from articles.media.file_store import store_attachment, store_lead_crop, store_picture
from articles.models import AttachmentFile, PictureFile
from tests.factories import document_upload, make_article, make_picture, picture_upload

pytestmark = pytest.mark.usefixtures("terms")
UPLOAD = "/admin/articles/article/pictures/upload/"


@pytest.fixture
def in_a_hurry(monkeypatch):
    monkeypatch.setattr(decoding_lock, "LONGEST_WAIT", 0)


@pytest.fixture
def taken(in_a_hurry):
    """Another file is being decoded, as in another process of this machine."""
    with decoding_lock.decoding_lock(ContentFile(b"", "other.png")):
        yield


@pytest.mark.usefixtures("taken")
@pytest.mark.parametrize(
    ("store", "upload"), [(store_picture, picture_upload), (store_attachment, document_upload)]
)
def test_a_file_that_comes_while_another_is_converted_is_told_to_come_again(store, upload):
    with pytest.raises(decoding_lock.Busy, match="was not taken: other files are being converted"):
        store(upload())

    assert not PictureFile.objects.exists()
    assert not AttachmentFile.objects.exists()


def test_the_same_file_is_taken_a_little_later(in_a_hurry):
    upload = picture_upload()
    with decoding_lock.decoding_lock(upload), pytest.raises(decoding_lock.Busy):
        store_picture(upload)

    assert store_picture(upload)


def test_the_desk_answers_503_and_says_when_to_come_again(client, editor, taken):
    response = client.post(UPLOAD, {"file": picture_upload()})

    assert (response.status_code, response.headers["Retry-After"]) == (503, "5")
    assert "other files are being converted" in response.json()["error"]


def test_of_eight_at_once_no_two_are_decoded_together_and_two_threads_stay_free():
    inside, most, refused = [], [], []
    begin = threading.Barrier(8, timeout=300)

    def come(number: int) -> None:
        begin.wait()
        try:
            with decoding_lock.decoding_lock(ContentFile(b"", f"{number}.png")):
                inside.append(number)
                most.append(len(inside))
                inside.remove(number)
        except decoding_lock.Busy:
            refused.append(number)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(come, range(8)))

    assert set(most) == {1}
    assert len(most) + len(refused) == 8


def test_a_third_file_in_one_process_does_not_even_wait(monkeypatch):
    monkeypatch.setattr(
        decoding_lock, "_in_process", threading.BoundedSemaphore(decoding_lock.MOST_IN_PROCESS)
    )
    for _ in range(decoding_lock.MOST_IN_PROCESS):
        decoding_lock._in_process.acquire()

    with pytest.raises(decoding_lock.Busy):
        store_picture(picture_upload())


def test_a_process_that_is_killed_gives_its_turn_back(settings, in_a_hurry):
    program = (
        "import fcntl, sys\n"
        "lock = open(sys.argv[1], 'ab')\n"
        "fcntl.flock(lock, fcntl.LOCK_EX)\n"
        "print('taken', flush=True)\n"
        "sys.stdin.read()\n"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", program, f"{settings.MEDIA_ROOT}/.turn"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert other.stdout.readline() == "taken\n"
    with pytest.raises(decoding_lock.Busy):
        store_picture(picture_upload())

    other.kill()
    other.wait(timeout=300)

    assert store_picture(picture_upload())


def test_a_lead_crop_for_which_there_was_no_turn_is_made_when_the_release_is_saved_again(in_a_hurry, caplog):
    picture = make_picture(make_article())
    picture.is_lead = True
    picture.save()

    with decoding_lock.decoding_lock(ContentFile(b"", "other.png")):
        store_lead_crop(picture)
    assert not picture.file.renditions.filter(shape=picture.crop).exists()
    assert "other files are being converted" in caplog.text

    store_lead_crop(picture)
    assert picture.file.renditions.filter(shape=picture.crop).exists()
