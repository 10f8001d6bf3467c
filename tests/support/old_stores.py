"""Makes a store as versions of schema 1 made it (0.1.0 and 0.2.0), in each database."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import sqlalchemy as sa

_TABLES = {
    "document": "id VARCHAR(200){collation} NOT NULL PRIMARY KEY, json TEXT NOT NULL, digest VARCHAR(64) NOT NULL, "
    "original VARCHAR(64), added VARCHAR(40) NOT NULL, changed VARCHAR(40) NOT NULL, source TEXT, kind VARCHAR(40), "
    "year INTEGER",
    "change": "number {serial}, id VARCHAR(200){collation} NOT NULL, what VARCHAR(10) NOT NULL, "
    "at VARCHAR(40) NOT NULL",
    "meta": "name VARCHAR(40) NOT NULL PRIMARY KEY, value VARCHAR(200) NOT NULL",
}
_AT = "2024-01-05T08:30:00+00:00"
# What programs of schema 1 do when they put a document that is stored already, and another one.
WRITES_OF_SCHEMA_1 = (
    "UPDATE meta SET value = '1' WHERE name = 'schema'",
    f"INSERT INTO change (id, what, at) VALUES ('tin-1', 'changed', '{_AT}')",
)


def make_old_store(url: str, titles: dict[str, str], deleted: str = "da-bo") -> None:
    """Make a store of schema 1 with a document for each id and title, after a change and with one deleted document."""
    if url.startswith("sqlite"):
        Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(url)
    postgres = engine.dialect.name == "postgresql"
    serial = "BIGSERIAL PRIMARY KEY" if postgres else "INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT"
    collation = ' COLLATE "C"' if postgres else ""
    with engine.begin() as connection:
        for name, columns in _TABLES.items():
            columns = columns.format(collation=collation, serial=serial)
            connection.execute(sa.text(f"CREATE TABLE {name} ({columns})"))
        connection.execute(sa.text("INSERT INTO meta VALUES ('schema', '1')"))
        for id, title in titles.items():
            shape = json.dumps({"title": title}, ensure_ascii=False)
            row = {"id": id, "json": shape, "digest": hashlib.sha256(shape.encode()).hexdigest(), "at": _AT}
            statement = "INSERT INTO document VALUES (:id, :json, :digest, NULL, :at, :at, 'Nguồn', NULL, NULL)"
            connection.execute(sa.text(statement), row)
        log = [(id, what) for what in ("added", "changed") for id in titles] + [
            (deleted, "added"),
            (deleted, "deleted"),
        ]
        for id, what in log:
            statement = "INSERT INTO change (id, what, at) VALUES (:id, :what, :at)"
            connection.execute(sa.text(statement), {"id": id, "what": what, "at": _AT})
    engine.dispose()
