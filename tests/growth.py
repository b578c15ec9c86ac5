"""How the work of a function grows with its input: processor time at sizes ten times apart.

A busy machine takes nothing from a process but turns, and processor time does not count those. What it still disturbs
is left out by taking the best of several runs, and by a factor and a floor far from what is measured: ten times the
input costs about ten times the time, or a hundred times where the work is quadratic.
"""

import time
from collections.abc import Callable

SIZES = (10_000, 100_000, 1_000_000)
# Ten times the input may cost so many times the work.
MOST = 25
# Less is not measured: caches and the first call decide it.
FLOOR = 0.1
RUNS = 2


def seconds(call: Callable[[], object], runs: int = RUNS) -> float:
    """The processor time of a call: the best of several, or the first that is too short to tell."""
    best = float("inf")
    for _ in range(runs):
        start = time.process_time()
        call()
        best = min(best, time.process_time() - start)
        if best < FLOOR:
            break
    return best


def assert_linear(
    function: Callable[[str], object], make: Callable[[int], str], sizes: tuple[int, ...] = SIZES
) -> None:
    """Fail when `function(make(size))` costs more than MOST times as much at one of `sizes` than at the one before."""
    before = None
    for size in sizes:
        text = make(size)
        took = seconds(lambda text=text: function(text))
        assert before is None or took <= MOST * max(before, FLOOR), (
            f"{size:,} characters took {took:.2f} s, {size // 10:,} took {before:.3f} s: worse than linear"
        )
        before = took
