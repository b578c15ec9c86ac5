"""The figures of a term: its releases by year, and the terms that they are filed under as well."""

from typing import NamedTuple

from django.utils.translation import gettext as _
from pyroaring import BitMap

from articles.index.request_snapshot import RequestSnapshot
from articles.models.facets import FACETS, OF_MANY_TERMS
from articles.site.overview.bar_plot import BarPlot, bar_plot
from taxonomy.vocabulary import TermEntry

MOST_COMPANIONS = 6
# A term that fewer releases share says nothing about the other.
LEAST_SHARED = 2


class Companions(NamedTuple):
    """The terms of a facet that most releases share with another term; as rows of a list of terms."""

    label: str
    rows: list[tuple[TermEntry, str, int]]


class TermFigures(NamedTuple):
    """The releases of a term by year, the earliest first, as figures and as a plot; and its companions."""

    years: list[tuple[int, int]]
    plot: BarPlot | None
    companions: list[Companions]


def figures_of(facet: str, slug: str, snapshot: RequestSnapshot) -> TermFigures:
    """Return the figures of a term, counted in the catalogue."""
    releases = snapshot.items.bitmaps.get(facet, {}).get(slug, BitMap())
    years = _by_year(releases, snapshot)
    plot = bar_plot(_("Releases by year"), [(str(year), count) for year, count in years])
    return TermFigures(years, plot, _companions(facet, slug, releases, snapshot))


def _by_year(releases: BitMap, snapshot: RequestSnapshot) -> list[tuple[int, int]]:
    """Return the years from the first release to the last, also those without any."""
    counts = {
        year: releases.range_cardinality(span.start, span.stop) for year, span in snapshot.items.years.items()
    }
    years = [year for year, count in counts.items() if count]
    return [(year, counts.get(year, 0)) for year in range(min(years), max(years) + 1)] if years else []


def _companions(facet: str, slug: str, releases: BitMap, snapshot: RequestSnapshot) -> list[Companions]:
    found = []
    for other in OF_MANY_TERMS:
        vocabulary, bitmaps = snapshot.vocabularies[other], snapshot.items.bitmaps.get(other, {})
        kin = _kin(slug, other, snapshot) if other == facet else set()
        counted = [
            (releases.intersection_cardinality(bitmaps[entry.slug]), entry)
            for entry in vocabulary
            if entry.slug in bitmaps and entry.slug not in kin
        ]
        most = sorted((row for row in counted if row[0] >= LEAST_SHARED), key=lambda row: -row[0])
        rows = [(entry, entry.label(snapshot.today), shared) for shared, entry in most[:MOST_COMPANIONS]]
        if rows:
            found.append(Companions(FACETS[other].label, rows))
    return found


def _kin(slug: str, facet: str, snapshot: RequestSnapshot) -> set[str]:
    """Return the term itself, those above it and those below, whose releases are its own."""
    vocabulary = snapshot.vocabularies[facet]
    return {
        entry.slug for entry in vocabulary if slug in {step.slug for step in vocabulary.lineage(entry)}
    } | {step.slug for step in vocabulary.lineage(vocabulary.by_slug[slug])}
