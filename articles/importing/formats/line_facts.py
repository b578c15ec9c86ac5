"""The shape of a line of a listing: how well it would do as a label, a value, a title, a summary."""

from dataclasses import dataclass
from functools import cached_property

from articles.importing.formats.lines import (
    TEASER_LEAST,
    TextLine,
    is_furniture,
    is_label_like,
    split_label,
)
from articles.text.datelines import read_dateline
from articles.text.dates import parse_date
from articles.text.page_labels import FIELDS, LabelMeaning, is_type, label_meaning, plain, usual_labels
from articles.text.sentences import ends_sentence, surely_ends_sentence

# Costs. A reading that fits costs nothing; only the order of size matters.
FURNITURE_AS_TEXT = 8.0  # "Load more" as title or summary
KNOWN_LABEL_AS_TEXT = 12.0  # "Content type: News" as title or summary
OTHER_LABEL_AS_TEXT = 6.0  # "Location: Almaty"
DOUBTFUL_LABEL_AS_TEXT = 2.0
UNKNOWN_LABEL = 4.0  # "Series: Youth and peace"
UNKNOWN_LABEL_WEAK = 7.0  # its value is longer than a name
UNKNOWN_LABEL_PROSE = 10.0  # its value is a sentence
PROVED_LABEL = 0.5
PROVED_LABEL_AS_TEXT = 6.0
UNLIKELY_VALUE = 5.0  # "What we do: a look back at ten years of work in the field."
LOWER_CASE_VALUE = 3.0
SECOND_SUMMARY_LINE = 4.0
SHORT_SUMMARY = 2.0  # no final stop, and too short to have been shortened
TITLE_WITH_STOP = 3.0
TITLE_TOO_LONG = 5.0
TITLE_WITH_DATELINE = 4.0
NEVER = 1000.0

LONGEST_CUT_LABEL = 60
LEAST_CUT_LABEL = 3  # characters that tell a cut label after a title: "Pub"
MAIN_FIELDS = frozenset({"date", "type", "where", "what"})
LIST_FIELDS = frozenset({"where", "what", "locations", "collections"})
LISTED_FIELDS = MAIN_FIELDS | {"locations", "collections"}  # a place is told by single releases only


@dataclass(frozen=True)
class CaptureLabels:
    """The labels of a capture: known ones as they are compared, and unknown ones that it proves."""

    meanings: dict[str, LabelMeaning]
    proved: frozenset[str] = frozenset()

    @cached_property
    def fields(self) -> frozenset[str]:
        """The fields that its known labels fill."""
        return frozenset(meaning.field for meaning in self.meanings.values())


@dataclass(frozen=True)
class Facts:
    """The facts that follow from the shape of one line, worked out once."""

    line: TextLine
    field: str | None  # of a known label; "" for a possible unknown one; None for no label
    label: str
    is_usual: bool
    as_label: float
    as_value: dict[str, float]
    as_title: float
    as_summary: float
    as_more: float
    is_known: bool
    is_furniture: bool
    cut_label: frozenset[tuple[str, bool]]  # labels whose beginning it may be, at the open end of a capture
    has_cut_label: bool  # it is long enough to tell that after a title, where the date stands
    is_echo: bool  # it says again what stands above the last date
    is_type: bool  # a content type and nothing else


def label_meanings(lines: list[TextLine]) -> dict[str, LabelMeaning]:
    """The known labels that a capture has, as they are compared."""
    meanings = {}
    for line in lines:
        split = split_label(line.text)
        meaning = label_meaning(split[0]) if split else None
        if split and meaning:
            meanings[plain(split[0])] = meaning
    return meanings


def lines_above_dates(lines: list[TextLine]) -> list[str]:
    """For each line of a capture the last line above it that stands right above a usual label of dates."""
    titles, last = [], ""
    for above, line in zip([None, *lines], lines, strict=False):
        split = split_label(line.text)
        meaning = label_meaning(split[0]) if split else None
        if above and meaning and meaning.field == "date" and meaning.is_usual:
            last = above.text
        titles.append(last)
    return titles


def facts_of(line: TextLine, title: str, labels: CaptureLabels, *, is_cut: bool) -> Facts:
    """Work out the facts of a line. `title` stands above the last date; `is_cut`: it is last and open."""
    meanings, proved = labels.meanings, labels.proved
    field, label, is_usual, as_label = _as_label(line.text, labels, is_cut)
    is_known = bool(field)
    furniture = is_furniture(line.text)
    extra = 0.0
    is_cut_date = is_cut and field == "date" and (is_usual or label in meanings)
    if is_known and (as_label >= LOWER_CASE_VALUE or (is_cut and not is_cut_date)):
        extra = DOUBTFUL_LABEL_AS_TEXT
    elif is_known:
        extra = KNOWN_LABEL_AS_TEXT if is_usual and field in MAIN_FIELDS else OTHER_LABEL_AS_TEXT
    elif label in proved:
        extra = PROVED_LABEL_AS_TEXT
    # "Date: 3 May 2010" in place of a summary is the summary, unless the capture shows it to be a label.
    is_sure = (is_usual and field in LISTED_FIELDS) or label in proved
    is_doubtful = is_known and not is_sure and not furniture
    if furniture:
        extra += FURNITURE_AS_TEXT
    is_prose = _is_prose(line.text) and not (field == "" and line.text.endswith(":"))
    return Facts(
        line=line,
        field=field,
        label=label,
        is_usual=is_usual,
        as_label=as_label,
        as_value=_as_value(line.text, is_known, is_prose, is_cut),
        as_title=_title_cost(line.text) + extra,
        as_summary=(0.0 if is_prose or is_cut else SHORT_SUMMARY)
        + (1.0 if field == "" and not is_prose else 0)
        + (min(extra, DOUBTFUL_LABEL_AS_TEXT) if is_doubtful else extra),
        as_more=SECOND_SUMMARY_LINE + (0.0 if is_prose else SHORT_SUMMARY) + extra,
        is_known=is_known,
        is_furniture=furniture,
        cut_label=_cut_label(line.text, meanings) if is_cut else frozenset(),
        has_cut_label=is_cut
        and len(line.text) >= LEAST_CUT_LABEL
        and _may_be_date_label(line.text, meanings),
        is_echo=line.text == title,
        is_type=is_type(line.text),
    )


