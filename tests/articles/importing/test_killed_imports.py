"""Imports that are killed at any moment and resumed: archive, account and report are those of one that nobody killed."""

import json
import random
import textwrap

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, models
from django.utils import timezone

from articles.importing import queue, run
from articles.models import Article, BatchTerm, ImportUpload
from tests import databases, processes
from tests.captures import HEADER, entry
from tests.factories import make_editor
from tests.processes import PATIENCE

KILLS = 10
# It kills itself before a statement, so that a seed gives the same moments on any machine.
DOOMED = """
import os, signal, sys
from django.core.management import call_command
from django.db import connection
from articles.importing import run

run.CHUNK, run.PAUSES = 4, {{}}
left = {left}
def count(execute, *arguments):
    global left
    left -= 1
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)
    return execute(*arguments)

try:
    with connection.execute_wrapper(count):
        {work}
except SystemExit:
    pass
print("it lived")
"""
# Columns that differ from one run to the next, whatever it does.
PASSING = {"key", "epoch", "lease_token", "attempts", "waiting_since"}
# Columns that hold the id of an edition without being a key.
EDITIONS = {"PublicChange": "article", "Change": "article", "TaggedItem": "object_id"}


@pytest.fixture
def folder(tmp_path):
    """Captures with all that can become of a record, and one that an earlier batch knows."""
    told = "A badger was seen today and many people who live near it came to look at it with their children."
    listing = [
        entry(f"Animal {number}", where=f"Order of {number % 3}s", day="2 May 2019") for number in range(9)
    ]
    texts = {
        "a": HEADER + "".join(listing),
        "b": HEADER + entry("Badger", summary=told) + entry("Undated", day="the other day") + entry("Owl"),
        "c": "<!DOCTYPE html><html><body>Not read.</body></html>",
        "d": HEADER
        + entry("Owl").replace("What we do", "Tags: night\nWhat we do")
        + entry("Vole", day="1 May 2019"),
        "e": "A line before all\n"
        + HEADER
        + entry("Newt", where="Order of Newts")
        + "A line after all\n\nAnother\n",
        "f": HEADER + "".join(listing[3:6]) + entry("Mole", where="Order of Moles"),
    }
    captures = tmp_path / "captures"
    captures.mkdir()
    for name, text in texts.items():
        (captures / f"{name}.txt").write_text(text, encoding="utf-8")
    earlier = tmp_path / "earlier.txt"
    earlier.write_text(HEADER + entry("Badger", type="", summary=told[:60]), encoding="utf-8")
    return captures


@pytest.fixture
def place(template, tmp_path, django_db_setup, django_db_blocker, folder, monkeypatch):
    """Makes databases that processes share, in which an earlier batch knows something of a release."""
    monkeypatch.setattr(run, "CHUNK", 4)
    monkeypatch.setattr(run, "PAUSES", {})
    made = []

    def make(purpose: str) -> dict[str, str]:
        environment = processes.shared_database(template, tmp_path, purpose)
        made.append(environment["SHARED_DATABASE"])
        with databases.connected_to(environment["SHARED_DATABASE"]):
            make_editor()
            call_command("import_seeds", folder.parent / "earlier.txt", "--batch", "Earlier", verbosity=0)
        return environment

    with django_db_blocker.unblock():
        yield make
        for name in made:
            template.drop(name)


def tables() -> dict[str, list[dict]]:
    """All rows of all tables as plain values: ids by their order, and without the instants of the run."""
    rows = {
        model: list(model._base_manager.order_by("pk").values())
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in ("articles", "taxonomy", "taggit") and model._meta.managed
    }
    ordinals = {
        model: {row[model._meta.pk.attname]: number for number, row in enumerate(found)}
        for model, found in rows.items()
    }

    def plain(model: type[models.Model], row: dict) -> dict:
        facts = {}
        for field in model._meta.concrete_fields:
            value = row[field.attname]
            if isinstance(field, models.DateTimeField) or field.name in PASSING or field.primary_key:
                continue
            if field.name == EDITIONS.get(model.__name__):
                value = ordinals[Article].get(value)
            elif field.related_model in ordinals:
                value = ordinals[field.related_model].get(value)
            elif isinstance(value, (dict, list)):
                value = without_ids(value)
            facts[field.name] = bytes(value) if isinstance(value, memoryview) else value
        if model is BatchTerm:
            del facts["term"]
        return facts

    return {model.__name__: [plain(model, row) for row in found] for model, found in rows.items() if found}


