"""Parameters of the former site's lists, read: filters of Solr, exposed forms, orders, pages from 0."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from articles.redirects.former_question import FormerFilter, Untranslated
from articles.redirects.spelling import Parameters

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
NAMED_TYPES = {"type", "bundle"}
# Parameters of the former site that nothing here answers to.
UNANSWERED = ("category",)
PARAMETERS = {"filters", "solrsort", *VOCABULARY_OF, *UNANSWERED}
# Those that any site may have: they mean something behind the path of a list only.
FACETS_OF_SOLR = "f"
NUMBERS = ("tid", "term")
WORDS = (
    "keys", "search_api_fulltext", "search_api_views_fulltext", "search_block_form", "combine", "text",
    "title", "query", "search",
)  # fmt: skip
ORDERS = {"sort_by": "sort_order", "order": "sort"}
ROWS = ("rows", "items_per_page")
OF_LISTS = {FACETS_OF_SOLR, *NUMBERS, *WORDS, *ORDERS, *ORDERS.values(), *ROWS, "page"}
# The former site's forms sent this for what a reader left alone.
ANYTHING = "all"
# What newsletters, networks and forms add: it asks for nothing.
ASKS_NOTHING = re.compile(
    r"(?:utm|mc|pk|mtm|hsa|_ga|_gl|__)\w*|compar\w*|fbclid|gclid|dclid|msclkid|yclid|igshid|ref|referr?er|share|"
    r"form_id|form_build_id|form_token|op|submit|apply|x|y|download|print|printable|render|destination|amp|"
    r"nocache|time|highlight|v|version"
)
LONGEST_FILTERS = 1_000
LONGEST_NAME = 60
MOST_VALUES = 50
LAST_PAGE = 999_999

_FILTER = re.compile(
    r"(?P<sign>[-!]?)(?P<name>[A-Za-z_]\w{0,60}):(?P<value>\([^()]*\)|\[[^\[\]]*\]|\"[^\"]*\"|[^\s()\[\]\"]+)"
)
# Solr was told of several filters that all had to hold, or of one in brackets: "(tid:1 AND tid:2)".
_AND = re.compile(r"(?<!\S)(?:AND|&&)(?!\S)")
_BRACKETS = re.compile(r"\(((?:[^()]|\([^()]*\))*:(?:[^()]|\([^()]*\))*)\)")
# A span of days as Solr wrote it: [2016-05-01T00:00:00Z TO *].
_SPAN = re.compile(r"\[(?P<from>\S+) TO (?P<to>\S+)\]")
_SPAN_DAY = re.compile(r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})(?:T[0-9:.]+Z)?|\*")
_VID = re.compile(r"im_(?:taxonomy_vid_(?P<vid>[0-9]{1,4})|\w{1,60})")
_TERMS = {"tid", "term", "category"}
_SORT = re.compile(r"(?P<by>\w{1,40})\s+(?P<direction>asc|desc)", re.IGNORECASE)
_DATES = re.compile(r"ds_\w+|created|changed|\w*date\w*", re.IGNORECASE)
# field_date_value[value][year]=2010, created[min]=2010-05-01
_DAY = re.compile(
    r"\w*(?:date|created)\w*(?P<end>\[(?:value|min|max)\])?(?P<part>\[(?:year|date)\])?", re.IGNORECASE
)
# Between numbers either of which would do.
_EITHER = re.compile(r",|(?<=[0-9])[+ ](?=[0-9])")
_WRITTEN_DAY = re.compile(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?")


def known(parameters: Parameters) -> dict[str, list[str]]:
    """Return the filled parameters that the former site knew: `activities[]` and `activities[0]` are one."""
    asked: dict[str, list[str]] = {}
    for name, values in parameters.items():
        short = _short(name)
        if short in PARAMETERS or short in OF_LISTS:
            asked[short] = (asked.get(short, []) + _filled(values))[:MOST_VALUES]
        elif _DAY.fullmatch(name):
            asked[name.lower()] = _filled(values)[:MOST_VALUES]
    return {name: values for name, values in asked.items() if values or name == "filters"}


def name_fields(parameters: Parameters) -> bool:
    """Return whether a parameter has the name of one of the former site's fields, as `field_date_value`."""
    return any(_short(name).startswith("field_") and _filled(values) for name, values in parameters.items())


def are_of_the_former_site(asked: Mapping[str, Sequence[str]], *, is_list: bool) -> bool:
    """Return whether parameters are those of the former site.

    Behind the path of a list each of their names says so; elsewhere `source=newsletter` may mean anything.
    """
    if "filters" in asked or "solrsort" in asked:
        return True
    if any(_FILTER.fullmatch(value) for value in asked.get(FACETS_OF_SOLR, ())):
        return True
    values = [value for name in asked if name in PARAMETERS for value in asked[name]]
    return bool(values) and (is_list or any(_is_number(value) for value in values))


