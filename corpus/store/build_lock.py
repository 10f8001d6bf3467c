"""Let one builder at a time work over a store: a lock in the store itself, which a dead builder does not keep."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

import sqlalchemy as sa

from corpus.store.database import BUILDING, Database
from corpus.store.errors import StoreError

_PATIENCE = 1.0  # seconds: another builder may just be publishing
# A lock is of this store alone, also where several stores share a database, each in a schema of its own.
_TAKE = sa.text("SELECT pg_try_advisory_lock(:building, 'meta'::regclass::oid::int)").bindparams(building=BUILDING)
_HOLDER = sa.text(
    "SELECT coalesce(application_name, '') FROM pg_locks JOIN pg_stat_activity USING (pid) "
    "WHERE locktype = 'advisory' AND granted AND classid = :building AND objid = 'meta'::regclass "
    "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
).bindparams(building=BUILDING)
# The server notices within a minute that the builder's machine lost its power, and gives the lock to the next one.
_NOTICE = "SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3"


@contextmanager
def building(database: Database) -> Iterator[Callable[[], None]]:
    """Hold the builder's lock until the block ends. Raises StoreError that names who else has it.

    Gives a function that raises StoreError where the lock was lost with its connection, as another builder may have
    begun since: to be called before anything is published.
    """
    with _of_session(database) if database.postgres else _of_file(database) as held:
        yield held


@contextmanager
def _of_session(database: Database) -> Iterator[Callable[[], None]]:
    with database.told(), database.engine.connect() as connection:
        # No transaction stays open all the while, which would keep PostgreSQL from tidying up.
        connection.execution_options(isolation_level="AUTOCOMMIT")
        connection.exec_driver_sql(_NOTICE)
        until = monotonic() + _PATIENCE
        while not connection.scalar(_TAKE):
            if monotonic() >= until:
                raise _held_by(connection.scalar(_HOLDER) or "", database)
            sleep(0.05)

        def held() -> None:
            with database.told():
                connection.scalar(sa.select(1))

        try:
            yield held
        finally:
            connection.invalidate()  # its session ends, and the lock with it, whatever state it is in


@contextmanager
def _of_file(database: Database) -> Iterator[Callable[[], None]]:
    """Lock a file beside SQLite's. It stays: were it removed, two builders could lock two files of one name."""
    path = database.engine.url.database
    if path in (None, "", ":memory:"):
        yield lambda: None  # no other process has this store
        return
    try:
        file = os.open(Path(f"{path}.building"), os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise StoreError(f"Không khóa được kho {path} để lập chỉ mục: {error.strerror}.") from error
    try:
        until = monotonic() + _PATIENCE
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError as error:
                if monotonic() >= until:
                    raise _held_by(os.pread(file, 100, 0).decode(errors="replace"), database) from error
                sleep(0.05)
        os.ftruncate(file, 0)
        os.pwrite(file, f"số {os.getpid()}".encode(), 0)
        yield lambda: None
    finally:
        os.close(file)


def _held_by(who: str, database: Database) -> StoreError:
    return StoreError(
        f"Một tiến trình khác ({who or 'không rõ'}) đang lập chỉ mục từ kho {database.name}: "
        "hãy đợi nó xong rồi chạy lại."
    )
