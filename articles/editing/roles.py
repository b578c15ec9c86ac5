"""Write the roles of the desk after each migrate: groups with their permissions, `permissions.ROLES`.

A role gets a permission once, when both are there for the first time. What an administrator gives or takes
afterwards stays as it is, and a role that was deleted or renamed does not come back.
"""

from fnmatch import fnmatchcase

from django.apps import AppConfig
from django.apps import apps as current_apps
from django.apps.registry import Apps
from django.contrib.auth.management import create_permissions
from django.db import transaction
from django.db.models.signals import post_migrate

from articles.editing.permissions import ROLES

APPS = ("articles", "taxonomy", "auth")


def write_after_migrate(config: AppConfig) -> None:
    """Have each migrate of the app `config` write the roles, which is how Django writes permissions."""
    post_migrate.connect(_after_migrate, sender=config, dispatch_uid="articles.editing.roles")


def _after_migrate(*, using: str, apps: Apps = current_apps, **facts: object) -> None:
    try:
        apps.get_model("articles", "RoleGrant")
    except LookupError:
        return  # Migrated back to a time before the roles.
    write(using, apps)


def write(using: str = "default", apps: Apps = current_apps) -> None:
    """Create the roles that were never there, and give every role the permissions that are new."""
    for label in APPS:  # Django makes those of an app after that app; here all have to be there.
        create_permissions(current_apps.get_app_config(label), using=using, verbosity=0, apps=apps)
    permissions = {
        f"{label}.{codename}": pk
        for pk, label, codename in apps.get_model("auth", "Permission")
        .objects.using(using)
        .filter(content_type__app_label__in=APPS)
        .values_list("pk", "content_type__app_label", "codename")
    }
    with transaction.atomic(using=using):
        for role, patterns in ROLES.items():
            wanted = {
                name: pk
                for name, pk in permissions.items()
                if any(fnmatchcase(name, one) for one in patterns)
            }
            _give(role, wanted, using, apps)


def _give(role: str, wanted: dict[str, int], using: str, apps: Apps) -> None:
    """Give the group of a role those of the `wanted` permissions, by name, that it was never given."""
    grants = apps.get_model("articles", "RoleGrant").objects.using(using)
    groups = apps.get_model("auth", "Group").objects.using(using)
    given = set(grants.filter(role=role).values_list("permission", flat=True))
    new = sorted(wanted.keys() - given)
    if not new:
        return
    group = groups.filter(name=role).first()
    if group is None and not given:
        group = groups.create(name=role)
    if group is not None:
        group.permissions.add(*(wanted[name] for name in new))
        grants.bulk_create(grants.model(role=role, permission=name) for name in new)
