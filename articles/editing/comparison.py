"""Comparison of two editions of a release, word by word.

Texts are compared by paragraphs first and by words inside the paragraphs that changed, so that long ones take
little time. The words of a link are followed by its address where that, or they, have changed; emphasis is
not compared.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import Match, SequenceMatcher
from html.parser import HTMLParser
from itertools import accumulate

from django.utils import dateformat, timezone
from django.utils.translation import gettext_noop

from articles.models import Article
from articles.models.boilerplate_words import Words, words_of
from articles.models.facets import FIELDS, Facet, ReleaseField, ValueKind, names_of
from articles.models.filing import Filing, filings_of
from taxonomy.vocabulary import Vocabularies

UNCHANGED, ADDED, REMOVED = "unchanged", "added", "removed"
COMPARED = tuple(field for field in FIELDS.values() if field.is_compared)
# Fields of which a value is only ever there or not.
LISTS = names_of(ValueKind.TERMS, ValueKind.TAGS)
# How an element is called where only its text is shown.
ELEMENTS = {
    "h2": gettext_noop("Heading"),
    "h3": gettext_noop("Heading"),
    "h4": gettext_noop("Heading"),
    "li": gettext_noop("List item"),
    "blockquote": gettext_noop("Quotation"),
    "tr": gettext_noop("Row of a table"),
    "caption": gettext_noop("Caption"),
}
# Paragraphs that share less of their words than this are not one paragraph changed, but two.
ALIKE = 0.4
# How far ahead the changed form of a paragraph is looked for.
AHEAD = 20
# Steps that one comparison makes, about a second; what changed beyond it is shown by whole paragraphs.
BUDGET = 5_000_000
# Unchanged paragraphs shown on either side of a change.
AROUND = 1
# Stands in front of the address of a link; no text has this character (`taxonomy.characters`).
LINK = "\ufdd1"


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, item of a list or row of a table: its element and its words."""

    element: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TextRun:
    """Words in a row that stayed, were added or removed."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A block as both editions have it; with `unchanged`, that many blocks that are left out here."""

    element: str
    runs: tuple[TextRun, ...] = ()
    unchanged: int = 0

    @property
    def is_changed(self) -> bool:
        """Return whether the editions differ here."""
        return any(run.kind != UNCHANGED for run in self.runs)

    @property
    def element_label(self) -> str:
        """The name of the block's kind; empty for a paragraph."""
        return ELEMENTS.get(self.element, "")


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """A field that differs: its name, what readers call it, and its passages in order."""

    name: str
    label: str
    passages: tuple[Passage, ...]

    @property
    def is_in_its_language(self) -> bool:
        """Return whether it is in the language of the release; terms and dates are in that of the site."""
        return self.name in ("title", "summary", "body", "boilerplates", "contact")


# The blocks of one edition, by field.
Content = dict[str, tuple[Block, ...]]


def contents_of(articles: Sequence[Article], vocabularies: Vocabularies) -> list[Content]:
    """The texts, terms and tags of these editions, as readers see them today.

    One query, at most two more where they have boilerplates.
    """
    filings = filings_of([article.pk for article in articles])
    words = words_of(articles, filings)
    return [
        {
            field.name: _boilerplates(words.get(article.pk, ()))
            if field.name == "boilerplates"
            else _value(field, article, filings[article.pk], vocabularies)
            for field in COMPARED
        }
        for article in articles
    ]


def _boilerplates(words: Words) -> tuple[Block, ...]:
    return tuple(
        block for one in words for block in (Block("h2", tuple(one.title.split())), *blocks_of(one.body))
    )


def _value(
    field: ReleaseField, article: Article, filing: Filing, vocabularies: Vocabularies
) -> tuple[Block, ...]:
    """Return what a field of an edition says to readers."""
    if field.value is ValueKind.TAGS:
        return items(tag.name for tag in filing.tags)
    if isinstance(field, Facet) and field.value is ValueKind.TERMS:
        return items(entry.name for entry in vocabularies[field.facet].in_order(filing.terms[field.facet]))
    if isinstance(field, Facet) and field.value is ValueKind.TERM:
        entry = vocabularies[field.facet].by_id.get(getattr(article, f"{field.name}_id"))
        return lines(entry.name if entry else "")
    if field.value is ValueKind.ENTRIES:
        return items(sorted(filing.entries[field.name].values()))
    value = getattr(article, field.name)
    match field.value:
        case ValueKind.HTML:
            return blocks_of(value)
        case ValueKind.CHOICE:
            return lines(getattr(article, f"get_{field.name}_display")())
        case ValueKind.DAY:
            return lines(dateformat.format(value, "j F Y") if value else "")
        case ValueKind.INSTANT:
            local = timezone.localtime(value) if value else None
            # The instants that readers compare are those of events.
            written = "j F Y" if article.event_is_whole_day else "j F Y, H:i T"
            return lines(dateformat.format(local, written) if local else "")
    return lines(value)


