"""Make, join and open segments: all that is kept of a row of records, in one file of arrays."""

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
from indexer.engines.whoosh import columns as side
from indexer.engines.whoosh.array_file import Array, ArrayFile, Arrays, Strings, narrow, packed
from indexer.engines.whoosh.inverted_index import GAP, Lists, Vocabulary, invert, merge
from indexer.engines.whoosh.schema import field_of, layers

EXTENSION = ".arr"
_LAYERS = [(field_of(name, layer), name, layer, placed) for name, layer, placed in layers()]
_PIECE = 16 * 2**20  # bytes of stored records that are copied at once


@dataclass(slots=True)
class _Tokens:
    """Gathers one layer of a field as numbers of its terms."""

    vocabulary: dict[str, int] = field(default_factory=lambda: {"": GAP})
    tokens: array[int] = field(default_factory=lambda: array("i"))
    lengths: array[int] = field(default_factory=lambda: array("i"))

    def add(self, terms: tuple[str, ...]) -> int:
        """Take the terms of one record, and return the bytes that new ones take. Raises ValueError for a line feed."""
        vocabulary = self.vocabulary
        known = len(vocabulary)
        # The gap is in it too: so the first term has number 0.
        self.tokens.extend([vocabulary.setdefault(term, len(vocabulary) - 1) for term in terms])
        self.lengths.append(len(terms))
        new = {term for term in terms if vocabulary[term] >= known - 1} if len(vocabulary) > known else set()
        if any("\n" in term for term in new):
            raise ValueError("a term has no line feed")
        return sum(150 + 2 * len(term) for term in new)

    def lists(self, *, placed: bool) -> Lists:
        tokens, lengths = (np.frombuffer(one, np.int32) if one else np.empty(0, np.int32)
                           for one in (self.tokens, self.lengths))  # fmt: skip
        return invert(tokens, lengths, list(self.vocabulary)[1:], placed=placed)


@dataclass(slots=True)
class Gathered:
    """Gathers records until they are written as one segment; `size` is about the bytes that they take."""

    ids: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    stored: list[bytes] = field(default_factory=list)
    columns: side.Collector = field(default_factory=side.Collector)
    layers: dict[str, _Tokens] = field(default_factory=lambda: {name: _Tokens() for name, *_ in _LAYERS})
    size: int = 0

    def add(self, record: Record) -> None:
        """Take one record."""
        self.ids.append(record.id)
        self.titles.append(record.title)
        self.stored.append(zlib.compress(record.stored))
        self.columns.add(record)
        for name, own, layer, _ in _LAYERS:
            terms = record.terms.get(own, {}).get(layer, ())
            self.size += 32 * len(terms) + self.layers[name].add(terms)
        values = sum(len(value) + 60 for held in record.values.values() for value in held)
        days = 12 * sum(map(len, record.days.values()))
        self.size += len(self.stored[-1]) + 4 * len(record.id + record.title) + values + days + 500

    def write(self, path: Path) -> None:
        """Write the segment."""
        with ArrayFile(path) as file:
            file.write_all(_texts("ids", self.ids) | _texts("titles", self.titles))
            ends = np.cumsum([len(one) for one in self.stored], dtype=np.int64)
            file.write_all({"stored/ends": ends, "stored/data": np.frombuffer(b"".join(self.stored), np.uint8)})
            file.write_all(side.to_arrays(self.columns.columns()))
            for name, _, _, placed in _LAYERS:
                lists = self.layers[name].lists(placed=placed)
                file.write_all({f"{name}/{part}": own for part in lists.__slots__
                                if (own := getattr(lists, part)) is not None})  # fmt: skip
                if placed:
                    file.write_all(_folded(lists.names(), name))


def _texts(name: str, texts: list[str]) -> dict[str, Array]:
    text, ends = packed(texts)
    return {f"{name}/text": text, f"{name}/ends": ends}


