"""`manage.py work`: delivers the outbox, e-mail and webhooks, as they become due, and imports what was uploaded."""

import signal
import threading

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, InterfaceError, close_old_connections, connection

from articles import outbox
from articles.importing import uploads

# Seconds between two looks at the outbox.
INTERVAL = 2


class Command(BaseCommand):
    help = (
        "Delivers what follows publications and withdrawals, e-mail and the webhook, as it becomes due, and tries and "
        "imports the files that were uploaded at the desk, until it is stopped (Ctrl-C, SIGTERM). Run as many as you "
        "like. With --once: does what is due now and ends, with exit status 0 when all of it was done, 1 otherwise."
    )

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="do what is due now, and end")

    def handle(self, *args, once: bool, **options):
        stopping = threading.Event()
        if once:
            undelivered, failed = self.deliver(stopping), self.bring_in(stopping)
            said = (
                [f"{undelivered} could not be delivered; they are tried again later."] if undelivered else []
            )
            said += [f"{failed} files could not be imported; the desk says why."] if failed else []
            if said:
                raise CommandError(" ".join(said))
            return
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stopping.set())
        while not stopping.is_set():
            try:
                self.deliver(stopping)
                self.bring_in(stopping)
            except uploads.Stopped:
                break
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

    def bring_in(self, stopping: threading.Event) -> int:
        """Try and import what was uploaded, unless `stopping` is set meanwhile; returns how many files failed."""
        failed = 0
        for upload in uploads.work_off(stopping.is_set):
            if upload.error:
                failed += 1
                self.stderr.write(f"Not imported: {upload}: {upload.error}")
            else:
                self.stdout.write(f"{upload.get_state_display().capitalize()}: {upload}")
        return failed
