"""Plots of figures over time: bars for a template to draw as SVG, and the words that say what they show."""

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.formats import number_format
from django.utils.translation import gettext as _

# The drawing is so high; each bar has STEP of its width. The page stretches it to the room there is.
HEIGHT = 100
STEP = 10
GAP = 2
# More labels than these overlap in a narrow window.
MOST_LABELS = 7
LABEL_STEPS = (1, 2, 3, 5, 10, 20, 50, 100)


class Bar(NamedTuple):
    """A bar of the drawing; `text` says what it stands for."""

    x: int
    y: float
    height: float
    text: str


class BarPlot(NamedTuple):
    """A drawing `width` by HEIGHT; `labels` stand below the bars, "" below most; `summary` is for ears."""

    title: str
    summary: str
    peak: str
    bars: tuple[Bar, ...]
    width: int
    labels: tuple[str, ...]


def bar_plot(title: str, figures: Sequence[tuple[str, int]]) -> BarPlot | None:
    """Return a plot of labels with their numbers, in their order; None if there is nothing to compare."""
    highest = max((number for _, number in figures), default=0)
    if len(figures) < 2 or not highest:
        return None
    name = next(label for label, number in figures if number == highest)
    peak = _("Highest: %(number)s (%(label)s)") % {
        "number": _grouped(highest),
        "label": name,
    }
    return BarPlot(
        title=title,
        summary=f"{title}, {figures[0][0]}–{figures[-1][0]}. {peak}.",
        peak=peak,
        bars=tuple(_bar(place, label, number, highest) for place, (label, number) in enumerate(figures)),
        width=STEP * len(figures),
        labels=_labels([label for label, _ in figures]),
    )


def _bar(place: int, label: str, number: int, highest: int) -> Bar:
    height = round(HEIGHT * number / highest, 1)
    text = f"{label}: {_grouped(number)}"
    return Bar(place * STEP + GAP // 2, round(HEIGHT - height, 1), height, text)


def _grouped(number: int) -> str:
    """Return a number as the active language groups its digits; Django looks its rule up for each number."""
    return number_format(number, force_grouping=True) if number >= 1_000 else str(number)


def _labels(labels: Sequence[str]) -> tuple[str, ...]:
    """Return the labels with most of them left out; those of years stay where the year is a round number."""
    step = next((step for step in LABEL_STEPS if len(labels) <= step * MOST_LABELS), LABEL_STEPS[-1])
    first = -int(labels[0]) % step if labels[0].isdecimal() else 0
    return tuple(label if place % step == first else "" for place, label in enumerate(labels))
