"""`manage.py work`: delivers the outbox, e-mail and webhooks, as they become due."""

import signal
import threading

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, InterfaceError, close_old_connections, connection

from articles import outbox

# Seconds between two looks at the outbox.
INTERVAL = 2


class Command(BaseCommand):
    help = (
        "Delivers what follows publications and withdrawals, e-mail and the webhook, as it becomes due, until it is "
        "stopped (Ctrl-C, SIGTERM). Run as many as you like. With --once: delivers what is due now and ends, with "
        "exit status 0 when all of it was delivered, 1 otherwise."
    )

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="deliver what is due now, and end")

    def handle(self, *args, once: bool, **options):
        stopping = threading.Event()
        if once:
            if failed := self.deliver(stopping):
                raise CommandError(f"{failed} could not be delivered; they are tried again later.")
            return
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stopping.set())
        while not stopping.is_set():
            try:
                self.deliver(stopping)
            except (DatabaseError, InterfaceError) as error:
                # Restarted, or busy: what was not committed is still there when it is back.
                self.stderr.write(f"The database does not answer: {error}")
                connection.close()
            close_old_connections()
            stopping.wait(INTERVAL)

    def deliver(self, stopping: threading.Event) -> int:
        """Deliver what is due, unless `stopping` is set meanwhile; returns how many could not be delivered."""
        failed = 0
        for message in outbox.deliver_due():
            if message.done_at:
                self.stdout.write(f"Delivered: {message}")
            else:
                failed += 1
                self.stderr.write(f"Not delivered: {message}: {message.error}")
            if stopping.is_set():
                break
        return failed
