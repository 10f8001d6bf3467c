"""Bring a store to the schema of this version, by numbered steps: all in one transaction, each step once.

A store says its number in `meta`. A step stands here as it was when stores took it, with its own tables: it is never
changed, and the tables of `tables` are those after the last step. Processes that open a store at the same time wait for
the first, and find nothing left to do.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.schema import CreateIndex, CreateTable

from corpus import sentences
from corpus.store.database import Database, schema_of
from corpus.store.errors import StoreError, StoreMissing
from corpus.store.tables import (
    DOCUMENT,
    META,
    SCHEMA,
    TABLES,
    chain_of,
    countable,
    hash_of,
    seal_of,
    seal_of_key,
    seal_of_redirect,
)

_ROWS_PER_PAGE = 500  # in memory


def migrate(database: Database) -> None:
    """Create the tables where there are none, and take the steps that a store of an earlier version lacks.

    Raises StoreError for another program's database, for a store of a newer version, and for a damaged one.
    """
    with database.translated_errors():
        with database.engine.connect() as connection:
            if _schema(connection, database) == SCHEMA:
                return
        with database.creating_tables() as connection:
            schema = _schema(connection, database)  # another process may have been faster
            if schema is None:
                _create(connection, database)
                return
            for number, step in MIGRATIONS.items():
                if number > schema:
                    step(connection)
                    _write_meta(connection, "schema", str(number))
                    _write_meta(connection, "version", str(number))


def needs_migration(database: Database) -> bool:
    """Tell whether a store is of an earlier version.

    Raises StoreMissing where there is none yet, and StoreError as `migrate` does.
    """
    with database.reading() as connection:
        schema = _schema(connection, database)
    if schema is None:
        raise StoreMissing(sentences.STORE_MISSING.format(name=database.name))
    return schema < SCHEMA


def new_identity() -> str:
    """Return a random identity for a store that is new, a copy or restored."""
    return uuid4().hex


def _schema(connection: sa.Connection, database: Database) -> int | None:
    """Return the number of the schema, None where the store is still to be created."""
    names = set(sa.inspect(connection).get_table_names())
    if META.name not in names and names - {"change", *TABLES.tables}:
        raise StoreError(sentences.NOT_A_STORE.format(name=database.name))
    schema = schema_of(connection, database.name) if META.name in names else None
    if schema is None and DOCUMENT.name in names and connection.scalar(sa.select(DOCUMENT.c.id).limit(1)):
        raise StoreError(sentences.STORE_DAMAGED.format(name=database.name))  # its number is lost
    database.refuse_newer(schema)
    return schema


def _create(connection: sa.Connection, database: Database) -> None:
    encoding = connection.scalar(sa.text("SHOW server_encoding")) if database.postgres else "UTF8"
    if encoding != "UTF8":
        raise StoreError(sentences.STORE_ENCODING.format(name=database.name, encoding=encoding))
    for name in ("change", *reversed(TABLES.sorted_tables)):  # of a version that was killed while it created them
        connection.execute(sa.text(f"DROP TABLE IF EXISTS {name}"))
    for table in TABLES.sorted_tables:
        connection.execute(CreateTable(table))
    values = {"schema": str(SCHEMA), "version": str(SCHEMA), "identity": new_identity()}
    connection.execute(META.insert(), [{"name": name, "value": value} for name, value in values.items()])


def _write_meta(connection: sa.Connection, name: str, value: str) -> None:
    """Write a row, which stays the same row where it was there: writers wait for that of `schema`."""
    if not connection.execute(META.update().where(META.c.name == name).values(value=value)).rowcount:
        connection.execute(META.insert().values(name=name, value=value))


def _pages(connection: sa.Connection, query: sa.Select[Any], key: sa.Column[Any]) -> Iterator[list[dict[str, Any]]]:
    """Yield all rows of a query in the order of a column, page by page, so that they can be written to meanwhile."""
    query = query.order_by(key).limit(_ROWS_PER_PAGE)
    rows = [dict(row) for row in connection.execute(query).mappings()]
    while rows:
        yield rows
        rows = [dict(row) for row in connection.execute(query.where(key > rows[-1][key.name])).mappings()]


def _identify_and_chain(connection: sa.Connection) -> None:
    """Give the store an identity, every document a seal, and every change its link in a chain.

    What a document was at an earlier change is not known any more; its last change gets the digest that it has now.
    """
    id_type = sa.String(200).with_variant(sa.String(200, collation="C"), "postgresql")
    tables = sa.MetaData()
    old = sa.Table("change", tables, *(sa.Column(name) for name in ("number", "id", "what", "at")))
    new = sa.Table(
        "chained_change",
        tables,
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("id", id_type, nullable=False),
        sa.Column("what", sa.String(10), nullable=False),
        sa.Column("at", sa.String(40), nullable=False),
        sa.Column("content", sa.String(64), nullable=False),
        sa.Column("chain", sa.String(64), nullable=False),
    )
    sealed = ("id", "digest", "original", "added", "changed", "source", "kind", "year")
    document = sa.Table("document", tables, *(sa.Column(name) for name in (*sealed, "seal")))
    connection.execute(sa.text("ALTER TABLE document ADD COLUMN seal VARCHAR(64)"))
    seal = document.update().where(document.c.id == sa.bindparam("of")).values(seal=sa.bindparam("new"))
    for rows in _pages(connection, sa.select(*(document.c[name] for name in sealed)), document.c.id):
        connection.execute(seal, [{"of": row["id"], "new": seal_of(row)} for row in rows])
    connection.execute(CreateTable(new))
    last = sa.select(sa.func.max(old.c.number).label("number"), old.c.id).group_by(old.c.id).subquery()
    current = last.join(document, document.c.id == last.c.id)
    digests = {
        row[0]: row[1] for row in connection.execute(sa.select(last.c.number, document.c.digest).select_from(current))
    }
    chain = ""
    for rows in _pages(connection, sa.select(old), old.c.number):
        for row in rows:
            row["content"] = digests.get(row["number"], "")
            row["chain"] = chain = chain_of(chain, row)
        connection.execute(new.insert(), rows)
    connection.execute(sa.text("DROP TABLE change"))
    _write_meta(connection, "identity", new_identity())


def _keep_ids(connection: sa.Connection) -> None:
    """Keep what ids were made for: the addresses of documents, and files that one document alone was read from."""
    id_type = sa.String(200).with_variant(sa.String(200, collation="C"), "postgresql")
    tables = sa.MetaData()
    key = sa.Table(
        "id_key",
        tables,
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("id", id_type, nullable=False),
        sa.Column("made_for", sa.Text, nullable=False),
    )
    redirect = sa.Table(
        "redirect",
        tables,
        sa.Column("id", id_type, primary_key=True),
        sa.Column("target", id_type, nullable=False),
    )
    connection.execute(CreateTable(key))
    connection.execute(CreateTable(redirect))
    document = sa.Table("document", tables, *(sa.Column(name) for name in ("id", "json", "original")))
    count = sa.func.count().label("count")
    shared = sa.select(document.c.original, count).group_by(document.c.original).having(count > 1)
    several = {row[0] for row in connection.execute(shared)}
    keys: dict[str, str] = {}
    for rows in _pages(connection, sa.select(document), document.c.id):
        new = {}
        for row in rows:
            made_for = [f"original:{row['original']}"] if row["original"] and row["original"] not in several else []
            with suppress(
                ValueError, AttributeError, TypeError, KeyError
            ):  # of a damaged document, which has no address
                made_for.append(f"url:{json.loads(row['json'])['url'].strip()}")
            new.update({hash_of(text): (row["id"], text) for text in made_for if hash_of(text) not in keys})
        keys.update((hashed, id) for hashed, (id, _) in new.items())
        if new:
            listed = [{"key": k, "id": id, "made_for": countable(text)} for k, (id, text) in new.items()]
            connection.execute(key.insert(), listed)


def _seal_ids_and_note_failures(connection: sa.Connection) -> None:
    """Give each key of an id and each redirect a seal; make room for what could not be read."""
    tables = sa.MetaData()
    names = {"id_key": ("key", "id", "made_for"), "redirect": ("id", "target")}
    for name, seal_of_row in (("id_key", seal_of_key), ("redirect", seal_of_redirect)):
        table = sa.Table(name, tables, *(sa.Column(column) for column in (*names[name], "seal")))
        key = table.c[names[name][0]]
        connection.execute(sa.text(f"ALTER TABLE {name} ADD COLUMN seal VARCHAR(64)"))
        seal = table.update().where(key == sa.bindparam("of")).values(seal=sa.bindparam("new"))
        for rows in _pages(connection, sa.select(*(table.c[column] for column in names[name])), key):
            connection.execute(seal, [{"of": row[key.name], "new": seal_of_row(row)} for row in rows])
    failure = sa.Table(
        "failure",
        tables,
        sa.Column("file", sa.String(64), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("source", sa.Text),
        sa.Column("path", sa.Text, nullable=False),
        sa.Column("member", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("at", sa.String(40), nullable=False),
    )
    connection.execute(CreateTable(failure))


def _keep_person_ids(connection: sa.Connection) -> None:
    """Make room for the ids of persons; the next build gives them, as every build did so far."""
    person = sa.Table(
        "person_id",
        sa.MetaData(),
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("mentions", sa.Text, nullable=False),
        sa.Column("joined", sa.Integer),
        sa.Column("seal", sa.String(64)),
    )
    connection.execute(CreateTable(person))


def _keep_readings(connection: sa.Connection) -> None:
    """Make room for what was read of originals."""
    reading = sa.Table(
        "reading",
        sa.MetaData(),
        sa.Column("part", sa.String(40), primary_key=True),
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("at", sa.String(40), nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    connection.execute(CreateTable(reading))


def _keep_file_keys(connection: sa.Connection) -> None:
    """Make room for where files lie beside the documents that name them; the next run over them notes it."""
    id_type = sa.String(200).with_variant(sa.String(200, collation="C"), "postgresql")
    key = sa.Table(
        "file_key",
        sa.MetaData(),
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("id", id_type, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
    connection.execute(CreateTable(key))
    connection.execute(CreateIndex(sa.Index("file_key_id", key.c.id)))


# By the number of the schema that a step makes, in order.
MIGRATIONS: dict[int, Callable[[sa.Connection], None]] = {
    2: _identify_and_chain,
    3: _keep_ids,
    4: _seal_ids_and_note_failures,
    5: _keep_person_ids,
    6: _keep_readings,
    7: _keep_file_keys,
}
