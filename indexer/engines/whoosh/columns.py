"""Store the values, days and lengths of records as flat arrays, for filters, facets and sorting.

A column of values is a vocabulary and, for each record, ordinals into it (compressed sparse rows): `ordinals` is int32,
`docs[i]` is the record of `ordinals[i]`, rising. A column of days is `first` and `end` (ordinals of days, `end`
excluded), with `docs` likewise.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.engines.port import Record
from indexer.engines.ranking import FIELDS
from indexer.engines.whoosh.array_file import Array, Strings, encode_strings

Int32s = NDArray[np.int32]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class ValueColumn:
    """Holds a column of values; `vocabulary` is in order of first use."""

    vocabulary: tuple[str, ...]
    ordinals: Int32s
    docs: Int32s


@dataclass(frozen=True, slots=True)
class DayColumn:
    """Holds a column of spans."""

    first: Int32s
    end: Int32s
    docs: Int32s


@dataclass(frozen=True, slots=True)
class Columns:
    """Holds the columns of `count` records; `lengths[field]` has one length a record, `bare` those without any mark."""

    count: int
    bare: Mask
    lengths: Mapping[str, Int32s]
    values: Mapping[str, ValueColumn]
    days: Mapping[str, DayColumn]


@dataclass(slots=True)
class ColumnBuilder:
    """Collects the columns of records in the order in which they are added."""

    count: int = 0
    bare: array[int] = field(default_factory=lambda: array("b"))
    lengths: dict[str, array[int]] = field(default_factory=lambda: {name: array("i") for name in FIELDS})
    values: dict[str, tuple[dict[str, int], array[int], array[int]]] = field(default_factory=dict)
    days: dict[str, tuple[array[int], array[int], array[int]]] = field(default_factory=dict)

    def add(self, record: Record) -> None:
        """Add a record."""
        doc = self.count
        self.count += 1
        self.bare.append(record.bare)
        for name, lengths in self.lengths.items():
            terms = record.terms.get(name, {}).get("exact", ())
            lengths.append(len(terms) - terms.count(""))
        for column, values in record.values.items():
            vocabulary, ordinals, docs = self.values.setdefault(column, ({}, array("i"), array("i")))
            for value in dict.fromkeys(values):
                ordinals.append(vocabulary.setdefault(value, len(vocabulary)))
                docs.append(doc)
        for column, spans in record.days.items():
            first, end, docs = self.days.setdefault(column, (array("i"), array("i"), array("i")))
            for span in spans:
                first.append(span.start.toordinal())
                end.append(span.end.toordinal())
                docs.append(doc)

    def columns(self) -> Columns:
        """Return the columns of all records so far."""
        return Columns(
            self.count,
            np.array(self.bare, dtype=np.bool_),
            {name: _int32s(lengths) for name, lengths in self.lengths.items()},
            {column: ValueColumn(tuple(v), _int32s(o), _int32s(d)) for column, (v, o, d) in self.values.items()},
            {column: DayColumn(_int32s(f), _int32s(e), _int32s(d)) for column, (f, e, d) in self.days.items()},
        )


def select(columns: Columns, selected: Mask) -> Columns:
    """Return the columns of the selected records only, renumbered."""
    if selected.all():
        return columns
    new_doc = np.cumsum(selected, dtype=np.int32) - 1
    return Columns(
        int(selected.sum()),
        columns.bare[selected],
        {name: lengths[selected] for name, lengths in columns.lengths.items()},
        {
            column: _without_unused(v.vocabulary, v.ordinals[on := selected[v.docs]], new_doc[v.docs[on]])
            for column, v in columns.values.items()
        },
        {
            column: DayColumn(d.first[on := selected[d.docs]], d.end[on], new_doc[d.docs[on]])
            for column, d in columns.days.items()
        },
    )


def _without_unused(vocabulary: Sequence[str], ordinals: Int32s, docs: Int32s) -> ValueColumn:
    """Return a column with only those values that some record has, in order of first use."""
    used, first, number = np.unique(ordinals, return_index=True, return_inverse=True)
    order = np.argsort(first)
    new_ordinal = np.empty(len(order), np.int32)
    new_ordinal[order] = np.arange(len(order))
    return ValueColumn(tuple(vocabulary[i] for i in used[order].tolist()), new_ordinal[number], docs)


def join(parts: Sequence[Columns]) -> Columns:
    """Return the columns of several parts as one, the records of a part after those of the part before."""
    if len(parts) == 1:
        return parts[0]
    bases = np.cumsum([0] + [part.count for part in parts], dtype=np.int32)
    return Columns(
        int(bases[-1]),
        np.concatenate([np.empty(0, np.bool_), *(part.bare for part in parts)]),
        {name: _concatenated(part.lengths[name] for part in parts) for name in FIELDS},
        {column: _join_values(column, parts, bases) for column in _distinct(part.values for part in parts)},
        {column: _join_days(column, parts, bases) for column in _distinct(part.days for part in parts)},
    )


def _join_values(column: str, parts: Sequence[Columns], bases: Int32s) -> ValueColumn:
    vocabulary: dict[str, int] = {}
    ordinals, docs = [], []
    for part, base in zip(parts, bases, strict=False):
        if (values := part.values.get(column)) is not None:
            new_ordinal = _int32s([vocabulary.setdefault(value, len(vocabulary)) for value in values.vocabulary])
            ordinals.append(new_ordinal[values.ordinals])
            docs.append(values.docs + base)
    return ValueColumn(tuple(vocabulary), _concatenated(ordinals), _concatenated(docs))


def _join_days(column: str, parts: Sequence[Columns], bases: Int32s) -> DayColumn:
    days = [(part.days[column], base) for part, base in zip(parts, bases, strict=False) if column in part.days]
    return DayColumn(
        _concatenated(d.first for d, _ in days),
        _concatenated(d.end for d, _ in days),
        _concatenated(d.docs + base for d, base in days),
    )


def to_arrays(columns: Columns) -> dict[str, Array]:
    """Return the columns as named arrays."""
    arrays: dict[str, Any] = {"bare": columns.bare.view(np.uint8)}
    arrays.update((f"length/{name}", lengths) for name, lengths in columns.lengths.items())
    for column, v in columns.values.items():
        text, ends = encode_strings(v.vocabulary)
        arrays |= {f"value/{column}/text": text, f"value/{column}/ends": ends}
        arrays |= {f"value/{column}/ordinals": v.ordinals, f"value/{column}/docs": v.docs}
    for column, d in columns.days.items():
        arrays |= {f"days/{column}/first": d.first, f"days/{column}/end": d.end, f"days/{column}/docs": d.docs}
    return arrays


def from_arrays(arrays: Mapping[str, Array]) -> Columns:
    """Return the columns that `to_arrays` was given, in place. Raises KeyError for a missing array."""
    bare = arrays["bare"].view(np.bool_)
    return Columns(
        len(bare),
        bare,
        {name: arrays[f"length/{name}"] for name in FIELDS},
        {
            column: ValueColumn(
                tuple(Strings(arrays[f"value/{column}/text"], arrays[f"value/{column}/ends"]).all()),
                arrays[f"value/{column}/ordinals"],
                arrays[f"value/{column}/docs"],
            )
            for column in _names(arrays, "value")
        },
        {
            column: DayColumn(*(arrays[f"days/{column}/{part}"] for part in ("first", "end", "docs")))
            for column in _names(arrays, "days")
        },
    )


def _names(arrays: Mapping[str, Array], kind: str) -> list[str]:
    return list(dict.fromkeys(name.split("/")[1] for name in arrays if name.startswith(f"{kind}/")))


def _distinct(parts: Iterable[Mapping[str, object]]) -> list[str]:
    return list(dict.fromkeys(column for part in parts for column in part))


def _int32s(values: Iterable[int]) -> Int32s:
    return np.array(values if isinstance(values, (array, list)) else list(values), dtype=np.int32)


def _concatenated(parts: Iterable[Int32s]) -> Int32s:
    return np.concatenate([np.empty(0, np.int32), *parts]).astype(np.int32)
