"""The catalogue: the same answers as counting by hand, and right at once after every change."""

import re
from collections import Counter
from datetime import date, timedelta
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.editing import workflow
from articles.index import catalogue, ledger
from articles.index.query import ReleaseQuery
from articles.models import Article, Change
from taxonomy import vocabulary
from taxonomy.models import Structure
from tests.factories import issue, make_article, make_editor

pytestmark = pytest.mark.usefixtures("terms")

TYPES = ["news", "press-release", "daily-report"]
STRUCTURES = [
    "secretariat",
    "transnational-threats-department",
    "conflict-prevention-centre",
    "permanent-council",
]
FIELDS = ["environmental-activities", "climate-change", "water-management", "elections"]
COUNTRIES = ["albania", "serbia"]
DAYS = [
    date(2019, 12, 31),
    date(2020, 1, 1),
    date(2020, 2, 29),
    date(2020, 12, 31),
    date(2021, 1, 1),
    date(2024, 7, 9),
]


def current() -> catalogue.Catalogue:
    return catalogue.current(vocabulary.current())


def make_archive(size: int, seed: int) -> None:
    random = Random(seed)
    for _ in range(size):
        make_article(
            type=random.choice([*TYPES, ""]),
            publishing_date=random.choice(DAYS),
            structures=random.sample(STRUCTURES, random.randint(0, 2)),
            fields_of_work=random.sample(FIELDS, random.randint(0, 2)),
            countries=random.sample(COUNTRIES, random.randint(0, 1)),
            tags=tuple(random.sample(["gas", "water"], random.randint(0, 1))),
            language=random.choice(["en", "ru"]),
            state=random.choice(
                [Article.State.PUBLISHED] * 8 + [Article.State.DRAFT, Article.State.WITHDRAWN]
            ),
        )


class ByHand:
    """The same questions answered the slow way: every listed release, looked at one by one."""

    def __init__(self):
        self.terms = vocabulary.current()
        articles = Article.objects.listed(timezone.now()).order_by("position")
        self.facts = [
            {
                "id": article.pk,
                "day": article.publishing_date,
                "type": {article.release_type.slug} if article.release_type else set(),
                "structure": self._with_ancestors("structure", article.structures.all()),
                "field": self._with_ancestors("field", article.fields_of_work.all()),
                "country": {country.slug for country in article.countries.all()},
                "meeting": set(),
                "tag": set(article.tags.slugs()),
                "language": {article.language},
                "year": {article.publishing_date.year},
            }
            for article in articles
        ]

    def _with_ancestors(self, name, rows) -> set[str]:
        tree = self.terms[name]
        return {step.slug for row in rows for step in tree.lineage(tree.by_id[row.pk])}

    def matches(self, query: ReleaseQuery, but: str = "") -> list[dict]:
        facets = ("type", "structure", "field", "country", "meeting", "tag", "language", "year")
        return [
            facts
            for facts in self.facts
            if (query.issued_from is None or facts["day"] >= query.issued_from)
            and (query.issued_to is None or facts["day"] <= query.issued_to)
            and all(
                facet == but or not query.selected(facet) or facts[facet] & set(query.selected(facet))
                for facet in facets
            )
        ]

    def ids(self, query: ReleaseQuery) -> list[int]:
        ids = [facts["id"] for facts in self.matches(query)]
        if query.sort == "newest":
            ids.reverse()
        return ids[(query.page - 1) * query.rows : query.page * query.rows]

    def counts(self, query: ReleaseQuery, facet: str) -> dict:
        return dict(Counter(value for facts in self.matches(query, but=facet) for value in facts[facet]))


def some(values):
    return st.lists(st.sampled_from(values), min_size=1, max_size=2, unique=True).map(tuple)


QUERIES = st.builds(
    ReleaseQuery,
    filters=st.fixed_dictionaries(
        {},
        optional={
            "type": some(TYPES),
            "structure": some(STRUCTURES),
            "field": some(FIELDS),
            "country": some(COUNTRIES),
            "tag": some(["gas", "water"]),
            "language": some(["en", "ru"]),
            "year": some([2019, 2020, 2021, 2022]),
        },
    ),
    issued_from=st.none() | st.sampled_from(DAYS),
    issued_to=st.none() | st.sampled_from(DAYS),
    sort=st.sampled_from(["newest", "oldest"]),
    page=st.integers(1, 3),
    rows=st.sampled_from([10, 20]),
)


