"""Lists that know their depth, as trees: so that a page can nest its lists the way the terms lie."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django import template

register = template.Library()


@dataclass(slots=True)
class Branch:
    """One row and the rows that lie under it."""

    row: tuple
    below: list["Branch"] = field(default_factory=list)


@register.filter
def as_tree(rows: Iterable[tuple]) -> list[Branch]:
    """Nest rows that come parents first; the first item of a row has a `depth`."""
    top: list[Branch] = []
    path: list[Branch] = []
    for row in rows:
        branch = Branch(row)
        del path[row[0].depth :]
        (path[-1].below if path else top).append(branch)
        path.append(branch)
    return top
