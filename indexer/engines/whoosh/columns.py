"""Keep the values, days and lengths of records as flat arrays: filters, facets and sorting.

A column of values is a vocabulary and, for each record, ordinals into it (compressed sparse rows): `ordinals` is int32,
`owner[i]` is the record of `ordinals[i]`, rising. A column of days is `first` and `end` (ordinals of days, `end`
excluded).
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
from indexer.engines.whoosh.array_file import Array, Strings, packed

Ints = NDArray[np.int32]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Values:
    """Holds one column of values; `vocabulary` is in order of first use."""

    vocabulary: tuple[str, ...]
    ordinals: Ints
    owner: Ints


@dataclass(frozen=True, slots=True)
class Days:
    """Holds one column of spans."""

    first: Ints
    end: Ints
    owner: Ints


@dataclass(frozen=True, slots=True)
class Columns:
    """Holds the columns of `count` records; `lengths[field]` is int32, one a record; `bare` tells who has no marks."""

    count: int
    bare: Mask
    lengths: Mapping[str, Ints]
    values: Mapping[str, Values]
    days: Mapping[str, Days]


@dataclass(slots=True)
class Collector:
    """Gathers the columns of records as they are written, in their order."""

    count: int = 0
    bare: array[int] = field(default_factory=lambda: array("b"))
    lengths: dict[str, array[int]] = field(default_factory=lambda: {name: array("i") for name in FIELDS})
    values: dict[str, tuple[dict[str, int], array[int], array[int]]] = field(default_factory=dict)
    days: dict[str, tuple[array[int], array[int], array[int]]] = field(default_factory=dict)

    def add(self, record: Record) -> None:
        """Take one record."""
        row = self.count
        self.count += 1
        self.bare.append(record.bare)
        for name, lengths in self.lengths.items():
            terms = record.terms.get(name, {}).get("exact", ())
            lengths.append(len(terms) - terms.count(""))
        for column, given in record.values.items():
            vocabulary, ordinals, owner = self.values.setdefault(column, ({}, array("i"), array("i")))
            for value in dict.fromkeys(given):
                ordinals.append(vocabulary.setdefault(value, len(vocabulary)))
                owner.append(row)
        for column, spans in record.days.items():
            first, end, holder = self.days.setdefault(column, (array("i"), array("i"), array("i")))
            for span in spans:
                first.append(span.start.toordinal())
                end.append(span.end.toordinal())
                holder.append(row)

    def columns(self) -> Columns:
        """Return what was gathered."""
        return Columns(
            self.count,
            np.array(self.bare, dtype=np.bool_),
            {name: _ints(lengths) for name, lengths in self.lengths.items()},
            {column: Values(tuple(v), _ints(o), _ints(w)) for column, (v, o, w) in self.values.items()},
            {column: Days(_ints(f), _ints(e), _ints(w)) for column, (f, e, w) in self.days.items()},
        )


def keep(columns: Columns, wanted: Mask) -> Columns:
    """Return the columns of the wanted records only, renumbered."""
    if wanted.all():
        return columns
    number = np.cumsum(wanted, dtype=np.int32) - 1
    return Columns(
        int(wanted.sum()),
        columns.bare[wanted],
        {name: lengths[wanted] for name, lengths in columns.lengths.items()},
        {
            column: _used(v.vocabulary, v.ordinals[on := wanted[v.owner]], number[v.owner[on]])
            for column, v in columns.values.items()
        },
        {
            column: Days(d.first[on := wanted[d.owner]], d.end[on], number[d.owner[on]])
            for column, d in columns.days.items()
        },
    )


def _used(vocabulary: Sequence[str], ordinals: Ints, owner: Ints) -> Values:
    """Return a column with those values only that some record has, in order of first use."""
    used, first, number = np.unique(ordinals, return_index=True, return_inverse=True)
    order = np.argsort(first)
    place = np.empty(len(order), np.int32)
    place[order] = np.arange(len(order))
    return Values(tuple(vocabulary[i] for i in used[order].tolist()), place[number], owner)


def join(parts: Sequence[Columns]) -> Columns:
    """Return the columns of several rows of records, one after another."""
    if len(parts) == 1:
        return parts[0]
    bases = np.cumsum([0] + [part.count for part in parts], dtype=np.int32)
    return Columns(
        int(bases[-1]),
        np.concatenate([np.empty(0, np.bool_), *(part.bare for part in parts)]),
        {name: _row(part.lengths[name] for part in parts) for name in FIELDS},
        {column: _join_values(column, parts, bases) for column in _names(part.values for part in parts)},
        {column: _join_days(column, parts, bases) for column in _names(part.days for part in parts)},
    )


def _join_values(column: str, parts: Sequence[Columns], bases: Ints) -> Values:
    vocabulary: dict[str, int] = {}
    ordinals, owners = [], []
    for part, base in zip(parts, bases, strict=False):
        if (own := part.values.get(column)) is not None:
            known = _ints([vocabulary.setdefault(value, len(vocabulary)) for value in own.vocabulary])
            ordinals.append(known[own.ordinals])
            owners.append(own.owner + base)
    return Values(tuple(vocabulary), _row(ordinals), _row(owners))


def _join_days(column: str, parts: Sequence[Columns], bases: Ints) -> Days:
    own = [(part.days[column], base) for part, base in zip(parts, bases, strict=False) if column in part.days]
    return Days(_row(d.first for d, _ in own), _row(d.end for d, _ in own), _row(d.owner + base for d, base in own))


def to_arrays(columns: Columns) -> dict[str, Array]:
    """Return the columns as named arrays."""
    arrays: dict[str, Any] = {"bare": columns.bare.view(np.uint8)}
    arrays.update((f"length/{name}", lengths) for name, lengths in columns.lengths.items())
    for column, v in columns.values.items():
        text, ends = packed(v.vocabulary)
        arrays |= {f"value/{column}/text": text, f"value/{column}/ends": ends}
        arrays |= {f"value/{column}/ordinals": v.ordinals, f"value/{column}/owner": v.owner}
    for column, d in columns.days.items():
        arrays |= {f"days/{column}/first": d.first, f"days/{column}/end": d.end, f"days/{column}/owner": d.owner}
    return arrays


def from_arrays(arrays: Mapping[str, Array]) -> Columns:
    """Return the columns that `to_arrays` gave, in place. Raises KeyError where an array is not there."""
    bare = arrays["bare"].view(np.bool_)
    return Columns(
        len(bare),
        bare,
        {name: arrays[f"length/{name}"] for name in FIELDS},
        {
            column: Values(
                tuple(Strings(arrays[f"value/{column}/text"], arrays[f"value/{column}/ends"]).all()),
                arrays[f"value/{column}/ordinals"],
                arrays[f"value/{column}/owner"],
            )
            for column in _columns(arrays, "value")
        },
        {
            column: Days(*(arrays[f"days/{column}/{part}"] for part in ("first", "end", "owner")))
            for column in _columns(arrays, "days")
        },
    )


def _columns(arrays: Mapping[str, Array], kind: str) -> list[str]:
    return list(dict.fromkeys(name.split("/")[1] for name in arrays if name.startswith(f"{kind}/")))


def _ints(values: Iterable[int]) -> Ints:
    return np.array(values if isinstance(values, (array, list)) else list(values), dtype=np.int32)


def _row(parts: Iterable[Ints]) -> Ints:
    return np.concatenate([np.empty(0, np.int32), *parts]).astype(np.int32)


def _names(parts: Iterable[Mapping[str, object]]) -> list[str]:
    return list(dict.fromkeys(name for part in parts for name in part))
