"""What is read in a shorter way where that is enough gives what the longer way gives."""

import html

from django.utils.html import strip_tags
from hypothesis import example, given
from hypothesis import strategies as st

from articles.text import tokens
from articles.text.body import body_of_plain_text, from_plain_text, sanitise
from articles.text.index_words import plain_text
from taxonomy import folding

PARTS = st.sampled_from(
    [
        "the mission", "co-operation", "don't", "editors’", "the '90s", "AT&T", "&lt;b&gt;", "<b>", "x < y",
        "- item", "1. first", "•\tbullet", "\n", "\n\n", "\r\n", "\xa0", "\x07", "\u200b", "Şırnak", "a_b", "/",
        "[picture 2]", "`s", "Co-ordinator's",
    ]
)  # fmt: skip
TEXTS = st.lists(st.one_of(PARTS, st.text(max_size=5)), max_size=12).map(" ".join)


@given(TEXTS)
@example("- one\n\n- two")
@example("a\r\nb")
def test_paragraphs_become_the_body_that_sanitising_makes_of_them(text):
    assert body_of_plain_text(text) == sanitise(from_plain_text(text))


@given(TEXTS)
def test_words_are_those_of_the_folded_text(text):
    assert folding.tokens_of(text) == tuple(folding._TOKEN.findall(folding.fold(text)))
    without_genitives = tokens._GENITIVE.sub("", text)
    assert tokens.tokens_in(text) == tuple(
        token[: tokens.LONGEST] for token in folding.tokens_of(without_genitives)
    )


@given(TEXTS)
def test_the_text_of_a_body_is_that_without_its_tags(text):
    body = body_of_plain_text(text.replace("[", ""))

    assert plain_text(body) == html.unescape(strip_tags(body.replace("<", " <")))