@dataclass
class Parts:
    """The parts of a question, filled one after the other."""

    filters: list[FormerFilter] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    days: list[tuple[str, str]] = field(default_factory=list)
    words: str = ""
    sort: str = ""
    rows: int = 0
    page: int = 0
    untranslated: list[Untranslated] = field(default_factory=list)

    def read_all(self, asked: Mapping[str, Sequence[str]]) -> None:
        """Read all parameters that the former site knew."""
        for text in (*asked.get("filters", ()), *asked.get(FACETS_OF_SOLR, ())):
            self._read_filters(text)
        self._read_terms(asked)
        for name in UNANSWERED:
            for value in _without_anything(asked.get(name, ())):
                self._refuse("Filter of the former site", f"{name}={value}", "This site has no such filter.")
        self.words = " ".join(value for name in WORDS for value in asked.get(name, ()))
        self._read_orders(asked)
        for name, values in asked.items():
            if name not in PARAMETERS | OF_LISTS:
                self._read_day(name, values)
        self.rows = max(self._number(name, "Releases a page", asked) for name in ROWS)
        self.page = self._number("page", "Page", asked)

    def refuse_others(self, parameters: Parameters, ours: Collection[str]) -> None:
        """Name what else the list was asked for: half a question would look like an answer to it."""
        read = known(parameters).keys() | ours
        for name, values in parameters.items():
            others, short = _without_anything(_filled(values)), _short(name)
            if others and not {short, name.lower()} & read and not ASKS_NOTHING.fullmatch(short):
                sent = f"{name[:LONGEST_NAME]}={','.join(others)[:LONGEST_NAME]}"
                self._refuse("Filter of the former site", sent, "This site has no such filter.")

    def _refuse(self, label: str, sent: str, message: str) -> None:
        self.untranslated.append(Untranslated(label, sent, message))

    def _read_terms(self, asked: Mapping[str, Sequence[str]]) -> None:
        vocabularies = VOCABULARY_OF | dict.fromkeys(NUMBERS, "")
        for name, vocabulary in vocabularies.items():
            if values := _without_anything(asked.get(name, ())):
                self.filters.append(FormerFilter(f"{name}={','.join(values)}", values, vocabulary))

    def _read_filters(self, text: str) -> None:
        if len(text) > LONGEST_FILTERS:
            self._refuse(
                "Filters of the former site", f"{text[:60]} …", "The filters are too long to be read."
            )
            return
        text = _AND.sub(" ", _BRACKETS.sub(r"\1", text))
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
        elif _DATES.fullmatch(name) and (span := _SPAN.fullmatch(part["value"])):
            self._read_span(sent, span)
        elif any(re.search(r"[\s\[\]]", value) for value in values) or not values:
            self._refuse("Filter of the former site", sent, "Its values are not single ones between OR.")
        elif vid or name in _TERMS:
            likely = VOCABULARY_OF_VID.get(vid["vid"] or "", "") if vid else ""
            self.filters.append(FormerFilter(sent, values, likely=likely))
        elif name in NAMED_TYPES:
            names = tuple(value.replace("_", "-") for value in values)
            self.filters.append(FormerFilter(sent, names, "type"))
        elif name in LANGUAGE_FILTERS:
            self.languages += values
        else:
            self._refuse("Filter of the former site", sent, "This site has no such filter.")

    def _read_span(self, sent: str, span: re.Match[str]) -> None:
        ends = {name: _SPAN_DAY.fullmatch(written) for name, written in span.groupdict().items()}
        if not all(ends.values()):
            self._refuse("Date", sent, "Write a date as 2016, 2016-05 or 2016-05-09.")
            return
        self.days += [(name, end["day"]) for name, end in ends.items() if end and end["day"]]

    def _read_orders(self, asked: Mapping[str, Sequence[str]]) -> None:
        for value in asked.get("solrsort", ()):
            self._read_order(value.replace("+", " "), value)
        for name, direction in ORDERS.items():
            for value in asked.get(name, ()):
                order = f"{value} {next(iter(asked.get(direction, ())), 'desc')}"
                self._read_order(order, f"{name}={value}")

    def _read_order(self, text: str, sent: str) -> None:
        order = _SORT.fullmatch(text)
        if order and order["by"].lower() in ("score", "search_api_relevance"):
            return  # the best first, which is the order of a search here as well
        if order and _DATES.fullmatch(order["by"]):
            self.sort = "newest" if order["direction"].lower() == "desc" else "oldest"
            return
        self._refuse("Order of the former site", sent, "Releases can only be sorted by date or by relevance.")

    def _read_day(self, name: str, values: Sequence[str]) -> None:
        match = _DAY.fullmatch(name)
        end = ((match and match["end"]) or "").strip("[]").lower()
        for value in _without_anything(values):
            if not _WRITTEN_DAY.fullmatch(value):
                self._refuse("Date", f"{name}={value}", "Write a date as 2016, 2016-05 or 2016-05-09.")
                continue
            self.days += [("from", value)] if end != "max" else []
            self.days += [("to", value)] if end != "min" else []

    def _number(self, name: str, label: str, asked: Mapping[str, Sequence[str]]) -> int:
        for value in asked.get(name, ()):
            if not _is_number(value) or len(value) > len(str(LAST_PAGE)):
                self._refuse(label, value, f"Expected a number of at most {len(str(LAST_PAGE))} digits.")
                return 0
            return int(value)
        return 0


def _short(name: str) -> str:
    """Links were copied out of HTML as they stood there, `&amp;` for `&`, and written in capitals."""
    return name.partition("[")[0].lower().removeprefix("amp;")


def _filled(values: Sequence[str]) -> list[str]:
    return [value for value in map(str.strip, values) if value]


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal()


def _values(text: str) -> Iterator[str]:
    """The values of a filter, which stand in brackets, between OR when they are several."""
    inner = text[1:-1] if text[0] in '("' else text
    for piece in re.split(r"\s+OR\s+|,", inner):
        if value := piece.strip(' "'):
            yield value


def _without_anything(values: Sequence[str]) -> tuple[str, ...]:
    pieces = (piece.strip() for value in values for piece in _EITHER.split(value))
    return tuple(piece for piece in pieces if piece and piece.lower() != ANYTHING)
