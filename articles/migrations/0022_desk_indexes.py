"""Indexes of the desk: its queues, the newest edition of each release, deleted drafts, and its search."""

from django.db import migrations, models
from django.db.models import Q

from articles.search import postgresql


def create(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in postgresql.CREATE_POSITIONS_BY_HEADING:
            schema_editor.execute(statement)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in postgresql.DROP_POSITIONS_BY_HEADING:
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("articles", "0021_groups_of_records")]

    operations = [
        migrations.AddIndex(
            "article",
            models.Index(fields=["state"], condition=Q(public_at__isnull=True), name="article_without_period"),
        ),
        migrations.AddIndex(
            "article",
            models.Index(
                fields=["state"],
                condition=Q(state__in=["withdrawn", "unpublished"]),
                name="article_taken_back",
            ),
        ),
        migrations.AddIndex(
            "article",
            models.Index(
                fields=["release", "edition"], condition=Q(edition__gt=1), name="article_later_edition"
            ),
        ),
        migrations.AddIndex(
            "alteration",
            models.Index(fields=["-at", "-id"], condition=Q(kind="deleted"), name="alteration_deletion"),
        ),
        migrations.RunPython(create, drop, elidable=False),
        # Last: nobody can read the table from here to the end of the transaction.
        migrations.RemoveIndex("article", "article_in_preparation"),
    ]
