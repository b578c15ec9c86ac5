"""The roles of the desk as groups: who writes, edits, publishes, keeps the records, administers."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

APPS = ("articles", "taxonomy", "auth")
# Autocompletion in the form of a release asks for the right to see what it suggests.
TERMS = (
    "taxonomy.view_releasetype", "taxonomy.view_structure", "taxonomy.view_fieldofwork", "taxonomy.view_country",
    "taxonomy.view_meeting",
)  # fmt: skip
GROUPS = {
    "Writer": ("articles.view_article", "articles.add_article", "articles.change_own_article", *TERMS),
    "Editor": (
        "articles.view_article", "articles.add_article", "articles.change_article", "articles.delete_article",
        "articles.review_article", *TERMS,
    ),
    "Publisher": ("articles.view_article", "articles.publish_article", *TERMS),
    # Imports are batches: bringing one in adds it, taking it back deletes it.
    "Records": ("articles.view_*", "taxonomy.view_*", "articles.add_importbatch", "articles.delete_importbatch"),
    "Administrator": ("articles.*", "taxonomy.*", "auth.*"),
}  # fmt: skip


def make_groups(apps, alias):
    """Create the groups and give them their permissions; what they have besides stays.

    Permissions come into being after the last migration of a run, too late for this one, so that those
    which are missing are created here.
    """
    for label in APPS:
        app = apps.get_app_config(label)
        # The apps of a migration do not say that they have models, and would get no permissions.
        app.models_module = getattr(app, "models_module", True)
        create_permissions(app, apps=apps, verbosity=0, using=alias)
    permissions = {
        f"{label}.{codename}": pk
        for pk, label, codename in apps.get_model("auth", "Permission")
        .objects.using(alias)
        .filter(content_type__app_label__in=APPS)
        .values_list("pk", "content_type__app_label", "codename")
    }
    for name, wanted in GROUPS.items():
        group, _ = apps.get_model("auth", "Group").objects.using(alias).get_or_create(name=name)
        group.permissions.add(
            *(pk for permission, pk in permissions.items() if any(_matches(permission, want) for want in wanted))
        )


def _matches(permission, want):
    return permission.startswith(want[:-1]) if want.endswith("*") else permission == want


def forwards(apps, schema_editor):
    make_groups(apps, schema_editor.connection.alias)


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0007_workflow_constraints"),
        ("taxonomy", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    # Groups that people are in are not deleted.
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
