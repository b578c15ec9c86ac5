"""Measurements as lines of benchmarks/results.jsonl, and how a piece of work is timed."""

import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results.jsonl"
REPEATS = 60
FIELDS = ("name", "database", "size", "median_ms", "p95_ms", "queries", "peer", "ratio", "unit", "value")


def write(**measurement) -> None:
    """Add one measurement; what does not apply to it is null."""
    line = {name: measurement.pop(name, None) for name in FIELDS}
    assert not measurement, measurement
    with RESULTS.open("a", encoding="utf-8") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")


def read() -> list[dict]:
    """All measurements so far."""
    return [json.loads(line) for line in RESULTS.read_text(encoding="utf-8").splitlines()]


def timed(work: Callable[[], object], repeats: int = REPEATS) -> dict[str, float]:
    """Median and 95th percentile of `repeats` runs, in milliseconds, after one that warms up."""
    work()
    return summary([milliseconds(work) for _ in range(repeats)])


def milliseconds(work: Callable[[], object]) -> float:
    """The time that one run took."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def summary(times: list[float]) -> dict[str, float]:
    """Median and 95th percentile of times in milliseconds."""
    ordered = sorted(times)
    return {
        "median_ms": round(statistics.median(ordered), 3),
        "p95_ms": round(ordered[max(0, int(len(ordered) * 0.95) - 1)], 3),
    }
