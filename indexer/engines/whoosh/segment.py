"""Build, join and open segments: everything that is stored of some records, in one file of arrays."""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.vi.text import fold
from indexer.engines.port import Record
from indexer.engines.whoosh import columns as record_columns
from indexer.engines.whoosh.array_file import (
    Array,
    ArrayFile,
    ArrayFileWriter,
    Strings,
    encode_strings,
    smallest_uint,
)
from indexer.engines.whoosh.inverted_index import NO_TERM, InvertedIndex, Vocabulary, invert, merge
from indexer.engines.whoosh.schema import field_of, layers

EXTENSION = ".arr"
_LAYERS = [(field_of(name, layer), name, layer, positional) for name, layer, positional in layers()]
_COPY_BYTES = 16 * 2**20  # of stored records that are copied at once


@dataclass(slots=True)
class _LayerBuilder:
    """Collects a layer of a field as numbers of its terms."""

    vocabulary: dict[str, int] = field(default_factory=lambda: {"": NO_TERM})
    tokens: array[int] = field(default_factory=lambda: array("i"))
    lengths: array[int] = field(default_factory=lambda: array("i"))

    def add(self, terms: tuple[str, ...]) -> int:
        """Add the terms of a record, and return the bytes that new terms take. Raises ValueError for a line feed."""
        vocabulary = self.vocabulary
        known = len(vocabulary)
        # The empty term is in it too: so the first one has number 0.
        self.tokens.extend([vocabulary.setdefault(term, len(vocabulary) - 1) for term in terms])
        self.lengths.append(len(terms))
        new = {term for term in terms if vocabulary[term] >= known - 1} if len(vocabulary) > known else set()
        if any("\n" in term for term in new):
            raise ValueError("a term has no line feed")
        return sum(150 + 2 * len(term) for term in new)

    def inverted(self, *, positional: bool) -> InvertedIndex:
        """Return the posting lists of the layer, with positions where it is `positional`."""
        tokens, lengths = (np.frombuffer(numbers, np.int32) if numbers else np.empty(0, np.int32)
                           for numbers in (self.tokens, self.lengths))  # fmt: skip
        return invert(tokens, lengths, list(self.vocabulary)[1:], positional=positional)


@dataclass(slots=True)
class SegmentBuilder:
    """Collects records until they are written as one segment; `size` is about the bytes that they take."""

    ids: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    stored: list[bytes] = field(default_factory=list)
    columns: record_columns.ColumnBuilder = field(default_factory=record_columns.ColumnBuilder)
    layers: dict[str, _LayerBuilder] = field(default_factory=lambda: {name: _LayerBuilder() for name, *_ in _LAYERS})
    size: int = 0

    def add(self, record: Record) -> None:
        """Add a record."""
        self.ids.append(record.id)
        self.titles.append(record.title)
        self.stored.append(zlib.compress(record.stored))
        self.columns.add(record)
        for name, field_name, layer, _ in _LAYERS:
            terms = record.terms.get(field_name, {}).get(layer, ())
            self.size += 32 * len(terms) + self.layers[name].add(terms)
        values = sum(len(value) + 60 for column in record.values.values() for value in column)
        days = 12 * sum(map(len, record.days.values()))
        self.size += len(self.stored[-1]) + 4 * len(record.id + record.title) + values + days + 500

    def write(self, path: Path) -> None:
        """Write the segment."""
        with ArrayFileWriter(path) as file:
            file.write_all(_texts("ids", self.ids) | _texts("titles", self.titles))
            ends = np.cumsum([len(data) for data in self.stored], dtype=np.int64)
            file.write_all({"stored/ends": ends, "stored/data": np.frombuffer(b"".join(self.stored), np.uint8)})
            file.write_all(record_columns.to_arrays(self.columns.columns()))
            for name, _, _, positional in _LAYERS:
                index = self.layers[name].inverted(positional=positional)
                file.write_all({f"{name}/{part}": array for part in index.__slots__
                                if (array := getattr(index, part)) is not None})  # fmt: skip
                if positional:
                    file.write_all(_folded(index.term_list(), name))


def _texts(name: str, texts: list[str]) -> dict[str, Array]:
    text, ends = encode_strings(texts)
    return {f"{name}/text": text, f"{name}/ends": ends}


