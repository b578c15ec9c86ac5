"""Parsing of the sources of an import: here when they are few, in processes beside it when they are many.

The order of the sources stays. A parser process that ends costs the one file at which it ended.
"""

import logging
import os
import pickle
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, suppress
from itertools import chain, islice
from pathlib import Path
from typing import IO, TypeVar, cast

from articles.importing import parser_process
from articles.importing.parser_process import ReadingOptions, SourceText
from articles.importing.record import ParsedSource
from articles.importing.sources import SourceFile

_log = logging.getLogger(__name__)
COMMAND = [sys.executable, "-m", parser_process.__name__]
_ROOT = Path(__file__).resolve().parents[2]
# Files go to a process so many, or so many characters, at a time.
FILES_A_BATCH = 50
CHARACTERS_A_BATCH = 1_000_000
# Fewer batches are parsed here before a process has started: it takes half a second.
LEAST_BATCHES = 6
MOST_PROCESSES = 4
# So much is parsed while a chunk of records is written, and waits in memory.
BATCHES_AHEAD = 14
CHARACTERS_AHEAD = 8_000_000
# More processes than this do not end by the fault of a file.
MOST_ENDED = 5

Given = TypeVar("Given")
Batch = list[tuple[SourceFile, Given | None]]


class ParserEnded(Exception):
    """A parser process has ended before it answered."""


class ParsersLost(Exception):
    """Parser process after process has ended."""


def parsed(
    sources: Iterable[tuple[SourceFile, Given | None]], reading: ReadingOptions
) -> Generator[tuple[SourceFile, Given | ParsedSource]]:
    """Yield each source with all that it gives, in order; what comes with a source is taken for it.

    Close the generator when an import ends before it. Raises ParsersLost when process after process ends.
    """
    batches = _batches(sources)
    first = list(islice(batches, LEAST_BATCHES))
    if len(first) < LEAST_BATCHES:
        for source, given in chain.from_iterable(first):
            yield source, _parsed_here(source, reading) if given is None else given
        return
    with closing(_Parsers(reading, min(MOST_PROCESSES, _processors()))) as parsers:
        waiting: deque[tuple[Batch, int, Future[list[ParsedSource]]]] = deque()
        for batch in chain(first, batches):
            texts = [SourceText(source.name, source.text) for source, given in batch if given is None]
            waiting.append((batch, sum(len(text.text) for text in texts), parsers.submit(texts)))
            while len(waiting) > BATCHES_AHEAD or sum(size for _, size, _ in waiting) > CHARACTERS_AHEAD:
                yield from _joined(*waiting.popleft())
        while waiting:
            yield from _joined(*waiting.popleft())


def _parsed_here(source: SourceFile, reading: ReadingOptions) -> ParsedSource:
    return parser_process.parse(SourceText(source.name, source.text), reading)


def _batches(sources: Iterable[tuple[SourceFile, Given | None]]) -> Iterator[Batch]:
    batch: Batch = []
    characters = 0
    for source, given in sources:
        batch.append((source, given))
        characters += len(source.data)
        if len(batch) == FILES_A_BATCH or characters > CHARACTERS_A_BATCH:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch


def _joined(
    batch: Batch, _: int, answers: Future[list[ParsedSource]]
) -> Iterator[tuple[SourceFile, Given | ParsedSource]]:
    answer = iter(answers.result())
    for source, given in batch:
        yield source, next(answer) if given is None else given


def _processors() -> int:
    """The number of processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class _Parsers:
    """Parser processes, each asked by a thread of its own."""

    def __init__(self, reading: ReadingOptions, how_many: int) -> None:
        self._reading = reading
        self._most_started = how_many + MOST_ENDED
        self._threads = ThreadPoolExecutor(how_many)
        self._own = threading.local()
        self._lock = threading.Lock()
        self._started: list[_ParserProcess] = []
        self._is_closed = False

    def submit(self, texts: Sequence[SourceText]) -> Future[list[ParsedSource]]:
        """Have texts parsed; the answer has what each gives."""
        return self._threads.submit(self._parse, texts)

    def close(self) -> None:
        """End all processes at once."""
        with self._lock:
            self._is_closed = True
        for process in self._started:
            process.kill()
        self._threads.shutdown(cancel_futures=True)
        for process in self._started:
            process.close()

    def _parse(self, texts: Sequence[SourceText]) -> list[ParsedSource]:
        if not texts:
            return []
        process = getattr(self._own, "process", None) or self._start()
        self._own.process = process
        try:
            return process.ask(self._reading, texts)
        except ParserEnded:
            process.kill()
            self._own.process = None
            if len(texts) > 1:  # it was one of them
                return [answer for text in texts for answer in self._parse([text])]
            _log.error("A parser process ended at %s", texts[0].name)
            return [parser_process.failed("its process ended before the file was read.")]

    def _start(self) -> "_ParserProcess":
        with self._lock:
            if self._is_closed or len(self._started) == self._most_started:
                raise ParsersLost(f"More than {MOST_ENDED} parser processes have ended: look into the log.")
            process = _ParserProcess()
            self._started.append(process)
            return process


class _ParserProcess:
    """A process that parses. It is in no group of the terminal, and ends when its input does."""

    def __init__(self) -> None:
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(COMMAND, cwd=_ROOT, stdin=pipe, stdout=pipe, process_group=0)  # noqa: S603

    def ask(self, reading: ReadingOptions, texts: Sequence[SourceText]) -> list[ParsedSource]:
        """Have texts parsed. Raises ParserEnded."""
        requests = cast("IO[bytes]", self._process.stdin)
        answers = cast("IO[bytes]", self._process.stdout)
        try:
            pickle.dump((reading, list(texts)), requests, pickle.HIGHEST_PROTOCOL)
            requests.flush()
            return pickle.load(answers)  # noqa: S301 - from a process of our own
        except (EOFError, OSError, ValueError, pickle.UnpicklingError) as error:
            raise ParserEnded from error

    def kill(self) -> None:
        """End it, whatever it is at."""
        self._process.kill()

    def close(self) -> None:
        """Wait for its end, and let go of its pipes."""
        with suppress(OSError):  # what it was asked last is of no use any more
            self._process.communicate()
