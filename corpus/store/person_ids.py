"""Keep the ids that were given to persons: an id never changes and is never given again.

An id is the key of a name, with a number for the second and each later person of that name (`nguyen-van-hoa`,
`nguyen-van-hoa-2`). Beside it stand the mentions by which the person is known again (`indexer.indexing.person_ids`
writes and reads them), and the person that this one turned out to be. A damaged row counts as none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, NamedTuple, TypeVar

import sqlalchemy as sa

from corpus.store import Store
from corpus.store.tables import PERSON_ID, countable, hash_of, seal_of_person

_MAX_VALUES_PER_QUERY = 500  # in one IN (…), below every database's limit
_ROWS_PER_PAGE = 500  # in memory

_Value = TypeVar("_Value")


class PersonId(NamedTuple):
    """Holds the id of a name's `number`-th person; `mentions` is JSON, `joined` the number of who that turned out to
    be."""

    number: int
    mentions: str
    joined: int | None = None


PersonIds = Mapping[str, tuple[PersonId, ...]]  # by the key of their name, in the order of numbers


def person_id(name: str, number: int) -> str:
    """Return the id of the `number`-th person of a name, whose key may itself end in a number."""
    return name if number == 1 and not _split(name)[1] else f"{name}-{number}"


def kept_ids(store: Store, names: Iterable[str]) -> dict[str, tuple[PersonId, ...]]:
    """Return the ids that persons of some names have; names without any are left out."""
    with store.database.reading() as connection:
        return _kept(connection, names)


def replace_ids(store: Store, before: PersonIds, after: PersonIds) -> bool:
    """Write the ids of some names, where they are still those of `before`; tell whether they were.

    Names that `before` lacks had none. Nothing is written to a store that was opened for reading: an index of it is
    nobody's but the process that made it.
    """
    if store.database.readonly:
        return True
    rows = [_row(name, each) for name, ids in after.items() for each in ids]
    with store.database.writing() as connection:
        if _kept(connection, after) != {name: before[name] for name in after if before.get(name)}:
            return False
        for chunk in _chunks(map(hash_of, after)):
            connection.execute(PERSON_ID.delete().where(PERSON_ID.c.name.in_(chunk)))  # damaged ones too
        for page in _chunks(rows):
            connection.execute(PERSON_ID.insert(), page)
    return True


def joined_ids(store: Store, ids: Iterable[str]) -> dict[str, str]:
    """Return the ids of persons that turned out to be another one, each with that one's."""
    named = {id: _named(id) for id in ids}
    kept = kept_ids(store, dict.fromkeys(name for name, _ in named.values()))
    return {
        id: person_id(name, each.joined)
        for id, (name, number) in named.items()
        for each in kept.get(name, ())
        if each.joined and each.number == number and person_id(name, number) == id
    }


def drop_damaged_ids(store: Store) -> None:
    """Delete the rows whose bytes are not those that were written, of whatever name."""
    keys = PERSON_ID.c.name, PERSON_ID.c.number
    with store.database.reading() as connection:
        rows = connection.execution_options(yield_per=_ROWS_PER_PAGE).execute(sa.select(PERSON_ID)).mappings()
        damaged = [{"of": row["name"], "at": row["number"]} for row in rows if row["seal"] != seal_of_person(dict(row))]
    if damaged and not store.database.readonly:
        one = PERSON_ID.delete().where(keys[0] == sa.bindparam("of"), keys[1] == sa.bindparam("at"))
        with store.database.writing() as connection:
            connection.execute(one, damaged)


def _split(text: str) -> tuple[str, str]:
    """Return a text without the number after its last hyphen, and that number; empty where there is none."""
    name, _, number = text.rpartition("-")
    return (name, number) if name and number.isascii() and number.isdigit() else (text, "")


def _named(id: str) -> tuple[str, int]:
    """Return the name's key and the number of an id."""
    name, number = _split(id)
    return (name, int(number[:9])) if number else (id, 1)


def _kept(connection: sa.Connection, names: Iterable[str]) -> dict[str, tuple[PersonId, ...]]:
    by_hash = {hash_of(name): name for name in names}
    kept: dict[str, list[PersonId]] = {}
    for chunk in _chunks(by_hash):
        rows = connection.execute(sa.select(PERSON_ID).where(PERSON_ID.c.name.in_(chunk))).mappings()
        for row in rows:
            if row["seal"] == seal_of_person(dict(row)):
                kept.setdefault(by_hash[row["name"]], []).append(
                    PersonId(row["number"], row["mentions"], row["joined"])
                )
    return {name: tuple(sorted(ids)) for name, ids in kept.items()}


def _row(name: str, each: PersonId) -> dict[str, Any]:
    row = {"name": hash_of(name), "id": countable(person_id(name, each.number)), **each._asdict()}
    return row | {"seal": seal_of_person(row)}


def _chunks(values: Iterable[_Value]) -> Iterator[list[_Value]]:
    rest = iter(values)
    while chunk := list(islice(rest, _MAX_VALUES_PER_QUERY)):
        yield chunk
