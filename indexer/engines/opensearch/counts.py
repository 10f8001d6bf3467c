"""Count the records that have terms or match queries: many in one question, each once for a generation."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from threading import Lock
from typing import Any

Key = Any
KEPT = 50_000  # counts


class Counts:
    """Keeps counts of what does not change; `count` tells those of many bodies. Safe to use from many threads."""

    def __init__(self, count: Callable[[Sequence[Any]], Sequence[int]]) -> None:
        self._count = count
        self._lock = Lock()
        self._known: OrderedDict[Key, int] = OrderedDict()

    def of(self, asked: Iterable[tuple[Key, Any]]) -> dict[Key, int]:
        """Return the counts of queries, by their keys."""
        asked = dict(asked)
        found: dict[Key, int] = {}
        with self._lock:
            for key in asked:
                if (count := self._known.get(key)) is not None:
                    found[key] = count
                    self._known.move_to_end(key)
        missing = {key: body for key, body in asked.items() if key not in found}
        if missing:
            new = dict(zip(missing, self._count(list(missing.values())), strict=True))
            found |= new
            with self._lock:
                self._known |= new
                while len(self._known) > KEPT:
                    self._known.popitem(last=False)
        return found
