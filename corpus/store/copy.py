"""Copy a store into an empty one, in whichever database: every row as it is, all of them or none.

The copy keeps the identity that it was created with: from now on it goes its own way, so an index of the one is none of
the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import sqlalchemy as sa

from corpus import sentences
from corpus.store import Store
from corpus.store.database import Database
from corpus.store.errors import StoreError
from corpus.store.originals import Originals
from corpus.store.tables import (
    CHANGE,
    DOCUMENT,
    FAILURE,
    FILE_KEY,
    ID_KEY,
    PERSON_ID,
    READING,
    REDIRECT,
    countable,
    intact,
    seal_of,
    seal_of_key,
    seal_of_person,
    seal_of_redirect,
)

_ROWS_PER_PAGE = 200  # in memory

_Row = dict[str, Any]


class Copied(NamedTuple):
    """Counts what was copied; `failures` are sentences about what could not be copied besides."""

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
    """Copy documents and changes as the source has them at one moment; others may write to the source meanwhile.

    `originals` are the old and the new place of files, None where files stay. A file that is in the new place already
    is not copied again; documents and changes are committed together at the end, when their counts agree. `show` gets
    the number of documents copied so far and the share of all work that is done (0 to 1). Raises StoreError where
    the target is the source or is not empty, or a document is damaged: the target stays as it is then.
    """
    old, new = source.database, target.database
    if _is_same_database(old, new):
        raise StoreError(sentences.COPY_ONTO_ITSELF.format(name=old.name))
    with new.reading() as connection:
        _refuse_nonempty(connection, new)
    with old.snapshot() as reading:
        documents, changes = _count(reading, DOCUMENT), _count(reading, CHANGE)
        # After the snapshot, as files are written before their documents: each document of it has its file among these.
        files = tuple(originals[0].names()) if originals else ()
        total = max(1, len(files) + documents + changes)
        copied, failures = 0, []
        for number, sha256 in enumerate(files, 1):
            if originals and not originals[1].holds(sha256):
                if originals[1].write(sha256, originals[0].read(sha256)) == sha256:
                    copied += 1
                else:
                    failures.append(sentences.COPY_ORIGINAL_DAMAGED.format(sha256=sha256))
            show(0, number / total)
        with new.writing() as writing:
            _refuse_nonempty(writing, new)  # now that nobody else can write
            available, done = frozenset(files), 0
            for rows in _pages(reading, DOCUMENT, DOCUMENT.c.id):
                writing.execute(DOCUMENT.insert(), [_checked(row, old) for row in rows])
                done += len(rows)
                show(done, (len(files) + done) / total)
                if originals:
                    lost = [row["id"] for row in rows if row["original"] and row["original"] not in available]
                    failures += [sentences.COPY_ORIGINAL_MISSING.format(id=id) for id in lost]
            for rows in _pages(reading, CHANGE, CHANGE.c.number):
                writing.execute(CHANGE.insert(), rows)
                done += len(rows)
                show(documents, (len(files) + done) / total)
            failures += _copy_ids(reading, writing)
            for rows in _pages(reading, FAILURE, FAILURE.c.file, FAILURE.c.number):
                writing.execute(FAILURE.insert(), rows)
            for rows in _pages(reading, FILE_KEY, FILE_KEY.c.key, FILE_KEY.c.id):
                writing.execute(FILE_KEY.insert(), rows)
            for rows in _pages(reading, READING, READING.c.part, READING.c.sha256):
                writing.execute(READING.insert(), rows)
            if (_count(writing, DOCUMENT), _count(writing, CHANGE)) != (documents, changes):
                raise StoreError(sentences.COPY_INCOMPLETE.format(name=new.name))
    return Copied(documents, changes, copied, tuple(failures))


def _copy_ids(reading: sa.Connection, writing: sa.Connection) -> list[str]:
    """Copy the ids of documents and persons; return a sentence for each damaged row, which is left out."""
    failures = []
    for table, seal_of_row, sentence in (
        (ID_KEY, seal_of_key, sentences.COPY_ID_KEY_DAMAGED),
        (REDIRECT, seal_of_redirect, sentences.COPY_REDIRECT_DAMAGED),
        (PERSON_ID, seal_of_person, sentences.COPY_PERSON_ID_DAMAGED),
    ):
        for rows in _pages(reading, table, *table.primary_key):
            whole = [row for row in rows if row["seal"] == seal_of_row(row)]
            failures += [sentence.format(id=row["id"]) for row in rows if row not in whole]
            if whole:
                writing.execute(table.insert(), whole)
    return failures


def _is_same_database(first: Database, second: Database) -> bool:
    first_url, second_url = first.engine.url, second.engine.url
    if first.postgres and second.postgres:
        parts = ("host", "port", "database", "query")
        return all(getattr(first_url, part) == getattr(second_url, part) for part in parts)
    if first.postgres or second.postgres or not first_url.database or not second_url.database:
        return False
    return Path(first_url.database).exists() and Path(first_url.database).samefile(second_url.database)


def _refuse_nonempty(connection: sa.Connection, database: Database) -> None:
    documents, changes = _count(connection, DOCUMENT), _count(connection, CHANGE)
    if documents or changes:
        full = sentences.COPY_TARGET_NOT_EMPTY
        raise StoreError(full.format(name=database.name, documents=documents, changes=changes))


def _count(connection: sa.Connection, table: sa.Table) -> int:
    return connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def _pages(connection: sa.Connection, table: sa.Table, *keys: sa.Column[Any]) -> Iterator[list[_Row]]:
    query = sa.select(table).order_by(*keys).limit(_ROWS_PER_PAGE)
    rows = [dict(row) for row in connection.execute(query).mappings()]
    while rows:
        yield rows
        after = sa.tuple_(*keys) > sa.tuple_(*(rows[-1][key.name] for key in keys))
        rows = [dict(row) for row in connection.execute(query.where(after)).mappings()]


def _checked(row: _Row, database: Database) -> _Row:
    if not intact(row):
        raise StoreError(sentences.COPY_SOURCE_DAMAGED.format(id=row["id"], name=database.name))
    # Rows of an earlier version may have characters there that PostgreSQL cannot hold.
    row["source"] = row["source"] and countable(row["source"])
    return row | {"seal": seal_of(row)}
