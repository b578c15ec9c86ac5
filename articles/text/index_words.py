"""The words of an edition as the search index holds them: field by field, each with its stem."""

import html
import re
from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from django.utils.html import strip_tags

from articles.text.picture_names import without_pictures
from articles.text.stems import stems_of_text
from articles.text.text_vector import GAP, text_vector
from articles.text.tokens import tokens_in

# PostgreSQL takes a megabyte of different words an entry, and knows the first 16,383 places of a text; the
# longest release on record is a third of this.
LONGEST_SUMMARY = 20_000
LONGEST_BODY = 100_000
MOST_TOKENS = {"title": 300, "summary": 3_000, "body": 12_000}
# Of one word PostgreSQL knows the first 256 places; both databases hold no more.
MOST_PLACES = 250
# Nearly all texts have no other tags, and need no parser.
_BARE_TAG = re.compile(r"</?[a-z]+[1-6]?>")


@dataclass(frozen=True)
class IndexWords:
    """The words of each field as `tokens_in` gives them, and their stems.

    Each is one text, joined by spaces; a word and its stem have the same place.
    """

    texts: Mapping[str, str]
    stems: Mapping[str, str]

    @cached_property
    def vector(self) -> str:
        """The text vector of these words, for PostgreSQL."""
        return text_vector(self.texts, self.stems)


def index_words(*, title: str, place: str, summary: str, body: str, language: str) -> IndexWords:
    """The words of an edition; `body` is HTML."""
    places = tokens_in(place)
    fields = {
        "title": tokens_in(title),
        "summary": (*places, *((GAP,) if places else ()), *tokens_in(summary[:LONGEST_SUMMARY])),
        "body": tokens_in(plain_text(body)[:LONGEST_BODY]),
    }
    words = {name: tokens[: MOST_TOKENS[name]] for name, tokens in fields.items()}
    stems = {name: stems_of_text(tokens, language) for name, tokens in words.items()}
    return IndexWords(_joined(words), _joined(stems))


def _joined(fields: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The words of each field as one text, with gaps for those held often enough."""
    tokens = [*chain(*fields.values())]
    if len(tokens) - len(set(tokens)) < MOST_PLACES:  # none is held so often, which is told at once
        return {name: " ".join(tokens) for name, tokens in fields.items()}
    too_often = {token for token, count in Counter(tokens).items() if count > MOST_PLACES}
    if too_often:
        places: Counter[str] = Counter()
        fields = {
            name: [_placed(token, too_often, places) for token in tokens] for name, tokens in fields.items()
        }
    return {name: " ".join(tokens) for name, tokens in fields.items()}


def _placed(token: str, too_often: Container[str], places: Counter[str]) -> str:
    """The token, or a gap once it has all its places."""
    if token not in too_often:
        return token
    places[token] += 1
    return token if places[token] <= MOST_PLACES else GAP


def plain_text(body: str) -> str:
    """The text of a body's HTML; words of neighbouring elements do not run together."""
    if "[" not in body and "<" not in (bare := _BARE_TAG.sub(" ", body)):
        return html.unescape(bare)
    return html.unescape(strip_tags(without_pictures(body).replace("<", " <")))
