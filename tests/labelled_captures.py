"""Captures whose releases are known: generated ones and variations of the seeds, and how well they are linked.

Each release has a number; each of its captures says the same with something changed. Precision is the share of pairs of
records taken for one release that are one; recall the share of pairs of one release that were taken for one.
"""

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

from articles.importing import formats
from articles.importing.decide import decide_all
from articles.importing.record import Record
from articles.importing.resolve import recognise
from articles.importing.snapshot import ImportRules, ImportSnapshot
from taxonomy import vocabulary

SEEDS = Path(__file__).parent.parent / "seeds" / "releases"
HEADER = "Newsroom\nNews and press releases\nReleases from the Organization's work around the world.\n"
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")  # fmt: skip
TYPES = ("News", "Press release", "Statement")
PLACES = ("Tirana", "Skopje", "Osh", "Bishkek", "Almaty", "Dushanbe", "Ashgabat", "Belgrade", "Chisinau", "Yerevan", "Tashkent", "Sarajevo")  # fmt: skip
BODIES = (
    "OSCE Presence in Albania", "OSCE Mission to Skopje", "OSCE Mission to Serbia", "OSCE Mission to Moldova",
    "OSCE Office for Democratic Institutions and Human Rights", "OSCE Secretariat", "OSCE Permanent Council",
    "OSCE Mission to Bosnia and Herzegovina", "OSCE Mission to Montenegro", "OSCE Programme Office in Bishkek",
)  # fmt: skip
FIELDS = ("Elections", "Policing", "Border management", "Economic activities", "Environmental activities", "Youth", "Media freedom and development", "Human rights", "Rule of law", "Education")  # fmt: skip
WHO = ("judges", "border guards", "journalists", "mayors", "teachers", "students", "police officers", "observers", "farmers", "lawyers", "prosecutors", "engineers", "librarians", "nurses", "translators")  # fmt: skip
VERBS = ("discuss", "learn about", "welcome", "review", "open", "present", "complete", "support", "study", "call for")  # fmt: skip
WHAT = ("a new law on property", "the care of rivers", "safer roads", "voting from abroad", "a library for two towns", "the storage of old ammunition", "rules for small companies", "a map of mine fields", "the work of ombudsmen", "courses in three languages", "a register of voters", "help for victims of trafficking", "the plan for a bridge", "an archive of court files")  # fmt: skip
HOW = ("at a round table", "during a visit", "in a two-day workshop", "with experts from four countries", "after a long debate", "before the summer", "in a pilot project", "on a study tour", "by video link", "at the regional centre")  # fmt: skip
NOUNS = ("agreement", "meeting", "programme", "village", "border", "court", "school", "ministry", "report", "training", "dialogue", "community", "equipment", "expert", "proposal", "valley", "office", "debate", "project", "answer")  # fmt: skip
ADJECTIVES = ("local", "regional", "new", "open", "joint", "recent", "common", "public", "long", "practical", "careful", "lasting")  # fmt: skip
DID = ("helped", "followed", "prepared", "explained", "improved", "replaced", "connected", "examined", "described", "supported")  # fmt: skip


@dataclass(frozen=True)
class Release:
    """A release as it was issued."""

    number: int
    title: str
    day: date
    type: str
    where: tuple[str, ...]
    what: tuple[str, ...]
    text: tuple[str, ...]
    place: str = ""


@dataclass(frozen=True)
class Capture:
    """A release as one page has it."""

    release: Release
    is_single: bool = False


@dataclass(frozen=True)
class Linkage:
    """How pairs of records came out: taken for one rightly, wrongly, not at all; and how many are paired for a person."""

    right: int
    wrong: int
    lost: int
    paired: int

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.lost) if self.right + self.lost else 1.0

    @property
    def recall_or_paired(self) -> float:
        return (self.right + self.paired) / (self.right + self.lost) if self.right + self.lost else 1.0


