"""Items: the translations of one release count as one, as somebody who looks at each of them would count."""

from datetime import date, timedelta
from itertools import groupby
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.editing import workflow
from articles.index import catalogue
from articles.index.query import ReleaseQuery
from articles.index.request_snapshot import RequestSnapshot
from articles.models import Article
from articles.models.facets import COUNTED
from tests.factories import make_article, make_editor

LANGUAGES = ["en", "fr", "ru", "de"]
STRUCTURES = ["permanent-council", "conflict-prevention-centre"]
TYPES = ["news", "press-release"]
WORDS = ["bridge", "water", "school"]

pytestmark = pytest.mark.usefixtures("terms")


def make_archive(size: int, seed: int) -> None:
    """Releases of which half are translations, some of what nobody may read, filed and dated at random."""
    random, originals = Random(seed), []
    for place in range(size):
        facts = {"language": random.choice(LANGUAGES)}
        if place % 2 and originals:
            facts["translates"] = random.choice(originals)
        made = make_article(
            type=random.choice(TYPES),
            title=" ".join(random.sample(WORDS, 2)),
            publishing_date=date(2024, 12, 25) + timedelta(days=random.randrange(14)),
            structures=random.sample(STRUCTURES, random.randint(0, 2)),
            tags=tuple(random.sample(["gas", "wind"], random.randint(0, 1))),
            state=random.choice([Article.State.PUBLISHED] * 6 + [Article.State.WITHDRAWN]),
            **facts,
        )
        originals += [] if made.translates else [made.release]


def items_by_hand(query: ReleaseQuery) -> list[int]:
    """The ids of the items of a query, newest first: each set is looked at, and each of its members."""

    def number(article: Article) -> int:
        return article.translates or article.release

    def has(article: Article, facet: str, values: tuple) -> bool:
        match facet:
            case "language":
                return article.language in values
            case "type":
                return article.release_type.slug in values
            case "tag":
                return bool(set(article.tags.slugs()) & set(values))
        return bool({one.slug for one in article.structures.all()} & set(values))

    found = []
    listed = sorted(Article.objects.listed(timezone.now()), key=lambda one: (number(one), one.position))
    for _, group in groupby(listed, number):
        members = list(group)
        wanted = [*query.preferred, "the original"]
        shown = min(
            members,
            key=lambda one: (
                wanted.index(one.language) if one.language in wanted else len(wanted),
                one.translates is not None,
                one.position,
            ),
        )
        filters = {name: values for name, values in query.filters.items() if name != "year"}
        fits = all(any(has(one, name, values) for one in members) for name, values in filters.items())
        fits &= shown.publishing_date.year in query.selected("year") or not query.selected("year")
        fits &= not query.words or any(query.words in one.title for one in members)
        if fits:
            found.append(shown)
    return [one.pk for one in sorted(found, key=lambda one: one.position, reverse=True)]


def questions(how_many: int) -> list[ReleaseQuery]:
    random = Random(7)
    some = {
        "language": LANGUAGES, "type": TYPES, "structure": STRUCTURES, "tag": ["gas", "wind"],
        "year": [2024, 2025],
    }  # fmt: skip
    return [
        ReleaseQuery(
            words=random.choice(["", "", *WORDS]),
            filters={
                name: tuple(random.sample(some[name], random.choice([1, 1, 2])))
                for name in random.sample(sorted(some), random.choice([0, 1, 2]))
            },
            prefer=random.choice(LANGUAGES),
            sort="newest",
            rows=10,
        )
        for _ in range(how_many)
    ]


@pytest.mark.parametrize("seed", [1, 2])
def test_items_pages_and_counts_are_those_of_looking_at_each(seed):
    make_archive(60, seed)
    snapshot = RequestSnapshot.take()

    for query in questions(60):
        expected = items_by_hand(query)
        result = snapshot.find(query)
        pages = [snapshot.find(query.on_page(page + 1)).ids for page in range(result.pages)]
        assert [pk for page in pages for pk in page] == expected, query
        assert snapshot.index(query).ids_of(snapshot.hits(query)).tolist() == expected, query
        assert result.total == len(expected)
        for facet in COUNTED:
            # What another language shows may be dated otherwise, so that a year has others.
            if facet == "language" and query.selected("year"):
                continue
            for value, count in result.counts[facet].items():
                asked = ReleaseQuery(
                    query.words, {**query.filters, facet: (value,)}, prefer=query.prefer, sort="newest"
                )
                assert snapshot.find(asked).total == count, (query, facet, value)


def test_the_best_item_is_that_of_its_best_member():
    """The words of a search may stand in another language than the one that is shown."""
    for place in range(5):
        make_article(title="About a school", summary=f"A bridge, number {place}.")
    original = make_article(title="Pont", language="fr", publishing_date=date(2024, 1, 1))
    make_article(title="Bridge, bridge", translates=original.release, publishing_date=date(2024, 1, 1))

    result = RequestSnapshot.take().find(ReleaseQuery(words="bridge", prefer="fr"))

    assert (result.total, result.ids[0]) == (6, original.pk)


def test_a_change_keeps_the_sets_as_reading_everything_anew_would():
    editor = make_editor()
    make_archive(30, 3)
    random = Random(3)
    RequestSnapshot.take()
    for step in range(25):
        listed = list(Article.objects.listed(timezone.now()).order_by("pk"))
        gone = list(Article.objects.filter(state=Article.State.WITHDRAWN).order_by("pk"))
        if step % 3 == 0:
            workflow.withdraw(random.choice(listed), by=editor, reason="It was wrong.")
        elif step % 3 == 1 and gone:
            workflow.reinstate(random.choice(gone), by=editor)
        else:
            chosen = random.choice([one for one in listed if one.translates is None])
            make_article(language=random.choice(LANGUAGES), translates=chosen.release)

        kept = RequestSnapshot.take()
        with_items = [kept.find(ReleaseQuery(prefer=code, rows=50)).ids for code in LANGUAGES]
        catalogue.forget()
        anew = RequestSnapshot.take()
        assert with_items == [anew.find(ReleaseQuery(prefer=code, rows=50)).ids for code in LANGUAGES]


def test_items_are_made_once_for_each_preference_and_without_translations_never():
    make_article()
    snapshot = RequestSnapshot.take()
    assert snapshot.index(ReleaseQuery(prefer="fr")) is snapshot.catalogue

    original = make_article()
    make_article(language="fr", translates=original.release)
    snapshot = RequestSnapshot.take()
    first = snapshot.index(ReleaseQuery(prefer="fr"))
    with CaptureQueriesContext(connection) as queries:
        assert RequestSnapshot.take().index(ReleaseQuery(prefer="fr")) is first

    assert first is not snapshot.catalogue
    assert len(queries) == 1, "the numbers of the archive, as without"
