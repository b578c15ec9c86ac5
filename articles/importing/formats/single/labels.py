"""The block of labels of a single release: where it begins, its labels with their values, where it ends."""

from articles.importing.formats.lines import (
    TextLine,
    is_bullet,
    is_label_like,
    split_label,
    without_bullet,
)
from articles.importing.formats.records import Label, is_whole_date
from articles.text.datelines import read_dateline
from articles.text.page_labels import TITLE_LABELS, label_meaning, plain
from articles.text.sentences import ends_sentence, surely_ends_sentence

LONGEST_VALUE = 200  # characters of a value on the line below its label; a longer one is the text


def block_start(lines: list[TextLine]) -> int:
    """Return where the labels begin: at the first known one, or at unknown ones right above it."""
    start = next(number for number, line in enumerate(lines) if is_known_label(line.text))
    first = start
    while first and is_bullet(lines[first - 1].text) and lines[first - 1].text != "-":
        first -= 1
    is_label = bool(split_label(lines[first].text))
    return first if first and is_label else start


def is_known_label(text: str) -> bool:
    """Return whether a line begins with a label that some language has."""
    split = split_label(text)
    return bool(split and label_meaning(split[0]))


def read_block(lines: list[TextLine], start: int) -> tuple[list[Label], int]:
    """The labels from `start` on with their values, and where the text begins."""
    is_bulleted = is_bullet(lines[start].text)
    labels: list[Label] = []
    values: list[list[str]] = []  # the lines of each label's value, joined in the end
    last_lines: list[TextLine] = []
    number = start
    while number < len(lines):
        line = lines[number]
        text = without_bullet(line.text)
        label = _label(line)
        if is_bulleted and not is_bullet(line.text):
            break
        if (
            label
            and (is_bulleted or label.field or _is_name_of_label(label.name))
            and not _is_text(text, label)
        ):
            labels.append(label)
            values.append([label.value] if label.value else [])
            last_lines.append(line)
        elif labels and (is_bulleted or not values[-1]) and not _starts_text(text, is_bulleted):
            last_lines[-1] = line
            values[-1].append(text)
        else:
            break
        number += 1
    whole = [
        Label(label.field, label.name, ", ".join(lines), last)
        for label, lines, last in zip(labels, values, last_lines, strict=True)
    ]
    return whole, number


def is_whole(labels: list[Label]) -> bool:
    """Return whether the last value before a cut cannot go on."""
    return bool(labels) and labels[-1].field == "date" and is_whole_date(labels[-1].value)


def is_title_label(label: str) -> bool:
    """Return whether a label stands in front of a title."""
    return plain(label) in TITLE_LABELS


def _is_name_of_label(name: str) -> bool:
    return is_label_like(name) or is_title_label(name)


def _label(line: TextLine) -> Label | None:
    split = split_label(line.text)
    if not split or not split[0]:
        return None
    meaning = label_meaning(split[0])
    if meaning is None and split[1] and not is_label_like(split[0]) and not is_title_label(split[0]):
        return None
    return Label(meaning.field if meaning else "", split[0], split[1], line)


def _is_text(text: str, label: Label) -> bool:
    """Return whether "Label: value" is a paragraph of the text: an unknown label before a sentence."""
    return not label.field and (surely_ends_sentence(text) or read_dateline(text) is not None)


def _starts_text(text: str, is_bulleted: bool) -> bool:
    """Return whether a line below an empty label without bullets is already the text."""
    if is_bulleted:
        return False
    return len(text) > LONGEST_VALUE or ends_sentence(text) or read_dateline(text) is not None