def differences(before: Content, after: Content) -> tuple[FieldDifference, ...]:
    """The fields in which `after` differs from `before`, in the order of the registry."""
    budget = [BUDGET]
    compared = (
        difference(field.name, field.label, before[field.name], after[field.name], budget)
        for field in COMPARED
        if before[field.name] != after[field.name]
    )
    return tuple(one for one in compared if any(passage.is_changed for passage in one.passages))


def difference(
    name: str, label: str, before: Sequence[Block], after: Sequence[Block], budget: list[int]
) -> FieldDifference:
    """Compare one field; `budget` holds the steps that may still be made, and is lowered."""
    if name in LISTS:
        return FieldDifference(name, label, tuple(_items(before, after)))
    return FieldDifference(name, label, tuple(_shortened(_passages(before, after, budget))))


def lines(text: str) -> tuple[Block, ...]:
    """Plain text, a block each line."""
    return tuple(Block("p", tuple(line.split())) for line in text.splitlines() if line.strip())


def items(names: Iterable[str]) -> tuple[Block, ...]:
    """Names, a block each that is only ever there or not."""
    return tuple(Block("li", (name,)) for name in names)


def blocks_of(body: str) -> tuple[Block, ...]:
    """The blocks of a body's HTML."""
    reader = _Blocks()
    reader.feed(body)
    reader.close()
    reader.finish()
    return tuple(reader.blocks)


class _Blocks(HTMLParser):
    """Reads sanitised HTML; text outside any block counts as a paragraph."""

    ELEMENTS = frozenset({"p", "h2", "h3", "h4", "li", "blockquote", "tr", "caption", "hr"})
    CONTAINERS = frozenset({"ul", "ol", "table", "thead", "tbody"})

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[Block] = []
        self.open: list[str] = []
        self.text: list[str] = []
        self.address = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag in self.ELEMENTS:
            self.finish()
            if tag != "hr":
                self.open.append(tag)
        elif tag in self.CONTAINERS:
            self.finish()
        elif tag == "a":
            self.address = (dict(attributes).get("href") or "").strip()
        elif tag == "br" or (tag in ("td", "th") and self.text):
            self.text.append(" " if tag == "br" else " | ")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.ELEMENTS:
            self.finish()
            if tag in self.open:
                del self.open[len(self.open) - 1 - self.open[::-1].index(tag) :]
        elif tag in self.CONTAINERS:
            self.finish()
        elif tag == "a" and self.address:
            self.text.append(f" {LINK}{'%20'.join(self.address.split())} ")
            self.address = ""

    def handle_data(self, text: str) -> None:
        self.text.append(text)

    def finish(self) -> None:
        """End the block: a paragraph in a quotation or an item is called by that element."""
        words = tuple("".join(self.text).split())
        self.text = []
        if words:
            inner = self.open[-1] if self.open else "p"
            around = [element for element in self.open if element in ("li", "blockquote")]
            self.blocks.append(Block(around[-1] if around and inner == "p" else inner, words))


def _items(before: Sequence[Block], after: Sequence[Block]) -> list[Passage]:
    old, new = set(before), set(after)
    gone = [_whole(block, REMOVED) for block in before if block not in new]
    return gone + [_whole(block, UNCHANGED if block in old else ADDED) for block in after]


def _passages(before: Sequence[Block], after: Sequence[Block], budget: list[int]) -> list[Passage]:
    passages: list[Passage] = []
    for tag, low, high, start, end in _opcodes(before, after, budget):
        if tag == "equal":
            passages += [_whole(block, UNCHANGED) for block in before[low:high]]
        else:
            passages += _changed(before[low:high], after[start:end], budget)
    return passages


