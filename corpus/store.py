"""Keep documents and number every change of them, in SQLite or any database that SQLAlchemy reaches."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from time import monotonic, sleep
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, NoSuchModuleError
from sqlalchemy.schema import CreateTable

from corpus.document import SAFE_ID, Document, DocumentError, from_json, to_json
from corpus.store_errors import StoreError, sentence

__all__ = [
    "ADDED",
    "CHANGED",
    "DELETED",
    "SCHEMA",
    "Change",
    "Counts",
    "Coverage",
    "Store",
    "StoreError",
    "digest",
    "open_store",
]

SCHEMA = 1
ADDED, CHANGED, DELETED = "added", "changed", "deleted"

_PAGE = 200  # rows read at once where all are asked for: no cursor stays open, and few documents are in memory
_MANY = 500  # values in one IN (…), below every database's limit

_tables = sa.MetaData()
# PostgreSQL would sort ids by the rules of some language; everywhere they are sorted by code point.
_Id = sa.String(200).with_variant(sa.String(200, collation="C"), "postgresql")
_document = sa.Table(
    "document",
    _tables,
    sa.Column("id", _Id, primary_key=True),
    sa.Column("json", sa.Text, nullable=False),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("original", sa.String(64)),
    sa.Column("added", sa.String(40), nullable=False),
    sa.Column("changed", sa.String(40), nullable=False),
    # For counting without reading every document.
    sa.Column("source", sa.Text),
    sa.Column("kind", sa.String(40)),
    sa.Column("year", sa.Integer),
)
_change = sa.Table(
    "change",
    _tables,
    # SQLite counts up by itself only for INTEGER, and gives no number twice only when told so.
    sa.Column("number", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True),
    sa.Column("id", _Id, nullable=False),
    sa.Column("what", sa.String(10), nullable=False),
    sa.Column("at", sa.String(40), nullable=False),
    sqlite_autoincrement=True,
)
_meta = sa.Table(
    "meta",
    _tables,
    sa.Column("name", sa.String(40), primary_key=True),
    sa.Column("value", sa.String(200), nullable=False),
)


class Change(NamedTuple):
    """Tells that a document was `added`, `changed` or `deleted`; numbers only grow, and gaps mean nothing."""

    number: int
    id: str
    what: str


class Counts(NamedTuple):
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

    `patience` is how many seconds a locked SQLite file is waited for. Raises StoreError.
    """
    try:
        address = sa.make_url(url)
        engine = _connecting(address)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise StoreError(
            f"Không hiểu địa chỉ kho {_hidden(url)!r}: đặt HDND_STORE dạng sqlite:///var/store.sqlite "
            f"hoặc postgresql+psycopg://…, và cài trình điều khiển của loại đó ({error})."
        ) from error
    name = address.render_as_string(hide_password=True)
    if address.get_backend_name() == "sqlite":
        name = address.database or name
        _prepare_sqlite(engine, address.database, patience)
    store = Store(engine, name)
    try:
        store._check()
    except BaseException:
        store.close()
        raise
    return store


def digest(document: Document) -> str:
    """Return the sha256 (hex) of all that a document says; its id is no part of it.

    Raises DocumentError for a document that could be written but not read again.
    """
    return hashlib.sha256(_dump(document).encode()).hexdigest()


