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

from corpus.document import SAFE_ID, Document, from_json
from corpus.store.build_lock import building
from corpus.store.database import MAKING, Database, reach
from corpus.store.errors import StoreError
from corpus.store.tables import CHANGE, DOCUMENT, META, SCHEMA, TABLES, digest, moment, row_of

__all__ = [
    "ADDED",
    "CHANGED",
    "DELETED",
    "Change",
    "Coverage",
    "PutCounts",
    "Store",
    "StoreError",
    "digest",
    "open_store",
]

ADDED, CHANGED, DELETED = "added", "changed", "deleted"

_PAGE = 200  # rows read at once where all are asked for: no cursor stays open, and few documents are in memory
_MANY = 500  # values in one IN (…), below every database's limit


class Change(NamedTuple):
    """Tells that a document was `added`, `changed` or `deleted`; numbers only grow, and gaps mean nothing."""

    number: int
    id: str
    what: str


class PutCounts(NamedTuple):
    """Counts what a put did."""

    added: int = 0
    changed: int = 0
    same: int = 0


class Coverage(NamedTuple):
    """Counts documents by what they give themselves; None counts those that give nothing."""

    sources: Mapping[str | None, int]
    kinds: Mapping[str | None, int]
    years: Mapping[int | None, int]


def open_store(url: str, *, patience: float = 30.0) -> Store:
    """Open the store of a SQLAlchemy URL, and make an empty one where there is none.

    `patience` is how many seconds another writer is waited for. Raises StoreError.
    """
    database = reach(url, patience=patience)
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

    def building(self) -> AbstractContextManager[Callable[[], None]]:
        """Hold the lock of this store's one builder while a block runs; a builder that dies does not keep it.

        Gives a function that raises StoreError where the lock was lost, to be called before an index is published.
        """
        return building(self.database)

    def put(
        self, documents: Iterable[Document], *, at: datetime, originals: Mapping[str, str] | None = None
    ) -> PutCounts:
        """Keep the documents, all in one transaction; what is kept already in the same words changes nothing.

        `originals` maps ids to the sha256 of the file that a document was read from. Of two documents with one id
        the last counts. Raises DocumentError for an id that is not safe in a URL and for what `digest` refuses.
        """
        originals = originals or {}
        rows = {document.id: row_of(document, at, originals.get(document.id)) for document in documents}
        with self.database.writing() as connection:
            known = _digests(connection, rows)
            new = [row for id, row in rows.items() if id not in known]
            other = [row for id, row in rows.items() if known.get(id, row["digest"]) != row["digest"]]
            if new:
                connection.execute(DOCUMENT.insert(), new)
            for row in other:
                values = {name: value for name, value in row.items() if name not in ("id", "added")}
                connection.execute(DOCUMENT.update().where(DOCUMENT.c.id == row["id"]).values(values))
            log = [(id, CHANGED if id in known else ADDED) for id in rows if known.get(id) != rows[id]["digest"]]
            _log(connection, log, at)
        return PutCounts(len(new), len(other), len(rows) - len(new) - len(other))

    def delete(self, ids: Iterable[str], *, at: datetime) -> frozenset[str]:
        """Delete the documents, all in one transaction, and return the ids that were there."""
        wanted = _possible(ids)
        with self.database.writing() as connection:
            known = _digests(connection, wanted)
            for some in _chunks(known):
                connection.execute(DOCUMENT.delete().where(DOCUMENT.c.id.in_(some)))
            _log(connection, [(id, DELETED) for id in wanted if id in known], at)
        return frozenset(known)

    def get(self, id: str) -> Document | None:
        """Return one document, None where there is none."""
        return self.get_many([id]).get(id)

    def get_many(self, ids: Iterable[str]) -> dict[str, Document]:
        """Return those of the documents that there are, by id, in the order asked for."""
        wanted = _possible(ids)
        found: dict[str, Document] = {}
        with self.database.reading() as connection:
            for some in _chunks(wanted):
                rows = connection.execute(sa.select(DOCUMENT.c.id, DOCUMENT.c.json).where(DOCUMENT.c.id.in_(some)))
                found.update((id, self._document(id, shape)) for id, shape in rows)
        return {id: found[id] for id in wanted if id in found}

    def original(self, id: str) -> str | None:
        """Return the sha256 of the file that a document was read from, None where it is not known."""
        query = sa.select(DOCUMENT.c.original).where(DOCUMENT.c.id.in_(_possible([id])))
        with self.database.reading() as connection:
            return connection.scalar(query)

    def documents(self, *, after: str = "") -> Iterator[Document]:
        """Yield all documents in the order of their ids, those after an id only; no cursor stays open between pages."""
        query = sa.select(DOCUMENT.c.id, DOCUMENT.c.json).order_by(DOCUMENT.c.id).limit(_PAGE)
        while True:
            with self.database.reading() as connection:
                rows = connection.execute(query.where(DOCUMENT.c.id > after)).all()
            for id, shape in rows:
                yield self._document(id, shape)
            if len(rows) < _PAGE:
                return
            after = rows[-1].id

    def count(self) -> int:
        """Count the documents."""
        with self.database.reading() as connection:
            return connection.scalar(sa.select(sa.func.count()).select_from(DOCUMENT)) or 0

    def coverage(self) -> Coverage:
        """Count the documents by source, kind and year of issue (else of publication), as they give them."""
        counted = []
        with self.database.reading() as connection:
            for column in (DOCUMENT.c.source, DOCUMENT.c.kind, DOCUMENT.c.year):
                rows = connection.execute(sa.select(column, sa.func.count()).group_by(column)).all()
                counted.append({row[0]: row[1] for row in rows})
        return Coverage(*counted)

    def changes(self, since: int = 0, limit: int | None = None) -> Iterator[Change]:
        """Yield the changes with numbers above `since` in order, at most `limit`; no cursor is open between pages."""
        query = sa.select(CHANGE.c.number, CHANGE.c.id, CHANGE.c.what).order_by(CHANGE.c.number)
        left = limit
        while left is None or left > 0:
            page = _MANY if left is None else min(_MANY, left)
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
            raise StoreError(
                f"Văn bản {id} trong kho {self.database.name} bị hỏng: hãy thêm lại văn bản này ({error})."
            ) from error


