"""`manage.py open_newsroom`: everything between a bare database and a newsroom with the seed archive."""

import secrets

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = (
        "Migrates the database, loads the vocabularies and the seed releases, and in debug mode makes a first "
        "editor and prints the password once. Run it as often as you like."
    )

    def handle(self, *args, **options):
        self.stdout.write("Preparing the database ...")
        call_command("migrate", verbosity=0)
        call_command("load_vocabularies", stdout=self.stdout)
        call_command("import_seeds", stdout=self.stdout)
        user_model = get_user_model()
        if settings.DEBUG and not user_model.objects.exists():
            password = secrets.token_urlsafe(12)
            user_model.objects.create_superuser("editor", password=password)
            self.stdout.write(
                self.style.SUCCESS(f"First editor, for /admin/: editor, password {password} (shown only now)")
            )
