"""Parsing beside the import: the same as here, in the same order, and no process outlives the import."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from articles.importing import formats, parser_process, parsing
from articles.importing.parser_process import ReadingOptions
from articles.importing.parsing import parsed
from articles.importing.sources import SourceFile
from tests.captures import HEADER, entry
from tests.places import ROOT
from tests.processes import PATIENCE

READING = ReadingOptions("auto")
# A text at which a parser process that a test has bent ends at once.
FATAL = "This text ends its reader."
BENT = f"""
import os
from articles.importing import formats, parser_process
read = formats.read
formats.read = lambda text, *more: os._exit(9) if text == {FATAL!r} else read(text, *more)
parser_process.main()
"""


@pytest.fixture(autouse=True)
def soon(monkeypatch):
    """Processes start for the third file."""
    monkeypatch.setattr(parsing, "FILES_A_BATCH", 2)
    monkeypatch.setattr(parsing, "LEAST_BATCHES", 2)


@pytest.fixture
def bent(monkeypatch, tmp_path):
    """Parser processes that end at FATAL."""
    program = tmp_path / "bent.py"
    program.write_text(BENT, encoding="utf-8")
    monkeypatch.setattr(parsing, "COMMAND", [sys.executable, str(program)])
    monkeypatch.setenv("PYTHONPATH", str(ROOT))


def pages(how_many: int) -> list[SourceFile]:
    return [
        SourceFile(f"{n}.txt", data=(HEADER + entry(f"Bridge {n}") + entry(f"Road {n}")).encode())
        for n in range(how_many)
    ]


def given(sources, answers=None):
    return list(parsed(((source, (answers or {}).get(source.name)) for source in sources), READING))


def children(pid: int) -> set[int]:
    """The processes that a process has started and that are there."""
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return {int(child) for task in tasks for child in (task / "children").read_text().split()}


def test_processes_give_what_the_parser_gives_in_the_order_of_the_sources():
    sources = pages(9)

    found = given(sources)

    assert [source for source, _ in found] == sources
    assert [one for _, one in found] == [formats.read(source.text, source.name) for source in sources]
    assert all({"texts", "identity"} <= vars(record).keys() for _, one in found for record in one.records)


def test_few_files_start_no_process(monkeypatch):
    monkeypatch.setattr(parsing, "_ParserProcess", None)

    assert len(given(pages(2))) == 2


def test_what_is_known_of_a_source_is_taken_for_it():
    found = given(pages(7), {"2.txt": "known", "3.txt": "known as well"})

    assert [one for _, one in found][2:4] == ["known", "known as well"]
    assert found[4][1].records[0].source == "4.txt"


def test_a_parser_that_fails_costs_the_file_at_which_it_fails(monkeypatch):
    def fail(text, *_):
        raise IndexError("list index out of range")

    monkeypatch.setattr(formats, "read", fail)

    [(_, only)] = given(pages(1))

    assert [problem.code for problem in only.problems] == ["parser-failed"]
    assert "IndexError: list index out of range" in only.problems[0].message


def test_a_process_that_ends_costs_the_file_at_which_it_ended(bent):
    sources = pages(6)
    sources[3] = SourceFile("fatal.txt", data=FATAL.encode())

    found = {source.name: one for source, one in given(sources)}

    assert [problem.code for problem in found.pop("fatal.txt").problems] == ["parser-failed"]
    assert all(len(one.records) == 2 for one in found.values())


def test_processes_that_end_again_and_again_end_the_import(bent, monkeypatch):
    monkeypatch.setattr(parsing, "MOST_ENDED", 1)

    with pytest.raises(parsing.ParsersLost):
        given([SourceFile(f"{n}.txt", data=FATAL.encode()) for n in range(8)])


def test_an_import_that_breaks_off_leaves_no_process():
    before = children(os.getpid())
    found = parsed(((source, None) for source in pages(40)), READING)
    next(found)
    assert children(os.getpid()) > before

    found.close()

    assert children(os.getpid()) == before


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGINT])
def test_processes_end_with_the_one_that_started_them(end):
    program = """
        import signal, sys, time
        signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell may start tests without it
        from articles.importing import parsing
        from articles.importing.parser_process import ReadingOptions
        from articles.importing.sources import SourceFile
        parsing.FILES_A_BATCH, parsing.LEAST_BATCHES = 2, 2
        found = parsing.parsed(((SourceFile(f"{n}.txt", data=b"text"), None) for n in range(500)), ReadingOptions("auto"))
        next(found)
        print("parsing", flush=True)
        time.sleep(1000)
    """
    parent = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert parent.stdout.readline() == "parsing\n"
    started = [Path(f"/proc/{child}") for child in children(parent.pid)]
    assert started

    parent.send_signal(end)
    parent.wait(timeout=PATIENCE)

    deadline = time.monotonic() + PATIENCE
    while any(one.exists() for one in started):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_parser_process_reads_neither_settings_nor_models():
    program = f"import sys, {parser_process.__name__}; print(any(name.startswith('articles.models') for name in sys.modules))"

    said = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert said.stdout == "False\n"
