"""How the databases go about the desk's questions: by an index, never through the table of all releases."""

import pytest
from django.db import connection

from articles.admin.releases.list import queues
from articles.index.search import desk
from articles.models import Article, ChangeLogEntry
from tests.factories import make_article

pytestmark = pytest.mark.usefixtures("terms")
on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="of a few rows PostgreSQL reads all")
on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite's index knows fields")


def plan(sql: str, values=()) -> str:
    command = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
    with connection.cursor() as cursor:
        cursor.execute(f"{command} {sql}", values)
        return "\n".join(str(row[-1]) for row in cursor.fetchall())


@on_sqlite
@pytest.mark.parametrize("queue", queues.LABELS)
def test_no_queue_is_looked_for_among_all_releases(editor, queue):
    counted = queues.narrow(Article.objects.order_by(), queue, editor).values("pk")

    for line in plan(*counted.query.sql_with_params()).splitlines():
        assert "USING" in line or "MULTI-INDEX OR" in line or line.startswith(("INDEX ", "CORRELATED "))


@on_sqlite
def test_what_is_not_published_is_read_by_its_indexes():
    steps = plan(desk.NOT_PUBLISHED)

    assert "article_without_period" in steps
    assert "article_taken_back" in steps


@on_sqlite
def test_the_newest_editions_come_in_the_order_of_the_index():
    ordered = Article.objects.newest_editions().order_by("-publishing_date", "-id").values("pk")[:50]

    steps = plan(*ordered.query.sql_with_params())

    assert "article_by_date" in steps
    assert "article_later_edition" in steps
    assert "TEMP B-TREE" not in steps


@on_sqlite
def test_deleted_drafts_come_in_the_order_of_their_index():
    deleted = ChangeLogEntry.objects.filter(kind="deleted").values("pk")

    assert "changelogentry_deletion" in plan(*deleted.query.sql_with_params())


@on_postgresql
def test_headings_are_looked_up_in_their_own_index():
    make_article(title="A hedgehog")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proconfig, prosrc FROM pg_proc WHERE proname = 'articles_search_positions_by_heading'"
        )
        settings, body = cursor.fetchone()
        assert settings == ["enable_seqscan=off"]
        cursor.execute("SET LOCAL enable_seqscan = off")

    steps = plan(body.replace("asked", "to_tsquery('simple', 'hedgehog')"))

    assert "articles_search_headings" in steps
    assert "Seq Scan" not in steps
