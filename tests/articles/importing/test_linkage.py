"""Figures of record linkage do not fall: a labelled set of captures, `python -m benchmarks.linkage` prints all of it."""

import pytest

from articles.importing import decide
from articles.importing.likeness import likeness
from articles.importing.snapshot import MOST_COMPARED
from articles.models import Article, Provenance
from tests.captures import HEADER, entry
from tests.labelled_captures import FACTORS, of_crawls, of_factor

pytestmark = pytest.mark.usefixtures("terms")
COUNT = 40
# Captures that only a person can tell from another release.
DOUBTFUL = {"other type", "a day later", "unknown body"}


@pytest.mark.parametrize("factor", FACTORS)
def test_two_captures_that_differ_in_one_way_are_linked_or_paired(factor):
    found = of_factor(factor, COUNT, seed=7)

    assert found.wrong == 0
    assert found.right + found.paired >= 0.99 * COUNT
    if factor not in DOUBTFUL:
        assert found.right >= 0.98 * COUNT


@pytest.mark.parametrize("marks", [False, True])
def test_four_crawls_of_an_archive_are_linked(marks):
    found = of_crawls(COUNT * 2, marks=marks, seed=7)

    assert (found.precision, found.recall_or_paired) == (1, 1)
    assert found.recall >= 0.98


def test_what_too_many_releases_of_a_day_share_is_not_compared(importing, monkeypatch):
    text = "This report is for the media and is based on what observers saw and heard until this evening in all towns."
    listed = [
        entry(f"Report {number} of the observers", "4 July 2003", summary=text)
        for number in range(MOST_COMPARED + 1)
    ]
    importing(a=HEADER + "".join(listed))
    compared = []
    monkeypatch.setattr(decide, "likeness", lambda new, old: compared.append(old) or likeness(new, old))

    report = importing(b=HEADER + entry("Report 91 of the observers", "4 July 2003", summary=text))

    assert report["counts"]["created"] == 1
    assert compared == []


def test_releases_of_a_time_before_the_keys_are_found_by_them_when_the_next_import_begins(importing):
    facts = {
        "day": "4 July 2003",
        "summary": "Owners of houses met today to find out what a new law means for all of them.",
    }
    importing(a=HEADER + entry("A talk about property", **facts))
    keys = Provenance.objects.values_list("title_key", "text_key").get()
    Provenance.objects.update(title_key=None, text_key=None)

    importing(b=HEADER + entry("A talk about propertty", **facts))

    assert Article.objects.count() == 1
    assert Provenance.objects.values_list("title_key", "text_key").get() == keys
