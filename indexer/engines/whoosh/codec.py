"""Let Whoosh keep, merge and search segments that are files of arrays: its codec, its segments, its writer.

Our own reader looks at the arrays themselves (`postings.py`); what is here serves Whoosh's queries, which the tests
compare with ours, and its writer, which holds the lock and decides what is merged.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.codec import base
from whoosh.matching import ListMatcher
from whoosh.reading import TermInfo, TermNotFound
from whoosh.writing import SegmentWriter

from indexer.engines.whoosh import segment as files
from indexer.engines.whoosh.columns import Mask
from indexer.engines.whoosh.schema import decoded, field_of, layers

_PLACED = {field_of(name, layer): placed for name, layer, placed in layers()}


class ArraySegment(base.Segment):  # type: ignore[misc]
    """Names a segment's file, and keeps who is deleted as a bitmap."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._count = 0
        self._deleted = b""

    def codec(self) -> ArrayCodec:
        """Return the codec that reads it."""
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
        """Return who is not deleted."""
        if not self._deleted:
            return np.ones(self._count, np.bool_)
        return ~np.unpackbits(np.frombuffer(self._deleted, np.uint8), count=self._count).astype(np.bool_)

    def deleted_count(self) -> int:
        """Return how many are deleted."""
        return self._count - int(self.alive().sum()) if self._deleted else 0

    def deleted_docs(self) -> Iterator[int]:
        """Yield who is deleted."""
        yield from np.flatnonzero(~self.alive()).tolist()

    def is_deleted(self, docnum: int) -> bool:
        """Tell whether a record is deleted."""
        return bool(self._deleted) and not self.alive()[docnum]

    def delete_document(self, docnum: int, delete: bool = True) -> None:
        """Delete a record, or take that back."""
        self.delete_all([docnum], delete=delete)

    def delete_all(self, records: list[int], *, delete: bool = True) -> None:
        """Delete many records at once."""
        alive = self.alive()
        alive[records] = not delete
        self._deleted = b"" if alive.all() else np.packbits(~alive).tobytes()


class ArrayCodec(base.Codec):  # type: ignore[misc]
    """Reads segments for Whoosh."""

    length_stats = False

    def new_segment(self, storage: Any, indexname: str) -> ArraySegment:
        """Return a new segment."""
        return ArraySegment(indexname)

    def per_document_writer(self, storage: Any, segment: ArraySegment) -> _NoWriter:
        """Return what writes nothing: `ArrayWriter` writes a segment as a whole."""
        return _NoWriter()

    def field_writer(self, storage: Any, segment: ArraySegment) -> _NoWriter:
        """Return what writes nothing."""
        return _NoWriter()

    def terms_reader(self, storage: Any, segment: ArraySegment) -> _Terms:
        """Return what reads the terms and posting lists."""
        return _Terms(files.Segment(file_of(storage, segment)))

    def per_document_reader(self, storage: Any, segment: ArraySegment) -> _Records:
        """Return what reads the records."""
        return _Records(files.Segment(file_of(storage, segment)), segment)


def file_of(storage: Any, segment: ArraySegment) -> Path:
    """Return the file of a segment."""
    return Path(str(storage.folder), str(segment.make_filename(files.EXTENSION)))


class ArrayWriter(SegmentWriter):  # type: ignore[misc]
    """Is Whoosh's writer with its lock, its table of contents and its merging, for segments that are written whole.

    Segments that a merge policy gives to `take`, and the `runs` of new records, become the new segment.
    """

    def __init__(self, index: Any) -> None:
        super().__init__(index, codec=ArrayCodec())
        self._parts: list[tuple[files.Segment, Mask]] = []

    def take(self, part: files.Segment, alive: Mask) -> None:
        """Take a segment, or a run of new records, into the new one."""
        if alive.any():
            self._parts.append((part, alive))
            self._added = True
            self.docnum += int(alive.sum())

    def _flush_segment(self) -> None:
        files.join(file_of(self.storage, self.newsegment), self._parts)


