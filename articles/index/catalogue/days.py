"""How many releases were issued on each day and in each month, counted from the positions of a catalogue."""

from datetime import date, timedelta

import numpy as np

from articles.index.catalogue.catalogue import Catalogue
from articles.index.positions import BITS_WITHIN_DAY, FIRST_DAY, day_of


def by_day(catalogue: Catalogue, ordinals: range) -> dict[date, int]:
    """Return the days of these releases with their numbers, the earliest day first."""
    numbers = catalogue.positions[ordinals.start : ordinals.stop] >> BITS_WITHIN_DAY
    days, counts = np.unique(numbers, return_counts=True)
    return {FIRST_DAY + timedelta(days=int(day)): int(count) for day, count in zip(days, counts, strict=True)}


def by_month(catalogue: Catalogue) -> dict[date, int]:
    """Return the first days of months that have releases with their numbers, the earliest month first."""
    months: dict[date, int] = {}
    for day, count in by_day(catalogue, range(len(catalogue))).items():
        month = day.replace(day=1)
        months[month] = months.get(month, 0) + count
    return months


def newest_day(catalogue: Catalogue) -> date:
    """Return the day of issue of the newest release; there is one at least."""
    return day_of(catalogue.positions[-1])
