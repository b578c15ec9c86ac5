"""The text of a single release: its paragraphs once, without captions and without what stands beside them."""

import re
from dataclasses import dataclass
from itertools import takewhile

from articles.importing.formats.contact_data import contact_data, contact_problems
from articles.importing.formats.lines import TextLine, furniture_kind, is_bullet, is_strange, split_label
from articles.importing.record import Furniture, Problem
from articles.text.datelines import read_dateline
from articles.text.page_labels import is_notice, label_meaning, plain
from articles.text.sentences import ends_sentence, surely_ends_sentence

_CAPTION = re.compile(
    r"(?:photo|photograph|foto|фото|image|picture)(?:\s+by|\s+credit)?\s*:.*", re.IGNORECASE
)
_CREDIT = re.compile(
    r".*\((?:photo:\s*)?(?:OSCE|ODIHR|ОБСЕ|ОБСЄ|OSZE)\s*/[^()]{1,60}\)\.?", re.IGNORECASE | re.DOTALL
)
_BARE_CREDIT = re.compile(r".*\((?:OSCE|ODIHR|ОБСЕ|ОБСЄ|OSZE)\)\.?", re.DOTALL)
_LONGEST_CAPTION = 300
# A line so long that ends like a sentence is a paragraph, not a name, a link or a telephone number.
_LEAST_PARAGRAPH = 120
_LONGEST_CONTACT = 160
_MOST_COPIES = 3
# Lines of these kinds stand above others that are no text either.
_ABOVE_OTHERS = frozenset({"related", "contacts", "attachments", "copyright", "consent"})
_LONGEST_HEADING = 30
_NAME = re.compile(r"(?:[^\W\d_][\w'’.-]{0,30},? ){1,3}[^\W\d_][\w'’-]{1,30}")


@dataclass(frozen=True)
class PageText:
    """The paragraphs of a text, captions and lines beside it apart; `repeated_from` begins a second copy."""

    paragraphs: list[str]
    captions: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    furniture: tuple[Furniture, ...] = ()
    labels: tuple[TextLine, ...] = ()  # of tags and of the last change, which stand below a text
    problems: tuple[Problem, ...] = ()
    repeated_from: str = ""

    @property
    def extra(self) -> tuple[tuple[str, str], ...]:
        """Notices and captions, as pairs of label and text."""
        return (
            *(("notice", notice) for notice in self.notices),
            *(("photo caption", caption) for caption in self.captions),
        )


def read_text(lines: list[TextLine], title: str, *, may_be_cut: bool) -> PageText:
    """The text that these lines below the labels are. `may_be_cut`: the last one may lack its end."""
    labels = [line for line in lines if _is_label_below(line.text)]
    lines, furniture = _without_furniture([line for line in lines if not _is_label_below(line.text)])
    notices = []
    while len(lines) > 1 and (is_notice(lines[0].text) or plain(lines[0].text) == plain(title)):
        notices += [line.text for line in lines[:1] if is_notice(line.text)]
        lines = lines[1:]
    captions, lines = _split_captions(lines)
    once = _without_repetition([line.text for line in lines], may_be_cut and not furniture)
    own = lines[: len(once)]
    return PageText(
        once,
        captions,
        tuple(notices),
        tuple(furniture),
        tuple(labels),
        tuple(_problems(own, furniture)),
        repeated_from=once[0] if len(once) < len(lines) else "",
    )


def _problems(own: list[TextLine], furniture: list[Furniture]) -> list[Problem]:
    """Return what a person should know of a text: contact data, and where it may be no text, or more is."""
    doubtful = [line for line in own if is_strange(line.text)]
    doubtful += [
        TextLine(one.line, one.text)
        for one in furniture
        if one.kind != "consent" and len(one.text) >= _LEAST_PARAGRAPH and surely_ends_sentence(one.text)
    ]
    problems = contact_problems(own)
    if doubtful:
        line = doubtful[0]
        problems.append(
            Problem(
                "furniture-in-text", f"line {line.number} is text or part of the page: “{line.text[:60]}”"
            )
        )
    return problems


def _is_label_below(text: str) -> bool:
    """Return whether a line is one of the labels that stand below a text: tags, or the last change."""
    split = split_label(text)
    meaning = label_meaning(split[0]) if split else None
    return bool(split and split[1] and meaning and meaning.field in ("tags", "updated"))


def is_caption(text: str) -> bool:
    """Return whether a line is the caption of a photograph: it says so, or ends with who took it."""
    return len(text) <= _LONGEST_CAPTION and bool(_CAPTION.fullmatch(text) or _CREDIT.fullmatch(text))