def _changed(before: Sequence[Block], after: Sequence[Block], budget: list[int]) -> list[Passage]:
    """Blocks that differ: those that are one block changed are paired, in order; the rest went or came."""
    if len(before) == len(after) == 1 and before[0].element == after[0].element:
        return (
            [_by_words(before[0], after[0], budget)]
            if _are_alike(before[0], after[0])
            else _swapped(before, after)
        )
    passages, reached = [], 0
    for block in before:
        candidates = range(reached, min(len(after), reached + AHEAD))
        match = next((place for place in candidates if _are_alike(block, after[place])), None)
        if match is None:
            passages.append(_whole(block, REMOVED))
            continue
        passages += [_whole(other, ADDED) for other in after[reached:match]]
        passages.append(_by_words(block, after[match], budget))
        reached = match + 1
    return passages + [_whole(other, ADDED) for other in after[reached:]]


def _swapped(before: Sequence[Block], after: Sequence[Block]) -> list[Passage]:
    return [_whole(block, REMOVED) for block in before] + [_whole(block, ADDED) for block in after]


def _are_alike(one: Block, other: Block) -> bool:
    words = len(one.words) + len(other.words)
    if one.element != other.element or 2 * min(len(one.words), len(other.words)) < ALIKE * words:
        return False
    common = sum((Counter(one.words) & Counter(other.words)).values())
    return 2 * common >= ALIKE * words


def _by_words(before: Block, after: Block, budget: list[int]) -> Passage:
    runs = []
    for tag, low, high, start, end in _opcodes(before.words, after.words, budget):
        if tag == "equal":
            runs.append(_run(UNCHANGED, before.words[low:high]))
        else:
            runs += [_run(REMOVED, before.words[low:high]), _run(ADDED, after.words[start:end])]
    return Passage(after.element, tuple(run for run in runs if run.text))


def _whole(block: Block, kind: str) -> Passage:
    return Passage(block.element, (_run(kind, block.words),))


def _run(kind: str, words: Sequence[str]) -> TextRun:
    shown = [word for word in words if kind != UNCHANGED or not word.startswith(LINK)]
    return TextRun(kind, " ".join(f"[{word[1:]}]" if word.startswith(LINK) else word for word in shown))


def _opcodes(before: Sequence, after: Sequence, budget: list[int]) -> list[tuple[str, int, int, int, int]]:
    """The opcodes of difflib; once the budget is spent, the rest counts as replaced."""
    shorter = min(len(before), len(after))
    head = next((place for place in range(shorter) if before[place] != after[place]), shorter)
    tail = next(
        (place for place in range(shorter - head) if before[-1 - place] != after[-1 - place]), shorter - head
    )
    low, high, start, end = head, len(before) - tail, head, len(after) - tail
    matcher = _Metered(before[low:high], after[start:end], budget)
    middle = [(tag, a + low, b + low, c + start, d + start) for tag, a, b, c, d in matcher.get_opcodes()]
    codes = [("equal", 0, head, 0, head), *middle, ("equal", high, len(before), end, len(after))]
    return [code for code in codes if code[1] < code[2] or code[3] < code[4]]


class _Metered(SequenceMatcher):
    """difflib's comparison, which ends with its budget of steps: at worst it takes the cube of the length."""

    def __init__(self, before: Sequence, after: Sequence, budget: list[int]) -> None:
        super().__init__(None, before, after, autojunk=False)
        self.budget = budget
        positions: dict[object, list[int]] = self.b2j  # type: ignore[attr-defined]  # not in typeshed
        # Up to each place of `before`: the number of places, and of equals in `after`, that a match reads.
        self.steps = list(accumulate((1 + len(positions.get(one, ())) for one in before), initial=0))

    def find_longest_match(
        self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None
    ) -> Match:
        self.budget[0] -= self.steps[len(self.steps) - 1 if ahi is None else ahi] - self.steps[alo]
        if self.budget[0] < 0:
            return Match(alo, blo, 0)
        return super().find_longest_match(alo, ahi, blo, bhi)


def _shortened(passages: Sequence[Passage]) -> Iterable[Passage]:
    """`passages` with how many there are in the place of those far from any change."""
    near = {
        place + step
        for place, passage in enumerate(passages)
        if passage.is_changed
        for step in range(-AROUND, AROUND + 1)
    }
    left_out = 0
    for place, passage in enumerate(passages):
        if place not in near:
            left_out += 1
            continue
        if left_out:
            yield Passage("gap", unchanged=left_out)
            left_out = 0
        yield passage
    if left_out:
        yield Passage("gap", unchanged=left_out)
