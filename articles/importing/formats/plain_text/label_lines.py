"""Labels without a colon: beside their value after a tab or several spaces, or alone on the line above it."""

import re
from dataclasses import replace

from articles.importing.formats.lines import TextLine, is_bullet, split_label, trim, without_bullet
from articles.text.dates import parse_date
from articles.text.page_labels import is_type, label_meaning

_GAP = re.compile(r"\t\s*|\s{2,}")
_LONGEST_LABEL = 40
_LONGEST_VALUE = 200


def with_values_beside_labels(lines: list[TextLine]) -> list[TextLine]:
    """The lines, such labels written as "Label: value".

    A label alone on its line is believed where the value of a date or a type below proves it, and with it the
    labels that follow.
    """
    joined: list[TextLine] = []
    number, is_proved = 0, False
    while number < len(lines):
        line = lines[number]
        following = lines[number + 1] if number + 1 < len(lines) else None
        beside = _beside(line.text)
        if beside:
            joined.append(replace(line, text=beside))
            is_proved = True
        elif following and (field := _bare_label(line.text)) and _is_value(field, following.text, is_proved):
            joined.append(replace(line, text=f"{line.text}: {without_bullet(following.text)}"))
            is_proved = True
            number += 1
        else:
            is_proved = is_proved and bool(split_label(line.text))
            joined.append(line)
        number += 1
    return joined


def _beside(text: str) -> str:
    # Of a paragraph only the beginning is looked at.
    if not _GAP.search(text, 0, _LONGEST_LABEL + 2) or not (gap := _GAP.search(text)):
        return ""
    if gap.start() > _LONGEST_LABEL:
        return ""
    label, value = text[: gap.start()], trim(text[gap.end() :])
    if label.endswith(":") or not value or not label_meaning(without_bullet(label)):
        return ""
    return f"{label}: {value}"


def _bare_label(text: str) -> str:
    """The field of a line that is a label and nothing else, not even a colon."""
    if len(text) > _LONGEST_LABEL or is_bullet(text):
        return ""
    meaning = label_meaning(text)
    return meaning.field if meaning else ""


def _is_value(field: str, text: str, is_proved: bool) -> bool:
    if field in ("date", "updated"):
        return parse_date(text) is not None
    if field == "type":
        return is_type(text)
    return is_proved and len(text) <= _LONGEST_VALUE and not text.endswith(".") and not _bare_label(text)
