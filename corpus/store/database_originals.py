"""Keep originals in the store's own database, for machines that share no folder."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.schema import CreateTable

from corpus.settings import SettingError
from corpus.store import Store
from corpus.store.database import MAKING, Database
from corpus.store.originals import FolderOriginals, Originals

_Sha256 = sa.String(64).with_variant(sa.String(64, collation="C"), "postgresql")
# Made where it is asked for only: a store without it is complete. In pieces, as no database likes values of any size.
_PIECE = sa.Table(
    "blob_piece",
    sa.MetaData(),
    sa.Column("sha256", _Sha256, primary_key=True),
    sa.Column("place", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("bytes", sa.LargeBinary, nullable=False),
)


def open_originals(place: str, store: Store) -> Originals:
    """Return where originals are kept: `file:PATH` or `store:`. Raises SettingError for anything else."""
    scheme, _, path = place.partition(":")
    if scheme == "file" and path:
        return FolderOriginals(Path(path))
    if place == "store:":
        return StoreBlobs(store.database)
    raise SettingError(f"Nơi giữ bản gốc (HDND_BLOBS) phải là file:ĐƯỜNG_DẪN hoặc store:, không phải {place!r}.")


@dataclass(frozen=True, slots=True)
class StoreBlobs(Originals):
    """Keeps files as rows of pieces; all pieces of a file are committed together."""

    database: Database

    def holds(self, sha256: str) -> bool:
        """Tell whether a file is kept."""
        if not self._made():
            return False
        with self.database.reading() as connection:
            query = sa.select(_PIECE.c.place).where(_PIECE.c.sha256 == sha256, _PIECE.c.place == 0)
            return connection.scalar(query) is not None

    def names(self) -> Iterator[str]:
        """Yield the sha256 of every file that is kept, in order."""
        if not self._made():
            return
        with self.database.reading() as connection:
            names = connection.scalars(sa.select(_PIECE.c.sha256).where(_PIECE.c.place == 0).order_by(_PIECE.c.sha256))
            found = names.all()
        yield from found

    def read(self, sha256: str) -> Iterator[bytes]:
        """Yield the bytes of a file that is kept, in pieces."""
        query = sa.select(_PIECE.c.bytes).where(_PIECE.c.sha256 == sha256)
        place = 0
        while True:
            with self.database.reading() as connection:
                piece = connection.scalar(query.where(_PIECE.c.place == place))
            if piece is None:
                return
            yield piece
            place += 1

    def take(self, expected: str, pieces: Iterable[bytes]) -> str:
        """Write all pieces in one transaction."""
        if not self._made():
            self._make()
        actual, copied = expected, hashlib.sha256()
        with self.database.told():
            try:
                with self.database.engine.begin() as connection:
                    # A file without a byte has one piece too: it is what tells that it is kept.
                    for place, piece in enumerate(chain(pieces, (b"",))):
                        if piece or not place:
                            copied.update(piece)
                            connection.execute(_PIECE.insert().values(sha256=expected, place=place, bytes=piece))
                    actual = copied.hexdigest()
                    if actual != expected:
                        connection.execute(_PIECE.update().where(_PIECE.c.sha256 == expected).values(sha256=actual))
            except IntegrityError:
                pass  # another process was faster
        return actual

    def _made(self) -> bool:
        with self.database.told():
            return sa.inspect(self.database.engine).has_table(_PIECE.name)

    def _make(self) -> None:
        with self.database.told(), self.database.engine.begin() as connection:
            if self.database.postgres:
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(MAKING)))
            connection.execute(CreateTable(_PIECE, if_not_exists=True))
