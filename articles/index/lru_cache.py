"""A bounded cache whose least recently used entries make room; threads may share it."""

import threading
from collections.abc import Hashable, Iterable, Iterator
from sys import getsizeof
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class LRUCache(Generic[Key, Value]):
    """At most `max_items` entries; with `max_bytes`, of at most so many bytes. None is no value."""

    def __init__(
        self, max_items: int, items: Iterable[tuple[Key, Value]] = (), *, max_bytes: int | None = None
    ) -> None:
        self.max_items, self.max_bytes = max_items, max_bytes
        self._entries = dict(items)
        self.bytes = sum(map(self._size, self._entries.values()))
        self._lock = threading.Lock()

    def get(self, key: Key) -> Value | None:
        """Return the value of `key`, the most recently used one from now on; None if there is none."""
        with self._lock:
            value = self._entries.pop(key, None)
            if value is not None:
                self._entries[key] = value
        return value

    def put(self, key: Key, value: Value) -> None:
        """Keep `value` under `key`, unless it alone is too big."""
        size = self._size(value)
        if self.max_bytes is not None and size > self.max_bytes:
            return
        with self._lock:
            self._drop(key)
            while self._entries and (len(self._entries) >= self.max_items or not self._has_room(size)):
                self._drop(next(iter(self._entries)))
            self._entries[key] = value
            self.bytes += size

    def clear(self) -> None:
        """Drop all entries."""
        with self._lock:
            self._entries.clear()
            self.bytes = 0

    def items(self) -> list[tuple[Key, Value]]:
        """Return all entries, the least recently used first."""
        return list(self._entries.items())  # one step, during which no other thread changes them

    def __iter__(self) -> Iterator[Key]:
        return iter(list(self._entries))

    def __len__(self) -> int:
        return len(self._entries)

    def _drop(self, key: Key) -> None:
        value = self._entries.pop(key, None)
        if value is not None:
            self.bytes -= self._size(value)

    def _has_room(self, size: int) -> bool:
        return self.max_bytes is None or self.bytes + size <= self.max_bytes

    def _size(self, value: Value) -> int:
        return 0 if self.max_bytes is None else getsizeof(value)
