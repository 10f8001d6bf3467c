"""Note by what a file and the documents that name it find each other, whichever is given first.

A key is a name that a document gives a file (its value: the path of the record), a place where a file was (its value:
the sha256 of the file), or the sha256 of a file that is a document's attachment. No document depends on them: where
they are lost, the next run over the same files notes them again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

import sqlalchemy as sa

from corpus.store import Store
from corpus.store.tables import DOCUMENT, FILE_KEY, countable, hash_of

_VALUES_PER_QUERY = 500  # in one IN (…)
_ORIGINAL = "original:"
_NOWHERE = ""  # the id of the places of files: these are of no document


def note_documents(
    store: Store, names: Mapping[str, Sequence[tuple[str, str]]], files: Mapping[str, Iterable[str]]
) -> None:
    """Note the names that documents give files, with the paths of their records, and the sha256 of their attachments.

    What was noted of these documents before goes: of `names` the names, of `files` the attachments.
    """
    rows: dict[tuple[str, str], str] = {}
    for id, listed in names.items():
        rows |= {(hash_of(f"name:{name}"), id): f"name:{countable(path)}" for name, path in listed}
    for id, originals in files.items():
        rows |= {(hash_of(_ORIGINAL + sha256), id): _ORIGINAL + sha256 for sha256 in originals}
    stale = [
        row
        for ids, kind in ((names, "name:"), (files, _ORIGINAL))
        for row in _rows_of(store, ids)
        if row[2].startswith(kind) and rows.get((row[0], row[1])) != row[2]
    ]
    known = {row[:2] for row in _rows_of(store, names.keys() | files.keys())} - {row[:2] for row in stale}
    new = [{"key": key, "id": id, "value": v} for (key, id), v in rows.items() if (key, id) not in known]
    if not stale and not new:
        return
    with store.database.writing() as connection:
        for key, id, _ in stale:
            connection.execute(FILE_KEY.delete().where(FILE_KEY.c.key == key, FILE_KEY.c.id == id))
        if new:
            connection.execute(FILE_KEY.insert(), new)


def note_places(store: Store, places: Mapping[str, str]) -> None:
    """Note the sha256 of files by their places, in place of those that were there before."""
    rows = [{"key": hash_of(f"place:{place}"), "id": _NOWHERE, "value": sha256} for place, sha256 in places.items()]
    if not rows:
        return
    with store.database.writing() as connection:
        for page in _pages(row["key"] for row in rows):
            connection.execute(FILE_KEY.delete().where(FILE_KEY.c.key.in_(page)))
        connection.execute(FILE_KEY.insert(), rows)


def naming(store: Store, names: Iterable[str]) -> list[tuple[str, str]]:
    """Return the ids of the documents that give a file one of these names, each with the path of its record."""
    return sorted(
        {(id, path.removeprefix("name:")) for _, id, path in _rows(store, (f"name:{name}" for name in names))}
    )


def at_places(store: Store, places: Iterable[str]) -> dict[str, str]:
    """Return the sha256 of the files that were given at some places, by place."""
    by_hash = {hash_of(f"place:{place}"): place for place in places}
    return {by_hash[key]: sha256 for key, _, sha256 in _rows(store, (f"place:{place}" for place in by_hash.values()))}


def holding(store: Store, originals: Iterable[str]) -> dict[str, list[str]]:
    """Return the ids of the documents of which some files (sha256) are attachments, by sha256."""
    holders: dict[str, list[str]] = {}
    for _, id, sha256 in sorted(_rows(store, (_ORIGINAL + sha256 for sha256 in originals)), key=lambda row: row[1]):
        holders.setdefault(sha256.removeprefix(_ORIGINAL), []).append(id)
    return holders


def attached_originals(connection: sa.Connection) -> Iterator[tuple[str, str]]:
    """Yield the sha256 of the files that are attachments of stored documents, each with the id of its document."""
    query = sa.select(FILE_KEY.c.value, FILE_KEY.c.id).where(FILE_KEY.c.value.startswith(_ORIGINAL))
    for value, id in connection.execute(query.join(DOCUMENT, DOCUMENT.c.id == FILE_KEY.c.id)):
        yield value.removeprefix(_ORIGINAL), id


def _rows_of(store: Store, ids: Iterable[str]) -> list[tuple[str, str, str]]:
    query = sa.select(FILE_KEY.c.key, FILE_KEY.c.id, FILE_KEY.c.value)
    with store.database.reading() as connection:
        return [
            (row[0], row[1], row[2])
            for page in _pages(ids)
            for row in connection.execute(query.where(FILE_KEY.c.id.in_(page)))
        ]


def _rows(store: Store, keys: Iterable[str]) -> list[tuple[str, str, str]]:
    query = sa.select(FILE_KEY.c.key, FILE_KEY.c.id, FILE_KEY.c.value)
    with store.database.reading() as connection:
        return [
            (row[0], row[1], row[2])
            for page in _pages(map(hash_of, keys))
            for row in connection.execute(query.where(FILE_KEY.c.key.in_(page)))
        ]


def _pages(values: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(values)
    while page := list(islice(rest, _VALUES_PER_QUERY)):
        yield page
