"""`manage.py open_newsroom`: everything between a bare database and a newsroom with the seed archive."""

import secrets
from typing import Any, cast

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import UserManager
from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = (
        "Migrates the database, loads the vocabularies, the templates and the seed releases, and in debug "
        "mode makes a first editor and prints the password once. Run it as often as you like."
    )

    def handle(self, *args: object, **options: Any) -> None:
        self.stdout.write("Preparing the database ...")
        call_command("migrate", verbosity=0)
        call_command("load_vocabularies", stdout=self.stdout)
        call_command("load_templates", stdout=self.stdout)
        call_command("import_seeds", stdout=self.stdout)
        accounts = cast(UserManager, get_user_model()._default_manager)
        if settings.DEBUG and not accounts.exists():
            password = secrets.token_urlsafe(12)
            accounts.create_superuser("editor", password=password)
            self.stdout.write(
                self.style.SUCCESS(f"First editor, for /admin/: editor, password {password} (shown only now)")
            )
