"""Keep documents and number every change of them, in SQLite or PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple

import sqlalchemy as sa

from corpus.document import SAFE_ID, Document, from_json
from corpus.store.build_lock import build_lock
from corpus.store.database import Database, connect
from corpus.store.errors import DamagedDocument, StoreMissing
from corpus.store.ids import ids_of, ids_with_keys, lead, part, redirect, register, targets
from corpus.store.migrations import migrate, needs_migration
from corpus.store.tables import CHANGE, DOCUMENT, META, chain_of, intact, row_of, seal_of, timestamp

OnDamage = Callable[[DamagedDocument], None]

ADDED, CHANGED, DELETED = "added", "changed", "deleted"

_DOCUMENTS_PER_PAGE = 200  # where all are read: no cursor stays open, and few documents are in memory
_IDS_PER_PAGE = 5_000
_CHANGES_PER_PAGE = 500
_MAX_IDS_PER_QUERY = 500  # values in one IN (…), below every database's limit


class Change(NamedTuple):
    """Records that a document was `added`, `changed` or `deleted`; numbers only grow, and gaps mean nothing."""

    number: int
    id: str
    what: str


class Position(NamedTuple):
    """Says what a reader of changes has seen: of which store, up to which change, and the chain's digest there.

    The changes after it can be followed only where the store still has all three: else the store is another one, was
    restored, or lost its last transactions.
    """

    store: str
    change: int
    chain: str


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
    """Open the store of a SQLAlchemy URL, create an empty one where there is none, and migrate one of an older version.

    `patience` is how many seconds to wait for another writer. Raises StoreError.
    """
    database = connect(url, patience=patience)
    try:
        migrate(database)
    except BaseException:
        database.close()
        raise
    return Store(database)


def read_store(url: str, *, patience: float = 30.0, absent: bool = False) -> Store:
    """Open the store of a SQLAlchemy URL for reading only: nothing is written where it is.

    Only a store of an older version is migrated first. Raises StoreError; for a store that is not there it does so at
    once, or with `absent` each time that it is read, until somebody makes it.
    """
    database = connect(url, patience=patience, readonly=True)
    try:
        if needs_migration(database):
            open_store(url, patience=patience).close()
    except StoreMissing:
        if not absent:
            database.close()
            raise
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
        self,
        documents: Iterable[Document],
        *,
        at: datetime,
        originals: Mapping[str, str] | None = None,
        made_for: Mapping[str, Sequence[str]] | None = None,
    ) -> PutCounts:
        """Insert or update the documents, all in one transaction; a document that is stored already changes nothing.

        Where its row is damaged it is written again, as a change.

        `originals` maps ids to the sha256 of the file that a document was read from, `made_for` to the keys of the id
        (see `ids`), of which those that have an id already keep that. Of two documents with the same id
        the last counts. Raises DocumentError for an id that is not safe in a URL and for what `digest` refuses.
        """
        originals = originals or {}
        rows = {document.id: row_of(document, at, originals.get(document.id)) for document in documents}
        with self.database.writing() as connection:
            stored = _stored(connection, rows)
            new = [row for id, row in rows.items() if id not in stored]
            changed = [row for id, row in rows.items() if id in stored and stored[id].digest != row["digest"]]
            if new:
                connection.execute(DOCUMENT.insert(), new)
            for row in changed:
                row["added"] = stored[row["id"]].added or row["added"]
                row["seal"] = seal_of(row)
                connection.execute(DOCUMENT.update().where(DOCUMENT.c.id == row["id"]).values(row))
            done = [(row, ADDED if row["id"] not in stored else CHANGED) for row in (*new, *changed)]
            log = {row["id"]: (row["id"], what, row["digest"]) for row, what in done}
            _log(connection, [log[id] for id in rows if id in log], at)
            register(connection, made_for or {})
            part(connection, [row["id"] for row in new])
        return PutCounts(len(new), len(changed), len(rows) - len(new) - len(changed))

    def delete(self, ids: Iterable[str], *, at: datetime) -> frozenset[str]:
        """Delete the documents, all in one transaction, and return the ids that were there."""
        requested = _valid_ids(ids)
        with self.database.writing() as connection:
            stored = _present(connection, requested)
            for chunk in _chunks(stored):
                connection.execute(DOCUMENT.delete().where(DOCUMENT.c.id.in_(chunk)))
            _log(connection, [(id, DELETED, "") for id in requested if id in stored], at)
        return stored

    def ids_of(self, keys: Iterable[str]) -> dict[str, str]:
        """Return the ids that were made for some keys (see `ids`), by key; keys without an id are left out."""
        with self.database.reading() as connection:
            return ids_of(connection, keys)

    def resolve(self, ids: Iterable[str]) -> dict[str, str]:
        """Return the ids that redirect to an older one, each with that one."""
        with self.database.reading() as connection:
            return targets(connection, _valid_ids(ids))

    def joined(self, ids: Iterable[str]) -> dict[str, str]:
        """Return the ids that redirect to an older one of the same document; those of attachments do not."""
        with self.database.reading() as connection:
            moved = targets(connection, _valid_ids(ids))
            return {id: moved[id] for id in moved.keys() - ids_with_keys(connection, moved)}

    def join(self, first: str, second: str, *, at: datetime) -> str:
        """Make one document of two that turned out to be one; return the id that stays, which was added first.

        The other id redirects to it from now on, and its document is deleted.
        """
        with self.database.writing() as connection:
            query = sa.select(DOCUMENT.c.id).where(DOCUMENT.c.id.in_([first, second]))
            present = list(connection.scalars(query.order_by(DOCUMENT.c.added, DOCUMENT.c.id)))
            if len(present) == 2:
                stays, goes = map(str, present)
                connection.execute(DOCUMENT.delete().where(DOCUMENT.c.id == goes))
                _log(connection, [(goes, DELETED, "")], at)
                redirect(connection, goes, stays)
                return stays
        return first

    def lead(self, ids: Mapping[str, str], *, at: datetime) -> None:
        """Let ids lead to the documents of which their files are attachments (id → document), and delete theirs.

        Unlike those of `join` they keep what they were made for: a file that is no attachment any more has its id.
        """
        with self.database.writing() as connection:
            present = _present(connection, ids)
            for chunk in _chunks(present):
                connection.execute(DOCUMENT.delete().where(DOCUMENT.c.id.in_(chunk)))
            _log(connection, [(id, DELETED, "") for id in ids if id in present], at)
            lead(connection, {id: target for id, target in ids.items() if id in present})

    def get(self, id: str) -> Document | None:
        """Return a document, None where there is none."""
        return self.get_many([id]).get(id)

    def get_many(self, ids: Iterable[str], damaged: OnDamage | None = None) -> dict[str, Document]:
        """Return the documents that exist, by id, in the requested order.

        A damaged one raises DamagedDocument, or is left out and given to `damaged`.
        """
        requested = _valid_ids(ids)
        documents: dict[str, Document] = {}
        with self.database.reading() as connection:
            for chunk in _chunks(requested):
                rows = connection.execute(sa.select(DOCUMENT).where(DOCUMENT.c.id.in_(chunk))).mappings()
                documents.update((document.id, document) for document in self._documents(rows, damaged))
        return {id: documents[id] for id in requested if id in documents}

    def digest_of(self, id: str) -> str | None:
        """Return the sha256 of a document's stored form without reading it, None where there is no such document."""
        query = sa.select(DOCUMENT.c.digest).where(DOCUMENT.c.id.in_(_valid_ids([id])))
        with self.database.reading() as connection:
            return connection.scalar(query)

    def digests_of(self, ids: Iterable[str]) -> dict[str, str]:
        """Return the sha256 of the stored forms of documents, by id; ids without a document are left out."""
        query = sa.select(DOCUMENT.c.id, DOCUMENT.c.digest)
        with self.database.reading() as connection:
            rows = [
                row
                for chunk in _chunks(_valid_ids(ids))
                for row in connection.execute(query.where(DOCUMENT.c.id.in_(chunk)))
            ]
        return {row[0]: row[1] for row in rows}

    def original(self, id: str) -> str | None:
        """Return the sha256 of the file that a document was read from, None where it is not known."""
        query = sa.select(DOCUMENT.c.original).where(DOCUMENT.c.id.in_(_valid_ids([id])))
        with self.database.reading() as connection:
            return connection.scalar(query)

    def documents(self, *, after: str = "", damaged: OnDamage | None = None) -> Iterator[Document]:
        """Yield the documents with ids after `after`, in the order of ids; no cursor stays open between pages.

        A damaged one raises DamagedDocument, or is left out and given to `damaged`.
        """
        query = sa.select(DOCUMENT).order_by(DOCUMENT.c.id).limit(_DOCUMENTS_PER_PAGE)
        while True:
            with self.database.reading() as connection:
                rows = connection.execute(query.where(DOCUMENT.c.id > after)).mappings().all()
            yield from self._documents(rows, damaged)
            if len(rows) < _DOCUMENTS_PER_PAGE or rows[-1]["id"] <= after:
                return  # the order of a damaged index could lead in a circle
            after = rows[-1]["id"]

    def ids(self) -> Iterator[str]:
        """Yield the ids of all documents in order, without reading these; no cursor stays open between pages."""
        query = sa.select(DOCUMENT.c.id).order_by(DOCUMENT.c.id).limit(_IDS_PER_PAGE)
        after = ""
        while True:
            with self.database.reading() as connection:
                page = connection.scalars(query.where(DOCUMENT.c.id > after)).all()
            yield from page
            if len(page) < _IDS_PER_PAGE or page[-1] <= after:
                return  # the order of a damaged index could lead in a circle
            after = page[-1]

    def count(self) -> int:
        """Count the documents."""
        with self.database.reading() as connection:
            return connection.scalar(sa.select(sa.func.count()).select_from(DOCUMENT)) or 0

    def count_at(self, change: int) -> int:
        """Count the documents that there were after a change, by the changes alone."""
        query = sa.select(CHANGE.c.what, sa.func.count()).where(CHANGE.c.number <= change).group_by(CHANGE.c.what)
        with self.database.reading() as connection:
            counts: dict[str, int] = {row[0]: row[1] for row in connection.execute(query)}
        return counts.get(ADDED, 0) - counts.get(DELETED, 0)

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

    def position(self, change: int) -> Position | None:
        """Return the position after a change (0: before the first), None where the store has no such change."""
        identity = sa.select(META.c.value).where(META.c.name == "identity")
        with self.database.reading() as connection:
            chain = connection.scalar(sa.select(CHANGE.c.chain).where(CHANGE.c.number == change)) if change else ""
            return None if chain is None else Position(connection.scalar(identity) or "", change, chain)

    def last_changed(self) -> datetime | None:
        """Return the time of the last change, None before the first."""
        with self.database.reading() as connection:
            at = connection.scalar(sa.select(CHANGE.c.at).order_by(CHANGE.c.number.desc()).limit(1))
        return datetime.fromisoformat(at) if at else None

    def _documents(self, rows: Iterable[sa.RowMapping], damaged: OnDamage | None) -> Iterator[Document]:
        """Read documents out of their rows, each of which is compared with its digests first."""
        for row in rows:
            try:
                yield self._document(dict(row))
            except DamagedDocument as error:
                if damaged is None:
                    raise
                damaged(error)

    def _document(self, row: dict[str, Any]) -> Document:
        if not intact(row):
            raise DamagedDocument(row["id"], self.database.name)
        try:
            return from_json(json.loads(row["json"]), id=row["id"])
        except ValueError as error:
            raise DamagedDocument(row["id"], self.database.name, str(error)) from error


