"""What differs between two editions of a release, word by word.

Texts are compared by paragraphs first and by words inside the paragraphs that changed, so that long ones take little
time. The words of a link are followed by its address where that, or they, have changed; emphasis is not compared.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from html.parser import HTMLParser

from django.utils import dateformat

from articles.filing import filings_of
from articles.models import Article
from taxonomy.vocabulary import Vocabularies

KEPT, ADDED, REMOVED = "kept", "added", "removed"
LABELS = {
    "title": "Title",
    "language": "Language",
    "release_type": "Content type",
    "publishing_date": "Publishing date",
    "place": "Place",
    "summary": "Summary",
    "body": "Text",
    "structures": "Where we are",
    "fields_of_work": "What we do",
    "countries": "Countries",
    "meetings": "Meetings",
    "tags": "Tags",
    "contact": "Contact for the press",
}
FACETS = {"structures": "structure", "fields_of_work": "field", "countries": "country", "meetings": "meeting"}
# How an element is called where only its text is shown.
ELEMENTS = {
    "h2": "Heading",
    "h3": "Heading",
    "h4": "Heading",
    "li": "List item",
    "blockquote": "Quotation",
    "tr": "Row of a table",
    "caption": "Caption",
}
# Paragraphs that share less of their words than this are not one paragraph changed, but two.
ALIKE = 0.4
# How far ahead the changed form of a paragraph is looked for.
AHEAD = 20
# Pairs of equal words that one comparison looks at; what changed beyond it is shown by whole paragraphs.
BUDGET = 400_000
# Unchanged paragraphs shown on either side of a change.
AROUND = 1
# Stands in front of the address of a link; a private character, which no text has.
LINK = "\ue000"


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, item of a list or row of a table: its element and its words."""

    element: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """Words in a row that were kept, added or removed."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A block as both editions have it; with `unchanged`, that many blocks that are left out here."""

    element: str
    runs: tuple[Run, ...] = ()
    unchanged: int = 0

    @property
    def is_changed(self) -> bool:
        return any(run.kind != KEPT for run in self.runs)

    @property
    def element_label(self) -> str:
        """What the block is, in a word; nothing for a paragraph."""
        return ELEMENTS.get(self.element, "")


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that differs: its name, what readers call it, and its passages in order."""

    name: str
    label: str
    passages: tuple[Passage, ...]

    @property
    def is_in_its_language(self) -> bool:
        """Whether it is in the language of the release; terms and dates are in that of the site."""
        return self.name in ("title", "summary", "body", "contact")


# The blocks of one edition, by field.
Content = dict[str, tuple[Block, ...]]


def contents_of(articles: Sequence[Article], vocabularies: Vocabularies) -> list[Content]:
    """What these editions say that is for readers: texts, and terms and tags by their names of today. One query."""
    filings = filings_of([article.pk for article in articles])
    return [_content(article, filings[article.pk], vocabularies) for article in articles]


def _content(article: Article, filing, vocabularies: Vocabularies) -> Content:
    type_entry = vocabularies.type.by_id.get(article.release_type_id)
    day = article.publishing_date
    return {
        "title": lines(article.title),
        "language": lines(article.get_language_display()),
        "release_type": lines(type_entry.name if type_entry else ""),
        "publishing_date": lines(dateformat.format(day, "j F Y") if day else ""),
        "place": lines(article.place),
        "summary": lines(article.summary),
        "body": blocks_of(article.body),
        **{
            name: items(entry.name for entry in vocabularies[facet].in_order(filing.terms[facet]))
            for name, facet in FACETS.items()
        },
        "tags": items(tag.name for tag in filing.tags),
        "contact": lines(article.contact),
    }


def differences(before: Content, after: Content) -> tuple[Difference, ...]:
    """The fields in which `after` differs from `before`, in the order of LABELS; of terms, those that came and went."""
    budget = [BUDGET]
    found = (
        difference(name, label, before[name], after[name], budget)
        for name, label in LABELS.items()
        if before[name] != after[name]
    )
    return tuple(one for one in found if any(passage.is_changed for passage in one.passages))


def difference(
    name: str, label: str, before: Sequence[Block], after: Sequence[Block], budget: list[int]
) -> Difference:
    """How one field differs; `budget` holds the pairs of equal words that may still be looked at, and is lowered."""
    if name in FACETS or name == "tags":
        return Difference(name, label, tuple(_items(before, after)))
    return Difference(name, label, tuple(_shortened(_passages(before, after, budget))))


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

    def __init__(self):
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
        """The block read so far ends here: a paragraph of a quotation or an item is called by what it lies in."""
        words = tuple("".join(self.text).split())
        self.text = []
        if words:
            inner = self.open[-1] if self.open else "p"
            around = [element for element in self.open if element in ("li", "blockquote")]
            self.blocks.append(Block(around[-1] if around and inner == "p" else inner, words))


def _items(before: Sequence[Block], after: Sequence[Block]) -> list[Passage]:
    gone = [_whole(block, REMOVED) for block in before if block not in after]
    return gone + [_whole(block, KEPT if block in before else ADDED) for block in after]


def _passages(before: Sequence[Block], after: Sequence[Block], budget: list[int]) -> list[Passage]:
    found: list[Passage] = []
    for tag, low, high, start, end in _opcodes(before, after, budget):
        if tag == "equal":
            found += [_whole(block, KEPT) for block in before[low:high]]
        else:
            found += _changed(before[low:high], after[start:end], budget)
    return found


def _changed(before: Sequence[Block], after: Sequence[Block], budget: list[int]) -> list[Passage]:
    """Blocks that differ: those that are one block changed are paired, in order; the rest went or came."""
    if len(before) == len(after) == 1 and before[0].element == after[0].element:
        return (
            [_by_words(before[0], after[0], budget)]
            if _are_alike(before[0], after[0])
            else _swapped(before, after)
        )
    found, reached = [], 0
    for block in before:
        candidates = range(reached, min(len(after), reached + AHEAD))
        match = next((place for place in candidates if _are_alike(block, after[place])), None)
        if match is None:
            found.append(_whole(block, REMOVED))
            continue
        found += [_whole(other, ADDED) for other in after[reached:match]]
        found.append(_by_words(block, after[match], budget))
        reached = match + 1
    return found + [_whole(other, ADDED) for other in after[reached:]]


def _swapped(before: Sequence[Block], after: Sequence[Block]) -> list[Passage]:
    return [_whole(block, REMOVED) for block in before] + [_whole(block, ADDED) for block in after]


def _are_alike(one: Block, other: Block) -> bool:
    if one.element != other.element:
        return False
    common = sum((Counter(one.words) & Counter(other.words)).values())
    return 2 * common >= ALIKE * (len(one.words) + len(other.words))


def _by_words(before: Block, after: Block, budget: list[int]) -> Passage:
    runs = []
    for tag, low, high, start, end in _opcodes(before.words, after.words, budget):
        if tag == "equal":
            runs.append(_run(KEPT, before.words[low:high]))
        else:
            runs += [_run(REMOVED, before.words[low:high]), _run(ADDED, after.words[start:end])]
    return Passage(after.element, tuple(run for run in runs if run.text))


def _whole(block: Block, kind: str) -> Passage:
    return Passage(block.element, (_run(kind, block.words),))


def _run(kind: str, words: Sequence[str]) -> Run:
    shown = [word for word in words if kind != KEPT or not word.startswith(LINK)]
    return Run(kind, " ".join(f"[{word[1:]}]" if word.startswith(LINK) else word for word in shown))


def _opcodes(before: Sequence, after: Sequence, budget: list[int]) -> list[tuple[str, int, int, int, int]]:
    """What makes `after` of `before`, as difflib says it; everything between the equal ends once the budget is spent.

    The cost of matching is the number of pairs of equal things between those ends, many times over.
    """
    shorter = min(len(before), len(after))
    head = next((place for place in range(shorter) if before[place] != after[place]), shorter)
    tail = next(
        (place for place in range(shorter - head) if before[-1 - place] != after[-1 - place]), shorter - head
    )
    low, high, start, end = head, len(before) - tail, head, len(after) - tail
    one, other = Counter(before[low:high]), Counter(after[start:end])
    budget[0] -= sum(count * other[thing] for thing, count in one.items())
    if budget[0] < 0 or low == high or start == end:
        middle = [("replace", low, high, start, end)]
    else:
        matcher = SequenceMatcher(None, before[low:high], after[start:end], autojunk=False)
        middle = [(tag, a + low, b + low, c + start, d + start) for tag, a, b, c, d in matcher.get_opcodes()]
    codes = [("equal", 0, head, 0, head), *middle, ("equal", high, len(before), end, len(after))]
    return [code for code in codes if code[1] < code[2] or code[3] < code[4]]


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
