"""The words of the search index in a table of their own, filled from the releases that are published."""

from django.db import migrations, models

from articles.search import CHUNK, INDEXED, spelling
from articles.search.text import entry_of


def fill(apps, schema_editor):
    published = apps.get_model("articles", "Article").objects.filter(state="published").only(*INDEXED)
    chunk = []
    for article in published.order_by("position").iterator(chunk_size=CHUNK):
        chunk.append(entry_of(article))
        if len(chunk) == CHUNK:
            spelling.learn(chunk)
            chunk.clear()
    spelling.learn(chunk)


class Migration(migrations.Migration):
    dependencies = [("articles", "0002_search_index")]

    operations = [
        migrations.CreateModel(
            name="KnownWord",
            fields=[
                ("word", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("length", models.PositiveSmallIntegerField(help_text="In letters.")),
            ],
            options={"indexes": [models.Index(fields=["length", "word"], name="known_word_by_length")]},
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
