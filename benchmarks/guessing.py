"""The times of readers beside guessers: `python -m benchmarks.guessing ADDRESS`, with a server that runs with BEHIND_PROXY=1.

Sixteen guessers send wrong passwords for the account "editor" as fast as they are answered, from one address and then each time
from another, while twenty readers read a page every 50 ms. It prints milliseconds of readers and the answers to guessers.
"""

import http.client
import multiprocessing
import random
import statistics
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from urllib.parse import urlsplit

READERS, GUESSERS = 20, 16
# Seconds.
DURATION, PAUSE = 8, 0.05
PAGES = ("/", "/news/", "/news/?type=news", "/structures/", "/news/feed.atom", "/archive/")


def measure(address: str) -> None:
    """Print the median and the 95th percentile of readers: alone, beside one guesser's address, beside many."""
    for name, from_many in (("nobody guesses", None), ("one address", False), ("many addresses", True)):
        until = time.monotonic() + DURATION
        answers: multiprocessing.Queue = multiprocessing.Queue()
        guessers = multiprocessing.Process(target=_guess, args=(address, from_many, until, answers))
        if from_many is not None:
            guessers.start()
        times = _in_threads(READERS, partial(_read, address, until))
        cuts = statistics.quantiles(times, n=20)
        counts = dict(answers.get()) if from_many is not None else {}
        print(
            f"{name}: readers p50 {cuts[9]:.1f} ms, p95 {cuts[18]:.1f} ms, {len(times)} pages; guessers {counts}"
        )


def _in_threads(count: int, work: Callable[[list], None]) -> list:
    times: list = []
    threads = [threading.Thread(target=work, args=(times,)) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times


def _read(address: str, until: float, times: list[float]) -> None:
    connection = http.client.HTTPConnection(urlsplit(address).netloc)
    while time.monotonic() < until:
        start = time.perf_counter()
        connection.request("GET", random.choice(PAGES))
        connection.getresponse().read()
        times.append((time.perf_counter() - start) * 1000)
        time.sleep(PAUSE)


def _guess(address: str, from_many: bool, until: float, answers: multiprocessing.Queue) -> None:
    answers.put(Counter(_in_threads(GUESSERS, partial(_guess_on, address, from_many, until))))


def _guess_on(address: str, from_many: bool, until: float, statuses: list[int]) -> None:
    connection = http.client.HTTPConnection(urlsplit(address).netloc)
    token = "a" * 32
    headers = {"Cookie": f"csrftoken={token}", "Content-Type": "application/x-www-form-urlencoded"}
    while time.monotonic() < until:
        host = f"198.18.{random.randrange(256)}.{random.randrange(256)}" if from_many else "203.0.113.5"
        form = f"csrfmiddlewaretoken={token}&username=editor&password=wrong{random.random()}"
        connection.request("POST", "/admin/login/", form, headers | {"X-Forwarded-For": host})
        response = connection.getresponse()
        response.read()
        statuses.append(response.status)


if __name__ == "__main__":
    measure(sys.argv[1])
