"""What takes long to work out for the rows of a release: the sanitised body, the words of the index."""

from dataclasses import dataclass

from articles.text.body import body_of_plain_text
from articles.text.index_words import IndexWords, index_words

LONGEST_PLACE = 200


@dataclass(frozen=True, slots=True)
class PreparedText:
    """The texts of a release as rows hold them: its body as HTML, and the words of its index entry."""

    body: str
    words: IndexWords


def prepared(*, title: str, place: str, summary: str, body: str, language: str) -> PreparedText:
    """Return the texts of a release from those that records say of it; `body` is plain text."""
    html = body_of_plain_text(body)
    words = index_words(
        title=title, place=place[:LONGEST_PLACE], summary=summary, body=html, language=language
    )
    return PreparedText(html, words)
