"""Addresses of the former site, read: what its lists were asked for. Knows no rows and no terms of ours.

The forms are those of links to it that others still have: `/press-releases/<words>`, and after any path
`filters=+im_taxonomy_vid_3:(117)` with `solrsort`, `rows` and `page`, or `activities=115` and the like.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

# In which of our vocabularies the numbers of a parameter are looked up.
VOCABULARY_OF = {
    "activities": "field",
    "fields": "field",
    "source": "structure",
    "institutions": "structure",
    "whoweare": "structure",
}
# The former site numbered its vocabularies too. What stands here only decides where one number means several
# terms: 1 had bodies ("434" was the Minsk Group), 3 had subjects, 22 kinds of documents.
VOCABULARY_OF_VID = {"1": "structure", "3": "field", "22": "type"}
LANGUAGE_FILTERS = {"sm_translations", "ss_language", "language"}
# Parameters of the former site that nothing here answers to.
UNANSWERED = ("category",)
PARAMETERS = {"filters", "solrsort", *VOCABULARY_OF, *UNANSWERED}
# The former site's forms sent this for what a reader left alone.
ANYTHING = "all"
ROWS_AND_PAGE = ("rows", "page")
LONGEST_FILTERS = 1_000
MOST_VALUES = 50
LAST_PAGE = 999_999

_LISTING = re.compile(
    r"/(?:[a-z]{2}/)?(?:(?P<body>[\w-]{1,100})/)?press-releases(?:/(?P<words>.+?))?/?", re.IGNORECASE
)
_FILTER = re.compile(
    r"(?P<sign>[-!]?)(?P<name>[A-Za-z_]\w{0,60}):(?P<value>\([^()]*\)|\[[^\[\]]*\]|\"[^\"]*\"|[^\s()\[\]\"]+)"
)
_VID = re.compile(r"im_taxonomy_vid_(?P<vid>[0-9]{1,4})")
_SORT = re.compile(r"(?P<by>\w{1,40})\s+(?P<direction>asc|desc)", re.IGNORECASE)
_DATES = re.compile(r"ds_\w+|created|changed", re.IGNORECASE)
_SLUG = re.compile(r"\w+(?:-+\w+)+")
_PAGE = re.compile(r"(?:/[^/]+)+/(?P<number>[0-9]{1,18})/?")


@dataclass(frozen=True)
class FormerFilter:
    """Terms that the former site was asked for, any of `values`: numbers, or names in words.

    They belong to `vocabulary`, or are looked up in all of them when that is empty; `likely` is the one meant
    where a number stands in several.
    """

    sent: str
    values: tuple[str, ...]
    vocabulary: str = ""
    likely: str = ""


@dataclass(frozen=True)
class Untranslated:
    """A part of an old address that means nothing here: its label, as it was sent, and why."""

    label: str
    sent: str
    message: str


@dataclass(frozen=True)
class FormerQuestion:
    """A question to the former site's list. `page` counts from 0; `rows` is 0 for its default.

    `is_list` is whether the path was that of a list of releases.
    """

    is_list: bool = False
    words: str = ""
    filters: tuple[FormerFilter, ...] = ()
    languages: tuple[str, ...] = ()
    sort: str = ""
    rows: int = 0
    page: int = 0
    untranslated: tuple[Untranslated, ...] = ()

    @property
    def is_narrowed(self) -> bool:
        """Return whether the list was to leave anything out."""
        return bool(self.words or self.filters or self.languages or self.untranslated)

    @property
    def slug(self) -> str:
        """The words as the address of a release wrote its title, or nothing."""
        return self.words if _SLUG.fullmatch(self.words) else ""


def read(
    path: str, parameters: Mapping[str, Sequence[str]], *, is_list: bool = False
) -> FormerQuestion | None:
    """Return what an address asked of the former site; None when it is no address of one of its lists.

    `path` is decoded, `parameters` are all values by name. `is_list` says that a list of ours is at the path.
    """
    listing = _LISTING.fullmatch(path)
    is_list = is_list or listing is not None
    asked = _asked(parameters)
    if not (listing or _is_former(asked, is_list=is_list)):
        return None
    parts = _Parts()
    if listing and listing["body"]:
        parts.filters.append(FormerFilter(listing["body"], (listing["body"],), "structure"))
    parts.read_all(asked)
    words = ((listing and listing["words"]) or "").strip()
    return FormerQuestion(
        is_list=is_list,
        words=words,
        filters=tuple(parts.filters),
        languages=tuple(parts.languages),
        sort=parts.sort,
        rows=parts.rows,
        page=parts.page,
        untranslated=tuple(parts.untranslated),
    )


def page_number(path: str) -> int | None:
    """Return the number of a page of the former site: `/node/<n>`, or `/<body>/<n>` of the same page.

    >>> page_number("/odihr/elections/serbia/563502")
    563502
    """
    match = _PAGE.fullmatch(path)
    return int(match["number"]) if match else None


def _asked(parameters: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """The filled parameters that the former site knew; `activities[]` and `activities[0]` are one name.

    Links were copied out of HTML as they stood there, `&amp;` for `&`, and written in capitals.
    """
    asked: dict[str, list[str]] = {}
    for name, values in parameters.items():
        short = name.partition("[")[0].lower().removeprefix("amp;")
        if short in PARAMETERS or short in ROWS_AND_PAGE:
            filled = [value for value in map(str.strip, values) if value]
            asked[short] = (asked.get(short, []) + filled)[:MOST_VALUES]
    return {name: values for name, values in asked.items() if values or name == "filters"}


def _is_former(asked: Mapping[str, Sequence[str]], *, is_list: bool) -> bool:
    """Return whether parameters are those of the former site.

    Behind the path of a list each of their names says so; elsewhere `source=newsletter` may mean anything.
    """
    if "filters" in asked or "solrsort" in asked:
        return True
    values = [value for name in asked if name in PARAMETERS for value in asked[name]]
    return bool(values) and (is_list or any(_is_number(value) for value in values))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal()


@dataclass
class _Parts:
    """The parts of a question, filled one after the other."""

    filters: list[FormerFilter] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    sort: str = ""
    rows: int = 0
    page: int = 0
    untranslated: list[Untranslated] = field(default_factory=list)

    def read_all(self, asked: Mapping[str, Sequence[str]]) -> None:
        for text in asked.get("filters", ()):
            self._read_filters(text)
        for name, vocabulary in VOCABULARY_OF.items():
            if values := _without_anything(asked.get(name, ())):
                sent = f"{name}={','.join(values)}"
                self.filters.append(FormerFilter(sent, values, vocabulary))
        for name in UNANSWERED:
            for value in _without_anything(asked.get(name, ())):
                self._refuse("Filter of the former site", f"{name}={value}", "This site has no such filter.")
        for value in asked.get("solrsort", ()):
            self._read_sort(value)
        self.rows = self._number("rows", "Releases a page", asked)
        self.page = self._number("page", "Page", asked)

    def _refuse(self, label: str, sent: str, message: str) -> None:
        self.untranslated.append(Untranslated(label, sent, message))

    def _read_filters(self, text: str) -> None:
        if len(text) > LONGEST_FILTERS:
            self._refuse(
                "Filters of the former site", f"{text[:60]} …", "The filters are too long to be read."
            )
            return
        for part in _FILTER.finditer(text):
            self._read_filter(part)
        if rest := _FILTER.sub(" ", text).replace("+", " ").strip():
            self._refuse("Filters of the former site", rest, "This cannot be read as a filter.")

    def _read_filter(self, part: re.Match[str]) -> None:
        sent, name = part[0], part["name"]
        values = tuple(_values(part["value"]))
        vid = _VID.fullmatch(name)
        if part["sign"]:
            self._refuse("Filter of the former site", sent, "No filter here can exclude a term.")
        elif any(re.search(r"[\s\[\]]", value) for value in values) or not values:
            self._refuse("Filter of the former site", sent, "Its values are not single ones between OR.")
        elif vid or name == "tid":
            likely = VOCABULARY_OF_VID.get(vid["vid"], "") if vid else ""
            self.filters.append(FormerFilter(sent, values, likely=likely))
        elif name in LANGUAGE_FILTERS:
            self.languages += values
        else:
            self._refuse("Filter of the former site", sent, "This site has no such filter.")

    def _read_sort(self, value: str) -> None:
        order = _SORT.fullmatch(value.replace("+", " "))
        if order and order["by"].lower() == "score":
            return  # the best first, which is the order of a search here as well
        if order and _DATES.fullmatch(order["by"]):
            self.sort = "newest" if order["direction"].lower() == "desc" else "oldest"
            return
        self._refuse(
            "Order of the former site", value, "Releases can only be sorted by date or by relevance."
        )

    def _number(self, name: str, label: str, asked: Mapping[str, Sequence[str]]) -> int:
        for value in asked.get(name, ()):
            if not _is_number(value) or len(value) > len(str(LAST_PAGE)):
                self._refuse(label, value, f"Expected a number of at most {len(str(LAST_PAGE))} digits.")
                return 0
            return int(value)
        return 0


def _values(text: str) -> Iterator[str]:
    """The values of a filter, which stand in brackets, between OR when they are several."""
    inner = text[1:-1] if text[0] in '("' else text
    for piece in re.split(r"\s+OR\s+|,", inner):
        if value := piece.strip(' "'):
            yield value


def _without_anything(values: Sequence[str]) -> tuple[str, ...]:
    pieces = (piece.strip() for value in values for piece in value.split(","))
    return tuple(piece for piece in pieces if piece and piece.lower() != ANYTHING)
