"""Importing at the desk: a file is uploaded, tried by the worker, looked at, imported by the worker, taken back."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from articles import ledger, workflow
from articles.admin import import_uploads
from articles.importing import formats, run, uploads
from articles.importing import load as loading
from articles.importing.outcome import OUTCOMES
from articles.models import Article, ImportBatch, ImportUpload, Provenance
from tests.articles.test_import import HEADER, entry
from tests.factories import make_member, make_user

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


def work() -> None:
    call_command("work", "--once", verbosity=0)


def upload(client, text: str | bytes = TEXT, name: str = "page.txt", **answers):
    content = text if isinstance(text, bytes) else text.encode()
    answers = {"batch_name": "Animals", "unknown_terms": "create"} | answers
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
    work()
    step(client, "start", ImportUpload.objects.first())
    work()
    return ImportBatch.objects.first()


# One way in, step by step


def test_a_file_is_tried_looked_at_and_imported(client, records):
    response = upload(client)
    assert response.headers["Location"] == reverse(
        "admin:articles_importupload_change", args=[ImportUpload.objects.get().pk]
    )
    assertContains(page(client), "Its dry run waits for the worker")
    work()

    assertContains(page(client), "<strong>3 created</strong>. Nothing is kept yet", html=False)
    assertContains(page(client), "Hedgehog")
    assert (titles(), ImportBatch.objects.count()) == (set(), 0)
    step(client, "start")
    assertContains(page(client), "waits for the worker")
    work()

    assert titles() == {"Hedgehog", "Badger", "Fox"}
    batch = ImportBatch.objects.get()
    assert (batch.name, batch.by, batch.counts["created"]) == ("Animals", records, 3)
    stored = ImportUpload.objects.get()
    assert (stored.state, bytes(stored.content), stored.taken_at) == (State.IMPORTED, b"", None)
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
    work()

    response = page(client)

    assertNotContains(response, "unknown-term")
    assertContains(response, '<div class="finding">')
    assertContains(response, "held back until its problem is solved")
    assertContains(response, "1 held")
    assertContains(response, "record with problems")


def test_importing_the_same_file_again_leaves_no_batch(client, records):
    bring_in(client)
    upload(client, batch_name="Again")
    work()
    again = ImportUpload.objects.get(batch_name="Again")
    assertContains(page(client, again), "3 same")
    step(client, "start", again)
    work()

    assert list(ImportBatch.objects.values_list("name", flat=True)) == ["Animals"]
    assertContains(page(client, again), "It held nothing new")


def test_without_a_name_the_batch_is_called_like_the_file(client, records):
    upload(client, name="Страница " + "x" * 200 + ".txt", batch_name="")

    found = ImportUpload.objects.get()
    assert len(found.name) == 80
    assert found.name.endswith(".txt")
    assert found.batch_name.startswith(found.name)
    work()
    assert ImportUpload.objects.get().state == State.TRIED


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"", "empty"), (b"x" * (uploads.MOST_BYTES + 1), "ask your administrator")],
)
@pytest.mark.django_db
def test_a_file_that_cannot_be_taken_in_is_refused_at_once(client, records, content, reason):
    assertContains(upload(client, content), reason)
    assert not ImportUpload.objects.exists()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\xff\xd8\xff\xe0 not a text", uploads.NO_TEXT),
        (b"PK\x03\x04\x14\x00 word/document.xml", uploads.NO_TEXT),
        (b"%PDF-1.7 and so on", uploads.NO_TEXT),
        (b"{\\rtf1 A bridge opens}", uploads.NO_TEXT),
        (bytes(range(256)) * 9, uploads.NO_TEXT),
        ("Мост открыт, 4 июля".encode("cp1251"), uploads.OTHER_ENCODING),
        ("Ein Brückenfest".encode("latin-1"), uploads.OTHER_ENCODING),
        ("A bridge opens".encode("utf-16-le"), uploads.OTHER_ENCODING),
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
    assert uploads.refusal(content) == ""


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
    work()

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
    work()

    step(client, "try")
    assert ImportUpload.objects.get().state == State.TO_TRY
    assertContains(step(client, "discard"), "that cannot be done with it now")
    work()
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
            work()

    assertContains(page(client), "ZeroDivisionError")
    step(client, "try")
    work()
    assert ImportUpload.objects.get().state == State.TRIED


@pytest.mark.parametrize("state", [State.TO_TRY, State.TO_IMPORT])
@pytest.mark.django_db
def test_a_database_that_goes_away_loses_nothing(client, records, monkeypatch, state):
    upload(client)
    if state == State.TO_IMPORT:
        work()
        step(client, "start")
    with monkeypatch.context() as broken:

        def gone(*_):
            raise OperationalError("server closed the connection unexpectedly")

        broken.setattr(run, "load", gone)
        with pytest.raises(OperationalError):
            work()

    assert ImportUpload.objects.get().state == state
    ImportUpload.objects.filter(taken_at__isnull=False).update(taken_at=timezone.now() - timedelta(minutes=6))
    work()
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
        work()
        step(client, "start", poison)
        step(client, "start", plants)

    def dies(chunk, running):
        if running.batch.name == "Poison":
            raise ends_with("out of memory")
        return loading.load(chunk, running)

    with monkeypatch.context() as broken:
        broken.setattr(run, "load", dies)
        for _ in range(uploads.MOST_ATTEMPTS):
            with pytest.raises(ends_with):
                work()
            ImportUpload.objects.filter(pk=poison.pk, taken_at__isnull=False).update(
                taken_at=timezone.now() - timedelta(minutes=6)
            )
        plants.refresh_from_db()
        assert plants.state in (State.TRIED, State.IMPORTED)
        with pytest.raises(CommandError, match="1 files could not be imported"):
            work()

    assertContains(page(client, poison), "begun 3 times and never came to its end")
    step(client, "try", poison)
    work()
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
    work()
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
            work()
    assert len(titles()) == 1
    assertContains(page(client), "is under way: 1 of 3 records so far")
    assertContains(client.get(f"{BATCHES}{ImportBatch.objects.get().pk}/change/"), "1 records so far")

    work()
    assert len(titles()) == 1
    ImportUpload.objects.update(taken_at=timezone.now() - timedelta(minutes=6))
    work()

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
    work()
    lost, next_one = (
        ImportUpload.objects.get(batch_name="Animals"),
        ImportUpload.objects.get(batch_name="Plants"),
    )
    step(client, "start", lost)
    step(client, "start", next_one)
    other = timezone.now() + timedelta(minutes=1)

    def taken_over(records, running):
        if running.batch.name == "Animals":
            ImportUpload.objects.filter(pk=lost.pk).update(taken_at=other)
        return loading.load(records, running)

    monkeypatch.setattr(run, "load", taken_over)
    dealt_with = list(uploads.work_off())

    assert dealt_with == [next_one]
    lost.refresh_from_db()
    next_one.refresh_from_db()
    assert (lost.state, lost.taken_at, next_one.state) == (State.TO_IMPORT, other, State.IMPORTED)


def test_a_file_taken_over_while_its_account_was_made_is_left_alone(client, records, monkeypatch):
    upload(client)
    work()
    step(client, "start")
    other = timezone.now() + timedelta(minutes=1)

    def taken_over(report):
        ImportUpload.objects.update(taken_at=other)
        return {}

    monkeypatch.setattr(uploads, "account_of", taken_over)

    assert list(uploads.work_off()) == []
    assert ImportUpload.objects.get().state == State.TO_IMPORT


@pytest.mark.parametrize("state", [State.TO_TRY, State.TO_IMPORT])
@pytest.mark.django_db
def test_a_worker_that_is_told_to_end_leaves_the_file_to_the_next(client, records, state):
    upload(client)
    if state == State.TO_IMPORT:
        work()
        step(client, "start")

    with pytest.raises(uploads.Stopped):
        list(uploads.work_off(lambda: True))

    stored = ImportUpload.objects.get()
    assert (stored.state, stored.taken_at, stored.attempts) == (state, None, 0)
    work()
    assert ImportUpload.objects.get().state in (State.TRIED, State.IMPORTED)


def test_the_page_and_the_doctor_say_when_no_worker_runs(client, records, capsys):
    upload(client)
    assertNotContains(page(client), "Nobody seems to work it off")
    call_command("doctor")
    ImportUpload.objects.update(waiting_since=timezone.now() - timedelta(minutes=6))

    assertContains(page(client), "Nobody seems to work it off")
    for taken_at in (None, timezone.now() - timedelta(minutes=6)):
        ImportUpload.objects.update(taken_at=taken_at)
        with pytest.raises(SystemExit):
            call_command("doctor")
        assert "1 uploaded files wait for more than 5 minutes." in capsys.readouterr().out
        assertContains(page(client), "Nobody seems to work it off")
    ImportUpload.objects.update(taken_at=timezone.now())
    assertNotContains(page(client), "Nobody seems to work it off")
    assertContains(page(client), "is under way: 0 records so far")


def test_what_cannot_be_done_any_more_is_refused_with_what_it_is_now(client, records, monkeypatch):
    upload(client)
    work()
    take = uploads.discard

    def import_first(found):
        uploads.start(found, by=records)
        return take(found)

    monkeypatch.setitem(import_uploads.STEPS, "discard", (import_first, ""))

    assertContains(step(client, "discard"), "is being imported: that cannot be done with it now")


# Who may


@pytest.mark.parametrize("role", ["Writer", "Editor", "Publisher", None])
@pytest.mark.django_db
def test_nobody_else_imports_or_takes_back(client, records, role):
    batch = bring_in(client)
    upload(client, batch_name="Later")
    work()
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

    assertContains(response, "Animals: 3 releases taken back, 0 kept.")
    assert titles() == set()
    assert not ImportBatch.objects.exists()
    assertContains(page(client), "This import was taken back since")
    call_command("doctor")


def test_what_somebody_has_worked_on_is_named_and_stays(client, records):
    batch = bring_in(client)
    fox = Article.objects.get(title="Fox")
    workflow.withdraw(fox, by=make_user("ann", "publish_article"), reason="Not an animal of ours.")
    address = f"{BATCHES}{batch.pk}/undo/"

    shown = client.get(address)
    assert list(shown.context["kept"]) == [fox]
    client.post(address, {"seen": shown.context["seen"]})

    assert [article.title for article in Article.objects.all()] == ["Fox"]
    assert ImportBatch.objects.exists()


def test_what_changed_since_the_look_is_looked_at_again(client, records):
    batch = bring_in(client)
    shown = client.get(f"{BATCHES}{batch.pk}/undo/")
    fox = Article.objects.get(title="Fox")
    workflow.withdraw(fox, by=make_user("ann", "publish_article"), reason="Not an animal of ours.")

    response = client.post(f"{BATCHES}{batch.pk}/undo/", {"seen": shown.context["seen"]})

    assertContains(response, "look at the new numbers")
    assert Article.objects.count() == 3


def test_a_batch_in_the_middle_of_its_import_and_one_too_big_are_refused(client, records, monkeypatch):
    batch = bring_in(client)
    address = f"{BATCHES}{batch.pk}/undo/"
    upload(client)
    assertContains(client.post(address, {"seen": "3 0"}), "waits for the worker")
    work()
    monkeypatch.setattr("articles.admin.imports.MOST_TAKEN_BACK", 2)
    assertContains(client.post(address, {"seen": "3 0"}), "manage.py undo_import")

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
        uploads.add("page.txt", TEXT.encode(), by=records, batch_name="Animals")
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
        uploads.add("page.txt", b"", by=records)
    imported = ImportUpload.objects.get(state=State.IMPORTED)
    queries_of = {LIST: 6, f"{BATCHES}{batch.pk}/change/": 8, f"{BATCHES}{batch.pk}/undo/": 10}

    for address, queries in queries_of.items():
        with django_assert_num_queries(queries):
            assert client.get(address).status_code == 200
    with django_assert_num_queries(7):
        page(client, imported)
