"""How gunicorn serves the newsroom: `gunicorn -c python:newsroom.server newsroom.wsgi`.

Every setting here can be given again on the command line, which then wins.
"""

import io
import sys
import threading

from django.conf import settings
from django.db import connection

workers = 2
worker_class = "gthread"
# Pages are made by the processor; more threads wait for the database, they do not make pages faster.
threads = 4
# A connection of the proxy is used again for as long as proxies usually keep one.
keepalive = 75


def post_worker_init(worker) -> None:
    """Ask for the first page before the first reader does, so that nobody waits for the catalogue to be read."""
    status = []
    body = worker.wsgi(_request_for("/"), lambda line, headers, exc_info=None: status.append(line))
    size = sum(len(piece) for piece in body)
    body.close()
    worker.log.info("The first page is ready: %s, %d bytes", status[0], size)
    threading.Thread(target=_look_up_frequent_words, args=[worker.log], daemon=True).start()


def _look_up_frequent_words(log) -> None:
    """Beside the first requests; a reader who asks for such a word meanwhile waits for it as long as without this."""
    from articles import warming  # only now are the apps loaded

    try:
        log.info("%d frequent words are looked up", warming.look_up_frequent_words())
    except Exception:
        log.exception("Frequent words were not looked up; searches for them are slower the first time")
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
