"""Connect to the database of a store: a SQLite file, or PostgreSQL by URL, which several machines share."""

from __future__ import annotations

import os
import re
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, DBAPIError

from corpus import sentences
from corpus.store.errors import StoreError, sentence
from corpus.store.readonly import decode_damaged, open_readonly
from corpus.store.tables import META, SCHEMA

# Without these a query to a machine that lost its power would wait for a quarter of an hour. All in seconds but the
# last, in milliseconds. A value in the URL wins.
_NETWORK_TIMEOUTS = {
    "connect_timeout": 10,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 60_000,
}
# Keys of our advisory locks in PostgreSQL, apart from those of other programs in the same database.
_CREATION_LOCK_KEY, BUILD_LOCK_KEY = 1_214_538_052, 1_214_538_053
_MAX_APPLICATION_NAME_BYTES = 63  # PostgreSQL cuts longer ones


@dataclass(frozen=True, slots=True)
class Database:
    """Opens connections and transactions; `name` is the database in messages, without user and password.

    `readonly`: it was opened for reading.
    """

    engine: sa.Engine
    name: str
    readonly: bool = False

    def close(self) -> None:
        """Close all idle connections."""
        self.engine.dispose()

    @property
    def postgres(self) -> bool:
        """Tell whether this is PostgreSQL."""
        return self.engine.dialect.name == "postgresql"

    @contextmanager
    def translated_errors(self) -> Iterator[None]:
        """Turn an error of the driver within the block into a StoreError."""
        try:
            yield
        except DBAPIError as error:
            raise StoreError(sentence(error.orig, self.name)) from error
        except UnicodeDecodeError as error:  # of SQLite's own message, which quotes damaged bytes
            raise StoreError(sentences.STORE_DAMAGED.format(name=self.name)) from error

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Open a connection for reading; each statement sees what is committed by then."""
        with self.translated_errors(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def snapshot(self) -> Iterator[sa.Connection]:
        """Open a connection that sees the database as it is now, whatever others write meanwhile."""
        with self.translated_errors(), self.engine.connect() as connection:
            if self.postgres:
                connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            else:
                connection.exec_driver_sql("BEGIN")  # the driver begins by itself only before a write
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """Open a transaction that begins with a write to one fixed row, so that writers wait for one another.

        Changes therefore get their numbers in the order in which they are committed, in every database: a reader
        that has seen number N will never meet a smaller one later.
        """
        with self.translated_errors(), self.engine.begin() as connection:
            row = META.update().where(META.c.name == "schema").values(value=META.c.value)
            if connection.execute(row).rowcount != 1:
                raise StoreError(sentences.STORE_DAMAGED.format(name=self.name))  # nothing would make writers wait
            self.refuse_newer(schema_of(connection, self.name))  # it may have been migrated since it was opened
            yield connection

    @contextmanager
    def creating_tables(self) -> Iterator[sa.Connection]:
        """Open a transaction in which one process at a time creates or changes tables; all of that happens, or nothing.

        Errors of the driver come out as they are.
        """
        with self.engine.begin() as connection:
            if self.postgres:
                # Even IF NOT EXISTS fails there when two processes create the same table at the same time.
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_CREATION_LOCK_KEY)))
            else:
                connection.exec_driver_sql("BEGIN IMMEDIATE")  # the driver begins by itself only before INSERT and such
            yield connection

    def refuse_newer(self, schema: int | None) -> None:
        """Raise StoreError for a schema that only a newer version of the program knows."""
        if schema is not None and schema > SCHEMA:
            raise StoreError(sentences.STORE_TOO_NEW.format(name=self.name, version=schema, supported=SCHEMA))


def schema_of(connection: sa.Connection, name: str) -> int | None:
    """Return the number of a store's schema, None where none is written; `name` is the store in messages.

    It stands in `version`, and for programs of schema 1, which may set theirs to 1 again, in `schema`.
    Raises StoreError where it is no number.
    """
    query = sa.select(META.c.value).where(META.c.name.in_(("schema", "version")))
    try:
        return max((int(value) for value in connection.scalars(query)), default=None)
    except (TypeError, ValueError) as error:
        raise StoreError(sentences.STORE_DAMAGED.format(name=name)) from error


def connect(url: str, *, patience: float, readonly: bool = False) -> Database:
    """Return the database of a SQLAlchemy URL; `patience` is how many seconds to wait for a lock of another writer.

    A `readonly` one writes nothing to the disk, and makes no file. Raises StoreError for a URL that cannot be
    understood.
    """
    try:
        address = sa.make_url(url)
        engine = _engine(address, patience, readonly)
    except (ArgumentError, ValueError) as error:
        raise StoreError(sentences.STORE_URL_UNKNOWN.format(url=_without_password(url))) from error
    return Database(engine, _name(address), readonly)


def _engine(address: sa.URL, patience: float, readonly: bool) -> sa.Engine:
    if "@" in f"{address.host}{address.database}" and address.drivername.startswith("postgresql"):
        raise ArgumentError("a part of a password that was not escaped")  # which no message may show
    if address.drivername in ("postgresql", "postgresql+psycopg"):
        return _postgres(address.set(drivername="postgresql+psycopg"), patience)
    if address.drivername not in ("sqlite", "sqlite+pysqlite"):
        raise ArgumentError(f"no store can be in {address.drivername}")
    if address.database in (None, "", ":memory:"):
        engine = sa.create_engine(address)
    elif readonly:
        path = Path(address.database)
        return sa.create_engine(address, poolclass=sa.NullPool, creator=lambda: open_readonly(path, patience))
    else:
        # Opening a file costs nothing worth a pool, and a connection that waits in one would hold the file open.
        engine = sa.create_engine(address, poolclass=sa.NullPool)
    _prepare_sqlite(engine, address.database, patience)
    return engine


def _name(address: sa.URL) -> str:
    if address.get_backend_name() == "sqlite":
        return address.database or "sqlite://"
    hosts = address.query.get("host", ())  # several, or the folder of a socket
    where = address.host or (hosts if isinstance(hosts, str) else ",".join(hosts))
    if address.port:
        where += f":{address.port}"
    return f"{where}/{address.database or ''}"


def _postgres(address: sa.URL, patience: float) -> sa.Engine:
    options: dict[str, Any] = {
        **_NETWORK_TIMEOUTS,
        "client_encoding": "utf8",
        "application_name": f"hdnd {socket.gethostname()} {os.getpid()}"[-_MAX_APPLICATION_NAME_BYTES:],
    }
    engine = sa.create_engine(
        address,
        connect_args={name: value for name, value in options.items() if name not in address.query},
        # A statement after the lock must see what the writer before committed.
        isolation_level="READ COMMITTED",
        pool_pre_ping=True,  # the server may have restarted
        max_overflow=-1,  # threads are limited elsewhere; none waits for a connection
    )

    @sa.event.listens_for(engine, "connect")
    def configure(connection: Any, _: object) -> None:
        connection.autocommit = True
        connection.execute(f"SET lock_timeout = {max(1, round(patience * 1000))}")  # 0 would be for ever
        connection.autocommit = False

    return engine


def _prepare_sqlite(engine: sa.Engine, path: str | None, patience: float) -> None:
    if path and path != ":memory:":
        try:
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(sentences.STORE_FOLDER_NOT_MADE.format(path=path, reason=error.strerror)) from error

    @sa.event.listens_for(engine, "connect")
    def configure(connection: Any, _: object) -> None:
        connection.text_factory = decode_damaged
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={round(patience * 1000)}")
        _write_ahead(cursor, patience)
        # A power cut may take back the last transactions, which a repeated add brings again; it damages no file.
        cursor.execute("PRAGMA synchronous=NORMAL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()


def _write_ahead(cursor: sqlite3.Cursor, patience: float) -> None:
    """Switch to a write-ahead log (WAL), in which readers and the single writer do not wait for each other.

    A new file that another process is writing to refuses this at once, whatever `busy_timeout` says: hence the loop.
    """
    deadline = monotonic() + patience
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or monotonic() >= deadline:
                raise
            sleep(0.01)


def _without_password(url: str) -> str:
    """Return a URL without its password, also where that has characters which should have been escaped."""
    return re.sub(r"(?i)(password=)[^&]*", r"\1***", re.sub(r"(://[^:/@]*:).*@", r"\1***@", url))
