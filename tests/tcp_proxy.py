"""A TCP proxy between a program and its database or cache, which a test can cut off or let hang."""

import os
import select
import socket
import threading
from contextlib import suppress

from psycopg.conninfo import conninfo_to_dict


class Proxy:
    """Passes bytes on to `target`, an address of TCP or the path of a Unix socket, from a port of its own."""

    def __init__(self, target: tuple[str, int] | str):
        self.target = target
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._passes = threading.Event()
        self._passes.set()
        self._refuses = False
        self._open: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def hang(self) -> None:
        """Take connections and bytes, and pass nothing on."""
        self._passes.clear()

    def cut(self) -> None:
        """Close all connections, and each new one at once."""
        self._refuses = True
        self._close_all()

    def heal(self) -> None:
        """Work again, for new connections; those that hung are closed, as a network forgets them."""
        self._close_all()
        self._refuses = False
        self._passes.set()

    def close(self) -> None:
        """Stop listening."""
        self._listener.close()
        self.cut()

    def _close_all(self) -> None:
        for end in self._open:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        self._open.clear()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:  # until the listener is closed
                near, _ = self._listener.accept()
                if self._refuses:
                    near.close()
                    continue
                threading.Thread(target=self._serve, args=[near], daemon=True).start()

    def _serve(self, near: socket.socket) -> None:
        with near, self._connected() as far, suppress(OSError):
            self._open += [near, far]
            other = {near: far, far: near}
            while True:  # until one end is closed
                for end in select.select([near, far], [], [])[0]:
                    data = end.recv(65_536)
                    self._passes.wait()
                    if not data:
                        return
                    other[end].sendall(data)

    def _connected(self) -> socket.socket:
        if isinstance(self.target, str):
            far = socket.socket(socket.AF_UNIX)
            far.connect(self.target)
            return far
        return socket.create_connection(self.target)


def proxy_before_postgresql() -> Proxy:
    """A proxy before the PostgreSQL of the tests."""
    server = conninfo_to_dict(os.environ["TEST_DATABASE_URL"])
    host, port = server.get("host", "127.0.0.1"), int(server.get("port", 5432))
    return Proxy(f"{host}/.s.PGSQL.{port}" if host.startswith("/") else (host, port))