def archive(count: int, random: Random) -> list[Release]:
    """Releases as the archive has them: several a day, series, twins of one day, and the seeds."""
    releases = _seeds()
    day = date(2003, 1, 1)
    while len(releases) < count:
        day += timedelta(days=random.choice((0, 0, 0, 1, 1, 2)))
        kind = random.random()
        number = len(releases)
        if kind < 0.10:
            releases.append(_of_series(number, day, random))
            continue
        release = _release(number, day, random)
        releases.append(release)
        if kind > 0.96 and len(releases) < count:
            # Seen: two departments issue one title on one day, one text beginning with the other.
            others = tuple(body for body in BODIES if body not in release.where)
            twin = replace(release, number=number + 1, where=(random.choice(others),))
            releases.append(replace(twin, text=(f"{release.text[0]} {_sentence(random)}", *release.text[1:])))
    return releases


def _seeds() -> list[Release]:
    records = [
        record
        for path in sorted(SEEDS.iterdir())
        for record in formats.read(path.read_text("utf-8"), path.name).records
    ]
    whole = [record for record in records if record.date and record.summary and not record.is_cut_in_header]
    return [
        Release(
            number, record.title, record.date, record.type or "", record.where, record.what,
            tuple(record.body.split("\n\n")) if record.body else (record.summary,), record.place,
        )
        for number, record in enumerate(whole)
    ]  # fmt: skip


def _release(number: int, day: date, random: Random) -> Release:
    place = random.choice(PLACES)
    title = f"{random.choice(WHO).capitalize()} in {place} {random.choice(VERBS)} {random.choice(WHAT)} {random.choice(HOW)}"
    type_name = random.choice(TYPES)
    first = " ".join(_sentence(random) for _ in range(random.choice((2, 3, 4))))
    if type_name != "News":
        first = f"{place.upper()}, {_written(day)} – {first}"
    text = (first, *(" ".join(_sentence(random) for _ in range(3)) for _ in range(2)))
    where = tuple(random.sample(BODIES, random.choice((1, 1, 2))))
    return Release(number, title, day, type_name, where, tuple(random.sample(FIELDS, random.choice((1, 1, 2)))), text, place)  # fmt: skip


def _of_series(number: int, day: date, random: Random) -> Release:
    """Daily and weekly reports: titles and texts are alike but for numbers and days."""
    title, body = random.choice(
        (
            (f"Daily report {number}/{day.year}", BODIES[4]),
            (f"Weekly report of the Presence, {day.day} to {_written(day + timedelta(days=6))}", BODIES[0]),
            (f"Spot report {number}: situation at the line of contact", BODIES[5]),
            (f"Statement No. {number} to the Permanent Council on the economic situation", BODIES[6]),
        )
    )
    first = (
        "This report is for the media and the general public and is based on what the observers of the organisation saw "
        f"and heard until {_written(day)}. {_sentence(random)}"
    )
    return Release(number, title, day, "News", (body,), ("Human rights",), (first, _sentence(random)))


def _sentence(random: Random) -> str:
    words = f"The {random.choice(ADJECTIVES)} {random.choice(NOUNS)} {random.choice(DID)} a {random.choice(ADJECTIVES)} {random.choice(NOUNS)}"
    if random.random() < 0.3:
        words += f" for {random.randint(3, 400)} people"
    return f"{words} and {random.choice(DID)} the {random.choice(NOUNS)} of the {random.choice(NOUNS)} {random.choice(HOW)}."


