"""Texts longer than any on record: both databases hold as much of them, and what they hold is found."""

import pytest

from articles.index.query import ReleaseQuery
from articles.index.request_snapshot import RequestSnapshot
from articles.text.index_words import MOST_PLACES, MOST_TOKENS
from articles.text.tokens import LONGEST
from tests.factories import make_article

pytestmark = pytest.mark.usefixtures("terms")


def total(words: str) -> int:
    return RequestSnapshot.take().find(ReleaseQuery(words=words)).total


def test_a_word_that_stands_everywhere_is_found_and_in_phrases_at_its_first_places():
    body = "<p>" + "water bridge " * MOST_PLACES + "water tunnel</p>"
    make_article(title="Long", summary="", body=body)

    assert total("water tunnel") == 1
    assert total('"water bridge"') == 1
    assert total('"water tunnel"') == 0


def test_what_stands_behind_the_last_word_that_is_held_is_not_found():
    body = "<p>" + " ".join(f"w{number}" for number in range(MOST_TOKENS["body"] + 1)) + "</p>"
    make_article(title="Long", summary="", body=body)

    last = MOST_TOKENS["body"] - 1
    assert total(f'"w{last - 1} w{last}"') == 1
    assert total(f"w{last + 1}") == 0


def test_a_word_too_long_for_any_language_is_found():
    word = "x" * 3 * LONGEST
    make_article(title="Long", summary="", body=f"<p>{word}</p>")

    assert total(word[:190]) == 1