def _folded(names: Sequence[bytes], layer: str) -> dict[str, Array]:
    """Return, for each word without marks, which terms with marks it stands for: a vocabulary and numbers of terms."""
    forms: dict[bytes, list[int]] = {}
    for number, term in enumerate(names):
        if (
            not term.isascii()
            and (plain := fold(term.decode("utf-8", "surrogatepass")).encode("utf-8", "surrogatepass")) != term
        ):
            forms.setdefault(plain, []).append(number)
    order = sorted(forms)
    text = np.frombuffer(b"".join(term + b"\n" for term in order), np.uint8)
    ends = np.cumsum([len(term) + 1 for term in order], dtype=np.int64)
    starts = np.cumsum([0] + [len(forms[term]) for term in order], dtype=np.int64)
    numbers = np.array([number for term in order for number in forms[term]], narrow(len(names)))
    return {f"{layer}/plain": text, f"{layer}/plain-ends": ends, f"{layer}/forms-starts": starts,
            f"{layer}/forms": numbers}  # fmt: skip


class Layer:
    """Reads one layer of a field of an open segment."""

    def __init__(self, arrays: Arrays, name: str, *, placed: bool) -> None:
        def part(kind: str) -> Array:
            return arrays[f"{name}/{kind}"]

        places = (part("begins"), part("places")) if placed else (None, None)
        self.lists = Lists(part("terms"), part("ends"), part("starts"), part("records"), part("times"), *places)
        self.vocabulary = Vocabulary(self.lists.terms, self.lists.ends)
        if placed:
            self.plain = Vocabulary(part("plain"), part("plain-ends"))
            self._starts, self._forms = part("forms-starts"), part("forms")

    def forms(self, first: int, last: int) -> Array:
        """Return the numbers (int64) of the terms with marks that words without marks stand for, by the numbers of
        these."""
        return self._forms[int(self._starts[first]) : int(self._starts[last])].astype(np.int64)


class Segment:
    """Gives what a segment file holds, in place. Raises OSError, DamagedFile or KeyError for a file that is none."""

    def __init__(self, path: Path) -> None:
        self.arrays = Arrays(path)
        self.columns = side.from_arrays(self.arrays)
        self.count = self.columns.count
        self.ids = Strings(self.arrays["ids/text"], self.arrays["ids/ends"])
        self.titles = Strings(self.arrays["titles/text"], self.arrays["titles/ends"])
        self._stored = Strings(self.arrays["stored/data"], self.arrays["stored/ends"])
        self.layers = {name: Layer(self.arrays, name, placed=placed) for name, _, _, placed in _LAYERS}

    def stored(self, row: int) -> bytes:
        """Return what was stored with a record."""
        return zlib.decompress(self._stored.bytes(row))

    @cached_property
    def all_ids(self) -> list[str]:
        """Give the ids of all records."""
        return self.ids.all()


def join(path: Path, parts: Sequence[tuple[Segment, side.Mask]]) -> None:
    """Write several segments as one, without the records that are not alive, and without analysing anything again."""
    bases = np.cumsum([0] + [int(alive.sum()) for _, alive in parts])
    count = int(bases[-1])
    numbers = [np.where(alive, np.cumsum(alive) - 1 + base, -1)
               for (_, alive), base in zip(parts, bases.tolist(), strict=False)]  # fmt: skip
    with ArrayFile(path) as file:
        for name in ("ids/text", "titles/text", "stored/data"):
            ends = f"{name.split('/')[0]}/ends"
            file.write(name, (piece for segment, alive in parts for piece in _kept(segment.arrays, name, ends, alive)),
                       np.dtype(np.uint8))  # fmt: skip
            sizes = [np.diff(segment.arrays[ends], prepend=0)[alive] for segment, alive in parts]
            file.write_all({ends: np.cumsum(np.concatenate([np.empty(0, np.int64), *sizes]))})
        file.write_all(side.to_arrays(side.join([side.keep(segment.columns, alive) for segment, alive in parts])))
        for name, _, _, placed in _LAYERS:
            lists = [(segment.layers[name].lists, number) for (segment, _), number in zip(parts, numbers, strict=True)]
            names = merge(lists, name, count, file)
            if placed:
                file.write_all(_folded(names, name))


def _kept(arrays: Arrays, text: str, ends: str, alive: side.Mask) -> Iterator[NDArray[np.uint8]]:
    """Yield the bytes of the texts of records that are alive, in pieces."""
    data, end = arrays[text], arrays[ends]
    edges = np.flatnonzero(np.diff(alive.astype(np.int8), prepend=0, append=0)).tolist()
    for first, last in zip(edges[::2], edges[1::2], strict=True):
        begin, stop = int(end[first - 1]) if first else 0, int(end[last - 1])
        yield from (data[at : min(at + _PIECE, stop)] for at in range(begin, stop, _PIECE))