def _prepare(database: Database) -> None:
    """Make the tables where there are none, and refuse what is not a store that this version can write."""
    with database.told():
        names = set(sa.inspect(database.engine).get_table_names())
        if META.name not in names and names - set(TABLES.tables):
            raise StoreError(f"{database.name} không phải là kho văn bản: hãy đặt HDND_STORE vào nơi khác.")
        version = _version(database) if META.name in names else None
        if version is None:
            _create(database)
            version = _version(database)
    if version and int(version) > SCHEMA:
        raise StoreError(
            f"Kho {database.name} do một phiên bản mới hơn ghi (lược đồ {version}, bản này chỉ biết đến {SCHEMA}): "
            "hãy nâng cấp chương trình."
        )


def _version(database: Database) -> str | None:
    with database.engine.connect() as connection:
        return connection.scalar(sa.select(META.c.value).where(META.c.name == "schema"))


def _create(database: Database) -> None:
    try:
        with database.engine.begin() as connection:
            if database.postgres:
                # IF NOT EXISTS fails there when two processes make the same table at the same time.
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(MAKING)))
                if (encoding := connection.scalar(sa.text("SHOW server_encoding"))) != "UTF8":
                    raise StoreError(
                        f"Cơ sở dữ liệu {database.name} dùng bảng mã {encoding}, không giữ được tiếng Việt: "
                        "hãy tạo cơ sở dữ liệu khác bằng lệnh createdb -E UTF8 -T template0."
                    )
            for table in TABLES.sorted_tables:
                connection.execute(CreateTable(table, if_not_exists=True))
            connection.execute(META.insert().values(name="schema", value=str(SCHEMA)))
    except IntegrityError:
        pass  # another process was faster


def _possible(ids: Iterable[str]) -> list[str]:
    """Return each of the ids once that a document may have; a database would stumble over some of the others."""
    return [id for id in dict.fromkeys(ids) if SAFE_ID.fullmatch(id)]


def _digests(connection: sa.Connection, ids: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for some in _chunks(ids):
        rows = connection.execute(sa.select(DOCUMENT.c.id, DOCUMENT.c.digest).where(DOCUMENT.c.id.in_(some)))
        found.update((id, digest) for id, digest in rows)
    return found


def _log(connection: sa.Connection, changes: list[tuple[str, str]], at: datetime) -> None:
    if changes:
        connection.execute(CHANGE.insert(), [{"id": id, "what": what, "at": moment(at)} for id, what in changes])


def _chunks(ids: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(ids)
    while some := list(islice(rest, _MANY)):
        yield some
