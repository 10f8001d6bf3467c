"""Keep documents and number every change of them, in SQLite or PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from itertools import islice
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.schema import CreateTable

from corpus import sentences
from corpus.document import SAFE_ID, Document, from_json
from corpus.store.build_lock import build_lock
from corpus.store.database import Database, connect
from corpus.store.errors import StoreError
from corpus.store.tables import CHANGE, DOCUMENT, META, SCHEMA, TABLES, row_of, timestamp

ADDED, CHANGED, DELETED = "added", "changed", "deleted"

_DOCUMENTS_PER_PAGE = 200  # where all are read: no cursor stays open, and few documents are in memory
_CHANGES_PER_PAGE = 500
_MAX_IDS_PER_QUERY = 500  # values in one IN (…), below every database's limit


class Change(NamedTuple):
    """Records that a document was `added`, `changed` or `deleted`; numbers only grow, and gaps mean nothing."""

    number: int
    id: str
    what: str


class PutCounts(NamedTuple):
    """Counts what a put did."""

    added: int = 0
    changed: int = 0
    same: int = 0


class Coverage(NamedTuple):
    """Counts documents by their own fields, as their source gave them; None counts those without the field."""

    sources: Mapping[str | None, int]
    kinds: Mapping[str | None, int]
    years: Mapping[int | None, int]


def open_store(url: str, *, patience: float = 30.0) -> Store:
    """Open the store of a SQLAlchemy URL, and create an empty one where there is none.

    `patience` is how many seconds to wait for another writer. Raises StoreError.
    """
    database = connect(url, patience=patience)
    try:
        _prepare(database)
    except BaseException:
        database.close()
        raise
    return Store(database)


class Store:
    """Keeps documents as their reader gave them. Every method may be called from any thread and raises StoreError."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def close(self) -> None:
        """Close all connections."""
        self.database.close()

    def build_lock(self) -> AbstractContextManager[Callable[[], None]]:
        """Hold the lock that lets one builder at a time index this store; a builder that dies frees it.

        Yields a check to call before an index is published: it raises StoreError where the lock was lost.
        """
        return build_lock(self.database)

    def put(
        self, documents: Iterable[Document], *, at: datetime, originals: Mapping[str, str] | None = None
    ) -> PutCounts:
        """Insert or update the documents, all in one transaction; a document that is stored already changes nothing.

        `originals` maps ids to the sha256 of the file that a document was read from. Of two documents with the same id
        the last counts. Raises DocumentError for an id that is not safe in a URL and for what `digest` refuses.
        """
        originals = originals or {}
        rows = {document.id: row_of(document, at, originals.get(document.id)) for document in documents}
        with self.database.writing() as connection:
            stored = _digests(connection, rows)
            new = [row for id, row in rows.items() if id not in stored]
            changed = [row for id, row in rows.items() if stored.get(id, row["digest"]) != row["digest"]]
            if new:
                connection.execute(DOCUMENT.insert(), new)
            for row in changed:
                values = {name: value for name, value in row.items() if name not in ("id", "added")}
                connection.execute(DOCUMENT.update().where(DOCUMENT.c.id == row["id"]).values(values))
            log = [(id, CHANGED if id in stored else ADDED) for id in rows if stored.get(id) != rows[id]["digest"]]
            _log(connection, log, at)
        return PutCounts(len(new), len(changed), len(rows) - len(new) - len(changed))

    def delete(self, ids: Iterable[str], *, at: datetime) -> frozenset[str]:
        """Delete the documents, all in one transaction, and return the ids that were there."""
        requested = _valid_ids(ids)
        with self.database.writing() as connection:
            stored = _digests(connection, requested)
            for chunk in _chunks(stored):
                connection.execute(DOCUMENT.delete().where(DOCUMENT.c.id.in_(chunk)))
            _log(connection, [(id, DELETED) for id in requested if id in stored], at)
        return frozenset(stored)

    def get(self, id: str) -> Document | None:
        """Return a document, None where there is none."""
        return self.get_many([id]).get(id)

    def get_many(self, ids: Iterable[str]) -> dict[str, Document]:
        """Return the documents that exist, by id, in the requested order."""
        requested = _valid_ids(ids)
        documents: dict[str, Document] = {}
        with self.database.reading() as connection:
            for chunk in _chunks(requested):
                rows = connection.execute(sa.select(DOCUMENT.c.id, DOCUMENT.c.json).where(DOCUMENT.c.id.in_(chunk)))
                documents.update((id, self._document(id, shape)) for id, shape in rows)
        return {id: documents[id] for id in requested if id in documents}

    def digest_of(self, id: str) -> str | None:
        """Return the sha256 of a document's stored form without reading it, None where there is no such document."""
        query = sa.select(DOCUMENT.c.digest).where(DOCUMENT.c.id.in_(_valid_ids([id])))
        with self.database.reading() as connection:
            return connection.scalar(query)

    def original(self, id: str) -> str | None:
        """Return the sha256 of the file that a document was read from, None where it is not known."""
        query = sa.select(DOCUMENT.c.original).where(DOCUMENT.c.id.in_(_valid_ids([id])))
        with self.database.reading() as connection:
            return connection.scalar(query)

    def documents(self, *, after: str = "") -> Iterator[Document]:
        """Yield the documents with ids after `after`, in the order of ids; no cursor stays open between pages."""
        query = sa.select(DOCUMENT.c.id, DOCUMENT.c.json).order_by(DOCUMENT.c.id).limit(_DOCUMENTS_PER_PAGE)
        while True:
            with self.database.reading() as connection:
                rows = connection.execute(query.where(DOCUMENT.c.id > after)).all()
            for id, shape in rows:
                yield self._document(id, shape)
            if len(rows) < _DOCUMENTS_PER_PAGE:
                return
            after = rows[-1].id

    def count(self) -> int:
        """Count the documents."""
        with self.database.reading() as connection:
            return connection.scalar(sa.select(sa.func.count()).select_from(DOCUMENT)) or 0

    def coverage(self) -> Coverage:
        """Count the documents by source, kind and year of issue (else of publication), as their source gave them."""
        counts = []
        with self.database.reading() as connection:
            for column in (DOCUMENT.c.source, DOCUMENT.c.kind, DOCUMENT.c.year):
                rows = connection.execute(sa.select(column, sa.func.count()).group_by(column)).all()
                counts.append({row[0]: row[1] for row in rows})
        return Coverage(*counts)

    def changes(self, since: int = 0, limit: int | None = None) -> Iterator[Change]:
        """Yield the changes with numbers above `since` in order, at most `limit`; no cursor is open between pages."""
        query = sa.select(CHANGE.c.number, CHANGE.c.id, CHANGE.c.what).order_by(CHANGE.c.number)
        left = limit
        while left is None or left > 0:
            page = _CHANGES_PER_PAGE if left is None else min(_CHANGES_PER_PAGE, left)
            with self.database.reading() as connection:
                rows = connection.execute(query.where(CHANGE.c.number > since).limit(page)).all()
            yield from (Change(*row) for row in rows)
            if len(rows) < page:
                return
            since = rows[-1].number
            left = None if left is None else left - page

    def last_change(self) -> int:
        """Return the number of the last change, 0 before the first."""
        with self.database.reading() as connection:
            return connection.scalar(sa.select(sa.func.max(CHANGE.c.number))) or 0

    def last_changed(self) -> datetime | None:
        """Return the time of the last change, None before the first."""
        with self.database.reading() as connection:
            at = connection.scalar(sa.select(CHANGE.c.at).order_by(CHANGE.c.number.desc()).limit(1))
        return datetime.fromisoformat(at) if at else None

    def _document(self, id: str, shape: str) -> Document:
        try:
            return from_json(json.loads(shape), id=id)
        except ValueError as error:
            damaged = sentences.STORED_DOCUMENT_DAMAGED.format(id=id, name=self.database.name, error=error)
            raise StoreError(damaged) from error


