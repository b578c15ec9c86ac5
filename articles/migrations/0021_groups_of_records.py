"""The groups of the desk once more: Records keep redirects; those that may see, or do, everything may with the new models."""

from importlib import import_module

from django.db import migrations

make_groups_before = import_module("articles.migrations.0008_groups").make_groups
REDIRECTS = ("add_redirect", "change_redirect", "delete_redirect")


def make_groups(apps, alias):
    """Create the groups, if they are missing, with all their permissions; what they have besides stays."""
    make_groups_before(apps, alias)
    records = apps.get_model("auth", "Group").objects.using(alias).get(name="Records")
    permissions = apps.get_model("auth", "Permission").objects.using(alias)
    records.permissions.add(
        *permissions.filter(content_type__app_label="articles", codename__in=REDIRECTS)
    )


def forwards(apps, schema_editor):
    make_groups(apps, schema_editor.connection.alias)


class Migration(migrations.Migration):
    dependencies = [("articles", "0020_import_uploads")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
