"""What a request brings begins no line of the log."""

import io
import logging
import logging.config

import pytest
from django.conf import settings
from gunicorn.config import Config

from newsroom.backends.log_lines import CONTINUED
from newsroom.server import ServerLog


@pytest.fixture
def lines():
    """Log as the newsroom's settings have it; returns the lines that came of it."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    configurator = logging.config.DictConfigurator({})
    handler.setFormatter(configurator.configure_formatter(settings.LOGGING["formatters"]["line"]))
    logger = logging.getLogger("newsroom.test")
    logger.addHandler(handler)
    yield lambda: stream.getvalue().split("\n")[:-1]
    logger.removeHandler(handler)


@pytest.mark.parametrize("control", ["\n", "\r", "\r\n", "\x0b", "\x1b[2J", "\x85", "\u2028", "\x00"])
def test_a_record_with_control_characters_is_one_line(lines, control):
    logging.getLogger("newsroom.test").warning("Not found: %s", f"/a{control}2026-01-01 ERROR forged")

    [line] = lines()

    assert line.isprintable()
    assert line.endswith("2026-01-01 ERROR forged")


def test_each_line_of_a_traceback_is_indented(lines):
    try:
        raise ValueError("bad\r\n2026-01-01 ERROR forged")
    except ValueError:
        logging.getLogger("newsroom.test").exception("It failed")

    first, *others = lines()

    assert first.endswith("It failed")
    assert any("forged" in line for line in others)
    assert all(line.startswith(CONTINUED[1:]) and line.isprintable() for line in others)


def test_the_log_of_the_server_is_written_alike(capsys):
    log = ServerLog(Config())
    log.error_log.propagate = False

    log.error("Invalid request from %s", "1.2.3.4\r\n[2026-01-01] [1] [ERROR] forged")

    assert capsys.readouterr().err.count("\n") == 1