def _valid_ids(ids: Iterable[str]) -> list[str]:
    """Return the ids that a document can have, each once; a database may refuse to compare others (NUL)."""
    return [id for id in dict.fromkeys(ids) if SAFE_ID.fullmatch(id)]


class _StoredRow(NamedTuple):
    """Holds the digest of a stored document and when it was added; both are empty where the row is damaged."""

    digest: str = ""
    added: str = ""


def _stored(connection: sa.Connection, ids: Iterable[str]) -> dict[str, _StoredRow]:
    """Return what is stored of the documents that exist, by id; all of each row is compared with its digests."""
    stored: dict[str, _StoredRow] = {}
    for chunk in _chunks(ids):
        for row in connection.execute(sa.select(DOCUMENT).where(DOCUMENT.c.id.in_(chunk))).mappings():
            stored[row["id"]] = _StoredRow(row["digest"], row["added"]) if intact(dict(row)) else _StoredRow()
    return stored


def _present(connection: sa.Connection, ids: Iterable[str]) -> frozenset[str]:
    """Return those ids under which there is a document."""
    query = sa.select(DOCUMENT.c.id)
    return frozenset(id for chunk in _chunks(ids) for id in connection.scalars(query.where(DOCUMENT.c.id.in_(chunk))))


def _log(connection: sa.Connection, changes: list[tuple[str, str, str]], at: datetime) -> None:
    """Append changes (id, what, digest of the document) to the chain; the caller's transaction is the only writer."""
    if not changes:
        return
    last = connection.execute(sa.select(CHANGE.c.number, CHANGE.c.chain).order_by(CHANGE.c.number.desc()).limit(1))
    seen, chain = last.first() or (0, "")
    rows = []
    for number, (id, what, content) in enumerate(changes, seen + 1):
        row = {"number": number, "id": id, "what": what, "at": timestamp(at), "content": content}
        row["chain"] = chain = chain_of(chain, row)
        rows.append(row)
    connection.execute(CHANGE.insert(), rows)


def _chunks(ids: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(ids)
    while chunk := list(islice(rest, _MAX_IDS_PER_QUERY)):
        yield chunk
