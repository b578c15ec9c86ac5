"""A bounded memory for what was worked out lately."""

import threading
from collections.abc import Hashable, Iterable


class Remembered(dict):
    """At most so many things worked out lately; the oldest make room. Threads may share it."""

    def __init__(self, most: int, known: Iterable[tuple[Hashable, object]] = ()):
        super().__init__(known)
        self.most = most
        self._lock = threading.Lock()

    def recall(self, key: Hashable) -> object | None:
        """What is known of `key`, which makes room as the last now: what is asked often outlives what is asked once."""
        with self._lock:
            found = self.pop(key, None)
            if found is not None:
                self[key] = found
        return found

    def keep(self, key: Hashable, found: object) -> None:
        with self._lock:  # what comes first can only be asked while nothing changes
            while len(self) >= self.most:
                self.pop(next(iter(self), None), None)
            self[key] = found
