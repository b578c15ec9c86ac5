"""A move is made on what was seen: whatever was saved while it waited for its lock, it is refused."""

import json
from pathlib import Path

import pytest

from tests import databases
from tests.processes import run, shared_database
from tests.races import CASES


@pytest.fixture(scope="module")
def waited(tmp_path_factory, template) -> dict[str, list]:
    """What came of each thing that waited while its edition was saved: whether it was made, whether it said why not."""
    return outcome_of("races.all_during_an_import()", template, tmp_path_factory.mktemp("races"))


def outcome_of(expression: str, template: databases.Template, folder: Path):
    """What an expression is in a process that has a database of its own, with the vocabularies."""
    environment = shared_database(template, folder, "races")
    try:
        printed = run(environment, f"from tests import races\nprint(json.dumps({expression}))")
    finally:
        template.drop(environment["SHARED_DATABASE"])
    return json.loads(printed.splitlines()[-1])


@pytest.mark.parametrize("verb", CASES)
def test_a_move_that_waited_while_its_edition_was_saved_is_refused(waited, verb):
    was_made, says_why = waited[verb]

    assert (was_made, says_why) == (False, True)


def test_a_filing_that_waited_while_one_of_its_editions_was_saved_is_refused(waited):
    assert waited["filing"] == [False, True]


def test_an_answer_from_outside_that_waited_while_the_edition_was_saved_is_refused(waited):
    assert waited["answer"] == [False, True]


def test_of_two_who_move_or_save_what_both_have_seen_one_does(template, tmp_path):
    counts = outcome_of("races.race(200, seed=1)", template, tmp_path)

    assert counts["moved"] + counts["saved"] == 200
    assert counts["moved"] > 20
    assert counts["saved"] > 20
    assert (counts["both"], counts["neither"], counts["unseen"], counts["lost"]) == (0, 0, 0, 0)
