"""Plain lines of texts in the dress of another program: mail, Markdown, text browsers, broken lines, tables.

Each takes off its own dress where it sees it, and leaves every other text as it is.
"""

from dataclasses import dataclass

from articles.importing.formats.lines import TextLine
from articles.importing.formats.plain_text.browser_dump import without_dump
from articles.importing.formats.plain_text.label_lines import with_values_beside_labels
from articles.importing.formats.plain_text.mail import Mail, without_mail
from articles.importing.formats.plain_text.markdown import without_markdown
from articles.importing.formats.plain_text.wrapping import unwrapped
from articles.importing.record import Furniture


@dataclass(frozen=True)
class PlainText:
    """The lines of a text without its dress, what the dress consisted of, and the mail it came in."""

    lines: list[TextLine]
    furniture: tuple[Furniture, ...]
    mail: Mail | None


def plain_text(lines: list[TextLine]) -> PlainText:
    """Take the dress off the lines of a text."""
    mail, lines, of_mail = without_mail(lines)
    lines, of_markdown = without_markdown(lines)
    lines, of_dump = without_dump(lines)
    lines = with_values_beside_labels(unwrapped(lines))
    return PlainText(lines, (*of_mail, *of_markdown, *of_dump), mail)