class Store:
    """Keeps documents as their reader gave them. Every method may be called from any thread and raises StoreError."""

    def __init__(self, engine: sa.Engine, name: str) -> None:
        self._engine = engine
        self._name = name

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    def put(self, documents: Iterable[Document], *, at: datetime, originals: Mapping[str, str] | None = None) -> Counts:
        """Keep the documents, all in one transaction; what is kept already in the same words changes nothing.

        `originals` maps ids to the sha256 of the file that a document was read from. Of two documents with one id
        the last counts. Raises DocumentError for an id that is not safe in a URL and for what `digest` refuses.
        """
        rows = {document.id: _row(document, at, originals or {}) for document in documents}
        with self._writing() as connection:
            known = _digests(connection, rows)
            new = [row for id, row in rows.items() if id not in known]
            other = [row for id, row in rows.items() if known.get(id, row["digest"]) != row["digest"]]
            if new:
                connection.execute(_document.insert(), new)
            for row in other:
                values = {name: value for name, value in row.items() if name not in ("id", "added")}
                connection.execute(_document.update().where(_document.c.id == row["id"]).values(values))
            log = [(id, CHANGED if id in known else ADDED) for id in rows if known.get(id) != rows[id]["digest"]]
            _log(connection, log, at)
        return Counts(len(new), len(other), len(rows) - len(new) - len(other))

    def delete(self, ids: Iterable[str], *, at: datetime) -> frozenset[str]:
        """Delete the documents, all in one transaction, and return the ids that were there."""
        wanted = list(dict.fromkeys(ids))
        with self._writing() as connection:
            known = _digests(connection, wanted)
            for some in _chunks(known):
                connection.execute(_document.delete().where(_document.c.id.in_(some)))
            _log(connection, [(id, DELETED) for id in wanted if id in known], at)
        return frozenset(known)

    def get(self, id: str) -> Document | None:
        """Return one document, None where there is none."""
        return self.get_many([id]).get(id)

    def get_many(self, ids: Iterable[str]) -> dict[str, Document]:
        """Return those of the documents that there are, by id, in the order asked for."""
        wanted = list(dict.fromkeys(ids))
        found: dict[str, Document] = {}
        with self._reading() as connection:
            for some in _chunks(wanted):
                rows = connection.execute(sa.select(_document.c.id, _document.c.json).where(_document.c.id.in_(some)))
                found.update((id, self._document(id, shape)) for id, shape in rows)
        return {id: found[id] for id in wanted if id in found}

    def original(self, id: str) -> str | None:
        """Return the sha256 of the file that a document was read from, None where it is not known."""
        with self._reading() as connection:
            return connection.scalar(sa.select(_document.c.original).where(_document.c.id == id))

    def documents(self, *, after: str = "") -> Iterator[Document]:
        """Yield all documents in the order of their ids, those after an id only; no cursor stays open between pages."""
        query = sa.select(_document.c.id, _document.c.json).order_by(_document.c.id).limit(_PAGE)
        while True:
            with self._reading() as connection:
                rows = connection.execute(query.where(_document.c.id > after)).all()
            for id, shape in rows:
                yield self._document(id, shape)
            if len(rows) < _PAGE:
                return
            after = rows[-1].id

    def count(self) -> int:
        """Count the documents."""
        with self._reading() as connection:
            return connection.scalar(sa.select(sa.func.count()).select_from(_document)) or 0

    def coverage(self) -> Coverage:
        """Count the documents by source, kind and year of issue (else of publication), as they give them."""
        counted = []
        with self._reading() as connection:
            for column in (_document.c.source, _document.c.kind, _document.c.year):
                rows = connection.execute(sa.select(column, sa.func.count()).group_by(column)).all()
                counted.append({row[0]: row[1] for row in rows})
        return Coverage(*counted)

    def changes(self, since: int = 0, limit: int | None = None) -> Iterator[Change]:
        """Yield the changes with numbers above `since` in order, at most `limit`; no cursor is open between pages."""
        query = sa.select(_change.c.number, _change.c.id, _change.c.what).order_by(_change.c.number)
        left = limit
        while left is None or left > 0:
            page = _MANY if left is None else min(_MANY, left)
            with self._reading() as connection:
                rows = connection.execute(query.where(_change.c.number > since).limit(page)).all()
            yield from (Change(*row) for row in rows)
            if len(rows) < page:
                return
            since = rows[-1].number
            left = None if left is None else left - page

    def last_change(self) -> int:
        """Return the number of the last change, 0 before the first."""
        with self._reading() as connection:
            return connection.scalar(sa.select(sa.func.max(_change.c.number))) or 0

    def last_changed(self) -> datetime | None:
        """Return the time of the last change, None before the first."""
        with self._reading() as connection:
            at = connection.scalar(sa.select(_change.c.at).order_by(_change.c.number.desc()).limit(1))
        return datetime.fromisoformat(at) if at else None

    def _document(self, id: str, shape: str) -> Document:
        try:
            return from_json(json.loads(shape), id=id)
        except ValueError as error:
            raise StoreError(
                f"Văn bản {id} trong kho {self._name} bị hỏng: hãy thêm lại văn bản này ({error})."
            ) from error

    @contextmanager
    def _reading(self) -> Iterator[sa.Connection]:
        with self._told(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        """Open a transaction that begins with a write to one row, so that writers wait for one another.

        Changes therefore get their numbers in the order in which they are committed, in every database: a reader
        that has seen number N will never meet a smaller one later.
        """
        with self._told(), self._engine.begin() as connection:
            connection.execute(_meta.update().where(_meta.c.name == "schema").values(value=str(SCHEMA)))
            yield connection

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise StoreError(sentence(error.orig, self._name)) from error

    def _check(self) -> None:
        """Make the tables where there are none, and refuse what is not a store that this version can write."""
        with self._told():
            names = set(sa.inspect(self._engine).get_table_names())
            if _meta.name not in names and names - set(_tables.tables):
                raise StoreError(f"{self._name} không phải là kho văn bản: hãy đặt HDND_STORE vào nơi khác.")
            version = self._version() if _meta.name in names else None
            if version is None:
                self._create()
                version = self._version()
        if version and int(version) > SCHEMA:
            raise StoreError(
                f"Kho {self._name} do một phiên bản mới hơn ghi (lược đồ {version}, bản này chỉ biết đến {SCHEMA}): "
                "hãy nâng cấp chương trình."
            )

    def _version(self) -> str | None:
        with self._engine.connect() as connection:
            return connection.scalar(sa.select(_meta.c.value).where(_meta.c.name == "schema"))

    def _create(self) -> None:
        try:
            with self._engine.begin() as connection:
                for table in _tables.sorted_tables:
                    connection.execute(CreateTable(table, if_not_exists=True))
                connection.execute(_meta.insert().values(name="schema", value=str(SCHEMA)))
        except IntegrityError:
            pass  # another process was faster


def _row(document: Document, at: datetime, originals: Mapping[str, str]) -> dict[str, Any]:
    if not SAFE_ID.fullmatch(document.id):
        raise DocumentError("id", f"{document.id!r} không dùng được trong địa chỉ trang")
    text = _dump(document)
    day = document.issued or document.published
    return {
        "id": document.id,
        "json": text,
        "digest": hashlib.sha256(text.encode()).hexdigest(),
        "original": originals.get(document.id),
        "added": _moment(at),
        "changed": _moment(at),
        "source": document.source,
        "kind": document.kind,
        "year": day.year if day else None,
    }


def _dump(document: Document) -> str:
    shape = to_json(document)
    shape.pop("id", None)
    from_json(shape)
    # Half a surrogate pair, as broken JSON has it, is no character and cannot be written.
    return json.dumps(shape, ensure_ascii=False).encode("utf-8", "replace").decode()


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")


def _digests(connection: sa.Connection, ids: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for some in _chunks(ids):
        rows = connection.execute(sa.select(_document.c.id, _document.c.digest).where(_document.c.id.in_(some)))
        found.update((id, digest) for id, digest in rows)
    return found


def _log(connection: sa.Connection, changes: list[tuple[str, str]], at: datetime) -> None:
    if changes:
        connection.execute(_change.insert(), [{"id": id, "what": what, "at": _moment(at)} for id, what in changes])


def _chunks(ids: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(ids)
    while some := list(islice(rest, _MANY)):
        yield some


def _connecting(address: sa.URL) -> sa.Engine:
    if address.get_backend_name() == "sqlite" and address.database not in (None, "", ":memory:"):
        # Opening a file costs nothing worth a pool, and a connection that waits in one would hold the file open.
        return sa.create_engine(address, poolclass=sa.NullPool)
    return sa.create_engine(address, pool_pre_ping=True)


def _prepare_sqlite(engine: sa.Engine, path: str | None, patience: float) -> None:
    if path and path != ":memory:":
        try:
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"Không tạo được thư mục cho kho {path}: {error.strerror}.") from error

    @sa.event.listens_for(engine, "connect")
    def configure(connection: Any, _: object) -> None:
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={round(patience * 1000)}")
        _write_ahead(cursor, patience)
        # A power cut may take back the last transactions, which a repeated add brings again; it damages no file.
        cursor.execute("PRAGMA synchronous=NORMAL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()


def _write_ahead(cursor: sqlite3.Cursor, patience: float) -> None:
    """Let readers and the one writer not wait for each other (WAL).

    A new file that another process is writing to refuses this at once, whatever `busy_timeout` says, so we wait.
    """
    until = monotonic() + patience
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or monotonic() >= until:
                raise
            sleep(0.01)


def _hidden(url: str) -> str:
    return re.sub(r"(://[^:/@]*:)[^@]*@", r"\1***@", url)
