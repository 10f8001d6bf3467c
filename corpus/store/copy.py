"""Take a store to another one, in whichever database: every row as it is, all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import sqlalchemy as sa

from corpus.store import Store
from corpus.store.database import Database
from corpus.store.errors import StoreError
from corpus.store.originals import Originals
from corpus.store.tables import CHANGE, DOCUMENT, countable, hash_of

_PAGE = 200  # rows in memory

_Row = dict[str, Any]


class Copied(NamedTuple):
    """Counts what was copied; `failures` tell which originals could not be."""

    documents: int
    changes: int
    originals: int
    failures: tuple[str, ...]


def copy(
    source: Store,
    target: Store,
    originals: tuple[Originals, Originals] | None,
    show: Callable[[int, float | None], None] = lambda documents, share: None,
) -> Copied:
    """Copy documents and changes as the source has them at one moment; others may go on with the source meanwhile.

    `originals` are where files are and where they go, None where they stay. A file that is there already is not copied
    again; documents and changes are committed together at the end, when their counts agree. Raises StoreError where
    the target is the source or holds anything, or a document is damaged: the target stays as it is then.
    """
    here, there = source.database, target.database
    if _same(here, there):
        raise StoreError(f"Kho mới chính là kho đang dùng ({here.name}): hãy chọn nơi khác cho kho mới.")
    with there.reading() as connection:
        _refuse_full(connection, there)
    with here.snapshot() as reading:
        documents, changes = _count(reading, DOCUMENT), _count(reading, CHANGE)
        # After the snapshot, as files are kept before their documents: each document of it has its file among these.
        files = tuple(originals[0].names()) if originals else ()
        total = max(1, len(files) + documents + changes)
        copied, failures = 0, []
        for number, sha256 in enumerate(files, 1):
            if originals and not originals[1].holds(sha256):
                if originals[1].take(sha256, originals[0].read(sha256)) == sha256:
                    copied += 1
                else:
                    failures.append(f"bản gốc {sha256} ở nơi giữ cũ bị hỏng: hãy thêm lại tệp ấy vào kho mới")
            show(0, number / total)
        with there.writing() as writing:
            _refuse_full(writing, there)  # now that nobody else can write
            kept, done = frozenset(files), 0
            for rows in _pages(reading, DOCUMENT, DOCUMENT.c.id):
                writing.execute(DOCUMENT.insert(), [_checked(row, here) for row in rows])
                done += len(rows)
                show(done, (len(files) + done) / total)
                if originals:
                    lost = [row["id"] for row in rows if row["original"] and row["original"] not in kept]
                    failures += [
                        f"{id}: bản gốc không còn ở nơi giữ cũ; hãy thêm lại tệp ấy vào kho mới" for id in lost
                    ]
            for rows in _pages(reading, CHANGE, CHANGE.c.number):
                writing.execute(CHANGE.insert(), rows)
                done += len(rows)
                show(documents, (len(files) + done) / total)
            _go_on_counting(writing, there)
            if (_count(writing, DOCUMENT), _count(writing, CHANGE)) != (documents, changes):
                raise StoreError(f"Kho {there.name} không nhận đủ dữ liệu: hãy chạy lại lệnh sao chép.")
    return Copied(documents, changes, copied, tuple(failures))


def _same(one: Database, other: Database) -> bool:
    first, second = one.engine.url, other.engine.url
    if one.postgres and other.postgres:
        return all(getattr(first, part) == getattr(second, part) for part in ("host", "port", "database", "query"))
    if one.postgres or other.postgres or not first.database or not second.database:
        return False
    return Path(first.database).exists() and Path(first.database).samefile(second.database)


def _refuse_full(connection: sa.Connection, database: Database) -> None:
    documents, changes = _count(connection, DOCUMENT), _count(connection, CHANGE)
    if documents or changes:
        raise StoreError(
            f"Kho {database.name} không trống (có {documents} văn bản, {changes} thay đổi): hãy chọn một kho mới."
        )


def _count(connection: sa.Connection, table: sa.Table) -> int:
    return connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def _pages(connection: sa.Connection, table: sa.Table, key: sa.Column[Any]) -> Iterator[list[_Row]]:
    query = sa.select(table).order_by(key).limit(_PAGE)
    rows = [dict(row) for row in connection.execute(query).mappings()]
    while rows:
        yield rows
        rows = [dict(row) for row in connection.execute(query.where(key > rows[-1][key.name])).mappings()]


def _checked(row: _Row, database: Database) -> _Row:
    if hash_of(row["json"]) != row["digest"]:
        raise StoreError(
            f"Văn bản {row['id']} trong kho {database.name} bị hỏng: hãy thêm lại văn bản này, rồi sao chép lại."
        )
    # Rows of an earlier version may have there what PostgreSQL cannot hold.
    return row | {"source": row["source"] and countable(row["source"])}


def _go_on_counting(connection: sa.Connection, database: Database) -> None:
    """Let the next change get the number after the last one; SQLite does so by itself."""
    if database.postgres:
        last = sa.select(sa.func.max(CHANGE.c.number)).scalar_subquery()
        sequence = sa.func.pg_get_serial_sequence(CHANGE.name, CHANGE.c.number.name)
        connection.execute(sa.select(sa.func.setval(sequence, sa.func.coalesce(last, 1), last.is_not(None))))
