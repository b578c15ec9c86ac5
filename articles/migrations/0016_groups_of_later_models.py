"""The groups of the desk again: those that may see, or do, everything may now with the models that came since."""

from importlib import import_module

from django.db import migrations

make_groups = import_module("articles.migrations.0008_groups").make_groups


def forwards(apps, schema_editor):
    make_groups(apps, schema_editor.connection.alias)


class Migration(migrations.Migration):
    dependencies = [("articles", "0015_presence")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