def _is_prose(text: str) -> bool:
    return len(text) >= TEASER_LEAST or ends_sentence(text) or bool(read_dateline(text))


def _title_cost(text: str) -> float:
    cost = 0.0
    if len(text) > 320:
        cost += TITLE_TOO_LONG
    elif len(text) > 220:
        cost += TITLE_TOO_LONG / 2
    if surely_ends_sentence(text) and text[-1] not in "?!":
        cost += TITLE_WITH_STOP
    if read_dateline(text):
        cost += TITLE_WITH_DATELINE
    return cost


def _as_label(text: str, labels: CaptureLabels, is_cut: bool) -> tuple[str | None, str, bool, float]:
    """The field, the label, whether it is the usual one, and what reading the line as a label costs."""
    split = split_label(text)
    if split is None:
        return None, "", False, NEVER
    label, value = split
    meaning = label_meaning(label)
    if meaning:
        return (
            meaning.field,
            plain(label),
            meaning.is_usual,
            0.0 if is_cut else _known_value_cost(meaning, value),
        )
    if not is_label_like(label) or value.startswith("//"):
        return None, "", False, NEVER
    key = plain(label)
    # A label in a language of which we know nothing: its value says what it is.
    if "date" not in labels.fields and parse_date(value):
        return "date", key, False, 1.0
    if "type" not in labels.fields and is_type(value):
        return "type", key, False, 1.0
    cost = _unknown_value_cost(value)
    return "", key, False, PROVED_LABEL if key in labels.proved and cost < UNKNOWN_LABEL_PROSE else cost


def _known_value_cost(meaning: LabelMeaning, value: str) -> float:
    """Rate how unlikely a value is for its label."""
    if not value:
        return 1.0
    field = meaning.field
    words = len(value.split())
    if field == "date":
        if parse_date(value):
            return 0.0
        may_be_date = meaning.is_usual and words <= 6 and not (words > 3 and ends_sentence(value))
        return 1.5 if may_be_date else UNLIKELY_VALUE
    longest = max(len(item.split()) for item in value.split(","))
    if field == "type":
        return 0.0 if words <= 8 and not surely_ends_sentence(value) else UNLIKELY_VALUE
    if longest > 25 or (surely_ends_sentence(value) and (words > 5 or value[0].islower())):
        return UNLIKELY_VALUE
    return LOWER_CASE_VALUE if value[0].islower() else 0.0


def _unknown_value_cost(value: str) -> float:
    if not value:
        return UNKNOWN_LABEL
    words = len(value.split())
    longest = max(len(item.split()) for item in value.split(","))
    if longest > 12 or (surely_ends_sentence(value) and words > 2):
        return UNKNOWN_LABEL_PROSE
    return UNKNOWN_LABEL_WEAK if longest > 6 else UNKNOWN_LABEL


def _as_value(text: str, is_known: bool, is_prose: bool, is_cut: bool) -> dict[str, float]:
    """Return the cost of a line as the value of an empty label above it, by the label's field."""
    if is_known:
        return {}
    if is_cut:
        return dict.fromkeys(("", *FIELDS), 0.5 if not is_prose else 3.0)
    costs = {}
    if parse_date(text):
        costs["date"] = 0.0
    if is_type(text):
        costs["type"] = 0.5
    if not is_prose:
        costs |= dict.fromkeys(("where", "what", "locations", "collections", "place", ""), 3.0)
    return costs


def _cut_label(text: str, meanings: dict[str, LabelMeaning]) -> frozenset[tuple[str, bool]]:
    """The labels that begin with a text: of those of the capture, and the usual ones of its languages."""
    if not text[0].isupper() or len(text) > LONGEST_CUT_LABEL:
        return frozenset()
    key = plain(text).removesuffix(":")
    languages = frozenset().union(*(meaning.languages for meaning in meanings.values()))
    begun = [
        label_meaning(label) for label in meanings.keys() | usual_labels(languages) if label.startswith(key)
    ]
    return frozenset((meaning.field, meaning.is_usual) for meaning in begun if meaning)


def _may_be_date_label(text: str, meanings: dict[str, LabelMeaning]) -> bool:
    return any(field == "date" for field, _ in _cut_label(text, meanings))
