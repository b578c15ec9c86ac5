"""Likeness: whether two accounts are of one release, by a score of all that agrees and contradicts.

Seen in captures: one day has two releases with the same title, from two departments, the summary of one
beginning with the whole summary of the other; the same release is listed with and without its labels, with
its summary whole and cut off, under another field of work, a day later, with a letter of its title mended.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from articles.importing.record_linkage import Account, begins, without_dateline, words_in

# With so many points and no doubt two accounts are of one release; with so many a person has to look.
SURE = 11
LIKELY = 7
# Two wordings of one text, a corrected typo apart, are this similar, of 100; two releases of a day less.
SAME_TEXT = 85
# The beginning that both texts have is so similar when a typo was corrected and the other text was cut off.
SAME_BEGINNING = 92
# So many characters of two texts are compared letter by letter: a summary is a paragraph.
COMPARED = 4_000
# Two wordings of one title are this similar, of 100: a word has been changed.
SAME_TITLE = 88
# A text of fewer words may be that of two releases.
TELLING = 12
# A title of fewer words may be that of two releases of a body on one day.
TELLING_TITLE = 4
# A word may have so many slips: letters added, left out, changed, or two of them swapped.
LONG_WORD, SHORTEST_WORD = 8, 4
MOST_SLIPS = 2
# Marks the label of a body that nobody knows, see `articles.importing.resolve`.
UNKNOWN = "?"
_NUMBERS = re.compile(r"\d+|\b[ivx]+\b")


class Verdict(Enum):
    """The relation of two accounts: of one release, of one or two, of two."""

    SAME = auto()
    LIKELY = auto()
    OTHER = auto()


class Fit(Enum):
    """The fit of two titles, texts or lists of terms."""

    SAME = auto()
    BEGINS = auto()
    SLIP = auto()
    SIMILAR = auto()
    PART = auto()
    MISSING = auto()
    OTHER = auto()


@dataclass(frozen=True)
class Evidence:
    """One fact about two accounts: its points, and a phrase for the person who has to look.

    With a `doubt` only a person can tell whether they are one release, however many points there are.
    """

    points: int
    phrase: str
    doubt: bool = False

    @property
    def contradicts(self) -> bool:
        """Return whether it speaks for two releases."""
        return self.doubt or self.points < 0


@dataclass(frozen=True)
class Likeness:
    """The score of two accounts, the verdict, and what agrees and contradicts."""

    score: int
    verdict: Verdict
    evidence: tuple[Evidence, ...] = ()

    @property
    def contradictions(self) -> list[str]:
        """What contradicts, in phrases."""
        return [one.phrase for one in self.evidence if one.contradicts]


NOTHING_ALIKE = Likeness(0, Verdict.OTHER)


def likeness(new: Account, old: Account) -> Likeness:
    """Compare two accounts of releases whose days are the same or beside each other."""
    title = _fit_of_titles(new.title, old.title)
    if title is not Fit.SAME and (_numbers(new.title) != _numbers(old.title) or _is_translation(new, old)):
        # Those of a series are alike but for their numbers.
        return NOTHING_ALIKE
    text = fit_of_texts(new, old)
    evidence = (
        _of_title(title),
        _of_text(text, new, old),
        _of_day(new, old, title, text),
        _of_bodies(new, old, text),
        *_of_the_rest(new, old),
    )
    found = tuple(one for one in evidence if one)
    if len(found) < len(evidence):
        return NOTHING_ALIKE
    score = sum(one.points for one in found)
    if score >= SURE and not any(one.doubt for one in found):
        return Likeness(score, Verdict.SAME, found)
    return Likeness(score, Verdict.LIKELY if score >= LIKELY else Verdict.OTHER, found)


def has_other_fields(new: Account, old: Account) -> bool:
    """Return whether each account has fields of work that the other lacks."""
    return _fit_of_lists(new.filed["field"], old.filed["field"]) is Fit.OTHER


def fit_of_texts(new: Account, old: Account) -> Fit:
    """Compare what two accounts say: a listing's summary may be that of the page, or begin its text."""
    ours = [text for text in (new.summary, new.body) if text]
    theirs = [text for text in (old.summary, old.body) if text]
    if not ours or not theirs:
        return Fit.MISSING
    best = _fit_of_two(ours[0], theirs[0])
    if best is not Fit.OTHER:
        return best
    fits = {_fit_of_two(one, other) for one in ours for other in theirs}
    return next((fit for fit in (Fit.SAME, Fit.BEGINS, Fit.SLIP) if fit in fits), Fit.OTHER)


def _of_title(title: Fit) -> Evidence:
    match title:
        case Fit.SAME:
            return Evidence(9, "same title")
        case Fit.SLIP:
            return Evidence(1, "title with a letter changed")
        case Fit.SIMILAR:
            return Evidence(0, "title with a word changed", doubt=True)
    return Evidence(-5, "another title", doubt=True)


def _of_text(text: Fit, new: Account, old: Account) -> Evidence | None:
    shorter = min(len(account.summary or account.body) for account in (new, old))
    words = min(len((account.summary or account.body).split()) for account in (new, old))
    is_telling = words >= TELLING and shorter > 0
    match text:
        case Fit.SAME:
            return Evidence(7 if is_telling else 4, "same text")
        case Fit.BEGINS:
            return Evidence(5 if is_telling else 3, "one text begins the other")
        case Fit.SLIP:
            if _has_other_numbers(new, old):
                return Evidence(0, "text with other numbers", doubt=True)
            return Evidence(2, "text with small corrections")
        case Fit.MISSING:
            return Evidence(0, "one of them has no text")
    # A list may have a teaser that the page has not.
    is_page_of_teaser = bool(new.body) is not bool(old.body) and new.title == old.title
    if is_page_of_teaser and len(new.title.split()) >= TELLING_TITLE and new.filed["structure"]:
        return Evidence(-5, "another text, in a list and on a page", doubt=True)
    return None


