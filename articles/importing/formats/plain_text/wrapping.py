"""Lines that a program broke at a width, joined to the paragraphs they were."""

from dataclasses import replace
from itertools import pairwise

from articles.importing.formats.lines import TextLine, is_bullet, split_label
from articles.text.dates import find_date
from articles.text.page_labels import is_type, label_meaning
from articles.text.sentences import ends_sentence, surely_ends_sentence

# Programs break lines at such widths.
WIDTHS = range(50, 101)
_LEAST_FULL = 3
# A line is full when so many characters or fewer are free at its end.
_FREE = 12
# Of the lines that have another right below, so many are broken where no further word had room.
_LEAST_PART = 0.2


def unwrapped(lines: list[TextLine]) -> list[TextLine]:
    """The lines, those that a program broke joined again. A line keeps the number where it began."""
    width = _width(lines)
    if not width:
        return lines
    pairs = [(one, following) for one, following in pairwise(lines) if _is_below(one, following)]
    if len(pairs) == len(lines) - 1 and not _is_one_text(lines, width):
        return lines  # without a blank line nothing tells a paragraph's end
    joined: list[TextLine] = []
    previous: TextLine | None = None
    for line in lines:
        if previous and joined and _is_below(previous, line) and _goes_on(previous, line, width):
            joined[-1] = replace(joined[-1], text=f"{joined[-1].text} {line.text}")
        else:
            joined.append(line)
        previous = line
    return joined


def _width(lines: list[TextLine]) -> int:
    """The width at which the lines were broken, 0 when they were not. A long address is broken nowhere."""
    broken = [line.width or len(line.text) for line in lines if " " in line.text]
    width = max(broken, default=0)
    full = sum(one > width - _FREE for one in broken)
    return width if width in WIDTHS and full >= _LEAST_FULL else 0


def _is_below(one: TextLine, following: TextLine) -> bool:
    return following.number == one.number + 1


def _is_one_text(lines: list[TextLine], width: int) -> bool:
    """Return whether lines without a blank one between them are one paragraph: broken inside sentences."""
    broken = sum(
        _goes_on(one, following, width) and not ends_sentence(one.text) and following.text[0].islower()
        for one, following in pairwise(lines)
    )
    return broken >= _LEAST_PART * (len(lines) - 1)


def _goes_on(one: TextLine, following: TextLine, width: int) -> bool:
    """Return whether a line ends only because the next word had no room on it."""
    if is_bullet(following.text) or is_type(one.text) or is_type(following.text):
        return False
    if _is_label(one.text) or _is_label(following.text):
        return False
    if following.text[0].isdigit() and (date := find_date(following.text)) and date.day:
        return False
    first_word = following.text.partition(" ")[0]
    is_inside = first_word[0].islower() and first_word.rstrip(",;.").isalpha()
    if is_inside and not surely_ends_sentence(one.text) and one.text[-1] not in ":;.":
        return True  # a title is broken at a narrower width: its letters are larger
    return (one.width or len(one.text)) + 1 + len(first_word) > width


def _is_label(text: str) -> bool:
    split = split_label(text)
    return bool(split and label_meaning(split[0]))
