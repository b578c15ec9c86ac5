"""The tables of the full-text index; each database has its own kind."""

from django.db import migrations

from articles.search import BACKENDS


def create(apps, schema_editor):
    for statement in BACKENDS[schema_editor.connection.vendor].CREATE:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    for statement in BACKENDS[schema_editor.connection.vendor].DROP:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("articles", "0001_initial")]

    operations = [migrations.RunPython(create, drop, elidable=False)]
