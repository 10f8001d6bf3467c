"""Remember what is counted in a generation, and the codes of its records: each is asked for once, many together."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from threading import Lock
from typing import Any

Key = Any
KEPT = 50_000  # counts
ROOM = 64 * 2**20  # bytes of codes


class Counts:
    """Keeps counts of what does not change; `count` tells those of many bodies. Safe to use from many threads."""

    def __init__(self, count: Callable[[Sequence[Any]], Sequence[int]]) -> None:
        self._count = count
        self._lock = Lock()
        self._known: OrderedDict[Key, int] = OrderedDict()

    def of(self, keys: Iterable[Key], body: Callable[[Key], Any]) -> dict[Key, int]:
        """Return the counts of queries by their keys; `body` makes those that were not counted yet."""
        asked = dict.fromkeys(keys)
        found: dict[Key, int] = {}
        with self._lock:
            for key in asked:
                if (count := self._known.get(key)) is not None:
                    found[key] = count
                    self._known.move_to_end(key)
        if missing := [key for key in asked if key not in found]:
            new = dict(zip(missing, self._count([body(key) for key in missing]), strict=True))
            found |= new
            with self._lock:
                self._known |= new
                while len(self._known) > KEPT:
                    self._known.popitem(last=False)
        return found


class Codes:
    """Keeps the codes of the records that were candidates last; `fetch` brings those of many ids. Safe to use from
    many threads."""

    def __init__(self, fetch: Callable[[Sequence[str]], dict[str, bytes]]) -> None:
        self._fetch = fetch
        self._lock = Lock()
        self._known: OrderedDict[str, bytes] = OrderedDict()
        self._size = 0

    def of(self, ids: Sequence[str]) -> list[bytes]:
        """Return the codes of records, in their order."""
        found: dict[str, bytes] = {}
        with self._lock:
            for id in ids:
                if (code := self._known.get(id)) is not None:
                    found[id] = code
                    self._known.move_to_end(id)
        if missing := [id for id in ids if id not in found]:
            new = self._fetch(missing)
            found |= new
            with self._lock:
                for id, code in new.items():
                    self._size += len(code) - len(self._known.get(id, b""))
                    self._known[id] = code
                while self._size > ROOM:
                    self._size -= len(self._known.popitem(last=False)[1])
        return [found[id] for id in ids]
