"""One thread of a server's process for sign-ins: guessers wait there, and readers have all others.

A place in the queue is the same for all, so that the owner of an account comes in after a moment, whoever
guesses meanwhile.
"""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar
from urllib.parse import unquote_to_bytes

Item = TypeVar("Item")
Result = TypeVar("Result")
# Sign-ins that may wait in a process; the next is not answered.
MOST_WAITING = 100
# Seconds that the thread rests at most after each, as long as it has worked: half of a processor is enough
# for sign-ins.
LONGEST_REST = 0.1


class SignInLane:
    """Answers sign-ins one after another, in the order in which they came."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="sign-ins")
        self._places = threading.BoundedSemaphore(MOST_WAITING)
        self._worked = 0.0  # seconds, at the last sign-in

    def submit(self, answer: Callable[[Item], Result], request: Item) -> "Future[Result | bool]":
        """Have `answer` answer `request` in its turn; the result is False when there is no place left."""
        if not self._places.acquire(blocking=False):
            refused: Future[Result | bool] = Future()
            refused.set_result(False)
            return refused
        future: Future[Result | bool] = self._thread.submit(self._time, answer, request)
        future.add_done_callback(lambda _: self._places.release())
        self._thread.submit(self._rest)
        return future

    def shutdown(self) -> None:
        """Answer nothing that still waits."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _time(self, answer: Callable[[Item], Result], request: Item) -> Result:
        start = time.monotonic()
        try:
            return answer(request)
        finally:
            self._worked = time.monotonic() - start

    def _rest(self) -> None:
        time.sleep(min(self._worked, LONGEST_REST))


def is_sign_in(request: bytes) -> bool:
    """Return whether a request that begins so sends the sign-in form, however its address is written."""
    line = request.partition(b"\r\n")[0]
    return line.startswith(b"POST ") and b"/admin/login/" in unquote_to_bytes(line)
