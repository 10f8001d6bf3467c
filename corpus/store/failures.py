"""Keep in the store what could not be read of files, until a later run reads them well or they are gone."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import sqlalchemy as sa

from corpus import sentences
from corpus.store import Store
from corpus.store.tables import FAILURE, countable, hash_of, timestamp

MAX_KEPT_PER_FILE = 1_000  # the last one says how many more there are


class ReadFailure(NamedTuple):
    """Says what of a file could not be read, and why: `member` is a line or an item of it, empty for the whole file."""

    source: str | None
    path: str
    member: str
    reason: str
    at: datetime


class FailureLog:
    """Gathers the failures of a run, and replaces those that the store has of the same files.

    A file that is read without a failure loses those that earlier runs left.
    """

    def __init__(self, store: Store, source: str | None, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._source = source
        self._clock = clock
        self._failing = _failing(store)
        self._read: dict[str, list[tuple[str, str]]] = {}  # path → (member, reason)

    def begin(self, path: Path) -> None:
        """Note that a file is read now."""
        self._read.setdefault(os.path.abspath(path), [])

    def add(self, path: Path, member: str, reason: str) -> None:
        """Note a failure; one of a path where nothing is, such as a mistyped one, is none of a file."""
        if os.path.lexists(path):
            self._read.setdefault(os.path.abspath(path), []).append((member, reason))

    def write(self, *, reading: Path | None = None) -> None:
        """Write what is known of all files but the one that is still being read. Raises StoreError."""
        open_path = reading and os.path.abspath(reading)
        finished = {path: failures for path, failures in self._read.items() if path != open_path}
        changed = {path: failures for path, failures in finished.items() if failures or hash_of(path) in self._failing}
        self._read = {path: failures for path, failures in self._read.items() if path == open_path}
        if changed:
            self._replace(changed)

    def forget_gone(self, below: Iterable[Path]) -> None:
        """Drop the failures of files that are gone from some folders. Raises StoreError."""
        roots = [os.path.abspath(path) for path in below]
        gone = [
            path
            for path in self._failing.values()
            if any(path == root or path.startswith(root.rstrip("/") + "/") for root in roots)
            and not os.path.lexists(path)
        ]
        if gone:
            self._replace(dict.fromkeys(gone, ()))

    def _replace(self, failures: Mapping[str, Sequence[tuple[str, str]]]) -> None:
        at = timestamp(self._clock())
        rows = [
            {
                "file": hash_of(path),
                "number": number,
                "source": self._source and countable(self._source),
                "path": countable(path),
                "member": countable(member),
                "reason": countable(reason),
                "at": at,
            }
            for path, listed in failures.items()
            for number, (member, reason) in enumerate(_shortened(listed), 1)
        ]
        with self._store.database.writing() as connection:
            for path in failures:
                connection.execute(FAILURE.delete().where(FAILURE.c.file == hash_of(path)))
            if rows:
                connection.execute(FAILURE.insert(), rows)


def counted(store: Store) -> dict[str | None, int]:
    """Count what could not be read, by the source that was given for the files; None counts those without one."""
    query = sa.select(FAILURE.c.source, sa.func.count()).group_by(FAILURE.c.source).order_by(FAILURE.c.source)
    with store.database.reading() as connection:
        return {row[0]: row[1] for row in connection.execute(query)}


def listed(store: Store, limit: int) -> list[ReadFailure]:
    """Return what could not be read, the latest first."""
    query = sa.select(FAILURE).order_by(FAILURE.c.at.desc(), FAILURE.c.path, FAILURE.c.number).limit(limit)
    with store.database.reading() as connection:
        return [
            ReadFailure(row["source"], row["path"], row["member"], row["reason"], datetime.fromisoformat(row["at"]))
            for row in connection.execute(query).mappings()
        ]


def _failing(store: Store) -> dict[str, str]:
    """Return the paths of which the store has failures, by their sha256."""
    with store.database.reading() as connection:
        return {row[0]: row[1] for row in connection.execute(sa.select(FAILURE.c.file, FAILURE.c.path).distinct())}


def _shortened(failures: Sequence[tuple[str, str]]) -> Sequence[tuple[str, str]]:
    if len(failures) <= MAX_KEPT_PER_FILE:
        return failures
    more = len(failures) - MAX_KEPT_PER_FILE + 1
    return [*failures[: MAX_KEPT_PER_FILE - 1], ("", sentences.MORE_FAILURES_OF_FILE.format(count=more))]
