"""`manage.py doctor`: do index, catalogue, ledger and files agree with the releases, and is the outbox delivered?"""

import sys

from django.core.management.base import BaseCommand

from articles import checkup


class Command(BaseCommand):
    help = "Says what does not agree and what to run. Exit status 0 when all is well, 1 otherwise."

    def handle(self, *args, **options):
        found = list(checkup.findings())
        for finding in found:
            self.stdout.write(self.style.ERROR(finding.what))
            self.stdout.write(f"  {finding.remedy}")
        if found:
            sys.exit(1)
        self.stdout.write(
            "The search index, the catalogue, the ledger and the stored files agree with the releases; "
            "nothing is overdue in the outbox."
        )
