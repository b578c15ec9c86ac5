"""`manage.py work`: delivers e-mail and webhooks of the outbox, imports uploads, and cleans up."""

import signal
import threading
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, InterfaceError, close_old_connections, connection
from django.utils.module_loading import import_string

from articles.editing import clearances, outbox, unsaved_texts
from articles.importing import pieces, queue, undo

# Seconds between two looks at the outbox.
INTERVAL = 2
# Seconds between two clean-ups.
CLEANUP_INTERVAL = 60 * 60


class Command(BaseCommand):
    help = (
        "Delivers what follows publications and withdrawals, e-mail and the webhook, as it becomes due, and "
        "tries and imports the files that were uploaded at the desk, takes imports back, clears the quality "
        "queue, and once an hour deletes ended sessions, old failures to sign in, abandoned uploads and "
        "unsaved texts, until it is stopped (Ctrl-C, SIGTERM). Run as many as you like. With --once: does "
        "what is due now and ends, with exit status 0 when all of it was done, 1 otherwise."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what is due now, and end")

    def handle(self, *args: object, once: bool, **options: Any) -> None:
        stopping = threading.Event()
        if once:
            self.clean_up()
            undelivered, failed = self.deliver(stopping), self.bring_in(stopping)
            self.take_back(stopping)
            self.clear_queue(stopping)
            complaints = (
                [f"{undelivered} could not be delivered; they are tried again later."] if undelivered else []
            )
            complaints += [f"{failed} files could not be imported; the desk says why."] if failed else []
            if complaints:
                raise CommandError(" ".join(complaints))
            return
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stopping.set())
        next_cleanup = time.monotonic()
        while not stopping.is_set():
            try:
                if time.monotonic() >= next_cleanup:
                    self.clean_up()
                    next_cleanup = time.monotonic() + CLEANUP_INTERVAL
                self.deliver(stopping)
                self.bring_in(stopping)
                self.take_back(stopping)
                self.clear_queue(stopping)
            except (queue.Stopped, undo.UndoStopped, clearances.ClearanceStopped):
                break
            except (DatabaseError, InterfaceError) as error:
                # Restarted, or busy: what was not committed is still there when it is back.
                self.stderr.write(f"The database does not answer: {error}")
                connection.close()
            close_old_connections()
            stopping.wait(INTERVAL)

    def clean_up(self) -> None:
        """Delete sessions and failures to sign in that are over, and what nobody went on with."""
        import_string(settings.CLEANUP)()
        if cleared := pieces.clear_abandoned():
            self.stdout.write(f"Cleared: {cleared} uploads that nobody went on with")
        if cleared := unsaved_texts.clear_old():
            self.stdout.write(f"Cleared: {cleared} unsaved texts that nobody came back to")

    def deliver(self, stopping: threading.Event) -> int:
        """Deliver what is due, until `stopping` is set. Return how many messages could not be delivered."""
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
        """Try and import uploads, until `stopping` is set. Return how many files failed."""
        failed = 0
        for upload in queue.work_off(stopping.is_set):
            if upload.error:
                failed += 1
                self.stderr.write(f"Not imported: {upload}: {upload.error}")
            else:
                self.stdout.write(f"{upload.get_state_display().capitalize()}: {upload}")
        return failed

    def take_back(self, stopping: threading.Event) -> None:
        """Take back, or bring back, the imports for which the desk asked, until `stopping` is set."""
        for step in undo.work_off(stopping.is_set):
            self.stdout.write(f"{step}: {step.created} releases, {len(step.kept)} kept")

    def clear_queue(self, stopping: threading.Event) -> None:
        """Publish or dismiss what waits in the quality queue, where the desk asked for all of it."""
        for clearance in clearances.work_off(stopping.is_set):
            self.stdout.write(f"{clearance}: {clearance.done:,} left the queue")
