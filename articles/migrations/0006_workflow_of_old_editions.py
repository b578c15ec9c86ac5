"""Editions from before: who began them, and a word for readers about the later ones that have none."""

from django.db import migrations
from django.db.models import OuterRef, Subquery


def fill(apps, schema_editor):
    article = apps.get_model("articles", "Article")
    editions = article.objects.using(schema_editor.connection.alias)
    began = (
        apps.get_model("articles", "Transition")
        .objects.using(schema_editor.connection.alias)
        .filter(article=OuterRef("pk"), verb="create")
    )
    # Imported editions, nearly all there are, were begun by nobody.
    by_people = editions.filter(transitions__verb="create").values("pk")
    editions.filter(pk__in=by_people).update(created_by=Subquery(began.values("by")[:1]))
    issued = editions.filter(edition__gt=1, state__in=["published", "withdrawn", "unpublished"])
    issued.filter(change_note="").update(change_note="This edition replaces the one before it.")


class Migration(migrations.Migration):
    dependencies = [("articles", "0005_workflow")]

    # Nothing to take back: the columns go with the migration before.
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
