"""Open originals by their URL, and keep them in the store's own database for machines that share no folder."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.schema import CreateTable

from corpus import sentences
from corpus.settings import SettingError
from corpus.store import Store
from corpus.store.database import Database
from corpus.store.originals import FolderOriginals, OpenOriginal, Originals

_Sha256 = sa.String(64).with_variant(sa.String(64, collation="C"), "postgresql")
# Created when the first original is written: a store without it is complete. In chunks, as no database likes values of
# any size. Names of table and columns are those of stores that exist.
_CHUNK = sa.Table(
    "blob_piece",
    sa.MetaData(),
    sa.Column("sha256", _Sha256, primary_key=True),
    sa.Column("place", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("bytes", sa.LargeBinary, nullable=False),
)


def open_originals(place: str, store: Store) -> Originals:
    """Return the originals at `file:PATH` or `store:`. Raises SettingError for any other place."""
    scheme, _, path = place.partition(":")
    if scheme == "file" and path:
        return FolderOriginals(Path(path))
    if place == "store:":
        return DatabaseOriginals(store.database)
    raise SettingError(sentences.ORIGINALS_PLACE_UNKNOWN.format(place=place))


@dataclass(frozen=True, slots=True)
class DatabaseOriginals(Originals):
    """Keeps files as rows of chunks; all chunks of a file are committed together."""

    database: Database

    def holds(self, sha256: str) -> bool:
        """Tell whether a file is here."""
        if not self._has_table():
            return False
        with self.database.reading() as connection:
            query = sa.select(_CHUNK.c.place).where(_CHUNK.c.sha256 == sha256, _CHUNK.c.place == 0)
            return connection.scalar(query) is not None

    def names(self) -> Iterator[str]:
        """Yield the sha256 of every file, in order."""
        if not self._has_table():
            return
        query = sa.select(_CHUNK.c.sha256).where(_CHUNK.c.place == 0).order_by(_CHUNK.c.sha256)
        with self.database.reading() as connection:
            names = connection.scalars(query).all()
        yield from names

    def read(self, sha256: str) -> Iterator[bytes]:
        """Yield the bytes of a file in chunks."""
        query = sa.select(_CHUNK.c.bytes).where(_CHUNK.c.sha256 == sha256)
        place = 0
        while True:
            with self.database.reading() as connection:
                chunk = connection.scalar(query.where(_CHUNK.c.place == place))
            if chunk is None:
                return
            yield chunk
            place += 1

    def open(self, sha256: str) -> OpenOriginal | None:
        """Open a file to read parts of it; None where it is not here."""
        if not self._has_table():
            return None
        query = sa.select(sa.func.length(_CHUNK.c.bytes)).where(_CHUNK.c.sha256 == sha256).order_by(_CHUNK.c.place)
        with self.database.reading() as connection:
            sizes = tuple(connection.scalars(query))
        return OpenOriginal(sum(sizes), sizes, partial(self._part, sha256, sizes)) if sizes else None

    def _part(self, sha256: str, sizes: tuple[int, ...], start: int, stop: int) -> Iterator[bytes]:
        query = sa.select(_CHUNK.c.bytes).where(_CHUNK.c.sha256 == sha256)
        at = 0
        for place, size in enumerate(sizes):
            if start < at + size and at < stop:
                with self.database.reading() as connection:
                    chunk = connection.scalar(query.where(_CHUNK.c.place == place)) or b""
                yield chunk[max(0, start - at) : stop - at]
            at += size

    def write(self, expected: str, chunks: Iterable[bytes]) -> str:
        """Write all chunks in one transaction."""
        if not self._has_table():
            with self.database.translated_errors(), self.database.creating_tables() as connection:
                connection.execute(CreateTable(_CHUNK, if_not_exists=True))
        actual, copied = expected, hashlib.sha256()
        with self.database.translated_errors():
            try:
                with self.database.engine.begin() as connection:
                    connection.execute(_CHUNK.delete().where(_CHUNK.c.sha256 == expected))  # damaged ones
                    # A file without a byte has one chunk too: its row says that the file is here.
                    for place, chunk in enumerate(chain(chunks, (b"",))):
                        if chunk or not place:
                            copied.update(chunk)
                            connection.execute(_CHUNK.insert().values(sha256=expected, place=place, bytes=chunk))
                    actual = copied.hexdigest()
                    if actual != expected:
                        connection.execute(_CHUNK.update().where(_CHUNK.c.sha256 == expected).values(sha256=actual))
            except IntegrityError:
                pass  # another process was faster
        return actual

    def clear_abandoned(self) -> None:
        """Do nothing: a transaction that was not committed leaves nothing."""

    def _has_table(self) -> bool:
        with self.database.translated_errors():
            return sa.inspect(self.database.engine).has_table(_CHUNK.name)
