"""Two imports at once, in processes with a connection each: each release comes in once, each pair is made once."""

import json

import pytest

from tests import processes
from tests.captures import HEADER, entry

pytestmark = pytest.mark.django_db
RELEASES = 40
# Both wait for the other, so that they come to the database together, chunk by chunk.
IMPORT = """
from pathlib import Path
from articles.importing import run
run.CHUNK, run.PAUSES = 5, {{}}
print("ready", flush=True)
sys.stdin.readline()
report = run.import_paths([Path({path!r})], run.Options(batch={batch!r}))
print(json.dumps(report.counts))
"""
LEFT = """
from articles.models import ReleasePair
print(json.dumps({
    "releases": Article.objects.count(),
    "numbers": len(set(Article.objects.values_list("release", flat=True))),
    "pairs": list(ReleasePair.objects.values_list("release", "other")),
}))
"""


def listing(type_: str) -> str:
    """A capture of releases that another capture has with another content type, but for the first ten."""
    return HEADER + "".join(
        entry(
            f"The mayor opens bridge {number}",
            type="News" if number < 10 else type_,
            summary=f"Bridge number {number} over the river was opened today by the mayor and many people came to see it.",
        )
        for number in range(RELEASES)
    )


def test_two_imports_at_once_bring_each_release_and_make_each_pair_once(template, tmp_path):
    environment = processes.shared_database(template, tmp_path, "at_once")
    importing = []
    for type_ in ("News", "Press release"):
        path = tmp_path / f"{type_[:4].strip()}.txt"
        path.write_text(listing(type_), encoding="utf-8")
        importing.append(processes.start(environment, IMPORT.format(path=str(path), batch=type_)))
    for process in importing:
        assert process.stdout.readline() == "ready\n"

    for process in importing:
        process.stdin.write("go\n")
        process.stdin.flush()
    counts = [json.loads(processes.output_of(process)) for process in importing]

    left = json.loads(processes.run(environment, LEFT).splitlines()[-1])
    created = sum(count["created"] for count in counts)
    assert sum(sum(count.values()) for count in counts) == 2 * RELEASES
    assert (left["releases"], left["numbers"]) == (created, created)
    # Ten are the same in both; of the others each has one with another type beside it.
    assert created == 10 + 2 * (RELEASES - 10)
    assert len(left["pairs"]) == len({tuple(pair) for pair in left["pairs"]}) == RELEASES - 10
    template.drop(environment["SHARED_DATABASE"])
