"""The tables of the full-text index: each database has its own kind, and keeps this SQL whatever the code becomes."""

from django.db import migrations

CREATE = {
    "sqlite": (
        "CREATE VIRTUAL TABLE articles_search USING fts5(title, summary, body, tokenize = 'porter unicode61')",
        "CREATE VIRTUAL TABLE articles_search_words USING fts5("
        "text, tokenize = 'unicode61', detail = 'none', content = '', prefix = '3 4')",
    ),
    "postgresql": (
        "CREATE TABLE articles_search (position bigint PRIMARY KEY, vector tsvector NOT NULL)",
        "CREATE INDEX articles_search_vector ON articles_search USING gin (vector)",
        # The words of titles, places and summaries alone, as an index of its own: the index of whole texts does not
        # know where in a text a word stands, so that each vector would be read to see.
        "CREATE INDEX articles_search_headings ON articles_search USING gin (ts_filter(vector, '{a,b}'))",
        # The planner does not see that vectors lie out of line, and would read and unpack all of them for a word
        # that it believes to be frequent: ten times as long as the index takes. A function has settings of its own.
        # It returns one value of bytes, eight a position: half a million rows of one number each take four times
        # as long to be read.
        """
        CREATE FUNCTION articles_search_positions(asked tsquery) RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE
        SET enable_seqscan = off
        AS $$ SELECT string_agg(int8send(position), ''::bytea) FROM articles_search WHERE vector @@ asked $$
        """,
        """
        CREATE FUNCTION articles_search_positions_by_heading(asked tsquery)
        RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE
        SET enable_seqscan = off
        AS $$
            SELECT string_agg(int8send(position), ''::bytea) FROM articles_search
            WHERE ts_filter(vector, '{a,b}') @@ asked
        $$
        """,
    ),
}
DROP = {
    "sqlite": ("DROP TABLE articles_search", "DROP TABLE articles_search_words"),
    "postgresql": (
        "DROP FUNCTION articles_search_positions_by_heading(tsquery)",
        "DROP FUNCTION articles_search_positions(tsquery)",
        "DROP TABLE articles_search",
    ),
}


def create(apps, schema_editor):
    for statement in CREATE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    for statement in DROP[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("articles", "0001_initial")]

    operations = [migrations.RunPython(create, drop, elidable=False)]
