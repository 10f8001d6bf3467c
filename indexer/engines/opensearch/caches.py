"""Cache document counts and term codes of a generation, which never change; misses are fetched many at a time."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Sequence
from threading import Lock
from typing import Any, TypeVar

CountKey = TypeVar("CountKey", bound=Hashable)
MAX_COUNTS = 50_000
MAX_CODE_BYTES = 64 * 2**20


class CountCache:
    """Caches document counts of queries; `count` counts the documents of many queries at once.

    Safe to use from many threads; the least recently used counts are dropped first.
    """

    def __init__(self, count: Callable[[Sequence[Any]], Sequence[int]]) -> None:
        self._count = count
        self._lock = Lock()
        self._cached: OrderedDict[Hashable, int] = OrderedDict()

    def get(self, keys: Iterable[CountKey], query_of: Callable[[CountKey], Any]) -> dict[CountKey, int]:
        """Return the counts by key; `query_of` translates a key that is not cached into the cluster's query."""
        requested = dict.fromkeys(keys)
        counts: dict[CountKey, int] = {}
        with self._lock:
            for key in requested:
                if (count := self._cached.get(key)) is not None:
                    counts[key] = count
                    self._cached.move_to_end(key)
        if missing := [key for key in requested if key not in counts]:
            new = dict(zip(missing, self._count([query_of(key) for key in missing]), strict=True))
            counts |= new
            with self._lock:
                for key, count in new.items():
                    self._cached[key] = count
                while len(self._cached) > MAX_COUNTS:
                    self._cached.popitem(last=False)
        return counts


class TermCodeCache:
    """Caches the term codes (`mapping.to_document`) of the most recent candidates; `fetch` brings those of many ids.

    Safe to use from many threads; the least recently used codes are dropped first.
    """

    def __init__(self, fetch: Callable[[Sequence[str]], dict[str, bytes]]) -> None:
        self._fetch = fetch
        self._lock = Lock()
        self._cached: OrderedDict[str, bytes] = OrderedDict()
        self._size = 0

    def get(self, ids: Sequence[str]) -> list[bytes]:
        """Return the codes of records, in the order of `ids`."""
        codes: dict[str, bytes] = {}
        with self._lock:
            for id in ids:
                if (code := self._cached.get(id)) is not None:
                    codes[id] = code
                    self._cached.move_to_end(id)
        if missing := [id for id in ids if id not in codes]:
            new = self._fetch(missing)
            codes |= new
            with self._lock:
                for id, code in new.items():
                    self._size += len(code) - len(self._cached.get(id, b""))
                    self._cached[id] = code
                while self._size > MAX_CODE_BYTES:
                    self._size -= len(self._cached.popitem(last=False)[1])
        return [codes[id] for id in ids]
