"""Let Whoosh's own queries search our segments: the oracle of the sets of records that our reader matches."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from whoosh import fields, formats
from whoosh.analysis import IDAnalyzer
from whoosh.codec import base
from whoosh.filedb.filestore import FileStorage
from whoosh.matching import ListMatcher
from whoosh.reading import EmptyReader, MultiReader, SegmentReader, TermInfo, TermNotFound
from whoosh.searching import Searcher

from indexer.engines.whoosh import segment as files
from indexer.engines.whoosh.codec import ArrayCodec, ArraySegment, file_of
from indexer.engines.whoosh.open_segments import entries
from indexer.engines.whoosh.schema import field_of, layers

_POSITIONAL = {field_of(name, layer): positional for name, layer, positional in layers()}


def searcher(folder: Path) -> Searcher:
    """Return a searcher of Whoosh over the segments in the folder of a generation."""
    storage, schema = FileStorage(str(folder)), _schema()
    readers = [SegmentReader(storage, schema, segment, codec=_ReadingCodec()) for segment, _ in entries(folder)]
    return Searcher(MultiReader(readers) if readers else EmptyReader(schema))


class _Positions(formats.Positions):
    """Reads the positions of a posting from little-endian uint32."""

    def decode_positions(self, value: bytes) -> list[int]:
        return np.frombuffer(value, "<u4").tolist()

    def decode_frequency(self, value: bytes) -> int:
        return len(value) // 4


def _schema() -> fields.Schema:
    schema = fields.Schema(stored=fields.STORED())
    for name, positional in _POSITIONAL.items():
        posting_format = _Positions() if positional else formats.Existence()
        schema.add(name, fields.FieldType(posting_format, IDAnalyzer(), scorable=True))
    return schema


class _ReadingCodec(ArrayCodec):
    """Reads our segments for Whoosh."""

    def terms_reader(self, storage: Any, segment: ArraySegment) -> _TermsReader:
        return _TermsReader(files.Segment(file_of(storage, segment)))

    def per_document_reader(self, storage: Any, segment: ArraySegment) -> _DocumentReader:
        return _DocumentReader(files.Segment(file_of(storage, segment)), segment)


class _TermsReader(base.TermsReader):
    """Reads terms and their postings."""

    def __init__(self, segment: files.Segment) -> None:
        self._layers = segment.layers

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        return term[0] in self._layers and self._layers[term[0]].vocabulary.find(term[1]) is not None

    def indexed_field_names(self) -> list[str]:
        return [name for name, layer in self._layers.items() if len(layer.index.ends)]

    def terms(self) -> Iterator[tuple[str, bytes]]:
        for name in sorted(self._layers):
            yield from self.terms_from(name, b"")

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        vocabulary = self._layers[fieldname].vocabulary
        first = vocabulary.lower_bound(prefix)
        yield from ((fieldname, vocabulary.term(number)) for number in range(first, len(vocabulary)))

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        yield from ((term, self.term_info(*term)) for term in self.terms())

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        yield from ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        docs, freqs, _ = self._postings(fieldname, text)
        return TermInfo(float(freqs.sum()), len(docs), 1, 1, float(freqs.max()), int(docs[0]), int(docs[-1]))

    def frequency(self, fieldname: str, text: bytes) -> float:
        return float(self.term_info(fieldname, text).weight()) if (fieldname, text) in self else 0.0

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        return int(self.term_info(fieldname, text).doc_frequency()) if (fieldname, text) in self else 0

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> ListMatcher:
        docs, freqs, positions = self._postings(fieldname, text)
        values = [np.asarray(part, "<u4").tobytes() if _POSITIONAL[fieldname] else b"" for part in positions]
        info = self.term_info(fieldname, text)
        return ListMatcher(docs.tolist(), freqs.astype(float).tolist(), values, format_, scorer,
                           term=(fieldname, text), terminfo=info)  # fmt: skip

    def _postings(self, fieldname: str, text: bytes) -> tuple[Any, Any, list[Any]]:
        layer = self._layers.get(fieldname)
        number = layer.vocabulary.find(text) if layer else None
        if layer is None or number is None:
            raise TermNotFound(f"No term {fieldname}:{text!r}")
        index = layer.index
        start, end = int(index.starts[number]), int(index.starts[number + 1])
        docs, freqs = index.docs[start:end], index.freqs[start:end]
        if index.positions is None or index.offsets is None:
            return docs, freqs, [b""] * len(docs)
        first, ends = int(index.offsets[number]), np.cumsum(freqs, dtype=np.int64)
        return docs, freqs, np.split(index.positions[first : first + int(ends[-1])], ends[:-1])


class _DocumentReader(base.PerDocumentReader):
    """Reads lengths and stored bytes of records, and which are deleted."""

    def __init__(self, file: files.Segment, segment: ArraySegment) -> None:
        self._file = file
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
        yield from np.flatnonzero(~self._alive).tolist()

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