def _of_day(new: Account, old: Account, title: Fit, text: Fit) -> Evidence | None:
    if new.day == old.day:
        return Evidence(3, "same day")
    if text not in (Fit.SAME, Fit.BEGINS, Fit.SLIP) or title is Fit.OTHER or _has_other_numbers(new, old):
        # Daily and weekly reports have the title of the one before.
        return None
    return Evidence(1, "the next day", doubt=True)


def _of_bodies(new: Account, old: Account, text: Fit) -> Evidence | None:
    ours, theirs = new.filed["structure"], old.filed["structure"]
    match _fit_of_lists(ours, theirs):
        case Fit.SAME:
            return Evidence(2, "same structures")
        case Fit.PART:
            return Evidence(1, "structures of one are part of the other's")
        case Fit.MISSING:
            return Evidence(0, "structures missing")
    is_renamed = any(slug.startswith(UNKNOWN) for slug in ours ^ theirs)
    if text is Fit.SAME or (is_renamed and text is Fit.BEGINS):
        return Evidence(-6, "other structures", doubt=True)
    return None


def _of_the_rest(new: Account, old: Account) -> Iterator[Evidence]:
    """Yield what makes two accounts more or less alike, and never two releases by itself."""
    match _fit_of_lists(new.filed["field"], old.filed["field"]):
        case Fit.SAME:
            yield Evidence(1, "same fields of work")
        case Fit.OTHER:
            yield Evidence(-2, "other fields of work")
    match _fit_of_lists(new.filed["type"], old.filed["type"]):
        case Fit.SAME:
            yield Evidence(1, "same content type")
        case Fit.OTHER:
            yield Evidence(-1, "another content type", doubt=True)
    if new.addresses and old.addresses:
        same = bool(new.addresses & old.addresses)
        yield Evidence(6 if same else -1, "same address" if same else "another address")


def _is_translation(new: Account, old: Account) -> bool:
    """Return whether the languages differ; those of the same title are misread, and not compared."""
    return bool(new.stored["language"] != old.stored["language"])


def _fit_of_lists(first: set[str], second: set[str]) -> Fit:
    if not first or not second:
        return Fit.MISSING
    if first == second:
        return Fit.SAME
    return Fit.PART if first < second or second < first else Fit.OTHER


def _fit_of_titles(one: str, other: str) -> Fit:
    letters, others = one.replace(" ", ""), other.replace(" ", "")
    if letters == others:
        return Fit.SAME
    words, other_words = one.split(), other.split()
    if len(words) != len(other_words):
        # Words written together or apart, and a letter lost.
        return Fit.SLIP if OSA.distance(letters, others, score_cutoff=1) <= 1 else _similar(one, other)
    differing = [pair for pair in zip(words, other_words, strict=True) if pair[0] != pair[1]]
    is_slip = len(differing) <= MOST_SLIPS and all(_is_slip(*pair) for pair in differing)
    return Fit.SLIP if is_slip else _similar(one, other)


def _similar(one: str, other: str) -> Fit:
    return Fit.SIMILAR if fuzz.ratio(one, other, score_cutoff=SAME_TITLE) else Fit.OTHER


def _is_slip(one: str, other: str) -> bool:
    """Return whether two words are one, mistyped in one of them."""
    shorter = min(len(one), len(other))
    if shorter < SHORTEST_WORD or not one.isalpha() or not other.isalpha():
        return False
    most = 2 if shorter >= LONG_WORD else 1
    return OSA.distance(one, other, score_cutoff=most) <= most


def _fit_of_two(one: str, other: str) -> Fit:
    if one == other:
        return Fit.SAME
    if begins(one, other) or begins(other, one):
        return Fit.BEGINS
    short, long = sorted((one[:COMPARED], other[:COMPARED]), key=len)
    is_as_long = 200 * len(short) >= SAME_TEXT * (len(short) + len(long))
    if is_as_long and fuzz.ratio(short, long, score_cutoff=SAME_TEXT):
        return Fit.SLIP
    # Of a text that goes on only the beginning is alike.
    is_telling = len(short.split()) >= TELLING
    is_same = is_telling and fuzz.ratio(short, long[: len(short)], score_cutoff=SAME_BEGINNING)
    return Fit.SLIP if is_same else Fit.OTHER


def _has_other_numbers(new: Account, old: Account) -> bool:
    """Return whether the text with fewer numbers has one that the other lacks."""
    ours, theirs = (Counter(_numbers(_sure_words(account))) for account in (new, old))
    fewer, more = sorted((ours, theirs), key=Counter.total)
    return bool(fewer - more)


def _sure_words(account: Account) -> str:
    """The words of a text without its dateline and without the last word, which may be cut off."""
    text = account.stored["summary"] or account.stored.get("body", "")
    return words_in(without_dateline(text)).rpartition(" ")[0]


def _numbers(words: str) -> list[str]:
    return _NUMBERS.findall(words)
