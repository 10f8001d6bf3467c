"""Verify a store: every row with its digests, the chain of changes, and every original with its sha256."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import sqlalchemy as sa

from corpus import sentences
from corpus.store import Store, StoreError
from corpus.store.database import Database
from corpus.store.errors import DamagedDocument
from corpus.store.file_keys import attached_originals
from corpus.store.originals import OriginalError, Originals
from corpus.store.tables import (
    CHANGE,
    DOCUMENT,
    ID_KEY,
    META,
    PERSON_ID,
    REDIRECT,
    chain_of,
    intact,
    seal_of_key,
    seal_of_person,
    seal_of_redirect,
)

_ROWS_PER_PAGE = 200  # in memory
_IDENTITY = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Checked:
    """Counts what was verified; `failures` are sentences that name what is damaged and say what to do."""

    documents: int
    changes: int
    originals: int
    failures: tuple[str, ...]

    def counts(self) -> dict[str, int]:
        """Return how much was verified, by name."""
        return {"documents": self.documents, "changes": self.changes, "originals": self.originals}


def check(
    store: Store, originals: Originals, show: Callable[[int, float | None], None] = lambda documents, share: None
) -> Checked:
    """Read all of a store as it is at one moment; others may write to it meanwhile.

    `show` gets the number of documents verified so far and the share of all work that is done (0 to 1). What cannot be
    read at all is a failure too, and the rest is verified nevertheless. Raises StoreError where nothing can be read.
    """
    with store.database.snapshot() as connection:
        run = _Check(connection, store.database, show)
        with run.survived():
            run.database_file()
        with run.survived():
            run.changes()
        with run.survived():
            run.documents()
        with run.survived():
            run.ids()
        with run.survived():
            run.originals(originals)
    return Checked(run.checked_documents, run.checked_changes, run.checked_originals, tuple(run.failures))


@dataclass(slots=True)
class _Check:
    """Carries the state of a run. `logged` maps ids to the digest that the last change gives, None where deleted."""

    connection: sa.Connection
    database: Database
    show: Callable[[int, float | None], None]
    failures: list[str] = field(default_factory=list)
    logged: dict[str, str | None] = field(default_factory=dict)
    needed: dict[str, str] = field(default_factory=dict)  # sha256 of originals → a document of it
    checked_documents: int = 0
    checked_changes: int = 0
    checked_originals: int = 0

    @contextmanager
    def survived(self) -> Iterator[None]:
        """Turn an error that ends a part of the work into a failure."""
        try:
            with self.database.translated_errors():
                yield
        except (StoreError, OriginalError) as error:
            self.failures.append(str(error))

    def fail(self, sentence: str, **values: object) -> None:
        """Report a failure."""
        self.failures.append(sentence.format(name=self.database.name, **values))

    def database_file(self) -> None:
        """Let SQLite verify its own structure, which holds the rows together; verify the identity."""
        if not self.database.postgres:
            for (found,) in self.connection.exec_driver_sql("PRAGMA integrity_check(1)").all():
                if found != "ok":
                    self.fail(sentences.CHECK_DATABASE, reason=found.splitlines()[-1])
        identity = self.connection.scalar(sa.select(META.c.value).where(META.c.name == "identity"))
        if not isinstance(identity, str) or not _IDENTITY.fullmatch(identity):
            self.fail(sentences.CHECK_IDENTITY)

    def changes(self) -> None:
        """Verify that each change is as it was written, and follows the one before."""
        before, number = "", 0
        query = sa.select(CHANGE).order_by(CHANGE.c.number).limit(_ROWS_PER_PAGE)
        while rows := self.connection.execute(query.where(CHANGE.c.number > number)).mappings().all():
            for row in rows:
                if chain_of(before, dict(row)) != row["chain"]:
                    self.fail(sentences.CHECK_CHANGE, number=row["number"])
                before, number = row["chain"], row["number"]
                self.logged[row["id"]] = None if row["what"] == "deleted" else row["content"]
                self.checked_changes += 1
            self.show(0, None)

    def documents(self) -> None:
        """Verify that each document is as it was written, and as its last change says."""
        total = max(1, sum(digest is not None for digest in self.logged.values()))
        id, missing = "", {id for id, digest in self.logged.items() if digest is not None}
        query = sa.select(DOCUMENT).order_by(DOCUMENT.c.id).limit(_ROWS_PER_PAGE)
        while rows := self.connection.execute(query.where(DOCUMENT.c.id > id)).mappings().all():
            for row in rows:
                missing.discard(row["id"])
                if not intact(dict(row)):
                    self.failures.append(str(DamagedDocument(row["id"], self.database.name)))
                elif self.logged.get(row["id"]) not in ("", row["digest"]):  # empty: logged before schema 2
                    self.fail(sentences.CHECK_DOCUMENT_NOT_LOGGED, id=row["id"])
                elif row["original"]:
                    self.needed.setdefault(row["original"], row["id"])
                self.checked_documents += 1
            if rows[-1]["id"] <= id:
                break  # the order of a damaged index could lead in a circle
            id = rows[-1]["id"]
            self.show(self.checked_documents, 0.5 * min(1.0, self.checked_documents / total))
        for lost in sorted(missing):
            self.fail(sentences.CHECK_DOCUMENT_LOST, id=lost)

    def ids(self) -> None:
        """Verify what ids were made for, where those of joined documents lead, and the ids of persons."""
        for table, keys, seal_of_row, sentence in (
            (ID_KEY, (ID_KEY.c.key,), seal_of_key, sentences.CHECK_ID_KEY),
            (REDIRECT, (REDIRECT.c.id,), seal_of_redirect, sentences.CHECK_REDIRECT),
            (PERSON_ID, (PERSON_ID.c.name, PERSON_ID.c.number), seal_of_person, sentences.CHECK_PERSON_ID),
        ):
            query = sa.select(table).order_by(*keys).limit(_ROWS_PER_PAGE)
            rows = self.connection.execute(query).mappings().all()
            while rows:
                for row in rows:
                    if row["seal"] != seal_of_row(dict(row)):
                        self.fail(sentence, id=row["id"])
                after = tuple(rows[-1][key.name] for key in keys)
                rows = self.connection.execute(query.where(sa.tuple_(*keys) > sa.tuple_(*after))).mappings().all()
                if rows and tuple(rows[-1][key.name] for key in keys) <= after:
                    break  # the order of a damaged index could lead in a circle

    def originals(self, originals: Originals) -> None:
        """Verify that each original is here, with the bytes of its sha256."""
        names = list(originals.names())
        for sha256, id in attached_originals(self.connection):
            self.needed.setdefault(sha256, id)
        for number, sha256 in enumerate(names, 1):
            if not originals.intact(sha256):
                self.fail(sentences.CHECK_ORIGINAL_DAMAGED, sha256=sha256)
            self.show(self.checked_documents, 0.5 + 0.5 * number / len(names))
            self.checked_originals += 1
        for sha256 in self.needed.keys() - set(names):
            self.fail(sentences.CHECK_ORIGINAL_MISSING, sha256=sha256, id=self.needed[sha256])
