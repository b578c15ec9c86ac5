"""Whatever a file holds, reading it raises nothing, and what comes of it has a name."""

import random

import pytest

from articles.importing.fitness import DOUBTFUL, unfit
from articles.importing.formats import read
from articles.importing.sources import decode

LABELS = "Publishing date: 4 July 2025\nContent type: News\n"
TEXT = "The bridge was opened today by the mayor of the town.\n"
LONG = 1_000_000


def record(text: str):
    (found,) = read(text, "page.txt").records
    return found


@pytest.mark.parametrize(
    "text", ["a" * LONG, "word " * (LONG // 5), "1 " * (LONG // 2), "\n" * LONG, "| " * (LONG // 2)]
)
def test_a_file_of_one_endless_line_has_no_release(text):
    assert [problem.code for problem in read(text, "page.txt").problems] == ["nothing-read"]


def test_an_endless_title_is_refused():
    assert unfit(record("word " * (LONG // 5) + "\n" + LABELS + TEXT)).code == "title-too-long"


def test_an_endless_list_of_labels_is_refused():
    text = "A bridge opens in the town\n" + LABELS + "Where we are: " + "a, " * (LONG // 10) + "\n" + TEXT

    assert unfit(record(text)).code == "too-many-labels"


def test_an_endless_summary_is_refused():
    text = "A bridge opens in the town\n" + LABELS + "word " * (LONG // 5) + "\n" + "Next\n" + LABELS + TEXT

    assert unfit(read(text, "page.txt").records[0]).code == "text-too-long"


@pytest.mark.parametrize(
    "layout",
    [
        "Bridge {n} opens in the town\n4 July 2025\n" + TEXT,
        "Bridge {n} opens in the town\n" + LABELS + TEXT,
        "News\nBridge {n} opens in the town\n- Date:\n- 4 July 2025\n- Source:\n- OSCE\n" + TEXT,
        "News\nBridge {n} opens in the town\nVIENNA, 4 July 2025 - Bridge {n} was opened today by the mayor.\n",
        "Title: Bridge {n} opens in the town\nDate: 4 July 2025\n" + TEXT,
        "From: A\nSubject: Bridge {n} opens in the town\nDate: 4 July 2025\n\n" + TEXT,
    ],
)
def test_hundreds_of_releases_of_one_day_in_one_file_are_all_read(layout):
    records = read("".join(layout.format(n=n) for n in range(300)), "page.txt").records

    assert [found.title for found in records] == [f"Bridge {n} opens in the town" for n in range(300)]


def test_marks_that_turn_the_direction_are_no_part_of_a_title():
    found = record("\u202eA bridge\u202c opens\u2067 in the town\n" + LABELS + TEXT)

    assert found.title == "A bridge opens in the town"


def test_html_inside_a_capture_is_words():
    found = record(
        "<script>alert(1)</script> A bridge opens\n" + LABELS + "<iframe src=x> It was opened today.\n"
    )

    assert found.title == "<script>alert(1)</script> A bridge opens"


@pytest.mark.parametrize(
    "data", [b"caf\xe9 \xd0\xbf", bytes(range(256)), b"\xff\xfe\x00\xd8A\x00A\x00", "Вена".encode("cp1251")]
)
def test_bytes_in_another_encoding_are_named(data):
    assert [problem.code for problem in decode(data)[1]] == ["bad-encoding"]


def test_characters_at_random_raise_nothing():
    chance = random.Random(7)
    letters = [chr(chance.randrange(32, 0x2FFF)) for _ in range(20_000)] + ["\n", ":", "-", "1", " "] * 2_000
    chance.shuffle(letters)

    for found in read("".join(letters), "page.txt").records:
        assert {problem.code for problem in found.problems} & (
            DOUBTFUL | {"bad-date", "no-title", "truncated"}
        )
