"""A reader's query, as one frozen value that every output takes: listing, facets, feeds, exports."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import ClassVar, Self
from urllib.parse import urlencode

from articles.models.facets import COUNTED, FACETS

ROWS = (10, 20, 50)


@dataclass(frozen=True, slots=True)
class ReleaseQuery:
    """Words, filters, days, order and page of a listing.

    `filters` are the values asked of facets: those of one mean OR, different facets AND; no facet has no
    values. A term includes those that lie under it. `issued_from` and `issued_to` are the first and the last
    day, both inclusive. `page` counts from 1.

    With the code of a language in `prefer`, the translations of one release are one item, which the one in
    that language stands for, else the original; without one, each release stands for itself. `usual` is what
    the output prefers by itself, which its addresses leave out.
    """

    # The names of the parameters in their canonical order.
    PARAMETERS: ClassVar = ("q", *FACETS, "from", "to", "sort", "rows", "prefer", "page")

    words: str = ""
    filters: Mapping[str, tuple[str | int, ...]] = field(default_factory=dict, hash=False)
    issued_from: date | None = None
    issued_to: date | None = None
    sort: str = ""
    page: int = 1
    rows: int = 20
    prefer: str = ""
    usual: str = ""

    def selected(self, facet: str) -> tuple[str | int, ...]:
        """Return the values asked of one facet: slugs, codes or years."""
        return self.filters.get(facet, ())

    @property
    def order(self) -> str:
        """The order of the answer: as asked, else the best first for words, the newest first without."""
        if self.words:
            return self.sort or "relevance"
        return "oldest" if self.sort == "oldest" else "newest"

    @property
    def is_filtered(self) -> bool:
        """Return whether anything but words is asked that leaves releases out."""
        return bool(self.filters or self.issued_from or self.issued_to)

    @property
    def is_narrowed(self) -> bool:
        """Return whether anything is asked that leaves releases out."""
        return bool(self.words) or self.is_filtered

    @property
    def preferred(self) -> tuple[str, ...]:
        """The languages that items are shown in: those asked for, else the one preferred; () for releases."""
        if not self.prefer:
            return ()
        asked = sorted(map(str, self.selected("language")), key=lambda code: (code != self.prefer, code))
        return tuple(asked) or (self.prefer,)

    @property
    def uncounted(self) -> list[tuple[str, str]]:
        """The parameters for which the form of the listing has no boxes: of facets that it does not count."""
        values = [(name, str(one)) for name in FACETS if name not in COUNTED for one in self.selected(name)]
        return values + ([("prefer", self.prefer)] if self.prefer not in ("", self.usual) else [])

    def without(self, facet: str, value: object = None) -> Self:
        """The first page of the same query with one value of a facet, or all of them, taken away."""
        rest = tuple(item for item in self.selected(facet) if value is not None and item != value)
        others = {name: values for name, values in self.filters.items() if name != facet}
        return replace(self, page=1, filters=others | ({facet: rest} if rest else {}))

    def on_page(self, page: int) -> Self:
        """Return another page of the same query."""
        return replace(self, page=page)

    def at(self, usual: str) -> Self:
        """The same query at the addresses of an output that prefers `usual` by itself."""
        return replace(self, usual=usual)

    def pairs(self) -> list[tuple[str, str]]:
        """The query as parameters in their canonical order, without those at their default."""
        pairs = [("q", self.words)] if self.words else []
        for facet in FACETS:
            pairs += [(facet, str(value)) for value in sorted(self.selected(facet))]
        if self.issued_from:
            pairs.append(("from", self.issued_from.isoformat()))
        if self.issued_to:
            pairs.append(("to", self.issued_to.isoformat()))
        if self.order != replace(self, sort="").order:
            pairs.append(("sort", self.sort))
        if self.rows != 20:
            pairs.append(("rows", str(self.rows)))
        if self.prefer and self.prefer != self.usual:
            pairs.append(("prefer", self.prefer))
        if self.page != 1:
            pairs.append(("page", str(self.page)))
        return pairs

    def querystring(self) -> str:
        """`?` and the parameters in their canonical order, or nothing for the whole listing."""
        pairs = self.pairs()
        return f"?{urlencode(pairs)}" if pairs else ""
