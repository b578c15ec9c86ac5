"""Settings of gunicorn for the newsroom: `gunicorn -c python:newsroom.server newsroom.wsgi`.

Every setting here can be given again on the command line, which then wins.
"""

import gc
import io
import logging
import os
import resource
import subprocess
import sys
import threading
from pathlib import Path
from typing import TextIO

from django.conf import settings
from django.db import connections
from django.utils.module_loading import import_string
from gunicorn.arbiter import Arbiter
from gunicorn.glogging import Logger
from gunicorn.workers.base import Worker

from newsroom.backends.log_lines import OneLineFormatter
from newsroom.server import database

# A process may have so many connections, most of which wait; the files of the process are besides.
MOST_CONNECTIONS = 4096
OTHER_FILES = 256


class ServerLog(Logger):
    """The log of gunicorn, whose lines are written as the newsroom's."""

    def _set_handler(
        self, log: logging.Logger, output: str | None, fmt: logging.Formatter, stream: TextIO | None = None
    ) -> None:
        formatter = OneLineFormatter(fmt._fmt, fmt.datefmt)  # noqa: SLF001 - logging has no other way
        super()._set_handler(log, output, formatter, stream)


def _raise_limit_of_files() -> int:
    """Raise the limit of open files to what connections need. Return the limit."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_CONNECTIONS + OTHER_FILES
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return wanted if soft == resource.RLIM_INFINITY else soft


PROJECT = Path(__file__).resolve().parents[2]
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
# Its loop waits for slow lines, so that its threads do not.
worker_class = "newsroom.server.worker.Worker"
worker_connections = max(64, min(MOST_CONNECTIONS, _raise_limit_of_files() - OTHER_FILES))
# Connections that wait to be accepted; the kernel has a bound of its own (net.core.somaxconn).
backlog = 4096
# Pages are made by the processor; more threads wait for the database, they do not make pages faster.
threads = 4
# The newsroom lies at the root of its host; what a request says of that is no business of a reader.
forwarder_headers = ""
# A connection of the proxy is used again for as long as proxies usually keep one.
keepalive = 75
# Signals are enough to control a server; a socket at one place for all servers of a user is one more way in.
control_socket_disable = True
logger_class = ServerLog


def on_starting(server: Arbiter) -> None:
    """Refuse to start when `newsroom.server.start` refuses, or with more threads than database connections.

    Each thread may hold a connection, and those beyond would wait for nothing.
    """
    if subprocess.run([sys.executable, "-m", "newsroom.server.start"], cwd=PROJECT, timeout=60).returncode:
        sys.exit(1)  # it has said why
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    pool = settings.DATABASES["default"].get("OPTIONS", {}).get("pool")
    most = pool["max_size"] - 1 if pool else 0  # one is for the thread of sign-ins
    if pool and server.cfg.threads > most:
        sys.exit(
            f"--threads {server.cfg.threads} is more than the {pool['max_size']} database connections of a "
            f"process, less one for sign-ins: give --threads {most} at most, and more --workers."
        )


def post_worker_init(worker: Worker) -> None:
    """Ask for the first page before the first reader does: nobody waits for the catalogue to be read.

    What it has read stays as long as the process, and is never looked through for garbage again: that took
    150 ms of the processor, in the middle of one request in 150.
    """
    status = []
    body = worker.wsgi(_request_for("/"), lambda line, headers, exc_info=None: status.append(line))
    size = sum(len(piece) for piece in body)
    if hasattr(body, "close"):
        body.close()
    gc.collect()
    gc.freeze()
    worker.log.info("The first page is ready: %s, %d bytes", status[0], size)
    worker.log.info("%d objects stay", gc.get_freeze_count())
    threading.Thread(target=_read_ahead, args=[worker.log], daemon=True).start()


def _read_ahead(log: Logger) -> None:
    """Beside the first requests; who asks for such a thing meanwhile waits for it as long as without this."""
    try:
        log.info(database.working(import_string(settings.READ_AHEAD))())
    except Exception:
        log.exception("What is read ahead was not; the first to ask for it waits longer")
    finally:
        connections.close_all()


def _request_for(path: str) -> dict:
    """A request as WSGI (PEP 3333) has it, from a reader of the first host that the site answers to."""
    host = next(iter(settings.ALLOWED_HOSTS), "localhost").lstrip(".").replace("*", "localhost")
    return {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": host,
        "SERVER_PORT": "443",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": host,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "https",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