@pytest.fixture
def archive(terms):
    make_archive(80, seed=7)


@pytest.mark.usefixtures("archive")
def test_filters_pages_and_counts_are_those_of_counting_by_hand():
    by_hand = ByHand()
    index = current()

    @settings(max_examples=200, suppress_health_check=list(HealthCheck))
    @given(query=QUERIES)
    def check(query):
        found = index.find(query)

        assert found.total == len(by_hand.matches(query))
        assert found.ids == by_hand.ids(query)
        for facet in ("type", "structure", "field", "country", "year"):
            assert found.counts[facet] == by_hand.counts(query, facet)

    check()


def same(one: catalogue.Catalogue, other: catalogue.Catalogue) -> bool:
    def filed(index):
        return {
            facet: {value: list(bits) for value, bits in values.items() if bits}
            for facet, values in index.bitmaps.items()
        }

    return (
        one.positions.tolist() == other.positions.tolist()
        and one.ids.tolist() == other.ids.tolist()
        and {k: v for k, v in filed(one).items() if v} == {k: v for k, v in filed(other).items() if v}
        and one.switches == other.switches
    )


def test_changes_applied_one_by_one_give_what_reading_anew_gives(archive):
    editor = make_editor()
    current()
    random = Random(3)
    for step in range(40):
        article = random.choice(Article.objects.order_by("pk"))
        match step % 5:
            case 0:
                make_article(
                    publishing_date=random.choice(DAYS),
                    structures=["conflict-prevention-centre"],
                    tags=("new",),
                )
            case 1 if article.is_public(timezone.now()) and article.state == "published":
                workflow.withdraw(article, by=editor, reason="Wrong.")
            case 2 if article.state == "withdrawn":
                workflow.reinstate(article, by=editor)
            case 3 if article.is_in_preparation and article.release_type_id:
                issue(article, by=editor, at=timezone.now() + timedelta(hours=1))
            case _:
                article.structures.set(Structure.objects.filter(slug__in=random.sample(STRUCTURES, 2)))
                ledger.record_changes([article])
        followed = current()
        catalogue.forget()
        assert same(followed, current())


def test_an_unchanged_catalogue_costs_one_query(archive, django_assert_num_queries):
    terms = vocabulary.current()
    index = catalogue.current(terms)

    with django_assert_num_queries(1):
        assert catalogue.current(terms) is index


def test_a_gap_in_the_change_log_makes_it_read_everything_anew(archive):
    current()
    article = Article.objects.listed(timezone.now()).first()
    Article.objects.filter(pk=article.pk).update(language="de")
    ledger.record_changes([article])
    Change.objects.all().delete()

    assert article.pk in current().find(ReleaseQuery(filters={"language": ("de",)})).ids


def test_a_term_moved_in_the_tree_moves_its_counts():
    make_article(structures=["permanent-council"])
    assert current().count("structure", "secretariat") == 0

    secretariat = Structure.objects.get(slug="secretariat")
    Structure.objects.filter(slug="permanent-council").update(parent=secretariat)
    vocabulary.record_change()

    assert current().count("structure", "secretariat") == 1


def test_an_empty_newsroom_answers_too():
    found = current().find(ReleaseQuery(filters={"structure": ("secretariat",), "year": (2020,)}))

    assert (found.total, found.ids, found.pages) == (0, [], 0)


def test_it_is_read_without_the_texts_of_the_releases(db):
    """From an index that holds all of it: a million texts are two gigabytes."""
    terms = vocabulary.current()
    catalogue.forget()
    with CaptureQueriesContext(connection) as asked:
        catalogue.current(terms)
    (reading,) = (query["sql"] for query in asked if "joined_position" in query["sql"])
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
        explain = {"sqlite": "EXPLAIN QUERY PLAN", "postgresql": "EXPLAIN"}[connection.vendor]
        cursor.execute(f"{explain} {reading}")
        plan = str(cursor.fetchall())

    assert re.search("(Index Only Scan using|USING COVERING INDEX) article_for_catalogue", plan), plan
