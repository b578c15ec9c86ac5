"""What a server does without an application: the same bytes for every request, as many as CONSTANT_BYTES says."""

import os

CONTENT = b"x" * int(os.environ["CONSTANT_BYTES"])


def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/html"), ("Content-Length", str(len(CONTENT)))])
    return [CONTENT]
