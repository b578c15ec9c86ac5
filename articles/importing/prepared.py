"""What takes long to work out for the rows of a release: the sanitised body, the words of the index."""

from dataclasses import dataclass

from articles.text.body import from_plain_text, sanitise
from articles.text.index_words import IndexWords, index_words

LONGEST_PLACE = 200


@dataclass(frozen=True, slots=True)
class PreparedText:
    """The texts of a release as rows hold them: its body as HTML, and the words of its index entry."""

    body: str
    words: IndexWords


def prepared(*, title: str, place: str, summary: str, body: str, language: str) -> PreparedText:
    """Return the texts of a release from those that records say of it; `body` is plain text."""
    html = body_of(body)
    words = index_words(
        title=title, place=place[:LONGEST_PLACE], summary=summary, body=html, language=language
    )
    return PreparedText(html, words)


def body_of(text: str) -> str:
    """Return the body of a release, as HTML, from plain text."""
    return sanitise(from_plain_text(text))
