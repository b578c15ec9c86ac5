"""The registry of moves: each entry fits its function, the rights, and the picture in the documentation."""

import inspect
from types import SimpleNamespace

import pytest

from articles.editing import permissions
from articles.editing.moves import BUTTONS, MOVES, diagram
from articles.editing.moves.types import ISSUED, NOWHERE, Move, state_of
from articles.editing.workflow import transitions
from articles.models import Article, Transition

STANDINGS = {*Article.IN_PREPARATION, *ISSUED}


@pytest.mark.parametrize("move", BUTTONS.values(), ids=list(BUTTONS))
def test_a_function_takes_the_answers_of_its_move(move: Move):
    parameters = inspect.signature(move.function).parameters
    asked = {question.name: question for question in move.asks}
    given = {"article", "by", "version", *asked, *(["acknowledged"] if move.asks_to_acknowledge else [])}
    given |= {"translations"} if move.takes_translations else set()

    assert given == set(parameters)
    for name, question in asked.items():
        is_needed = parameters[name].default is inspect.Parameter.empty
        assert question.is_required or not is_needed, name


@pytest.mark.parametrize("move", MOVES.values(), ids=list(MOVES))
def test_a_move_has_standings_a_right_and_a_verb_that_exist(move: Move):
    assert {*move.standings, *move.own, *move.begins, *move.to} <= STANDINGS | {NOWHERE}
    assert set(move.own) <= set(move.standings)
    assert not move.permission or move.permission in permissions.RIGHTS
    assert bool(move.path) <= bool(move.permission and move.label and move.explanation)
    assert len(move.verb) <= Transition._meta.get_field("verb").max_length


def test_each_standing_has_a_stored_state():
    assert {state_of(standing) for standing in STANDINGS} == set(Article.State.values)


@pytest.mark.parametrize(
    "event",
    sorted({move.event for move in MOVES.values() if move.event}, key=lambda event: event.name),
    ids=lambda event: event.name,
)
def test_the_sentence_of_an_event_asks_only_for_what_is_there(event):
    facts = dict.fromkeys(("since", "remark", "colon_remark", "by", "address"), "x")

    assert "{" not in event.sentence.format(**facts)


@pytest.mark.parametrize(("verb", "state"), [("withdraw", "draft"), ("cancel", ""), ("cancel", "draft")])
def test_no_move_leads_where_the_registry_does_not_lead_it(verb, state):
    article = Article(state="published")

    with pytest.raises(ValueError, match=f"“{verb}” leads from published to"):
        transitions.move(article, transitions.Step(verb, SimpleNamespace()), state)

    assert article.pk is None


def test_the_picture_of_the_states_is_that_of_the_registry():
    text = diagram.DOCUMENT.read_text()

    assert diagram.with_diagram(text) == text, "run: python -m articles.editing.moves.diagram"


def test_a_document_without_a_place_for_the_picture_is_refused():
    with pytest.raises(ValueError, match="has no place for the diagram"):
        diagram.with_diagram("# Architecture\n")
