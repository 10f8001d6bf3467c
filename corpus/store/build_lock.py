"""Let one builder at a time index a store that machines may share: a lock in the store, freed when its holder dies."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from time import monotonic, sleep

import sqlalchemy as sa

from corpus import sentences
from corpus.file_lock import FileLocked, file_lock
from corpus.store.database import BUILD_LOCK_KEY, Database
from corpus.store.errors import StoreError

_PATIENCE_SECONDS = 1.0  # another builder may just be publishing
_POLL_SECONDS = 0.05
# The second key confines a lock to this store where several stores share a database, each in a schema of its own.
_ACQUIRE = sa.text("SELECT pg_try_advisory_lock(:key, 'meta'::regclass::oid::int)").bindparams(key=BUILD_LOCK_KEY)
_HOLDER = sa.text(
    "SELECT coalesce(application_name, '') FROM pg_locks JOIN pg_stat_activity USING (pid) "
    "WHERE locktype = 'advisory' AND granted AND classid = :key AND objid = 'meta'::regclass "
    "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
).bindparams(key=BUILD_LOCK_KEY)
# The server notices within a minute that the builder's machine lost its power, and gives the lock to the next one.
_KEEPALIVES = "SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3"


@contextmanager
def build_lock(database: Database) -> Iterator[Callable[[], None]]:
    """Hold the builder's lock until the block ends. Raises a StoreError that names the process which has it.

    Yields a check to call before anything is published: it raises StoreError where the lock was lost with its
    connection, as another builder may have begun since.
    """
    with _advisory_lock(database) if database.postgres else _lock_file(database) as check:
        yield check


@contextmanager
def _advisory_lock(database: Database) -> Iterator[Callable[[], None]]:
    """Hold an advisory lock of a PostgreSQL session."""
    with database.translated_errors(), database.engine.connect() as connection:
        # No transaction stays open all the while, which would keep PostgreSQL from tidying up.
        connection.execution_options(isolation_level="AUTOCOMMIT")
        connection.exec_driver_sql(_KEEPALIVES)
        deadline = monotonic() + _PATIENCE_SECONDS
        while not connection.scalar(_ACQUIRE):
            if monotonic() >= deadline:
                raise _taken(connection.scalar(_HOLDER) or "", database)
            sleep(_POLL_SECONDS)

        def check() -> None:
            with database.translated_errors():
                connection.scalar(sa.select(1))

        try:
            yield check
        finally:
            connection.invalidate()  # its session ends, and the lock with it, whatever state it is in


@contextmanager
def _lock_file(database: Database) -> Iterator[Callable[[], None]]:
    """Lock a file beside SQLite's."""
    path = database.engine.url.database
    with ExitStack() as stack:
        if path not in (None, "", ":memory:"):  # no other process has a store in memory
            holder = sentences.HOLDER_PROCESS.format(pid=os.getpid())
            lock = file_lock(Path(f"{path}.building"), holder=holder, patience=_PATIENCE_SECONDS)
            try:
                stack.enter_context(lock)
            except FileLocked as error:
                raise _taken(error.holder, database) from error
            except OSError as error:
                raise StoreError(sentences.BUILD_LOCK_NOT_OPENED.format(path=path, reason=error.strerror)) from error
        yield lambda: None


def _taken(holder: str, database: Database) -> StoreError:
    holder = holder or sentences.UNKNOWN
    return StoreError(sentences.BUILD_LOCK_TAKEN.format(holder=holder, name=database.name))
