"""Answers that are sent while they are made: a thread makes a piece, the loop sends it, and so on.

A thread that made all of a long answer would be lost to other readers meanwhile, and what the reader has not
taken yet would fill the disk. Like this nothing is made faster than the reader takes it.
"""

from collections.abc import Callable, Iterable, Iterator

from gunicorn.http import wsgi

Application = Callable[[dict, Callable], Iterable[bytes]]


class Stream:
    """The pieces of an answer that have not been made; `response` writes them."""

    response: wsgi.Response

    def __init__(self, pieces: Iterator[bytes], close: Callable[[], None]) -> None:
        self._pieces, self.close = pieces, close

    def send_next(self) -> bool:
        """Make the next piece and send what the reader takes of it. Return whether there was one."""
        piece = next(self._pieces, None)
        if piece is not None:
            self.response.write(piece)
        return piece is not None


class StreamedResponse(wsgi.Response):
    """An answer whose other pieces may follow, and that does not name the server."""

    def default_headers(self) -> list[str]:
        """Return gunicorn's headers without that of the server."""
        return [line for line in super().default_headers() if not line.startswith("Server:")]

    def close(self) -> None:
        """End the answer, unless it is a stream that goes on."""
        stream = getattr(self.sock, "stream", None)
        if stream is None:
            super().close()
        else:
            stream.response = self


def in_pieces(application: Application) -> Application:
    """Return an application that gives the server the first piece of a stream; the socket has the others."""

    def answer(environ: dict, start_response: Callable) -> Iterable[bytes]:
        response = application(environ, start_response)
        line = environ.get("gunicorn.socket")
        if line is None or not getattr(response, "streaming", False):
            return response
        pieces = iter(response)
        first = next(pieces, b"")
        line.stream = Stream(pieces, getattr(response, "close"))  # noqa: B009  WSGI has it, Iterable has not
        return [first]

    return answer