def _without_furniture(lines: list[TextLine]) -> tuple[list[TextLine], list[Furniture]]:
    """The lines of the text, and those beside it: each by itself, and all below one without a paragraph."""
    kinds = [furniture_kind(line.text) for line in lines]
    stop = len(lines)
    for number in range(len(lines) - 1, 0, -1):
        text = lines[number].text
        if kinds[number] in _ABOVE_OTHERS:
            stop = number
        elif len(text) >= _LEAST_PARAGRAPH and ends_sentence(text):
            break
    stop = next((number for number in range(1, stop) if _ends_page(kinds[number], lines[number].text)), stop)
    if stop < len(lines) and kinds[stop] == "contacts":
        stop -= _names_at_end(lines[:stop])
    stop -= _contact_lines_at_end(lines[:stop])
    own, furniture, kind = [], [], "contacts"
    for number, line in enumerate(lines):
        kind = kinds[number] or kind
        if number >= stop or kinds[number]:
            furniture.append(Furniture(line.number, kind, line.text))
        else:
            own.append(line)
    return own, furniture


def _ends_page(kind: str, text: str) -> bool:
    """Return whether a line is the heading above other pages, below which no line of the text follows."""
    return kind == "related" and len(text) <= _LONGEST_HEADING


def _contact_lines_at_end(lines: list[TextLine]) -> int:
    """Return how many lines at the end are names and numbers of a press officer; the first line is none."""

    def is_line_of_contact(line: TextLine) -> bool:
        is_short = len(line.text) <= _LONGEST_CONTACT
        return is_short and (bool(contact_data(line.text)) or not surely_ends_sentence(line.text))

    end = list(takewhile(is_line_of_contact, reversed(lines[1:])))
    while end and not (contact_data(end[-1].text) or _is_name_above(end)):
        end.pop()
    return len(end) if any(contact_data(line.text) for line in end) else 0


def _names_at_end(lines: list[TextLine]) -> int:
    """Return how many lines at the end, above the word for contacts, are names; the first line is none."""
    return len(list(takewhile(lambda line: bool(_NAME.fullmatch(line.text)), reversed(lines[1:]))))


def _is_name_above(end: list[TextLine]) -> bool:
    """Return whether the topmost of some lines (last first) is a name or an office above a number."""
    return (
        len(end) > 1
        and len(end[-1].text) <= _LEAST_PARAGRAPH // 2
        and not is_bullet(end[-1].text)
        and any(contact_data(line.text) for line in end[-4:-1])
    )


def _split_captions(lines: list[TextLine]) -> tuple[tuple[str, ...], list[TextLine]]:
    """The captions of photographs, and the lines of the text."""
    captions = []
    text = []
    dateline = next((number for number, one in enumerate(lines) if read_dateline(one.text)), -1)
    for number, line in enumerate(lines):
        is_above = number < dateline and len(line.text) <= _LONGEST_CAPTION
        if is_caption(line.text) or (is_above and _BARE_CREDIT.fullmatch(line.text)):
            captions.append(line.text)
        else:
            text.append(line)
    return tuple(captions), text


def _without_repetition(paragraphs: list[str], may_be_cut: bool) -> list[str]:
    """The text once. Its second copy may be cut by the capture's end, or lack the first paragraph."""
    count = len(paragraphs)
    alike = _alike_from(paragraphs)
    for copies in range(2, _MOST_COPIES + 1):
        length = count // copies
        if length and count == copies * length and alike[length] == count - length:
            return paragraphs[:length]
    for half in range((count + 1) // 2, count):
        rest = count - half
        is_cut = may_be_cut and rest > 1 and alike[half] >= rest - 1
        if is_cut and paragraphs[rest - 1].startswith(paragraphs[-1]):
            return paragraphs[:half]
    half = count // 2
    if count > 2 and count == 2 * half + 1 and paragraphs[1 : half + 1] == paragraphs[half + 1 :]:
        return paragraphs[: half + 1]
    return paragraphs


def _alike_from(paragraphs: list[str]) -> list[int]:
    """For each place how many paragraphs from there on are those at the beginning (Z algorithm, one pass)."""
    numbers: dict[str, int] = {}
    text = [numbers.setdefault(paragraph, len(numbers)) for paragraph in paragraphs]
    alike = [len(text)] + [0] * (len(text) - 1) if text else []
    left = right = 0
    for place in range(1, len(text)):
        length = min(right - place, alike[place - left]) if place < right else 0
        while place + length < len(text) and text[length] == text[place + length]:
            length += 1
        alike[place] = length
        if place + length > right:
            left, right = place, place + length
    return alike
