"""Nothing that an import reads costs more than in proportion to its length, whatever stands in it."""

import pytest

from articles.importing import language_guess
from articles.importing.formats import capture, contact_data, lines, records
from articles.importing.formats.plain_text import plain_text
from articles.importing.formats.unlabelled.marks import mark
from articles.importing.sources import decode
from articles.text import datelines, dates, mentions, sentences
from articles.text.page_labels import label_meaning, plain
from taxonomy import folding
from taxonomy.normal import normalised
from tests.growth import assert_linear

# What somebody may repeat to make a reader go back and forth: pairs that are stripped by turns, marks that are put in
# order, separators, open and closed brackets, beginnings of labels, dates, names and captions.
HOSTILE = {
    "spaces": " ",
    "unseen": " \u200b",
    "marks": "\u0301\u0327",
    "marks of one character": "\u0f73",
    "letters with marks": "\u01ed",
    "brackets": "(",
    "pairs": "()",
    "commas": ",",
    "commas in words": "a, ",
    "dashes": " - ",
    "colons": ":",
    "quotes": "'s ",
    "hyphens": "co-op-",
    "figures": "1",
    "dates": "4 July ",
    "wire": "A (OSCE) ",
    "credits": "(OSCE/",
    "photo": "(photo: ",
    "chairs": " - chair",
    "closed": " (closed ",
    "the": "the ",
    "pager": "page 1 … ",
    "capitals": "VIENNA ",
    "dots": "...",
    "bars": " | ",
    "headings": "# ",
    "stars": "**a",
    "links": "[a](",
    "pictures": "![a](",
    "marks of links": "[12]a ",
    "mails": "a@b.",
    "telephones": "+43 1 ",
    "quotations": "> ",
    "languages": "English | ",
    "types": "Press release ",
    "letters": "a",
    "cyrillic": "Где мы ",
}
# What stands around it: nothing, a word on each side, an opening bracket that is closed in the end.
AROUND = {"alone": "{}", "in words": "A{}z", "in brackets": "({})"}
READERS = {
    "trim": lines.trim,
    "lines": lines.split_lines,
    "label": lines.split_label,
    "values": lines.split_values,
    "bullet": lines.without_bullet,
    "furniture": lines.is_furniture,
    "sentence": sentences.surely_ends_sentence,
    "date": dates.parse_date,
    "whole date": records.is_whole_date,
    "dateline": datelines.read_dateline,
    "language": language_guess.language_of_text,
    "plain": plain,
    "meaning": label_meaning,
    "normal form": lambda text: normalised("NFKD", text),
    "fold": folding.fold,
    "fold name": folding.fold_name,
    "tokens": folding.tokens_of,
    "name": lambda text: folding.plain_name(f"A {text}"),
    "words": mentions.spelt,
    "plain text": lambda text: plain_text(lines.split_lines(text)),
    "contact data": contact_data.contact_data,
    "mark": lambda text: mark(lines.TextLine(1, text)),
    "bytes": lambda text: decode(text.encode()),
}
# Lines that a whole page may consist of, each below a title and a date.
PAGES = {
    "titles": "A bridge opens\n",
    "dates": "Publishing date: 4 July 2025\n",
    "labels": "Where we are: OSCE\n",
    "new labels": "Series {}: Youth\n",
    "starts of labels": "Где мы {}: Вена\n",
    "bullets": "- x\n",
    "bare bullets": "-\n",
    "empty labels": "- Source:\n",
    "captions": "Photo: x\n",
    "records": "Bridge {}\nPublishing date: 4 July 2025\nA bridge was opened.\n",
    "proofs": "Content type: News\nSeries {}: Youth\nA bridge was opened.\n",
    "more": "Load more\n",
    "days": "12 March 2019\n",
    "days and titles": "12 March 2019\nA bridge number {} opens today\n",
    "datelines": "A bridge number {} opens\nVIENNA, 4 July 2025 - A bridge was opened today.\n",
    "pages": "News\nBridge {}\n- Date:\n- 4 July 2025\n- Source:\n- OSCE\nA bridge was opened.\n",
    "facts": "Title: Bridge {}\nDate: 4 July 2025\nA bridge was opened.\n",
    "kinds": "News\n",
    "headings": "# Bridge {}\n",
    "mail": "Subject: Bridge {}\n",
    "quoted": "> > Bridge {}\n",
    "contacts": "Jane Roe, +43 1 514 36 {}\n",
}
HEADS = {
    "listing": "A bridge opens\nPublishing date: 4 July 2025\n",
    "single": "Press release\nA bridge opens\n- Date:\n- 4 July 2025\n- Source:\n",
    "dump": "[1]Home [2]News [3]Map\nA bridge opens\nReferences\n1. https://example.org/\n",
    "mail": "From: A\nTo: B\nDate: 4 July 2025\nSubject: A bridge opens\n",
    "text": "A bridge opens\n- Date:\n- 4 July 2025\nThe mayor came.\nPeople came.\n",
}


def repeated(pattern: str, around: str = "{}"):
    """Makes a text of a size of what is repeated."""
    return lambda size: around.replace("{}", pattern * (size // len(pattern)))


def page(head: str, line: str):
    """Makes a page of a size: its head, then the line, each with another number."""
    return lambda size: head + "".join(line.replace("{}", str(number)) for number in range(size // len(line)))


@pytest.mark.parametrize("around", AROUND.values(), ids=AROUND)
@pytest.mark.parametrize("pattern", HOSTILE.values(), ids=HOSTILE)
def test_readers_of_a_line_are_linear(pattern, around):
    for reader in READERS.values():
        assert_linear(reader, repeated(pattern, around), sizes=(4_000, 40_000))


@pytest.mark.parametrize("name", ["trim", "label", "values", "plain", "normal form", "fold", "fold name"])
def test_readers_of_a_line_are_linear_up_to_a_million_characters(name):
    for pattern in (" \u200b", "(,", "\u0301\u0327", " - chair"):
        assert_linear(READERS[name], repeated(pattern, "({})"))


@pytest.mark.parametrize("pattern", HOSTILE.values(), ids=HOSTILE)
def test_a_page_with_one_long_line_is_read_in_proportion(pattern):
    for head in HEADS.values():
        assert_linear(
            lambda text: capture.read_capture(text, "page.txt"),
            lambda size, head=head: head + repeated(pattern)(size),
            sizes=(4_000, 40_000),
        )


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
@pytest.mark.parametrize("line", PAGES.values(), ids=PAGES)
def test_a_page_of_many_lines_is_read_in_proportion(head, line):
    assert_linear(
        lambda text: capture.read_capture(text, "page.txt"), page(head, line), sizes=(4_000, 40_000)
    )


def test_a_text_that_nearly_stands_there_twice_is_compared_in_proportion():
    def nearly(size: int) -> str:
        return HEADS["single"].removesuffix("- Source:\n") + "The same.\n" * (size // 10) + "Another one.\n"

    assert_linear(lambda text: capture.read_capture(text, "page.txt"), nearly, sizes=(8_000, 80_000))


def test_values_in_brackets_are_joined_in_proportion():
    assert_linear(lines.split_values, lambda size: f"({',' * size})")


def test_a_listing_of_one_long_line_of_labels_is_read():
    text = "A bridge opens\nPublishing date: 4 July 2025\nWhere we are: " + "a, " * 100_000 + "\nIt opened.\n"

    [record] = capture.read_capture(text, "page.txt").records

    assert len(record.where) == 100_000
