"""Django's way to the mail server, whose lines an exchange can cut."""

import smtplib
import socket

from django.core.mail.backends import smtp

from articles.editing.outbox.exchange import note_line


class _SMTP(smtplib.SMTP):
    # The one place where the socket is at hand before the server's greeting, which may never come to its end.
    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        line: socket.socket = super()._get_socket(host, port, timeout)  # type: ignore[misc]  # not in typeshed
        note_line(line)
        return line


class EmailBackend(smtp.EmailBackend):
    """E-mail by SMTP; outside an exchange it is Django's own."""

    connection_class = _SMTP
