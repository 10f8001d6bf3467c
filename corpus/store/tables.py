"""Define the tables of a store, and turn a document into its row."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from corpus import sentences
from corpus.document import SAFE_ID, Document, DocumentError, from_json, to_json

SCHEMA = 7  # the number of the last step in `migrations`

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
    sa.Column("seal", sa.String(64)),  # `seal_of` the columns before; None: damaged
)
# Rows are only added. The name keeps programs of schema 1 out, which know `change` and would break the chain.
CHANGE = sa.Table(
    "chained_change",
    TABLES,
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("id", _Id, nullable=False),
    sa.Column("what", sa.String(10), nullable=False),
    sa.Column("at", sa.String(40), nullable=False),
    sa.Column("content", sa.String(64), nullable=False),  # the document's digest then, empty where it was deleted
    sa.Column("chain", sa.String(64), nullable=False),  # `chain_of` this row and the row before
)
# What an id was made for: it stays the id of that, whatever rules make ids later. Rows are only added or joined.
ID_KEY = sa.Table(
    "id_key",
    TABLES,
    sa.Column("key", sa.String(64), primary_key=True),  # sha256 of `made_for`, which has any length
    sa.Column("id", _Id, nullable=False),
    sa.Column("made_for", sa.Text, nullable=False),
    sa.Column("seal", sa.String(64)),  # `seal_of_key` or `seal_of_redirect` the columns before; other: damaged
)
# Ids that turned out to be of a document that has an older one.
REDIRECT = sa.Table(
    "redirect",
    TABLES,
    sa.Column("id", _Id, primary_key=True),
    sa.Column("target", _Id, nullable=False),
    sa.Column("seal", sa.String(64)),
)
# What the last run that read a file could not read of it. No document depends on these.
FAILURE = sa.Table(
    "failure",
    TABLES,
    sa.Column("file", sa.String(64), primary_key=True),  # sha256 of the path, which may be no text
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("source", sa.Text),
    sa.Column("path", sa.Text, nullable=False),
    sa.Column("member", sa.Text, nullable=False),  # of the file: a line, an item; empty for the whole file
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("at", sa.String(40), nullable=False),
)
# The ids that builds gave to persons, and the mentions by which a person is known again (see `person_ids`).
PERSON_ID = sa.Table(
    "person_id",
    TABLES,
    sa.Column("name", sa.String(64), primary_key=True),  # sha256 of the name's key, which has any length
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("id", sa.Text, nullable=False),
    sa.Column("mentions", sa.Text, nullable=False),  # JSON
    sa.Column("joined", sa.Integer),  # the number of the person that this one turned out to be
    sa.Column("seal", sa.String(64)),
)
# What was read of originals by parts that take long (see `readings`): a cache.
READING = sa.Table(
    "reading",
    TABLES,
    sa.Column("part", sa.String(40), primary_key=True),
    sa.Column("sha256", sa.String(64), primary_key=True),  # of the original
    sa.Column("digest", sa.String(64), nullable=False),  # of the part that read it
    sa.Column("at", sa.String(40), nullable=False),
    sa.Column("content", sa.LargeBinary, nullable=False),  # JSON, compressed
)
# By what a file and the documents that name it find each other (see `file_keys`). No document depends on these.
FILE_KEY = sa.Table(
    "file_key",
    TABLES,
    sa.Column("key", sa.String(64), primary_key=True),  # sha256 of a name, a place or the sha256 of an original
    sa.Column("id", _Id, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
    sa.Index("file_key_id", "id"),
)
META = sa.Table(
    "meta",
    TABLES,
    sa.Column("name", sa.String(40), primary_key=True),
    sa.Column("value", sa.String(200), nullable=False),
)

_SEALED = ("id", "digest", "original", "added", "changed", "source", "kind", "year")
_SEALED_OF_PERSON = ("name", "number", "id", "mentions", "joined")
_CHAINED = ("number", "id", "what", "at", "content")


def row_of(document: Document, at: datetime, original: str | None) -> dict[str, Any]:
    """Return the row of a document. Raises DocumentError for an id that is not safe in a URL and as `digest` does."""
    if not SAFE_ID.fullmatch(document.id):
        raise DocumentError("id", sentences.ID_NOT_SAFE.format(id=document.id))
    text = _dump(document)
    day = document.issued or document.published
    row = {
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
    return row | {"seal": seal_of(row)}


def digest(document: Document) -> str:
    """Return the sha256 (hex) of all fields of a document but its id.

    Raises DocumentError for a document that could be written but not read again.
    """
    return hash_of(_dump(document))


def hash_of(text: str) -> str:
    """Return the sha256 (hex) of a document's JSON."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def seal_of(row: Mapping[str, Any]) -> str:
    """Return the sha256 (hex) of a document's row; its JSON counts by its digest, which is compared by itself."""
    return hash_of(json.dumps([row[name] for name in _SEALED], ensure_ascii=True, default=repr))


def seal_of_key(row: Mapping[str, Any]) -> str:
    """Return the sha256 (hex) of a row of ID_KEY."""
    return hash_of(json.dumps([row[name] for name in ("key", "id", "made_for")], ensure_ascii=True, default=repr))


def seal_of_redirect(row: Mapping[str, Any]) -> str:
    """Return the sha256 (hex) of a row of REDIRECT."""
    return hash_of(json.dumps([row[name] for name in ("id", "target")], ensure_ascii=True, default=repr))


def seal_of_person(row: Mapping[str, Any]) -> str:
    """Return the sha256 (hex) of a row of PERSON_ID."""
    return hash_of(json.dumps([row[name] for name in _SEALED_OF_PERSON], ensure_ascii=True, default=repr))


def intact(row: Mapping[str, Any]) -> bool:
    """Tell whether the bytes of a document's row are those that were written."""
    text = row["json"]
    return isinstance(text, str) and hash_of(text) == row["digest"] and seal_of(row) == row["seal"]


def chain_of(before: str, row: Mapping[str, Any]) -> str:
    """Return the sha256 (hex) of a change's row and of the `chain` of the row before it, empty before the first."""
    return hash_of(json.dumps([before, *(row[name] for name in _CHAINED)], ensure_ascii=True, default=repr))


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


def countable(text: str) -> str:
    """Return a text as a column has it: without NUL, which JSON escapes and no text of PostgreSQL can hold."""
    return _writable(text).replace("\0", "\N{REPLACEMENT CHARACTER}")
