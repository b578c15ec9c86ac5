"""In the server sign-ins wait for each other, and nobody else waits for them."""

import threading

import pytest

from newsroom.login import lane

# Seconds: only a test that fails waits so long.
LONG = 300


@pytest.fixture
def sign_ins(monkeypatch):
    monkeypatch.setattr(lane, "LONGEST_REST", 0)
    monkeypatch.setattr(lane, "MOST_WAITING", 3)
    own = lane.SignInLane()
    yield own
    own.shutdown()


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (b"POST /admin/login/ HTTP/1.1\r\nHost: a\r\n\r\n", True),
        (b"POST /admin/login/?next=/admin/ HTTP/1.1\r\n", True),
        (b"POST /%61dmin/%6Cogin/ HTTP/1.1\r\n", True),
        (b"POST http://newsroom.example.org/admin/login/ HTTP/1.1\r\n", True),
        (b"GET /admin/login/ HTTP/1.1\r\n", False),
        (b"POST /admin/articles/article/add/ HTTP/1.1\r\nReferer: /admin/login/\r\n", False),
        (b"", False),
    ],
)
def test_a_sign_in_is_known_by_its_first_line(start, expected):
    assert lane.is_sign_in(start) is expected


def test_sign_ins_are_answered_one_at_a_time_in_the_order_they_came(sign_ins):
    begin, order = threading.Event(), []

    def answer(number):
        begin.wait(LONG)
        order.append((number, threading.current_thread().name))
        return True

    futures = [sign_ins.submit(answer, number) for number in range(3)]
    begin.set()

    assert [future.result(LONG) for future in futures] == [True] * 3
    assert [number for number, _ in order] == [0, 1, 2]
    assert len({thread for _, thread in order}) == 1


def test_one_more_than_may_wait_is_not_answered_and_later_ones_are(sign_ins):
    begin = threading.Event()
    futures = [sign_ins.submit(lambda _: begin.wait(LONG), number) for number in range(3)]

    assert sign_ins.submit(lambda _: True, 4).result(0) is False

    begin.set()
    assert all(future.result(LONG) for future in futures)
    sign_ins._thread.submit(int).result(LONG)  # until the places are free again
    assert sign_ins.submit(lambda _: "answered", 5).result(LONG) == "answered"


def test_a_sign_in_that_fails_leaves_its_place(sign_ins):
    def fail(_):
        raise ConnectionResetError("the client has gone")

    for _ in range(4):
        with pytest.raises(ConnectionResetError, match="has gone"):
            sign_ins.submit(fail, None).result(LONG)
        sign_ins._thread.submit(int).result(LONG)
