"""The state diagram in docs/architecture.md, made from the registry of moves.

`python -m articles.editing.moves.diagram` writes it.
"""

from collections import defaultdict
from pathlib import Path

from articles.editing.moves import MOVES
from articles.editing.moves.types import NOWHERE

DOCUMENT = Path(__file__).parents[3] / "docs" / "architecture.md"
BEGIN, END = "<!-- states: begin -->\n", "<!-- states: end -->"
BY_THE_CLOCK = {
    ("scheduled", "live"): "its hour",
    ("live", "superseded"): "the hour of the next edition",
}


def state_diagram() -> str:
    """All moves that change a standing as a Mermaid diagram; what the clock does is marked by the word."""
    labels: dict[tuple[str, str], list[str]] = defaultdict(list)
    for move in MOVES.values():
        for standing in move.begins:
            labels[NOWHERE, standing].append(move.verb)
        for before in move.standings:
            for after in move.to:
                labels[before, after].append(move.verb)
    for arrow, what in BY_THE_CLOCK.items():
        labels[arrow].append(f"by the clock, at {what}")
    arrows = (f"    {before} --> {after}: {', '.join(what)}\n" for (before, after), what in labels.items())
    return f"```mermaid\nstateDiagram-v2\n{''.join(arrows)}```\n"


def with_diagram(text: str) -> str:
    """The document with the diagram of now between its markers. Raises ValueError when it has no markers."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{DOCUMENT.name} has no place for the diagram: {BEGIN.strip()} ... {END}")
    return f"{before}{begin}{state_diagram()}{end}{after}"


if __name__ == "__main__":
    DOCUMENT.write_text(with_diagram(DOCUMENT.read_text()))
