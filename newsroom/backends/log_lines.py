"""Lines of the log: whatever a request brings, one record begins one line.

A line feed in an address or in the text of an error could otherwise write a second record that never was.
"""

import logging
import re

# Everything that ends a line somewhere, or that a terminal obeys.
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
# What belongs to the record above it, like a traceback, begins with this.
CONTINUED = "\n    "


def escape(text: str) -> str:
    r"""A text on one line: a line feed becomes `\n` as it is written in Python, an escape `\x1b`."""
    return _CONTROLS.sub(lambda control: repr(control[0])[1:-1], text)


class OneLineFormatter(logging.Formatter):
    """Formats a record with its message on one line, and indents the lines of its traceback."""

    def formatMessage(self, record: logging.LogRecord) -> str:
        """Return the message on one line."""
        return escape(super().formatMessage(record))

    def formatException(self, info: tuple) -> str:
        """Return an indented traceback."""
        return _indented(super().formatException(info))

    def formatStack(self, stack: str) -> str:
        """Return an indented stack."""
        return _indented(super().formatStack(stack))


def _indented(text: str) -> str:
    return CONTINUED[1:] + CONTINUED.join(escape(line) for line in text.split("\n"))
