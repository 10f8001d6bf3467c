"""Cache what was used most recently, up to a total size; the one cache of this kind in the project."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from threading import Lock
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class LruCache(Generic[Key, Value]):
    """Caches values, and evicts the least recently used ones beyond a capacity; safe to use from many threads.

    The capacity counts entries, or whatever `size` returns for a value (bytes, code points). A value larger than the
    whole capacity is not cached. None cannot be cached: it means that a key is absent.
    """

    def __init__(self, capacity: int, size: Callable[[Value], int] = lambda value: 1) -> None:
        self._capacity = capacity
        self._size_of = size
        self._size = 0
        self._entries: OrderedDict[Key, Value] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Key) -> Value | None:
        """Return the value of a key, None where it is not cached."""
        with self._lock:
            if (value := self._entries.get(key)) is not None:
                self._entries.move_to_end(key)
            return value

    def get_many(self, keys: Iterable[Key]) -> dict[Key, Value]:
        """Return the values of those keys that are cached."""
        with self._lock:
            cached = {key: self._entries[key] for key in keys if key in self._entries}
            for key in cached:
                self._entries.move_to_end(key)
        return cached

    def put(self, key: Key, value: Value) -> None:
        """Cache a value, in place of the one that its key had."""
        with self._lock:
            self._put(key, value)
            self._evict()

    def put_many(self, values: Mapping[Key, Value]) -> None:
        """Cache several values; the last of them count as the most recently used."""
        with self._lock:
            for key, value in values.items():
                self._put(key, value)
            self._evict()

    def _put(self, key: Key, value: Value) -> None:
        if (old := self._entries.pop(key, None)) is not None:
            self._size -= self._size_of(old)
        self._entries[key] = value
        self._size += self._size_of(value)

    def _evict(self) -> None:
        while self._size > self._capacity:
            self._size -= self._size_of(self._entries.popitem(last=False)[1])

    def get_or_compute(self, key: Key, compute: Callable[[], Value]) -> Value:
        """Return the value of a key; compute and cache it where it is absent (two threads may both compute it)."""
        if (value := self.get(key)) is None:
            value = compute()
            self.put(key, value)
        return value

    def items(self) -> list[tuple[Key, Value]]:
        """Return all entries, the least recently used first."""
        with self._lock:
            return list(self._entries.items())

    def __len__(self) -> int:
        return len(self._entries)
