"""`manage.py doctor`: do index, catalogue, ledger and files agree with the releases; is the outbox empty?"""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from articles.management import doctor


class Command(BaseCommand):
    help = "Says what does not agree and what to run. Exit status 0 when all is well, 1 otherwise."

    def handle(self, *args: object, **options: Any) -> None:
        findings = list(doctor.findings())
        for finding in findings:
            self.stdout.write(self.style.ERROR(finding.what))
            self.stdout.write(f"  {finding.remedy}")
        for advised in doctor.advice():
            self.stdout.write(self.style.WARNING(advised.what))
            self.stdout.write(f"  {advised.remedy}")
        if findings:
            sys.exit(1)
        self.stdout.write(
            "The search index, the catalogue, the ledger and the stored files agree with the releases; "
            "nothing is overdue in the outbox."
        )
