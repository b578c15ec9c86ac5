"""How PostgreSQL goes about the search and the sets of translations: what its planner cannot know is asserted."""

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.index.catalogue.translation_sets import read_sets, read_sets_again
from articles.index.search import postgresql
from articles.index.search.question import Form, Scope, Word
from tests.factories import make_article

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite's full-text tables have no plan to choose"
    ),
]
ENTRIES = 5_000


@pytest.fixture
def big_index():
    """An index with a long text in each entry, as the planner sees it after it has been vacuumed and analysed."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO articles_search
            SELECT n, to_tsvector('simple', (SELECT string_agg('word' || mod(n * k, 9973), ' ') FROM generate_series(1, 150) k))
            FROM generate_series(1, %s) n
            """,
            [ENTRIES],
        )
        cursor.execute("ANALYZE articles_search")


def test_a_word_is_looked_up_in_the_index_however_frequent_it_is(big_index):
    """The planner would rather read everything; the function forbids it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT proconfig, prosrc FROM pg_proc WHERE proname = 'articles_search_positions'")
        settings, body = cursor.fetchone()
        assert settings == ["enable_seqscan=off"]
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {body.replace('asked', 'to_tsquery(%s)')}", ["word7:*"])
        plan = "\n".join(row[0] for row in cursor.fetchall())

    assert "Bitmap Index Scan on articles_search_vector" in plan
    assert "Seq Scan" not in plan
    assert len(postgresql.positions(Word(("word7",), Form.PREFIX))) > ENTRIES / 2


@pytest.mark.parametrize("form", [Form.PREFIX, Form.INFLECTED])
def test_titles_are_looked_up_in_their_index_without_reading_what_it_finds(form):
    """PostgreSQL looks for the mark of a word in the entry itself, seventy times as long for a frequent one."""
    with CaptureQueriesContext(connection) as asked:
        postgresql.positions(Word(("word7",), form, Scope.TITLE))

    assert "word7" in asked[0]["sql"]
    assert ":A" not in asked[0]["sql"]
    assert ":*A" not in asked[0]["sql"]


def test_ranking_reads_the_entries_it_ranks_and_no_others(big_index):
    newest = np.arange(ENTRIES - 1_000, ENTRIES)

    with CaptureQueriesContext(connection) as asked, connection.cursor() as cursor:
        postgresql.scores({Word(("word7",), Form.PREFIX): 1.0}, newest, {})
        cursor.execute("EXPLAIN " + asked[0]["sql"])
        plan = "\n".join(row[0] for row in cursor.fetchall())

    assert "articles_search_pkey" in plan
    assert "articles_search_vector" not in plan
    assert "Seq Scan" not in plan


def test_sets_of_translations_are_looked_up_after_a_change_and_not_in_the_whole_archive(terms):
    """Each process asks for them after each publication; conditions joined by OR read 100,000 releases."""
    original = make_article()
    translation = make_article(translates=original.release, language="fr")
    members = read_sets(timezone.now())

    with CaptureQueriesContext(connection) as asked:
        read_sets_again(members, [translation.pk], timezone.now())
        read_sets(timezone.now())
    plans = []
    for query in asked:
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN " + query["sql"])
            plans.append("\n".join(row[0] for row in cursor.fetchall()))

    assert len(plans) == 2
    # What each row of the archive is held against; in two releases everything else is read sooner as a whole.
    assert "hashed SubPlan" not in "".join(plans)
