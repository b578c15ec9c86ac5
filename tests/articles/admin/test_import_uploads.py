"""Importing at the desk: a file is uploaded, tried by the worker, looked at, imported by the worker, taken back."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from articles.admin.imports import uploads
from articles.editing import workflow
from articles.importing import file_refusals, formats, pieces, queue, run, upload_report
from articles.importing import load as loading
from articles.importing.outcome import OUTCOMES
from articles.index import ledger
from articles.models import NO_LEASE, Article, ImportBatch, ImportUpload, Provenance
from tests.captures import HEADER, entry
from tests.factories import make_member, make_user
from tests.worker import work_once

ADD = "/admin/articles/importupload/add/"
LIST = "/admin/articles/importupload/"
BATCHES = "/admin/articles/importbatch/"
TEXT = HEADER + entry("Hedgehog") + entry("Badger") + entry("Fox")
State = ImportUpload.State

pytestmark = pytest.mark.usefixtures("terms")


@pytest.fixture
def records(client):
    """Somebody who keeps the records, signed in."""
    user = make_member("archivist", "Records")
    client.force_login(user)
    return user


def upload(client, text: str | bytes = TEXT, name: str = "page.txt", **answers):
    content = text if isinstance(text, bytes) else text.encode()
    answers = {"batch_name": "Animals", "unknown_terms": "create", "publish": "sure"} | answers
    return client.post(ADD, {"file": SimpleUploadedFile(name, content), **answers})


def step(client, name: str, found: ImportUpload | None = None):
    found = found or ImportUpload.objects.get()
    return client.post(reverse("admin:articles_importupload_step", args=[found.pk, name]), follow=True)


def page(client, found: ImportUpload | None = None):
    found = found or ImportUpload.objects.get()
    return client.get(reverse("admin:articles_importupload_change", args=[found.pk]))


def titles() -> set[str]:
    return set(Article.objects.listed(timezone.now()).values_list("title", flat=True))


def bring_in(client, text: str = TEXT, **answers) -> ImportBatch:
    upload(client, text, **answers)
    work_once()
    step(client, "start", ImportUpload.objects.first())
    work_once()
    return ImportBatch.objects.first()


# One way in, step by step


def test_a_file_is_tried_looked_at_and_imported(client, records):
    response = upload(client)
    assert response.headers["Location"] == reverse(
        "admin:articles_importupload_change", args=[ImportUpload.objects.get().pk]
    )
    assertContains(page(client), "Its dry run waits for the worker")
    work_once()

    assertContains(page(client), "<strong>3 would be created</strong>", html=False)
    assertContains(page(client), "Hedgehog")
    assert (titles(), ImportBatch.objects.count()) == (set(), 0)
    step(client, "start")
    assertContains(page(client), "waits for the worker")
    work_once()

    assert titles() == {"Hedgehog", "Badger", "Fox"}
    batch = ImportBatch.objects.get()
    assert (batch.name, batch.by, batch.counts["created"]) == ("Animals", records, 3)
    stored = ImportUpload.objects.get()
    assert (stored.state, stored.pieces.count(), stored.lease_until) == (State.IMPORTED, 0, None)
    assertContains(page(client), "What has happened")
    assertContains(page(client), reverse("admin:articles_importbatch_change", args=[batch.pk]))
    call_command("doctor")


def test_it_does_what_import_seeds_does(client, records, tmp_path):
    (tmp_path / "page.txt").write_text(TEXT, encoding="utf-8")
    call_command("import_seeds", tmp_path / "page.txt", "--batch", "By command")
    expected = list(Provenance.objects.order_by("line").values("identity", "digest", "source", "line"))
    call_command("undo_import", "By command")

    bring_in(client)

    assert (
        list(Provenance.objects.order_by("line").values("identity", "digest", "source", "line")) == expected
    )


def test_problems_and_lines_in_no_record_are_shown_before_anything_is_kept(client, records):
    text = HEADER + entry("Hedgehog", where="The Order of Badgers") + "A title without a date\n"
    upload(client, text, unknown_terms="hold")
    work_once()

    response = page(client)

    assertNotContains(response, "unknown-term (")
    assertContains(response, "a label that no term has (1)")
    assertContains(response, '<div class="finding">')
    assertContains(response, "held back until its problem is solved")
    assertContains(response, "1 held")
    assertContains(response, "record with problems")


def test_importing_the_same_file_again_leaves_no_batch(client, records):
    bring_in(client)
    upload(client, batch_name="Again")
    work_once()
    again = ImportUpload.objects.get(batch_name="Again")
    assertContains(page(client, again), "3 same")
    step(client, "start", again)
    work_once()

    assert list(ImportBatch.objects.values_list("name", flat=True)) == ["Animals"]
    assertContains(page(client, again), "It held nothing new")


def test_without_a_name_the_batch_is_called_like_the_file(client, records):
    upload(client, name="Страница " + "x" * 200 + ".txt", batch_name="")

    found = ImportUpload.objects.get()
    assert len(found.name) == pieces.LONGEST_NAME
    assert found.name.endswith(".txt")
    assert found.batch_name.startswith(found.name)
    work_once()
    assert ImportUpload.objects.get().state == State.TRIED


@pytest.mark.parametrize(("content", "reason"), [(b"", "empty"), (b"x" * 2_001, "too big for one request")])
@pytest.mark.django_db
def test_a_file_that_cannot_be_taken_in_is_refused_at_once(client, records, settings, content, reason):
    settings.IMPORT_MAX_BYTES = 2_000

    assertContains(upload(client, content), reason)
    assert not ImportUpload.objects.exists()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\xff\xd8\xff\xe0 not a text", file_refusals.NO_TEXT),
        (b"PK\x03\x04\x14\x00 word/document.xml", file_refusals.NO_TEXT),
        (b"%PDF-1.7 and so on", file_refusals.NO_TEXT),
        (b"{\\rtf1 A bridge opens}", file_refusals.NO_TEXT),
        (bytes(range(256)) * 9, file_refusals.NO_TEXT),
        ("Мост открыт, 4 июля".encode("cp1251"), file_refusals.OTHER_ENCODING),
        ("Ein Brückenfest".encode("latin-1"), file_refusals.OTHER_ENCODING),
        ("A bridge opens".encode("utf-16-le"), file_refusals.OTHER_ENCODING),
    ],
)
@pytest.mark.django_db
def test_a_file_that_is_no_text_is_refused_with_what_to_do(client, records, content, reason):
    assertContains(upload(client, content, name="page.txt"), reason)
    assert not ImportUpload.objects.exists()


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        TEXT.encode("utf-16"),
        TEXT.encode("utf-8-sig"),
        TEXT.encode() + b"\x0b",
        "Мост".encode()[:-1],
    ],
)
def test_texts_are_taken_in_as_they_are(content):
    assert file_refusals.refusal(content) == ""


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Nothing in here looks like a release.\n", "No release was found in this file"),
        (
            HEADER + entry("Hedgehog", where="The Order of Badgers"),
            "Nothing in this file can be imported as it is",
        ),
        (TEXT, "Everything in this file is in the archive already"),
    ],
)
@pytest.mark.django_db
def test_what_would_bring_nothing_in_offers_no_import_and_says_why(client, records, text, why):
    bring_in(client)
    upload(client, text, unknown_terms="hold", batch_name="Again")
    work_once()

    response = page(client, ImportUpload.objects.get(batch_name="Again"))

    assertContains(response, why)
    assertNotContains(response, 'value="Import"')


def test_the_page_of_a_file_says_that_its_import_was_taken_back(client, records):
    bring_in(client)
    assertNotContains(page(client), "taken back")
    call_command("undo_import", "Animals")

    assertContains(page(client), "This import was taken back since")


def test_what_was_tried_is_discarded_or_tried_again(client, records):
    upload(client)
    work_once()

    step(client, "try")
    assert ImportUpload.objects.get().state == State.TO_TRY
    assertContains(step(client, "discard"), "that cannot be done with it now")
    work_once()
    assertContains(step(client, "discard"), "nothing of it was imported")

    assert not ImportUpload.objects.exists()
    assert not Article.objects.exists()


@pytest.mark.parametrize("name", ["start", "discard", "try"])
@pytest.mark.django_db
def test_what_is_imported_is_imported_once(client, records, name):
    bring_in(client)

    assertContains(step(client, name), "that cannot be done with it now")
    assert ImportUpload.objects.get().state == State.IMPORTED


# When something goes wrong


def test_what_fails_says_why_and_can_be_tried_again(client, records, monkeypatch, capsys):
    upload(client)
    with monkeypatch.context() as broken:
        broken.setattr(run, "load", lambda *_: 1 / 0)
        with pytest.raises(CommandError, match="1 files could not be imported"):
            work_once()

    assertContains(page(client), "ZeroDivisionError")
    step(client, "try")
    work_once()
    assert ImportUpload.objects.get().state == State.TRIED


@pytest.mark.parametrize("state", [State.TO_TRY, State.TO_IMPORT])
@pytest.mark.django_db
def test_a_database_that_goes_away_loses_nothing(client, records, monkeypatch, state):
    upload(client)
    if state == State.TO_IMPORT:
        work_once()
        step(client, "start")
    with monkeypatch.context() as broken:

        def gone(*_):
            raise OperationalError("server closed the connection unexpectedly")

        broken.setattr(run, "load", gone)
        with pytest.raises(OperationalError):
            work_once()

    assert ImportUpload.objects.get().state == state
    ImportUpload.objects.exclude(lease_token=None).update(lease_until=timezone.now())
    work_once()
    assert ImportUpload.objects.get().state in (State.TRIED, State.IMPORTED)


@pytest.mark.parametrize("ends_with", [OperationalError, KeyboardInterrupt])
@pytest.mark.parametrize("state", [State.TO_TRY, State.TO_IMPORT])
@pytest.mark.django_db
def test_a_file_that_breaks_its_worker_waits_behind_the_others_and_fails_in_the_end(
    client, records, monkeypatch, state, ends_with
):
    for name in ("Poison", "Plants"):
        upload(client, HEADER + entry(name), batch_name=name)
    poison, plants = (
        ImportUpload.objects.get(batch_name="Poison"),
        ImportUpload.objects.get(batch_name="Plants"),
    )
    if state == State.TO_IMPORT:
        work_once()
        step(client, "start", poison)
        step(client, "start", plants)

    def dies(chunk, running):
        if running.batch.name == "Poison":
            raise ends_with("out of memory")
        return loading.load(chunk, running)

    with monkeypatch.context() as broken:
        broken.setattr(run, "load", dies)
        for _ in range(queue.MOST_ATTEMPTS):
            with pytest.raises(ends_with):
                work_once()
            ImportUpload.objects.filter(pk=poison.pk, lease_token__isnull=False).update(
                lease_until=timezone.now()
            )
        plants.refresh_from_db()
        assert plants.state in (State.TRIED, State.IMPORTED)
        with pytest.raises(CommandError, match="1 files could not be imported"):
            work_once()

    assertContains(page(client, poison), "begun 3 times and never came to its end")
    step(client, "try", poison)
    work_once()
    poison.refresh_from_db()
    assert (poison.state, poison.error) == (State.TRIED, "")


def test_the_file_is_parsed_before_the_transaction_that_keeps_others_from_publishing(
    client, records, monkeypatch
):
    outside, read, depths = len(connection.savepoint_ids), formats.read, []

    def noticed(*arguments):
        depths.append(len(connection.savepoint_ids))
        return read(*arguments)

    monkeypatch.setattr(formats, "read", noticed)
    bring_in(client)

    assert depths == [outside, outside]
    assert len(titles()) == 3


def test_what_a_dead_worker_left_is_taken_over_when_it_gave_no_sign_for_long(client, records, monkeypatch):
    monkeypatch.setattr(run, "CHUNK", 1)
    upload(client)
    work_once()
    step(client, "start")
    loaded = []

    def dies(chunk, running):
        if loaded:
            raise KeyboardInterrupt
        loaded.append(chunk)
        return loading.load(chunk, running)

    with monkeypatch.context() as dying:
        dying.setattr(run, "load", dies)
        with pytest.raises(KeyboardInterrupt):
            work_once()
    assert len(titles()) == 1
    assertContains(page(client), "is under way: 1 of 3 records so far")
    assertContains(client.get(f"{BATCHES}{ImportBatch.objects.get().pk}/change/"), "1 records so far")

    work_once()
    assert len(titles()) == 1
    ImportUpload.objects.exclude(lease_token=None).update(lease_until=timezone.now())
    work_once()

    assert titles() == {"Hedgehog", "Badger", "Fox"}
    account = dict.fromkeys(OUTCOMES, 0) | {"created": 3}
    assert ImportBatch.objects.get().counts == account
    assert ImportUpload.objects.get().account["counts"] == account


@pytest.mark.parametrize("chunk", [1, 500])
@pytest.mark.django_db
def test_a_worker_that_lost_a_file_to_another_leaves_it_alone_and_goes_on(
    client, records, monkeypatch, chunk
):
    monkeypatch.setattr(run, "CHUNK", chunk)
    for name in ("Animals", "Plants"):
        upload(client, HEADER + entry(f"{name} one") + entry(f"{name} two"), batch_name=name)
    work_once()
    lost, next_one = (
        ImportUpload.objects.get(batch_name="Animals"),
        ImportUpload.objects.get(batch_name="Plants"),
    )
    step(client, "start", lost)
    step(client, "start", next_one)
    other = uuid4()

    def taken_over(records, running):
        if running.batch.name == "Animals":
            ImportUpload.objects.filter(pk=lost.pk).update(lease_token=other)
        return loading.load(records, running)

    monkeypatch.setattr(run, "load", taken_over)
    dealt_with = list(queue.work_off())

    assert dealt_with == [next_one]
    lost.refresh_from_db()
    next_one.refresh_from_db()
    assert (lost.state, lost.lease_token, next_one.state) == (State.TO_IMPORT, other, State.IMPORTED)


def test_a_file_taken_over_while_its_account_was_made_is_left_alone(client, records, monkeypatch):
    upload(client)
    work_once()
    step(client, "start")
    other = uuid4()

    def taken_over(report):
        ImportUpload.objects.update(lease_token=other)
        return {}

    monkeypatch.setattr(upload_report, "account_of", taken_over)

    assert list(queue.work_off()) == []
    assert ImportUpload.objects.get().state == State.TO_IMPORT


@pytest.mark.parametrize("state", [State.TO_TRY, State.TO_IMPORT])
@pytest.mark.django_db
def test_a_worker_that_is_told_to_end_leaves_the_file_to_the_next(client, records, state):
    upload(client)
    if state == State.TO_IMPORT:
        work_once()
        step(client, "start")

    with pytest.raises(queue.Stopped):
        list(queue.work_off(lambda: True))

    stored = ImportUpload.objects.get()
    assert (stored.state, stored.lease_until, stored.attempts) == (state, None, 0)
    work_once()
    assert ImportUpload.objects.get().state in (State.TRIED, State.IMPORTED)


def test_the_page_and_the_doctor_say_when_no_worker_runs(client, records, capsys):
    upload(client)
    assertNotContains(page(client), "No worker seems to be running")
    call_command("doctor")
    ImportUpload.objects.update(waiting_since=timezone.now() - timedelta(minutes=6))

    assertContains(page(client), "No worker seems to be running")
    for lease in (NO_LEASE, {"lease_token": uuid4(), "lease_until": timezone.now() - timedelta(minutes=6)}):
        ImportUpload.objects.update(**lease)
        with pytest.raises(SystemExit):
            call_command("doctor")
        assert "1 uploaded files wait for more than 5 minutes." in capsys.readouterr().out
        assertContains(page(client), "No worker seems to be running")
    ImportUpload.objects.update(lease_until=timezone.now() + queue.LEASE)
    assertNotContains(page(client), "No worker seems to be running")
    assertContains(page(client), "is under way: 0 records so far")


def test_what_cannot_be_done_any_more_is_refused_with_what_it_is_now(client, records, monkeypatch):
    upload(client)
    work_once()
    take = queue.discard

    def import_first(found, by):
        queue.start(found, by=records)
        return take(found)

    monkeypatch.setitem(uploads.STEPS, "discard", (import_first, ""))

    assertContains(step(client, "discard"), "is being imported: that cannot be done with it now")


# Who may


@pytest.mark.parametrize("role", ["Writer", "Editor", "Publisher", None])
@pytest.mark.django_db
def test_nobody_else_imports_or_takes_back(client, records, role):
    batch = bring_in(client)
    upload(client, batch_name="Later")
    work_once()
    tried = ImportUpload.objects.get(batch_name="Later")
    client.force_login(make_member("somebody", *filter(None, [role])))

    refused = [
        upload(client, batch_name="Mine"),
        page(client, tried),
        *(step(client, name, tried) for name in ("start", "try", "discard")),
        client.get(f"{BATCHES}{batch.pk}/undo/"),
        client.post(f"{BATCHES}{batch.pk}/undo/", {"seen": "3 0"}),
    ]

    assert {response.status_code for response in refused} == {403}
    assert ImportUpload.objects.get(batch_name="Later").state == State.TRIED
    assert len(titles()) == 3


def test_whoever_only_reads_imports_finds_no_buttons(client, records):
    batch = bring_in(client)
    client.force_login(make_user("reader", "view_importbatch", "view_importrecord"))

    assertNotContains(client.get(BATCHES), "Import a file")
    assertNotContains(client.get(f"{BATCHES}{batch.pk}/change/"), "Take back")
    assert page(client).status_code == 403


# Taking back


def test_a_batch_is_taken_back_after_a_look_at_what_goes(client, records):
    batch = bring_in(client)
    address = f"{BATCHES}{batch.pk}/undo/"

    shown = client.get(address)
    assertContains(shown, "Take back 3 releases")
    assertContains(shown, "Hedgehog")
    assert len(titles()) == 3
    response = client.post(address, {"seen": shown.context["seen"]}, follow=True)
    assertContains(response, "Animals waits for the worker to be taken back.")
    assertContains(response, "Not finished yet; asked for by archivist")
    assertContains(response, "data-unfinished")
    assertRedirects(client.get(address), f"{BATCHES}{batch.pk}/change/")
    assertContains(client.post(address, {"seen": shown.context["seen"]}, follow=True), "waits for the worker")
    assert len(titles()) == 3
    work_once()

    assert titles() == set()
    stored = ImportBatch.objects.get()
    assert (stored.undone_by, stored.steps.get().by) == (records, records)
    done = client.get(f"{BATCHES}{batch.pk}/change/")
    assertContains(done, "by archivist: 3 releases taken back")
    assertNotContains(done, "data-unfinished")
    assertContains(page(client), "This import was taken back since")
    call_command("doctor")


def test_a_batch_that_was_taken_back_is_brought_back(client, records):
    batch = bring_in(client)
    before = set(Article.objects.values_list("pk", "release"))
    call_command("undo_import", "Animals")
    change, address = f"{BATCHES}{batch.pk}/change/", f"{BATCHES}{batch.pk}/redo/"
    assertNotContains(client.get(change), "Take back")
    assertContains(client.get(change), "Bring back")

    shown = client.get(address)
    assertContains(shown, "Bring back 3 releases")
    client.post(address, {"seen": shown.context["seen"]})
    work_once()

    assert set(Article.objects.values_list("pk", "release")) == before
    assertContains(client.get(change), "by archivist: 3 releases brought back")
    assertContains(client.get(change), "by a command: 3 releases taken back")
    assertNotContains(client.get(change), "Bring back")
    assertNotContains(page(client), "taken back since")


def test_what_somebody_has_worked_on_is_named_and_stays(client, records):
    batch = bring_in(client)
    fox = Article.objects.get(title="Fox")
    workflow.withdraw(fox, by=make_user("ann", "publish_article"), reason="Not an animal of ours.")
    address = f"{BATCHES}{batch.pk}/undo/"

    shown = client.get(address)
    assertContains(shown, "ann has worked on it on")
    client.post(address, {"seen": shown.context["seen"]})
    work_once()

    assert [article.title for article in Article.objects.all()] == ["Fox"]
    assertContains(client.get(f"{BATCHES}{batch.pk}/change/"), f"release {fox.release}: ann has worked on it")


def test_what_changed_since_the_look_is_looked_at_again(client, records):
    batch = bring_in(client)
    shown = client.get(f"{BATCHES}{batch.pk}/undo/")
    fox = Article.objects.get(title="Fox")
    workflow.withdraw(fox, by=make_user("ann", "publish_article"), reason="Not an animal of ours.")

    response = client.post(f"{BATCHES}{batch.pk}/undo/", {"seen": shown.context["seen"]})

    assertContains(response, "look at the new numbers")
    assert Article.objects.count() == 3


def test_a_batch_in_the_middle_of_its_import_is_refused(client, records):
    batch = bring_in(client)
    address = f"{BATCHES}{batch.pk}/undo/"
    upload(client)
    assertContains(client.post(address, {"seen": "3 0 0"}), "waits for the worker")
    work_once()

    assert Article.objects.count() == 3


def test_a_file_uploaded_for_the_batch_after_the_look_keeps_it_from_being_taken_back(
    client, records, monkeypatch
):
    batch = bring_in(client)
    address = f"{BATCHES}{batch.pk}/undo/"
    seen = client.get(address).context["seen"]
    lock = ledger.lock

    def upload_first():
        # What somebody else did between the questions of the page and the lock.
        monkeypatch.setattr(ledger, "lock", lock)
        queue.add("page.txt", TEXT.encode(), by=records, batch_name="Animals")
        return lock()

    monkeypatch.setattr(ledger, "lock", upload_first)

    assertContains(client.post(address, {"seen": seen}), "waits for the worker")
    upload(client)
    with pytest.raises(CommandError, match="waits for the worker"):
        call_command("undo_import", "Animals")

    assert len(titles()) == 3


# How often the database is asked


@pytest.mark.parametrize("how_many", [2, 40])
@pytest.mark.django_db
def test_the_pages_ask_as_often_for_any_number(client, records, django_assert_num_queries, how_many):
    batch = bring_in(client, HEADER + "".join(entry(f"Animal {number}") for number in range(how_many)))
    for _ in range(how_many):
        queue.add("page.txt", b"", by=records)
    imported = ImportUpload.objects.get(state=State.IMPORTED)
    queries_of = {LIST: 6, f"{BATCHES}{batch.pk}/change/": 10, f"{BATCHES}{batch.pk}/undo/": 16}

    for address, queries in queries_of.items():
        with django_assert_num_queries(queries):
            assert client.get(address).status_code == 200
    with django_assert_num_queries(9):
        page(client, imported)
