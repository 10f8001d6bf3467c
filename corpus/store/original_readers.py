"""Tell which originals other readers read than those of today, and what their documents are.

No document depends on what is noted of an original: where that is lost, the original is read a second time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import sqlalchemy as sa

from corpus.store import Store
from corpus.store.readings import Reading, Readings, pages, readings_of
from corpus.store.tables import CHANGE, DOCUMENT, ID_KEY, countable

_PART = "documents"  # among the readings: all readers together, whose value is the name of the original's file


class KeptOriginal(NamedTuple):
    """Holds an original to read again: its sha256, the name of its file where that is known, and its documents."""

    original: str
    name: str | None
    ids: list[str]


class ReadOriginal(NamedTuple):
    """Holds the name of an original's file and the digest of what read it."""

    name: str
    readers: str


def note_readings(readings: Readings, read: Mapping[str, ReadOriginal]) -> None:
    """Note that originals, by sha256, are read, and their documents are stored."""
    readings.keep(Reading(_PART, original.readers, sha256, original.name) for sha256, original in read.items())


def outdated(store: Store, is_current: Callable[[str], bool], source: str | None = None) -> list[KeptOriginal]:
    """Return the originals whose readers, by their digest, are not those of today, by sha256.

    Only those with a document of a source where it is given.
    """
    query = sa.select(DOCUMENT.c.original, DOCUMENT.c.id, DOCUMENT.c.source).where(DOCUMENT.c.original.is_not(None))
    wanted = None if source is None else countable(source)
    known = readings_of(store, _PART)
    listed: dict[str, KeptOriginal] = {}
    chosen = set()
    with store.database.reading() as connection:
        for original, id, its_source in connection.execute(query.order_by(DOCUMENT.c.original, DOCUMENT.c.id)):
            read_by, name = known.get(original, ("", None))
            if not is_current(read_by):
                listed.setdefault(original, KeptOriginal(original, name, [])).ids.append(id)
                if wanted in (None, its_source):
                    chosen.add(original)
    return [kept for original, kept in listed.items() if original in chosen]


def originals_of(store: Store, ids: list[str]) -> dict[str, str | None]:
    """Return the originals of stored documents, by id."""
    query = sa.select(DOCUMENT.c.id, DOCUMENT.c.original)
    with store.database.reading() as connection:
        return {
            row[0]: row[1] for page in pages(ids) for row in connection.execute(query.where(DOCUMENT.c.id.in_(page)))
        }


def ever_stored(store: Store, ids: list[str]) -> frozenset[str]:
    """Return those ids under which there is or was a document."""
    query = sa.select(CHANGE.c.id).distinct()
    with store.database.reading() as connection:
        return frozenset(id for page in pages(ids) for id in connection.scalars(query.where(CHANGE.c.id.in_(page))))


def name_of_original(store: Store, original: str) -> str | None:
    """Return the name of the file that an original was, None where it was not noted."""
    _, name = readings_of(store, _PART, original).get(original, ("", None))
    return name if isinstance(name, str) else None


def file_name_of(store: Store, id: str) -> str | None:
    """Return the name of the file that an id was made for, None where it was made for something else."""
    query = sa.select(ID_KEY.c.made_for).where(ID_KEY.c.id == id, ID_KEY.c.made_for.like("file:%"))
    with store.database.reading() as connection:
        made_for = connection.scalar(query.limit(1))
    parts = made_for.split("\N{REPLACEMENT CHARACTER}") if made_for else []
    return parts[1].rpartition("/")[2] if len(parts) == 3 else None
