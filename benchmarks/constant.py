"""A server without an application: CONSTANT_BYTES bytes, the same for every request."""

import os

CONTENT = b"x" * int(os.environ["CONSTANT_BYTES"])


def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/html"), ("Content-Length", str(len(CONTENT)))])
    return [CONTENT]
