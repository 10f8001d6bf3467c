"""Cache document counts and term codes of a generation, which never change; misses are fetched many at a time."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any, TypeVar

from indexer.engines.lru import LruCache

CountKey = TypeVar("CountKey", bound=Hashable)
MAX_COUNTS = 50_000
MAX_CODE_BYTES = 64 * 2**20


class CountCache:
    """Caches document counts of queries; `count` counts the documents of many queries at once.

    Safe to use from many threads.
    """

    def __init__(self, count: Callable[[Sequence[Any]], Sequence[int]]) -> None:
        self._count = count
        self._cached = LruCache[Any, int](MAX_COUNTS)

    def get(self, keys: Iterable[CountKey], query_of: Callable[[CountKey], Any]) -> dict[CountKey, int]:
        """Return the counts by key; `query_of` translates a key that is not cached into the cluster's query."""
        requested = dict.fromkeys(keys)
        cached = self._cached.get_many(requested)
        missing = [key for key in requested if key not in cached]
        new = dict(zip(missing, self._count([query_of(key) for key in missing]), strict=True)) if missing else {}
        self._cached.put_many(new)
        return {key: cached[key] if key in cached else new[key] for key in requested}


class TermCodeCache:
    """Caches the term codes (`mapping.to_document`) of the most recent candidates; `fetch` brings those of many ids.

    Safe to use from many threads.
    """

    def __init__(self, fetch: Callable[[Sequence[str]], dict[str, bytes]]) -> None:
        self._fetch = fetch
        self._cached = LruCache[str, bytes](MAX_CODE_BYTES, len)

    def get(self, ids: Sequence[str]) -> list[bytes]:
        """Return the codes of records, in the order of `ids`."""
        codes = self._cached.get_many(ids)
        if missing := [id for id in ids if id not in codes]:
            new = self._fetch(missing)
            self._cached.put_many(new)
            codes |= new
        return [codes[id] for id in ids]
