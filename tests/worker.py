"""The worker as a test calls it: once, for all that waits."""

from django.core.management import call_command


def work_once() -> None:
    """Deliver and import what is due now."""
    call_command("work", "--once", verbosity=0)
