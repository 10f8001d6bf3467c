"""Define the segment, the codec and the writer by which Whoosh handles segments that are files of arrays.

Whoosh holds the lock, the table of contents and the list of segments; it writes no posting and reads none. Our reader
uses the arrays themselves (`posting_cache`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from whoosh.codec import base
from whoosh.writing import SegmentWriter

from indexer.engines.whoosh import segment as segment_file
from indexer.engines.whoosh.columns import Mask


class ArraySegment(base.Segment):  # type: ignore[misc]
    """Names a segment's file, and stores a bitmap of its deleted records.

    Whoosh pickles it in the table of contents by the path of this class: renamed, older indexes are built anew.
    """

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._count = 0
        self._deleted = b""

    def codec(self) -> ArrayCodec:
        """Return the codec of the segment."""
        return ArrayCodec()

    def should_assemble(self) -> bool:
        """Return False: it is one file already."""
        return False

    def set_doc_count(self, count: int) -> None:
        """Set how many records there are."""
        self._count = count

    def doc_count_all(self) -> int:
        """Return how many records there are, deleted ones included."""
        return self._count

    def alive(self) -> Mask:
        """Return for each record whether it is not deleted."""
        if not self._deleted:
            return np.ones(self._count, np.bool_)
        return ~np.unpackbits(np.frombuffer(self._deleted, np.uint8), count=self._count).astype(np.bool_)

    def deleted_count(self) -> int:
        """Return how many records are deleted."""
        return self._count - int(self.alive().sum()) if self._deleted else 0

    def delete_all(self, docs: list[int]) -> None:
        """Delete records by their numbers."""
        alive = self.alive()
        alive[docs] = False
        self._deleted = b"" if alive.all() else np.packbits(~alive).tobytes()


class ArrayCodec(base.Codec):  # type: ignore[misc]
    """Creates segments for Whoosh's writer, and has it write nothing: `ArrayWriter` writes a segment as a whole."""

    length_stats = False

    def new_segment(self, storage: Any, indexname: str) -> ArraySegment:
        """Return a new segment."""
        return ArraySegment(indexname)

    def per_document_writer(self, storage: Any, segment: ArraySegment) -> _NoWriter:
        """Return a writer that writes nothing."""
        return _NoWriter()

    def field_writer(self, storage: Any, segment: ArraySegment) -> _NoWriter:
        """Return a writer that writes nothing."""
        return _NoWriter()


def file_of(storage: Any, segment: ArraySegment) -> Path:
    """Return the file of a segment."""
    return Path(str(storage.folder), str(segment.make_filename(segment_file.EXTENSION)))


class ArrayWriter(SegmentWriter):  # type: ignore[misc]
    """Extends Whoosh's writer (its lock, table of contents and merging) to segments that are written as a whole.

    The segments that a merge policy passes to `take`, and runs of new records, become the new segment.
    """

    def __init__(self, index: Any) -> None:
        super().__init__(index, codec=ArrayCodec())
        self._parts: list[tuple[segment_file.Segment, Mask]] = []

    def take(self, part: segment_file.Segment, alive: Mask) -> None:
        """Include a segment, or a run of new records, in the new one."""
        if alive.any():
            self._parts.append((part, alive))
            self._added = True
            self.docnum += int(alive.sum())

    def _flush_segment(self) -> None:
        segment_file.join(file_of(self.storage, self.newsegment), self._parts)


class _NoWriter:
    is_closed = True

    def close(self) -> None:
        """Do nothing."""
