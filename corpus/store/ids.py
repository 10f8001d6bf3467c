"""Keep ids with what they were made for, and redirect those that turned out to be of one document.

A key says what an id was made for: an address, a file in a folder, the sha256 of an original. It is looked up before an
id is made, so that no better rule of reading or of addresses makes another id. A damaged row counts as none: its
document gets the id that is made for it today, and the row is written again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

import sqlalchemy as sa

from corpus.store.tables import ID_KEY, REDIRECT, countable, hash_of, seal_of_key, seal_of_redirect

_MAX_VALUES_PER_QUERY = 500  # in one IN (…), below every database's limit


def ids_of(connection: sa.Connection, keys: Iterable[str]) -> dict[str, str]:
    """Return the ids that were made for some keys, by key; keys without an id are left out."""
    by_hash = {hash_of(key): key for key in keys}
    ids: dict[str, str] = {}
    for chunk in _chunks(by_hash):
        rows = connection.execute(sa.select(ID_KEY).where(ID_KEY.c.key.in_(chunk))).mappings()
        ids.update((by_hash[row["key"]], row["id"]) for row in rows if row["seal"] == seal_of_key(dict(row)))
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
        for chunk in _chunks(rows):
            connection.execute(ID_KEY.delete().where(ID_KEY.c.key.in_(chunk)))  # damaged ones
        connection.execute(ID_KEY.insert(), [row | {"seal": seal_of_key(row)} for row in rows.values()])


def targets(connection: sa.Connection, ids: Iterable[str]) -> dict[str, str]:
    """Return where ids redirect to, by id; those that redirect nowhere are left out."""
    redirects: dict[str, str] = {}
    for chunk in _chunks(dict.fromkeys(ids)):
        rows = connection.execute(sa.select(REDIRECT).where(REDIRECT.c.id.in_(chunk))).mappings()
        redirects.update((row["id"], row["target"]) for row in rows if row["seal"] == seal_of_redirect(dict(row)))
    return redirects


def redirect(connection: sa.Connection, id: str, target: str) -> None:
    """Let an id, and all that redirects to it, redirect to another one, and what it was made for be of that one."""
    redirecting = connection.scalars(sa.select(REDIRECT.c.id).where(REDIRECT.c.target == id)).all()
    rows = [{"id": old, "target": target} for old in {id, *redirecting} - {target}]
    for chunk in _chunks((id, target, *redirecting)):
        connection.execute(REDIRECT.delete().where(REDIRECT.c.id.in_(chunk)))
    connection.execute(REDIRECT.insert(), [row | {"seal": seal_of_redirect(row)} for row in rows])
    made_for = connection.execute(sa.select(ID_KEY).where(ID_KEY.c.id == id)).mappings().all()
    keys = [dict(row) | {"id": target} for row in made_for if row["seal"] == seal_of_key(dict(row))]
    seal = ID_KEY.update().where(ID_KEY.c.key == sa.bindparam("of")).values(id=target, seal=sa.bindparam("new"))
    if keys:
        connection.execute(seal, [{"of": row["key"], "new": seal_of_key(row)} for row in keys])


def lead(connection: sa.Connection, ids: Mapping[str, str]) -> None:
    """Let ids redirect to documents that have their files; what they were made for stays theirs."""
    for id, target in ids.items():
        redirecting = connection.scalars(sa.select(REDIRECT.c.id).where(REDIRECT.c.target == id)).all()
        rows = [{"id": old, "target": target} for old in {id, *redirecting} - {target}]
        connection.execute(REDIRECT.delete().where(REDIRECT.c.id.in_([id, *redirecting])))
        connection.execute(REDIRECT.insert(), [row | {"seal": seal_of_redirect(row)} for row in rows])


def part(connection: sa.Connection, ids: Sequence[str]) -> None:
    """Forget where ids redirect to, as they have documents of their own again."""
    for chunk in _chunks(ids):
        connection.execute(REDIRECT.delete().where(REDIRECT.c.id.in_(chunk)))


def ids_with_keys(connection: sa.Connection, ids: Iterable[str]) -> frozenset[str]:
    """Return those ids that have keys of their own; an id that was joined to another one has none."""
    query = sa.select(ID_KEY.c.id).distinct()
    return frozenset(id for chunk in _chunks(ids) for id in connection.scalars(query.where(ID_KEY.c.id.in_(chunk))))


def _chunks(values: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(values)
    while chunk := list(islice(rest, _MAX_VALUES_PER_QUERY)):
        yield chunk
