"""Keep of each original what its file was called, and the digest of the readers that last read it.

No document depends on these: what is lost costs a second reading.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.schema import CreateTable

from corpus.store import Store
from corpus.store.database import Database
from corpus.store.tables import CHANGE, DOCUMENT, ID_KEY, countable

_VALUES_PER_QUERY = 500  # in one IN (…), below every database's limit
_OriginalName = sa.String(64).with_variant(sa.String(64, collation="C"), "postgresql")
# Created when the first original is read: a store without it is complete.
_READING = sa.Table(
    "original_reading",
    sa.MetaData(),
    sa.Column("original", _OriginalName, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),  # of the file, by whose ending its format may be known
    sa.Column("readers", sa.String(64), nullable=False),
)


class KeptOriginal(NamedTuple):
    """Holds an original to read again: its sha256, the name of its file where that is known, and its documents."""

    original: str
    name: str | None
    ids: list[str]


def note_readings(store: Store, names: Mapping[str, str], readers: str) -> None:
    """Note that originals (sha256 → name of the file) are read by these readers, and their documents are stored."""
    if not names:
        return
    _create(store.database)
    rows = [{"original": sha256, "name": countable(name), "readers": readers} for sha256, name in names.items()]
    with store.database.writing() as connection:
        for page in _pages(rows):
            listed = [row["original"] for row in page]
            connection.execute(_READING.delete().where(_READING.c.original.in_(listed)))
            connection.execute(_READING.insert(), page)


def outdated(store: Store, readers: str, source: str | None = None) -> list[KeptOriginal]:
    """Return the originals that other readers read, by sha256; those with a document of a source where it is given."""
    query = sa.select(DOCUMENT.c.original, DOCUMENT.c.id, DOCUMENT.c.source).where(DOCUMENT.c.original.is_not(None))
    wanted = None if source is None else countable(source)
    with store.database.reading() as connection:
        known: dict[str, tuple[str, str]] = {}
        if _exists(store.database):
            known = {row[0]: (row[1], row[2]) for row in connection.execute(sa.select(_READING))}
        readings: dict[str, KeptOriginal] = {}
        chosen = set()
        for original, id, its_source in connection.execute(query.order_by(DOCUMENT.c.original, DOCUMENT.c.id)):
            name, read_by = known.get(original, (None, ""))
            if read_by != readers:
                readings.setdefault(original, KeptOriginal(original, name, [])).ids.append(id)
                if wanted in (None, its_source):
                    chosen.add(original)
    return [reading for original, reading in readings.items() if original in chosen]


def originals_of(store: Store, ids: list[str]) -> dict[str, str | None]:
    """Return the originals of stored documents, by id."""
    query = sa.select(DOCUMENT.c.id, DOCUMENT.c.original)
    with store.database.reading() as connection:
        return {
            row[0]: row[1] for page in _pages(ids) for row in connection.execute(query.where(DOCUMENT.c.id.in_(page)))
        }


def ever_stored(store: Store, ids: list[str]) -> frozenset[str]:
    """Return those ids under which there is or was a document."""
    query = sa.select(CHANGE.c.id).distinct()
    with store.database.reading() as connection:
        return frozenset(id for page in _pages(ids) for id in connection.scalars(query.where(CHANGE.c.id.in_(page))))


def file_name_of(store: Store, id: str) -> str | None:
    """Return the name of the file that an id was made for, None where it was made for something else."""
    query = sa.select(ID_KEY.c.made_for).where(ID_KEY.c.id == id, ID_KEY.c.made_for.like("file:%"))
    with store.database.reading() as connection:
        made_for = connection.scalar(query.limit(1))
    parts = made_for.split("\N{REPLACEMENT CHARACTER}") if made_for else []
    return parts[1].rpartition("/")[2] if len(parts) == 3 else None


def copy_readings(reading: sa.Connection, source: Store, target: Store) -> None:
    """Copy what is noted of originals to another store."""
    if not _exists(source.database):
        return
    _create(target.database)
    rows = [dict(row) for row in reading.execute(sa.select(_READING)).mappings()]
    with target.database.writing() as connection:
        connection.execute(_READING.delete())
        for page in _pages(rows):
            connection.execute(_READING.insert(), page)


def _exists(database: Database) -> bool:
    with database.translated_errors():
        return sa.inspect(database.engine).has_table(_READING.name)


def _create(database: Database) -> None:
    if not _exists(database):
        with database.translated_errors(), database.creating_tables() as connection:
            connection.execute(CreateTable(_READING, if_not_exists=True))


def _pages(values: Iterable[Any]) -> Iterator[list[Any]]:
    rest = iter(values)
    while page := list(islice(rest, _VALUES_PER_QUERY)):
        yield page
