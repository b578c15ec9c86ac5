"""Turns benchmarks/results.jsonl into the tables and the plot of docs/performance.md."""

import os
import platform
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from math import log10
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from benchmarks import api
from benchmarks.results import ROOT, read

HERE = Path(__file__).resolve().parent
DOCUMENT = ROOT / "docs" / "performance.md"
PLOT = ROOT / "docs" / "performance.svg"


@dataclass(frozen=True)
class Comparison:
    """A question asked of both, by the names of its measurements, and the ratio we hold ourselves to."""

    what: str
    ours: str
    peers: str
    at_most: float


COMPARED = (
    Comparison("listing with its facets; Wagtail as tutorials have it, with its count and no facets", "listing, cards rendered",
               "listing, as tutorials have it", 1 / 50),
    Comparison("the same, ours with no card rendered before", "listing, from nothing", "listing, as tutorials have it", 1 / 50),
    Comparison("ours with its cards rendered; Wagtail with everything prefetched", "listing, cards rendered",
               "listing, without facet counts", 1 / 50),
    Comparison("listing under one facet; Wagtail prefetched, no facets", "listing, one facet, cards rendered",
               "listing, one facet, without facet counts", 1 / 50),
    Comparison("page 200 of a filter; Wagtail prefetched, no facets", "listing, deep page, cards rendered",
               "listing, deep page, without facet counts", 1 / 100),
    Comparison("the same, ours with no card rendered before", "listing, deep page, from nothing",
               "listing, deep page, without facet counts", 1 / 100),
    Comparison("listing with all facets, both", "listing, cards rendered", "listing, with facet counts", 1 / 50),
    *(
        Comparison(f"search, {word} word{order or ', by relevance'}{with_index}", f"search, {word} word{order}, cards rendered",
                   f"search, {word} word{order}, {way}", limit)
        for way, with_index, limit in (("as installed", "", 1 / 20), ("combined index added", "; Wagtail with the index it lacks", 1 / 3))
        for word in ("frequent", "middle", "rare")
        for order in ("", ", by date")
    ),
    Comparison("release page", "release, from nothing", "release", 1 / 4),
    Comparison("save and publish an edited release", "save and publish an edited release", "save a revision and publish it", 1 / 10),
    Comparison("desk: list of releases", "desk: list of releases", "admin: list of releases", 1 / 4),
    Comparison("desk: edit form", "desk: edit form", "admin: edit form", 1 / 4),
)  # fmt: skip

# Each beside a view of django-ninja that has the ORM find the same.
API_COMPARED = tuple(Comparison(name, name, name, 1 / 3) for name in api.PAGES)


def write() -> None:
    """Write docs/performance.md and its plot from the measurements there are."""
    results = read()
    sizes = sorted({line["size"] for line in results})
    rows = _compared(results, COMPARED, "wagtail")
    environment = Environment(
        loader=FileSystemLoader(HERE), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {"figure": _figure, "log10": lambda number: log10(max(number, 1))}
    facts = {
        "day": datetime.now(UTC).date(),
        "machine": f"{os.cpu_count()} cores, Python {platform.python_version()}",
        "compared": rows,
        "api_compared": _compared(results, API_COMPARED, "django-ninja"),
        "peer": _name_of(results, "wagtail"),
        "api_peer": _name_of(results, "django-ninja"),
        "tables": [(size, _table(results, size)) for size in sizes],
        "values": [line for line in results if line["unit"]],
    }
    DOCUMENT.write_text(environment.get_template("performance.md.j2").render(facts), encoding="utf-8")
    PLOT.write_text(
        environment.get_template("performance.svg.j2").render(rows=rows, peer=facts["peer"]), encoding="utf-8"
    )


def _name_of(results: list[dict], peer: str) -> str:
    """The name of a peer with its version; empty when it was not measured."""
    return next((line["peer"] for line in results if (line["peer"] or "").startswith(peer)), "")


def _compared(results: list[dict], comparisons: Iterable[Comparison], peer: str) -> list[dict]:
    """Rows that both have at the same size on PostgreSQL, with the ratio and whether it is within its goal."""
    ours = {(line["name"], line["size"]): line for line in results
            if line["database"] == "postgresql" and not line["peer"]}  # fmt: skip
    peers = {
        (line["name"], line["size"]): line
        for line in results
        if (line["peer"] or "").startswith(peer) and line["database"] == "postgresql"
    }
    rows = []
    for size in sorted({size for _, size in peers}):
        for comparison in comparisons:
            mine, theirs = ours.get((comparison.ours, size)), peers.get((comparison.peers, size))
            if mine and theirs:
                ratio = mine["median_ms"] / theirs["median_ms"]
                rows.append({"what": comparison.what, "size": size, "ours": mine, "theirs": theirs, "ratio": ratio,
                             "times": theirs["median_ms"] / mine["median_ms"], "goal": comparison.at_most,
                             "within": ratio <= comparison.at_most})  # fmt: skip
    return rows


def _table(results: list[dict], size: int) -> list[dict]:
    """A row for each measurement in milliseconds at a size, with a column for each database."""
    names = dict.fromkeys(
        line["name"] for line in results if line["size"] == size and line["median_ms"] and not line["peer"]
    )
    found = {
        (line["name"], line["database"]): line
        for line in results
        if line["size"] == size and not line["peer"]
    }
    return [
        {"name": name, **{database: found.get((name, database)) for database in ("sqlite", "postgresql")}}
        for name in names
    ]


def _figure(number: float | None) -> str:
    """A number as precise as it is worth reading."""
    if number is None:
        return ""
    return f"{number:,.0f}" if number >= 100 else f"{number:.1f}" if number >= 10 else f"{number:.2f}"


if __name__ == "__main__":
    write()