def _prepare(database: Database) -> None:
    """Create the tables where there are none; refuse another program's database, and a store of a newer version."""
    with database.translated_errors():
        names = set(sa.inspect(database.engine).get_table_names())
        if META.name not in names and names - set(TABLES.tables):
            raise StoreError(sentences.NOT_A_STORE.format(name=database.name))
        version = _version(database) if META.name in names else None
        if version is None:
            _create(database)
            version = _version(database)
    if version and int(version) > SCHEMA:
        raise StoreError(sentences.STORE_TOO_NEW.format(name=database.name, version=version, supported=SCHEMA))


def _version(database: Database) -> str | None:
    with database.engine.connect() as connection:
        return connection.scalar(sa.select(META.c.value).where(META.c.name == "schema"))


def _create(database: Database) -> None:
    try:
        with database.creating_tables() as connection:
            encoding = connection.scalar(sa.text("SHOW server_encoding")) if database.postgres else "UTF8"
            if encoding != "UTF8":
                raise StoreError(sentences.STORE_ENCODING.format(name=database.name, encoding=encoding))
            for table in TABLES.sorted_tables:
                connection.execute(CreateTable(table, if_not_exists=True))
            connection.execute(META.insert().values(name="schema", value=str(SCHEMA)))
    except IntegrityError:
        pass  # another process was faster


def _valid_ids(ids: Iterable[str]) -> list[str]:
    """Return the ids that a document can have, each once; a database may refuse to compare others (NUL)."""
    return [id for id in dict.fromkeys(ids) if SAFE_ID.fullmatch(id)]


def _digests(connection: sa.Connection, ids: Iterable[str]) -> dict[str, str]:
    """Return the digests of the documents that exist, by id."""
    digests: dict[str, str] = {}
    for chunk in _chunks(ids):
        rows = connection.execute(sa.select(DOCUMENT.c.id, DOCUMENT.c.digest).where(DOCUMENT.c.id.in_(chunk)))
        digests.update((id, digest) for id, digest in rows)
    return digests


def _log(connection: sa.Connection, changes: list[tuple[str, str]], at: datetime) -> None:
    if changes:
        connection.execute(CHANGE.insert(), [{"id": id, "what": what, "at": timestamp(at)} for id, what in changes])


def _chunks(ids: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(ids)
    while chunk := list(islice(rest, _MAX_IDS_PER_QUERY)):
        yield chunk
