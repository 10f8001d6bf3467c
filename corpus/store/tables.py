"""Define the tables of a store, and turn a document into its row."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from corpus import sentences
from corpus.document import SAFE_ID, Document, DocumentError, from_json, to_json

SCHEMA = 1

TABLES = sa.MetaData()
# PostgreSQL would sort ids by the rules of some language; everywhere they are sorted by code point.
_Id = sa.String(200).with_variant(sa.String(200, collation="C"), "postgresql")
DOCUMENT = sa.Table(
    "document",
    TABLES,
    sa.Column("id", _Id, primary_key=True),
    sa.Column("json", sa.Text, nullable=False),
    sa.Column("digest", sa.String(64), nullable=False),  # sha256 of `json`
    sa.Column("original", sa.String(64)),
    sa.Column("added", sa.String(40), nullable=False),
    sa.Column("changed", sa.String(40), nullable=False),
    # For counting without reading every document.
    sa.Column("source", sa.Text),
    sa.Column("kind", sa.String(40)),
    sa.Column("year", sa.Integer),
)
CHANGE = sa.Table(
    "change",
    TABLES,
    # SQLite counts up by itself only for INTEGER, and gives no number twice only with AUTOINCREMENT.
    sa.Column("number", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True),
    sa.Column("id", _Id, nullable=False),
    sa.Column("what", sa.String(10), nullable=False),
    sa.Column("at", sa.String(40), nullable=False),
    sqlite_autoincrement=True,
)
META = sa.Table(
    "meta",
    TABLES,
    sa.Column("name", sa.String(40), primary_key=True),
    sa.Column("value", sa.String(200), nullable=False),
)


def row_of(document: Document, at: datetime, original: str | None) -> dict[str, Any]:
    """Return the row of a document. Raises DocumentError for an id that is not safe in a URL and as `digest` does."""
    if not SAFE_ID.fullmatch(document.id):
        raise DocumentError("id", sentences.ID_NOT_SAFE.format(id=document.id))
    text = _dump(document)
    day = document.issued or document.published
    return {
        "id": document.id,
        "json": text,
        "digest": hash_of(text),
        "original": original,
        "added": timestamp(at),
        "changed": timestamp(at),
        "source": document.source and countable(document.source),
        "kind": document.kind,
        "year": day.year if day else None,
    }


def digest(document: Document) -> str:
    """Return the sha256 (hex) of all fields of a document but its id.

    Raises DocumentError for a document that could be written but not read again.
    """
    return hash_of(_dump(document))


def hash_of(text: str) -> str:
    """Return the sha256 (hex) of a document's JSON."""
    return hashlib.sha256(text.encode()).hexdigest()


def timestamp(at: datetime) -> str:
    """Return a time as the tables store it: ISO 8601 in UTC, to the second."""
    return at.astimezone(UTC).isoformat(timespec="seconds")


def _dump(document: Document) -> str:
    shape = to_json(document)
    shape.pop("id", None)
    from_json(shape)
    return _writable(json.dumps(shape, ensure_ascii=False))


def _writable(text: str) -> str:
    """Replace unpaired surrogates, as broken JSON has them: they are no characters and cannot be written."""
    return text.encode("utf-8", "replace").decode()


def countable(source: str) -> str:
    """Return a source as its column has it: without NUL, which JSON escapes and no text of PostgreSQL can hold."""
    return _writable(source).replace("\0", "\N{REPLACEMENT CHARACTER}")
