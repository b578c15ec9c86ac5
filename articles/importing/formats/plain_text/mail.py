"""Mails: the lines at their head, the marks of a quotation, the words of a program that sent them on."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from articles.importing.formats.lines import TextLine, split_label, trim
from articles.importing.record import Furniture
from articles.text.page_labels import plain

# The labels of a mail's head, in the languages of the mail programs seen; by what they say.
_LABELS: Mapping[str, tuple[str, ...]] = {
    "subject": ("subject", "objet", "betreff", "тема", "asunto", "oggetto", "subiect", "predmet", "lënda"),
    "date": (
        "date", "sent", "envoyé", "gesendet", "datum", "дата", "отправлено", "fecha", "enviado", "data",
        "inviato", "надіслано",
    ),
    "from": ("from", "de", "von", "от", "від", "da", "od", "nga"),
    "other": (
        "to", "cc", "bcc", "reply-to", "à", "an", "кому", "para", "a", "att", "attachments", "importance",
        "copie", "копия",
    ),
}  # fmt: skip
_FIELDS = {label: field for field, labels in _LABELS.items() for label in labels}
_FORWARDED = re.compile(
    r"-{2,}\s?.{0,60}(?:forwarded|original|weitergeleitet|transféré|пересланное|пересылаемое|reenviado|inoltrato).{0,60}-{2,}"
    r"|begin forwarded message:?",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"^(?:>\s?)+")
_SENT_ON = re.compile(r"(?:(?:fwd?|re|wg|aw|tr|пересл)\s*:\s*|\[[^\[\]]{1,40}\]\s*)+", re.IGNORECASE)
# The head stands at the top, below what the sender wrote.
_MOST_ABOVE = 15
_LEAST_FIELDS = 3


@dataclass(frozen=True)
class Mail:
    """The subject of a mail without "Fwd:", its date as written, and the line where the subject stands."""

    subject: str
    date: str
    line: int


def without_mail(lines: list[TextLine]) -> tuple[Mail | None, list[TextLine], list[Furniture]]:
    """The mail that a text is, the lines below its head, and the head; another text stays as it is."""
    lines = _unquoted(lines)
    start, stop = _head(lines)
    if stop == start:
        return None, lines, []
    found: dict[str, tuple[str, int]] = {}
    for line in lines[start:stop]:
        split = split_label(line.text)
        if split and (field := _FIELDS.get(plain(split[0]))):
            found.setdefault(field, (split[1], line.number))
    subject, number = found.get("subject", ("", lines[start].number))
    mail = Mail(trim(_SENT_ON.sub("", subject, count=1)), found.get("date", ("", 0))[0], number)
    furniture = [Furniture(line.number, "mail", line.text) for line in lines[:stop]]
    return mail, lines[stop:], furniture


def mails(lines: list[TextLine]) -> list[list[TextLine]]:
    """The lines of each mail of a text; a mail that was sent on is one with that around it."""
    starts = [0]
    number, has_head = 0, False
    while number < len(lines):
        stop, fields = _fields_from(lines, number)
        if _is_head(fields):
            is_sent_on = any(_FORWARDED.fullmatch(line.text) for line in lines[max(0, number - 3) : stop])
            if has_head and not is_sent_on:
                starts.append(number)
            has_head = True
        number = max(stop, number + 1)
    return [lines[start:stop] for start, stop in pairwise([*starts, len(lines)])]


def _fields_from(lines: list[TextLine], number: int) -> tuple[int, set[str]]:
    """Return where the run of a mail's labels that begins at a line ends, and what they say."""
    stop, fields = number, set()
    while stop < len(lines) and (field := _field(lines[stop].text)):
        fields.add(field)
        stop += 1
    return stop, fields


def _is_head(fields: set[str]) -> bool:
    return len(fields) >= _LEAST_FIELDS and {"subject", "from"} <= fields


def _unquoted(lines: list[TextLine]) -> list[TextLine]:
    quoted = sum(line.text.startswith(">") for line in lines)
    if quoted * 2 <= len(lines):
        return lines
    bare = [replace(line, text=trim(_QUOTED.sub("", line.text, count=1))) for line in lines]
    return [line for line in bare if line.text]


def _head(lines: list[TextLine]) -> tuple[int, int]:
    """Return where the head of the innermost mail begins and ends; both the same when there is none."""
    best = (0, 0)
    number = 0
    while number < min(len(lines), _MOST_ABOVE + best[1]):
        stop, fields = _fields_from(lines, number)
        if _is_head(fields):
            best = (number, stop)
        number = max(stop, number + 1)
    return best


def _field(text: str) -> str:
    if (text[:2] == "--" or text[:1] in "bB") and _FORWARDED.fullmatch(text):
        return "other"
    split = split_label(text)
    return _FIELDS.get(plain(split[0]), "") if split and split[1] else ""