def _written(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


# What captures change, each as a function of a release.


def same(release: Release, random: Random) -> Release:
    return release


def cut(release: Release, random: Random) -> Release:
    return replace(release, text=(f"{release.text[0][: random.randint(140, 260)].rstrip()}...",))


def cut_without_dots(release: Release, random: Random) -> Release:
    return replace(release, text=(release.text[0][:290].rsplit(" ", 1)[0],))


def other_marks(release: Release, random: Random) -> Release:
    def changed(text: str) -> str:
        text = text.translate({0x2013: "-", 0x2019: "'", 0x201C: '"', 0x201D: '"'})
        text = re.sub(r" - ", random.choice((" — ", "- ", " – ")), text)
        words = text.split(" ")
        words[len(words) // 2] = f"“{words[len(words) // 2]}”"
        return "  ".join((" ".join(words[:2]), " ".join(words[2:])))

    return replace(release, title=changed(release.title), text=tuple(map(changed, release.text)))


def without_dateline(release: Release, random: Random) -> Release:
    first = re.sub(r"\A[A-ZÀ-Þ/ ]+, \d+ \w+ \d{4} ?[–-] ?", "", release.text[0])
    return replace(release, text=(first, *release.text[1:]))


def without_labels(release: Release, random: Random) -> Release:
    return replace(release, what=()) if random.random() < 0.5 else replace(release, type="")


def other_field(release: Release, random: Random) -> Release:
    return replace(release, what=(random.choice([field for field in FIELDS if field not in release.what]),))


def other_type(release: Release, random: Random) -> Release:
    return replace(release, type=random.choice([name for name in TYPES if name != release.type]))


def a_day_later(release: Release, random: Random) -> Release:
    return replace(release, day=release.day + timedelta(days=1))


def typo_in_title(release: Release, random: Random) -> Release:
    words = release.title.split(" ")
    places = [place for place, word in enumerate(words) if len(word) > 4 and word.isalpha()]
    place = random.choice(places)
    words[place] = _mistyped(words[place], random)
    return replace(release, title=" ".join(words))


def typo_in_text(release: Release, random: Random) -> Release:
    words = release.text[0].split(" ")
    places = [place for place, word in enumerate(words) if len(word) > 4 and word.isalpha()]
    for place in random.sample(places, min(2, len(places))):
        words[place] = _mistyped(words[place], random)
    return replace(release, text=(" ".join(words), *release.text[1:]))


def typo_in_text_and_cut(release: Release, random: Random) -> Release:
    return cut(typo_in_text(release, random), random)


def other_body(release: Release, random: Random) -> Release:
    return replace(release, where=("OSCE Bureau for Bridges and Tunnels",))


def _mistyped(word: str, random: Random) -> str:
    at = random.randint(1, len(word) - 3)
    return random.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + "x" + word[at + 1 :],
        )
    )


@dataclass(frozen=True)
class Factor:
    """One way in which captures differ; `is_single`: the second capture is the page of the release."""

    change: Callable[[Release, Random], Release]
    is_single: bool = False
    before: Callable[[Release, Random], Release] = same


FACTORS = {
    "nothing": Factor(same),
    "cut with dots": Factor(cut),
    "cut without dots": Factor(cut_without_dots),
    "cut first, then whole": Factor(same, before=cut),
    "listing, then single": Factor(same, is_single=True),
    "cut listing, then single": Factor(same, is_single=True, before=cut),
    "dashes, quotes, spaces": Factor(other_marks),
    "dateline on one side": Factor(without_dateline),
    "labels missing": Factor(without_labels),
    "replaced field": Factor(other_field),
    "mended typo in the title": Factor(typo_in_title),
    "mended typos in the text": Factor(typo_in_text),
    "mended typos, cut": Factor(typo_in_text_and_cut),
    "other type": Factor(other_type),
    "a day later": Factor(a_day_later),
    "unknown body": Factor(other_body),
}


def crawls(releases: Iterable[Release], random: Random, *, marks: bool = False) -> list[list[Capture]]:
    """Four crawls of an archive: a listing, one with cut teasers, one of another year, and single pages.

    Of each crawl a few captures have a fault besides. With `marks` all but the first have other dashes and quotes.
    """
    faults = (other_field, other_field, typo_in_text, typo_in_title, other_type, a_day_later)
    shapes = ((same, False), (cut, False), (without_labels, False), (same, True))
    made = []
    for number, (shape, is_single) in enumerate(shapes):
        captures = []
        for release in releases:
            changed = shape(release, random)
            if number and random.random() < 0.02:
                changed = random.choice(faults)(changed, random)
            if number and marks:
                changed = other_marks(changed, random)
            captures.append(Capture(changed, is_single))
        made.append(captures)
    return made


def pages_of(captures: Iterable[Capture], name: str) -> Iterator[tuple[str, str, list[int]]]:
    """Yield the pages of captures, listings of ten and single pages: name, text, the numbers of their releases in order."""
    captures = list(captures)
    for place, capture in enumerate(captures):
        if capture.is_single:
            yield f"{name}-single-{place}.txt", _single(capture.release), [capture.release.number]
    listed = [capture.release for capture in captures if not capture.is_single]
    for start in range(0, len(listed), 10):
        page = listed[start : start + 10]
        yield (
            f"{name}-{start}.txt",
            HEADER + "".join(map(_listed, page)),
            [release.number for release in page],
        )


