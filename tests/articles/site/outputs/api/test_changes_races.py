"""The feed of changes while several people publish at once: nothing is left out, and nothing comes twice."""

import json

import pytest

from tests.processes import run, shared_database

pytestmark = pytest.mark.django_db


def test_who_follows_while_four_people_publish_at_once_reads_each_release_once(template, tmp_path):
    database = shared_database(template, tmp_path, "changes")

    printed = run(database, "from tests import races\nprint(json.dumps(races.harvest(25)))")

    sides = json.loads(printed.splitlines()[-1])
    assert len(sides["listed"]) == 100
    assert sorted(sides["read"]) == sides["listed"]
