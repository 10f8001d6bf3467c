"""Keep ids with what they were made for, and redirect those that turned out to be of one document.

A key says what an id was made for: an address, a file in a folder, the sha256 of an original. It is looked up before an
id is made, so that no better rule of reading or of addresses makes another id.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

import sqlalchemy as sa

from corpus.store.tables import ID_KEY, REDIRECT, countable, hash_of

_MAX_VALUES_PER_QUERY = 500  # in one IN (…), below every database's limit


def ids_of(connection: sa.Connection, keys: Iterable[str]) -> dict[str, str]:
    """Return the ids that were made for some keys, by key; keys without an id are left out."""
    by_hash = {hash_of(key): key for key in keys}
    ids: dict[str, str] = {}
    for chunk in _chunks(by_hash):
        rows = connection.execute(sa.select(ID_KEY.c.key, ID_KEY.c.id).where(ID_KEY.c.key.in_(chunk)))
        ids.update((by_hash[hashed], id) for hashed, id in rows)
    return ids


def register(connection: sa.Connection, keys: Mapping[str, Sequence[str]]) -> None:
    """Keep what ids were made for (id → keys); a key that has an id already stays with that one."""
    made_for = {key: id for id, listed in keys.items() for key in listed}
    known = ids_of(connection, made_for)
    rows = {
        hash_of(key): {"key": hash_of(key), "id": id, "made_for": countable(key)}
        for key, id in made_for.items()
        if key not in known
    }
    if rows:
        connection.execute(ID_KEY.insert(), list(rows.values()))


def targets(connection: sa.Connection, ids: Iterable[str]) -> dict[str, str]:
    """Return where ids redirect to, by id; those that redirect nowhere are left out."""
    redirects: dict[str, str] = {}
    for chunk in _chunks(dict.fromkeys(ids)):
        rows = connection.execute(sa.select(REDIRECT.c.id, REDIRECT.c.target).where(REDIRECT.c.id.in_(chunk)))
        redirects.update((id, target) for id, target in rows)
    return redirects


def redirect(connection: sa.Connection, id: str, target: str) -> None:
    """Let an id, and all that redirects to it, redirect to another one, and what it was made for be of that one."""
    connection.execute(REDIRECT.update().where(REDIRECT.c.target == id).values(target=target))
    connection.execute(REDIRECT.insert().values(id=id, target=target))
    connection.execute(ID_KEY.update().where(ID_KEY.c.id == id).values(id=target))


def _chunks(values: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(values)
    while chunk := list(islice(rest, _MAX_VALUES_PER_QUERY)):
        yield chunk