def _listed(release: Release) -> str:
    lines = [release.title, f"Publishing date: {_written(release.day)}"]
    lines += [f"Content type: {release.type}"] if release.type else []
    lines += [f"Where we are: {', '.join(release.where)}"] if release.where else []
    lines += [f"What we do: {', '.join(release.what)}"] if release.what else []
    return "\n".join([*lines, release.text[0]]) + "\n"


def _single(release: Release) -> str:
    lines = [release.type or "News", release.title, "- Date:", f"- {_written(release.day)}"]
    lines += ["- Place:", f"- {release.place.upper()}"] if release.place else []
    lines += ["- Source:", f"- {', '.join(release.where)}"] if release.where else []
    lines += ["- Fields of work:", f"- {', '.join(release.what)}"] if release.what else []
    return "\n".join([*lines, *release.text]) + "\n"


@dataclass(frozen=True)
class Read:
    """A record and the number of the release that it is of."""

    record: Record
    number: int


def read(captures: Iterable[Capture], name: str) -> list[list[Read]]:
    """Return the records of captures, page by page; one that the parser reads wrong is an error of the test."""
    pages = []
    for source, text, numbers in pages_of(captures, name):
        records = formats.read(text, source).records
        assert len(records) == len(numbers), (source, [record.title for record in records])
        pages.append([Read(*pair) for pair in zip(records, numbers, strict=True)])
    return pages


def link(pages: Iterable[list[Read]]) -> Linkage:
    """Decide all records as an import of these pages would, in memory; returns how they were linked."""
    pages, vocabularies = list(pages), vocabulary.current()
    rules = ImportRules(today=date(2026, 1, 1), news_days=30)
    places = {one.record.date: 1_000 for page in pages for one in page if one.record.date}
    snapshot = ImportSnapshot(rules, vocabularies, {}, {}, places, next_release=1)
    linked: list[tuple[int, int]] = []
    twins: set[frozenset[int]] = set()
    for page in pages:
        records = [recognise(one.record, vocabularies) for one in page]
        digests = {record.digest for record in records}
        snapshot = replace(snapshot, expected={records[0].source: digests})
        for (decision, left), one in zip(
            decide_all(reversed(records), snapshot), reversed(page), strict=True
        ):
            snapshot = left
            assert decision.match, decision.outcome
            release = decision.match.release.release
            linked.append((one.number, release))
            twins |= {frozenset((release, twin.release)) for twin in decision.match.twins}
    return _linkage(linked, twins)


def _linkage(linked: list[tuple[int, int]], twins: set[frozenset[int]]) -> Linkage:
    """Count pairs of records: `linked` has the true and the found number of each."""

    def pairs(count: int) -> int:
        return count * (count - 1) // 2

    both = sum(pairs(count) for count in Counter(linked).values())
    found = sum(pairs(count) for count in Counter(release for _, release in linked).values())
    true = sum(pairs(count) for count in Counter(number for number, _ in linked).values())
    groups: dict[int, Counter[int]] = defaultdict(Counter)
    for number, release in linked:
        groups[number][release] += 1
    paired = sum(
        group[one] * group[other]
        for group in groups.values()
        for one, other in itertools.combinations(group, 2)
        if frozenset((one, other)) in twins
    )
    return Linkage(both, found - both, true - both, paired)


def of_factor(name: str, count: int, seed: int = 1) -> Linkage:
    """Return how `count` releases are linked of which a second capture differs in one way alone."""
    random, factor = Random(seed), FACTORS[name]
    releases = archive(count, random)
    first = [Capture(factor.before(release, random)) for release in releases]
    second = [Capture(factor.change(release, random), factor.is_single) for release in releases]
    return link([*read(first, "first"), *read(second, "second")])


def of_crawls(count: int, *, marks: bool = False, seed: int = 1) -> Linkage:
    """Return how `count` releases in four crawls are linked."""
    random = Random(seed)
    made = crawls(archive(count, random), random, marks=marks)
    return link(
        itertools.chain.from_iterable(read(crawl, f"crawl-{number}") for number, crawl in enumerate(made))
    )
