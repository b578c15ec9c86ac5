"""Rows of an import are written in bulk: as many queries for one record as for many, and the rows are right."""

import itertools

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from taggit.models import Tag, TaggedItem

from articles.importing import run
from articles.models import Article, Provenance, PublicChange, Transition
from tests.captures import HEADER, entry

pytestmark = [pytest.mark.usefixtures("terms"), pytest.mark.django_db]
ANIMALS = ["Badger", "Fox", "Hedgehog", "Mole", "Otter", "Owl"]


@pytest.fixture
def queries_of(tmp_path):
    """Imports a capture; returns the number of its queries."""

    names = map(str, itertools.count())

    def imported(*entries: str) -> int:
        capture = tmp_path / "page.txt"
        capture.write_text(HEADER + "".join(entries), encoding="utf-8")
        with CaptureQueriesContext(connection) as queries:
            run.import_paths([capture], run.Options(batch=next(names)))
        return len(queries)

    return imported


def animal(title: str, *, tags: str = "", type: str = "News") -> str:
    """A release that is like no other."""
    facts = entry(title, type=type, summary=f"{title} after {title.lower()} crossed the {title} bridge.")
    return facts.replace("What we do", f"Tags: {tags}\nWhat we do") if tags else facts


def tags_of(title: str) -> set[str]:
    return set(Article.objects.get(title=title).tags.names())


def test_a_tag_is_the_one_that_is_there_whatever_its_case(queries_of):
    Tag.objects.create(name="Voting")

    queries_of(animal("Fox", tags="voting, Fair play"), animal("Owl", tags="VOTING, fair play"))

    assert tags_of("Fox") == tags_of("Owl")
    assert {name.lower() for name in tags_of("Fox")} == {"voting", "fair play"}
    assert Tag.objects.filter(name="Voting").exists()
    assert Tag.objects.count() == 2


def test_tags_of_one_slug_stay_two(queries_of):
    queries_of(animal("Fox", tags="fair play"), animal("Owl", tags="fair-play"))

    assert (tags_of("Fox"), tags_of("Owl")) == ({"fair play"}, {"fair-play"})


def test_many_releases_are_created_in_as_many_queries_as_few(queries_of):
    queries_of(animal("Swan", tags="fur"))
    few = queries_of(animal("Mouse", tags="fur"), animal("Vole", tags="fur"))

    assert queries_of(*(animal(title, tags="fur") for title in ANIMALS)) <= few
    assert Article.objects.count() == len(ANIMALS) + 3


def test_many_releases_are_completed_in_as_many_queries_as_few(queries_of):
    queries_of(*(animal(title, type="") for title in (*ANIMALS, "Mouse", "Vole")))
    few = queries_of(animal("Mouse", tags="fur"), animal("Vole", tags="fur"))

    assert queries_of(*(animal(title, tags="fur") for title in ANIMALS)) <= few
    assert TaggedItem.objects.count() == len(ANIMALS) + 2
    assert set(Article.objects.values_list("release_type__slug", "lock_version")) == {("news", 1)}
    assert Transition.objects.filter(remark__startswith="Completed from page.txt").count() == len(ANIMALS) + 2
    assert PublicChange.objects.filter(kind="corrected").count() == len(ANIMALS) + 2
    assert {row.as_read["type"] for row in Provenance.objects.all()} == {"News"}
