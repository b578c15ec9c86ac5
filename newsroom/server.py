"""How gunicorn serves the newsroom: `gunicorn -c python:newsroom.server newsroom.wsgi`.

Every setting here can be given again on the command line, which then wins.
"""

import io
import os
import sys
import threading

from django.conf import settings
from django.db import connection
from django.utils.module_loading import import_string

workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "gthread"
# Pages are made by the processor; more threads wait for the database, they do not make pages faster.
threads = 4
# The newsroom lies at the root of its host; what a request says of that is no business of a reader.
forwarder_headers = ""
# A connection of the proxy is used again for as long as proxies usually keep one.
keepalive = 75


def on_starting(server) -> None:
    """Refuse more threads than the pool has connections: each may hold one, and the others would wait for nothing."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    pool = settings.DATABASES["default"].get("OPTIONS", {}).get("pool")
    if pool and server.cfg.threads > pool["max_size"]:
        sys.exit(
            f"--threads {server.cfg.threads} is more than the {pool['max_size']} database connections of a process: "
            f"give --threads {pool['max_size']} at most, and more --workers."
        )


def post_worker_init(worker) -> None:
    """Ask for the first page before the first reader does, so that nobody waits for the catalogue to be read."""
    status = []
    body = worker.wsgi(_request_for("/"), lambda line, headers, exc_info=None: status.append(line))
    size = sum(len(piece) for piece in body)
    if hasattr(body, "close"):
        body.close()
    worker.log.info("The first page is ready: %s, %d bytes", status[0], size)
    threading.Thread(target=_read_ahead, args=[worker.log], daemon=True).start()


def _read_ahead(log) -> None:
    """Beside the first requests; who asks for such a thing meanwhile waits for it as long as without this."""
    try:
        log.info(import_string(settings.READ_AHEAD)())
    except Exception:
        log.exception("What is read ahead was not; the first to ask for it waits longer")
    finally:
        connection.close()


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
