"""Keep what was read of originals, so that no file is parsed twice: by the sha256 of its bytes, and by part.

A part is a reader of a format, a recogniser of letters, or all readers together. What another version of it has read is
replaced, so that a better rule reads again just what it would read otherwise. All of it is a cache: losing it loses
time.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple

import sqlalchemy as sa

from corpus.store import Store
from corpus.store.tables import READING, timestamp

_VALUES_PER_QUERY = 500  # in one IN (…), below every database's limit
_MAX_BYTES = 512 * 1024 * 1024  # of the JSON of a file


class Reading(NamedTuple):
    """Holds what a part (`part`, in the version `digest`) has read of an original: a JSON value."""

    part: str
    digest: str
    sha256: str
    value: Any


class Readings:
    """Finds and keeps readings in a store. `find` may be called from any thread."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._database = store.database
        self._clock = clock

    def find(self, part: str, digest: str | None, sha256: str) -> Any | None:
        """Return what this version of a part, or any where it is None, has read of an original; None if nothing."""
        kept = [READING.c.part == part, READING.c.sha256 == sha256]
        if digest is not None:
            kept.append(READING.c.digest == digest)
        with self._database.reading() as connection:
            packed = connection.scalar(sa.select(READING.c.content).where(*kept))
        return None if packed is None else _unpacked(packed)

    def keep(self, readings: Iterable[Reading]) -> None:
        """Keep readings in place of those of the same parts and originals. Raises StoreError."""
        at = timestamp(self._clock())
        rows = {
            (reading.part, reading.sha256): {
                "part": reading.part,
                "sha256": reading.sha256,
                "digest": reading.digest,
                "at": at,
                "content": zlib.compress(json.dumps(reading.value).encode()),
            }
            for reading in readings
        }
        if not rows:
            return
        with self._database.writing() as connection:
            for part in {part for part, _ in rows}:
                for originals in pages(sha256 for its_part, sha256 in rows if its_part == part):
                    connection.execute(READING.delete().where(READING.c.part == part, READING.c.sha256.in_(originals)))
            connection.execute(READING.insert(), list(rows.values()))


def readings_of(store: Store, part: str, original: str | None = None) -> dict[str, tuple[str, Any]]:
    """Return the digest and the value of all readings of a part, or of those of one original, by original.

    It does not matter which version of the part read them.
    """
    query = sa.select(READING.c.sha256, READING.c.digest, READING.c.content).where(READING.c.part == part)
    if original is not None:
        query = query.where(READING.c.sha256 == original)
    with store.database.reading() as connection:
        return {sha256: (digest, _unpacked(packed)) for sha256, digest, packed in connection.execute(query)}


def pages(values: Iterable[str]) -> Iterator[list[str]]:
    """Yield the values in lists that fit into one query."""
    rest = iter(values)
    while page := list(islice(rest, _VALUES_PER_QUERY)):
        yield page


def _unpacked(packed: bytes) -> Any | None:
    """Return the value of a row; None for a damaged one, which is read anew."""
    try:
        return json.loads(zlib.decompressobj().decompress(packed, _MAX_BYTES))
    except (zlib.error, ValueError):
        return None
