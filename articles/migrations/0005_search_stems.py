"""Words and stems of the search index apart, and an index of titles.

The tables take over what was indexed, without stems, so that words are found as they are: run `rebuild_search`.
"""

from django.db import migrations

CREATE = {
    "sqlite": (
        "ALTER TABLE articles_search RENAME TO articles_search_before",
        "CREATE VIRTUAL TABLE articles_search USING fts5("
        "title, summary, body, tokenize = \"unicode61 remove_diacritics 0 tokenchars '_'\")",
        "CREATE VIRTUAL TABLE articles_search_stems USING fts5("
        "title, summary, body, tokenize = \"unicode61 remove_diacritics 0 tokenchars '_'\")",
        "INSERT INTO articles_search (rowid, title, summary, body) "
        "SELECT rowid, title, summary, body FROM articles_search_before",
        "INSERT INTO articles_search_stems (rowid, title, summary, body) "
        "SELECT rowid, title, summary, body FROM articles_search_before",
        "DROP TABLE articles_search_before",
        "DROP TABLE articles_search_words",
    ),
    "postgresql": (
        # A word of a title alone would be looked up among all that have it in their texts.
        "CREATE INDEX articles_search_titles ON articles_search USING gin (ts_filter(vector, '{a}'))",
        """
        CREATE FUNCTION articles_search_positions_by_title(asked tsquery)
        RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE
        SET enable_seqscan = off
        AS $$
            SELECT string_agg(int8send(position), ''::bytea) FROM articles_search
            WHERE ts_filter(vector, '{a}') @@ asked
        $$
        """,
    ),
}
DROP = {
    "sqlite": (
        "DROP TABLE articles_search_stems",
        "DROP TABLE articles_search",
        "CREATE VIRTUAL TABLE articles_search USING fts5(title, summary, body, tokenize = 'porter unicode61')",
        "CREATE VIRTUAL TABLE articles_search_words USING fts5("
        "text, tokenize = 'unicode61', detail = 'none', content = '', prefix = '3 4')",
    ),
    "postgresql": (
        "DROP FUNCTION articles_search_positions_by_title(tsquery)",
        "DROP INDEX articles_search_titles",
    ),
}


def create(apps, schema_editor):
    for statement in CREATE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    for statement in DROP[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("articles", "0004_redirects_of_hosts")]

    operations = [migrations.RunPython(create, drop, elidable=False)]
