"""Listings made at random are read as they were made, and a cut end never invents anything."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.importing.formats import read
from articles.importing.formats.lines import is_furniture, split_lines
from articles.importing.record import ParsedSource, Record
from articles.text.dates import parse_date

ROOT = Path(__file__).parents[3]
TEXTS = sorted(
    [*(ROOT.parent / "shared" / "captures").glob("*.txt"), *(ROOT / "tests" / "samples").glob("*.txt")]
)

TITLES = ("Wahl: Mission trains clerks", "“Water: a right”, say experts", "2024 elections: final report", "Who votes?",
          "Call for calm in Washington D.C.", "Summary: ten years", "What we do: a look back", "Новый курс в Вене",
          "Police and press meet", "Rivers, borders, people")  # fmt: skip
SUMMARIES = ("Thirty officers took part in a course on the safe storage of ammunition, held this week.",
             "VIENNA, 3 May 2025 – Experts spoke about rivers that cross borders and the treaties on them.",
             "Summary The mission recorded ten violations in one region and seven in the other region.",
             "Note: the hearing is open to the public and will be shown on the website of the court.",
             "Тридцать человек прошли курс по безопасному хранению боеприпасов в столице на этой неделе.",
             ("word " * 60)[:290].strip())  # fmt: skip
NAMES = (
    "OSCE Secretariat",
    "OSCE Mission to Georgia (closed)",
    "Office (Vienna, Prague)",
    "Youth",
    "Good governance",
)
LABELS = {
    "en": ("Publishing date", "Content type", "Where we are", "What we do", "4 {} 2025"),
    "ru": ("Дата публикации", "Тип контента", "Где мы работаем", "Что мы делаем", "4 {} 2025 г."),
    "de": ("Veröffentlichungsdatum", "Inhaltstyp", "Wo wir sind", "Was wir tun", "4. {} 2025"),
}
MAYS = {"en": "May", "ru": "мая", "de": "Mai"}


@dataclass(frozen=True)
class Made:
    title: str
    type: str
    where: tuple[str, ...]
    what: tuple[str, ...]
    extra: tuple[tuple[str, str], ...] = field(default=())
    summary: str = ""

    def lines(self, language: str) -> list[str]:
        on, kind, where, what, day = LABELS[language]
        found = [self.title, f"{on}: {day.format(MAYS[language])}"]
        found += [f"{kind}: {self.type}"] if self.type else []
        found += [f"{label}: {value}" for label, value in self.extra]
        found += [f"{where}: {', '.join(self.where)}"] if self.where else []
        found += [f"{what}: {', '.join(self.what)}"] if self.what else []
        return found + ([self.summary] if self.summary else [])

    def is_read_as(self, record: Record) -> bool:
        return (
            (record.title, record.date, record.type or "", record.where, record.what, record.extra, record.summary)
            == (self.title, date(2025, 5, 4), self.type, self.where, self.what, self.extra, self.summary)
        )  # fmt: skip


names = st.lists(st.sampled_from(NAMES), max_size=4, unique=True).map(tuple)
made = st.builds(
    Made,
    title=st.sampled_from(TITLES),
    type=st.sampled_from(("News", "Press release", "")),
    where=names,
    what=names,
    extra=st.sampled_from(
        ((), (), (), (("Reading level", "High"),), (("Series", "Youth, Peace"), ("Event", "Forum")))
    ),
    summary=st.sampled_from(SUMMARIES),
)
languages = st.sampled_from(sorted(LABELS))


def text_of(all_made: list[Made], language: str) -> str:
    return "\n".join(["Newsroom", *(line for one in all_made for line in one.lines(language))])


@given(st.lists(made, min_size=1, max_size=8), languages)
def test_a_listing_is_read_as_it_was_made(all_made, language):
    reading = read(text_of(all_made, language), "page.txt")

    assert len(reading.records) == len(all_made)
    for record, one in zip(reading.records, all_made, strict=True):
        assert one.is_read_as(record), (record, one)
    assert reading.unread == ()


@given(st.lists(made, min_size=1, max_size=3), languages)
@settings(max_examples=10)
def test_a_listing_cut_anywhere_invents_nothing(all_made, language):
    check_all_cuts(text_of(all_made, language), step=2)


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_a_capture_cut_anywhere_invents_nothing(path):
    text = path.read_text(encoding="utf-8")

    check_all_cuts(text[:3600], step=4)


@given(st.text(alphabet="ab:,.()-\n\r \u00a0AДé0123", max_size=200))
def test_no_line_is_lost_whatever_the_text(text):
    check_nothing_is_lost(text, read(text, "page.txt"))


@given(st.lists(st.sampled_from([*SUMMARIES, *TITLES, "Publishing date: 4 May 2025", "Content type: News", "What we do:",
                                 "Where we are: A, B", "- Date:", "- Place:", "- VIENNA", "Series: X", "Load more", "-",
                                 "Date: 4 May 2025", "Publishing date: soon", "Topics: Water"]), max_size=14))  # fmt: skip
@settings(max_examples=150)
def test_no_line_is_lost_whatever_the_order(lines):
    text = "\n".join(lines)

    check_nothing_is_lost(text, read(text, "page.txt"))


def check_all_cuts(text: str, step: int = 1) -> None:
    whole = {record.line: record for record in read(text, "page.txt").records}
    for end in range(0, len(text), step):
        reading = read(text[:end], "page.txt")
        for record in reading.records:
            check_cut(record, whole.get(record.line), end)
        check_nothing_is_lost(text[:end], reading)


def check_cut(record: Record, whole: Record | None, end: int) -> None:
    """What a cut capture's record says is what the whole one says, or less."""
    assert whole is not None, (end, record)
    assert record.title == whole.title, end
    assert record.date in {None, whole.date}, (end, record)
    assert record.type in {None, whole.type}, (end, record)
    for name in ("where", "what", "locations", "collections", "extra"):
        assert set(getattr(record, name)) <= set(getattr(whole, name)), (end, record)
    if "truncated" in {problem.code for problem in record.problems}:
        return
    header = ("date", "type", "where", "what", "locations", "collections", "extra")
    assert [getattr(record, name) for name in header] == [getattr(whole, name) for name in header], (
        end,
        record,
    )
    # A text cut right after a sentence cannot be told from a whole one.
    assert whole.summary.startswith(record.summary), (end, record)
    assert whole.body.startswith(record.body), (end, record)


def check_nothing_is_lost(text: str, reading: ParsedSource) -> None:
    """Each line is in a record, in the unread ones or known furniture."""
    unread = {one.line for one in reading.unread}
    words = " ".join(_all_words(record) for record in reading.records)
    before = ""
    for line in split_lines(text):
        is_menu = line.text.startswith("-") or before == "-"
        before = line.text
        if line.number in unread or is_furniture(line.text) or is_menu:
            continue
        value = line.text.partition(":")[2] if ":" in line.text and line.text not in words else line.text
        if parse_date(value) in {record.date for record in reading.records} - {None}:
            continue
        for word in value.replace(",", " ").split():
            assert word in words, (line, reading)


def _all_words(record: Record) -> str:
    lists = [
        *record.where,
        *record.what,
        *record.locations,
        *record.collections,
        *(v for pair in record.extra for v in pair),
    ]
    parts = [record.title, record.type or "", record.summary, record.body, record.place, *lists]
    parts += [one.text for one in record.furniture]
    parts += [problem.message for problem in record.problems]
    return " ".join(parts)
