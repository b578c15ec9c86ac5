"""What a reader asks for, as one frozen value that every output takes: listing, facets, feeds, exports."""

from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar, Self
from urllib.parse import urlencode

# The vocabularies a release is filed under, by the name of their parameter.
TERM_FACETS = ("type", "structure", "field", "country", "meeting", "tag", "language")
ROWS = (10, 20, 50)


@dataclass(frozen=True, slots=True)
class ReleaseQuery:
    """Values of one facet mean OR, different facets AND; a term includes those that lie under it.

    `issued_from` and `issued_to` are the first and the last day, both inclusive. `page` counts from 1.
    """

    # The names of the parameters in their canonical order.
    PARAMETERS: ClassVar = ("q", *TERM_FACETS, "year", "from", "to", "sort", "rows", "page")

    words: str = ""
    type: tuple[str, ...] = ()
    structure: tuple[str, ...] = ()
    field: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    meeting: tuple[str, ...] = ()
    tag: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    year: tuple[int, ...] = ()
    issued_from: date | None = None
    issued_to: date | None = None
    sort: str = ""
    page: int = 1
    rows: int = 20

    def selected(self, facet: str) -> tuple:
        """The values asked of one facet, `year` included."""
        return getattr(self, facet)

    @property
    def order(self) -> str:
        """The order of the answer: as asked; else the best first when there are words, the newest otherwise."""
        if self.words:
            return self.sort or "relevance"
        return "oldest" if self.sort == "oldest" else "newest"

    @property
    def is_filtered(self) -> bool:
        """Whether anything but words is asked that leaves releases out."""
        return bool(
            self.year or self.issued_from or self.issued_to
            or any(self.selected(facet) for facet in TERM_FACETS)
        )  # fmt: skip

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is asked that leaves releases out."""
        return bool(self.words) or self.is_filtered

    def without(self, facet: str, value: object = None) -> Self:
        """The first page of the same query with one value of a facet, or all of them, taken away."""
        kept = tuple(item for item in self.selected(facet) if value is not None and item != value)
        return replace(self, page=1, **{facet: kept})

    def on_page(self, page: int) -> Self:
        return replace(self, page=page)

    def pairs(self) -> list[tuple[str, str]]:
        """The query as parameters in their canonical order, what is usual left out."""
        pairs = [("q", self.words)] if self.words else []
        for facet in (*TERM_FACETS, "year"):
            pairs += [(facet, str(value)) for value in sorted(self.selected(facet))]
        if self.issued_from:
            pairs.append(("from", self.issued_from.isoformat()))
        if self.issued_to:
            pairs.append(("to", self.issued_to.isoformat()))
        if self.order != replace(self, sort="").order:
            pairs.append(("sort", self.sort))
        if self.rows != 20:
            pairs.append(("rows", str(self.rows)))
        if self.page != 1:
            pairs.append(("page", str(self.page)))
        return pairs

    def querystring(self) -> str:
        """`?` and the parameters in their canonical order, or nothing for the whole listing."""
        pairs = self.pairs()
        return f"?{urlencode(pairs)}" if pairs else ""
