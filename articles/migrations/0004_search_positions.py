"""The function that looks a word up on PostgreSQL with the index and nothing else."""

from django.db import migrations

from articles.search import postgresql


def create(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(postgresql.CREATE_POSITIONS)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(postgresql.DROP_POSITIONS)


class Migration(migrations.Migration):
    dependencies = [("articles", "0003_known_words")]

    operations = [migrations.RunPython(create, drop, elidable=False)]