class _NoWriter:
    is_closed = True

    def close(self) -> None:
        """Do nothing."""


class _Terms(base.TermsReader):  # type: ignore[misc]
    def __init__(self, segment: files.Segment) -> None:
        self._layers = segment.layers

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        return term[0] in self._layers and self._layers[term[0]].vocabulary.find(term[1]) is not None

    def indexed_field_names(self) -> list[str]:
        return [name for name, layer in self._layers.items() if len(layer.lists.ends)]

    def terms(self) -> Iterator[tuple[str, bytes]]:
        for name in sorted(self._layers):
            yield from self.terms_from(name, b"")

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        vocabulary = self._layers[fieldname].vocabulary
        first = vocabulary.first(prefix)
        yield from ((fieldname, vocabulary.term(number)) for number in range(first, len(vocabulary)))

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        yield from ((term, self.term_info(*term)) for term in self.terms())

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        yield from ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        records, times, _ = self._postings(fieldname, text)
        return TermInfo(float(times.sum()), len(records), 1, 1, float(times.max()), int(records[0]), int(records[-1]))

    def frequency(self, fieldname: str, text: bytes) -> float:
        return float(self.term_info(fieldname, text).weight()) if (fieldname, text) in self else 0.0

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        return int(self.term_info(fieldname, text).doc_frequency()) if (fieldname, text) in self else 0

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> ListMatcher:
        records, times, places = self._postings(fieldname, text)
        values = [decoded(_PLACED[fieldname], own) for own in places]
        info = self.term_info(fieldname, text)
        return ListMatcher(records.tolist(), times.astype(float).tolist(), values, format_, scorer,
                           term=(fieldname, text), terminfo=info)  # fmt: skip

    def _postings(self, fieldname: str, text: bytes) -> tuple[Any, Any, list[Any]]:
        layer = self._layers.get(fieldname)
        number = layer.vocabulary.find(text) if layer else None
        if layer is None or number is None:
            raise TermNotFound(f"No term {fieldname}:{text!r}")
        lists = layer.lists
        start, end = int(lists.starts[number]), int(lists.starts[number + 1])
        records, times = lists.records[start:end], lists.times[start:end]
        if lists.places is None or lists.begins is None:
            return records, times, [b""] * len(records)
        first, ends = int(lists.begins[number]), np.cumsum(times, dtype=np.int64)
        return records, times, np.split(lists.places[first : first + int(ends[-1])], ends[:-1])


class _Records(base.PerDocumentReader):  # type: ignore[misc]
    def __init__(self, file: files.Segment, segment: ArraySegment) -> None:
        self._file = file
        self._segment = segment
        self._alive = segment.alive()

    def doc_count(self) -> int:
        return int(self._alive.sum())

    def doc_count_all(self) -> int:
        return len(self._alive)

    def has_deletions(self) -> bool:
        return not self._alive.all()

    def is_deleted(self, docnum: int) -> bool:
        return docnum < len(self._alive) and not self._alive[docnum]  # Whoosh's inversions look one past the end

    def deleted_docs(self) -> Iterator[int]:
        yield from self._segment.deleted_docs()

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        name, _, layer = fieldname.rpartition("_")
        return int(self._file.columns.lengths[name][docnum]) if layer == "exact" else default

    def field_length(self, fieldname: str) -> int:
        name, _, layer = fieldname.rpartition("_")
        return int(self._file.columns.lengths[name].sum()) if layer == "exact" else 0

    def min_field_length(self, fieldname: str) -> int:
        return 0

    def max_field_length(self, fieldname: str) -> int:
        name, _, layer = fieldname.rpartition("_")
        return int(self._file.columns.lengths[name].max(initial=0)) if layer == "exact" else 0

    def stored_fields(self, docnum: int) -> dict[str, bytes]:
        return {"stored": self._file.stored(docnum)}