def _folded(terms: Sequence[bytes], layer: str) -> dict[str, Array]:
    """Return, for each word without marks, which terms with marks it stands for: a vocabulary and numbers of terms."""
    marked: dict[bytes, list[int]] = {}
    for number, term in enumerate(terms):
        if (
            not term.isascii()
            and (word := fold(term.decode("utf-8", "surrogatepass")).encode("utf-8", "surrogatepass")) != term
        ):
            marked.setdefault(word, []).append(number)
    order = sorted(marked)
    text = np.frombuffer(b"".join(word + b"\n" for word in order), np.uint8)
    ends = np.cumsum([len(word) + 1 for word in order], dtype=np.int64)
    starts = np.cumsum([0] + [len(marked[word]) for word in order], dtype=np.int64)
    numbers = np.array([number for word in order for number in marked[word]], smallest_uint(len(terms)))
    return {f"{layer}/folded": text, f"{layer}/folded-ends": ends, f"{layer}/folded-starts": starts,
            f"{layer}/folded-terms": numbers}  # fmt: skip


class Layer:
    """Reads a layer of a field of an open segment."""

    def __init__(self, arrays: ArrayFile, name: str, *, positional: bool) -> None:
        def part(kind: str) -> Array:
            return arrays[f"{name}/{kind}"]

        positions = (part("offsets"), part("positions")) if positional else (None, None)
        self.index = InvertedIndex(part("terms"), part("ends"), part("starts"), part("docs"), part("freqs"), *positions)
        self.vocabulary = Vocabulary(self.index.terms, self.index.ends)
        if positional:
            self.folded = Vocabulary(part("folded"), part("folded-ends"))
            self._folded_starts, self._folded_terms = part("folded-starts"), part("folded-terms")

    def terms_of_folded(self, first: int, last: int) -> Array:
        """Return the numbers (int64) of the terms with marks that the words `first` to before `last` of the folded
        vocabulary stand for."""
        return self._folded_terms[int(self._folded_starts[first]) : int(self._folded_starts[last])].astype(np.int64)


class Segment:
    """Reads a segment file in place. Raises OSError, DamagedFile or KeyError for a file that is no segment."""

    def __init__(self, path: Path) -> None:
        self.arrays = ArrayFile(path)
        self.columns = record_columns.from_arrays(self.arrays)
        self.count = self.columns.count
        self.ids = Strings(self.arrays["ids/text"], self.arrays["ids/ends"])
        self.titles = Strings(self.arrays["titles/text"], self.arrays["titles/ends"])
        self._stored = Strings(self.arrays["stored/data"], self.arrays["stored/ends"])
        self.layers = {name: Layer(self.arrays, name, positional=positional) for name, _, _, positional in _LAYERS}

    def stored(self, doc: int) -> bytes:
        """Return the stored bytes of a record."""
        return zlib.decompress(self._stored.bytes(doc))

    @cached_property
    def all_ids(self) -> list[str]:
        """Return the ids of all records."""
        return self.ids.all()


def join(path: Path, parts: Sequence[tuple[Segment, record_columns.Mask]]) -> None:
    """Write several segments as one, without the records that are not alive, and without analysing anything again."""
    bases = np.cumsum([0] + [int(alive.sum()) for _, alive in parts])
    count = int(bases[-1])
    new_docs = [np.where(alive, np.cumsum(alive) - 1 + base, -1)
                for (_, alive), base in zip(parts, bases.tolist(), strict=False)]  # fmt: skip
    with ArrayFileWriter(path) as file:
        for name in ("ids/text", "titles/text", "stored/data"):
            ends = f"{name.split('/')[0]}/ends"
            pieces = (piece for segment, alive in parts for piece in _bytes_of_alive(segment.arrays, name, ends, alive))
            file.write(name, pieces, np.dtype(np.uint8))
            sizes = [np.diff(segment.arrays[ends], prepend=0)[alive] for segment, alive in parts]
            file.write_all({ends: np.cumsum(np.concatenate([np.empty(0, np.int64), *sizes]))})
        file.write_all(
            record_columns.to_arrays(
                record_columns.join([record_columns.select(segment.columns, alive) for segment, alive in parts])
            )
        )
        for name, _, _, positional in _LAYERS:
            indexes = [(segment.layers[name].index, new) for (segment, _), new in zip(parts, new_docs, strict=True)]
            terms = merge(indexes, name, count, file)
            if positional:
                file.write_all(_folded(terms, name))


def _bytes_of_alive(arrays: ArrayFile, text: str, ends: str, alive: record_columns.Mask) -> Iterator[NDArray[np.uint8]]:
    """Yield the bytes of the texts of records that are alive, in pieces."""
    data, end = arrays[text], arrays[ends]
    edges = np.flatnonzero(np.diff(alive.astype(np.int8), prepend=0, append=0)).tolist()
    for first, last in zip(edges[::2], edges[1::2], strict=True):
        begin, stop = int(end[first - 1]) if first else 0, int(end[last - 1])
        yield from (data[at : min(at + _COPY_BYTES, stop)] for at in range(begin, stop, _COPY_BYTES))