def without_ids(value):
    """JSON without ids, and without instants."""
    if isinstance(value, dict):
        return {
            name: without_ids(one)
            for name, one in value.items()
            if not name.endswith(("id", "_at")) and name != "at"
        }
    return [without_ids(one) for one in value] if isinstance(value, list) else value


def doomed(environment, work: str, left: int) -> bool:
    """Do `work` in a process that is killed before its statement number `left`; returns whether it was."""
    program = DOOMED.format(left=left, work=textwrap.indent(work, " " * 8).strip())
    process = processes.start(environment, program)
    _, complained = process.communicate(timeout=PATIENCE)
    assert process.returncode in (0, -9), complained
    return process.returncode == -9


def statements(work) -> int:
    """Do `work`, and count its statements."""
    counted = []
    with connection.execute_wrapper(lambda execute, *arguments: counted.append(1) or execute(*arguments)):
        work()
    return len(counted)


def import_all(folder, report) -> None:
    with pytest.raises(SystemExit):  # one file is rejected
        call_command("import_seeds", folder, "--batch", "Animals", "--report", report, verbosity=0)


@pytest.mark.parametrize("seed", [1])
def test_an_import_killed_at_random_moments_and_resumed_is_that_of_one_nobody_killed(
    place, folder, tmp_path, seed
):
    whole, pieces = tmp_path / "whole.json", tmp_path / "pieces.json"
    with databases.connected_to(place("whole")["SHARED_DATABASE"]):
        length = statements(lambda: import_all(folder, whole))
        expected = tables()
    chance = random.Random(seed)
    environment = place("killed")
    work = f'call_command("import_seeds", "{folder}", "--batch", "Animals", verbosity=0)'

    killed = sum(doomed(environment, work, chance.randrange(20, length)) for _ in range(KILLS))
    with databases.connected_to(environment["SHARED_DATABASE"]):
        import_all(folder, pieces)
        found = tables()
        call_command("doctor", verbosity=0)

    assert killed
    for name in expected:
        assert found[name] == expected[name], name
    assert found.keys() == expected.keys()
    if killed == KILLS:  # an import that once came to its end tells the next time that all is there
        assert json.loads(pieces.read_text()) == json.loads(whole.read_text())


def test_an_upload_whose_worker_is_killed_has_the_account_of_one_that_nobody_killed(place, folder):
    def tried() -> ImportUpload:
        by = make_editor("archivist")
        upload = queue.add("a.txt", (folder / "a.txt").read_bytes(), by=by, batch_name="Animals")
        list(queue.work_off())
        assert queue.start(upload, by=by)
        return upload

    with databases.connected_to(place("whole")["SHARED_DATABASE"]):
        upload = tried()
        length = statements(lambda: list(queue.work_off()))
        upload.refresh_from_db()
        expected, account = tables(), upload.account
    environment = place("killed")
    with databases.connected_to(environment["SHARED_DATABASE"]):
        upload = tried()
    work = "from articles.importing import queue\nlist(queue.work_off())"

    assert doomed(environment, work, length * 2 // 3)
    with databases.connected_to(environment["SHARED_DATABASE"]):
        ImportUpload.objects.update(lease_until=timezone.now())
        call_command("work", "--once", verbosity=0)
        found = tables()
        upload.refresh_from_db()

    assert upload.account == account
    for name in expected:
        assert found[name] == expected[name], name
