"""A search that would cost too much is refused in a sentence, by its words alone."""

import pytest

from articles.index.search.words import read, refusal


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ('"elec* obs*"', "A phrase can have one star, at its end, like “border manag*”."),
        ('-"elec* observers"', "A phrase can have one star, at its end, like “border manag*”."),
        ('title:"a* b* c*"', "A phrase can have one star, at its end, like “border manag*”."),
        ('"border m*"', "Write at least 3 letters before the star at the end of a phrase."),
        ("aa* OR bb* OR cc* OR dd* OR ee*", "Search for at most 4 words with a star at a time."),
        ("(aa* bb* -cc*) NOT (dd* ee*)", "Search for at most 4 words with a star at a time."),
        (" ".join(f"word{n}" for n in range(13)), "Search for at most 12 words at a time."),
    ],
)
def test_what_asks_for_too_much_is_told_so(asked, sentence):
    assert refusal(read(asked)) == sentence


@pytest.mark.parametrize(
    "asked",
    [
        "",
        "elec* obs*",
        '"border manag*"',
        '"border *"',
        '"* border"',
        '"a * b"',
        "bo* aa* bb* cc*",
        "#71",
        " ".join(f"word{n}" for n in range(12)),
    ],
)
def test_other_searches_are_answered(asked):
    assert refusal(read(asked)) == ""


def test_a_star_apart_from_a_word_is_no_beginning():
    assert read('"border *"').wanted == read('"border"').wanted
