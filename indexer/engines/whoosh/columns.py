"""Keep the values, days and lengths of a segment's records as flat arrays beside it: filters, facets and sorting.

A column of values is a vocabulary and, for each record, ordinals into it (compressed sparse rows): `ordinals` is int32,
`owner[i]` is the record of `ordinals[i]`. A column of days is `first` and `end` (ordinals of days, `end` excluded).
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.engine import Record
from indexer.weights import FIELDS

Ints = NDArray[np.int32]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Values:
    """Holds one column of values over `n` records; `vocabulary` is in order of first use."""

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
    """Holds all that is kept of a row of records beside their postings; `lengths[field]` is int32, one a record."""

    ids: tuple[str, ...]
    lengths: Mapping[str, Ints]
    values: Mapping[str, Values]
    days: Mapping[str, Days]


@dataclass(slots=True)
class Collector:
    """Gathers the columns of records as they are written, in their order."""

    ids: list[str] = field(default_factory=list)
    lengths: dict[str, array[int]] = field(default_factory=lambda: {name: array("i") for name in FIELDS})
    values: dict[str, tuple[dict[str, int], array[int], array[int]]] = field(default_factory=dict)
    days: dict[str, tuple[array[int], array[int], array[int]]] = field(default_factory=dict)

    def add(self, record: Record) -> None:
        """Take one record."""
        row = len(self.ids)
        self.ids.append(record.id)
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
            tuple(self.ids),
            {name: _ints(lengths) for name, lengths in self.lengths.items()},
            {column: Values(tuple(v), _ints(o), _ints(w)) for column, (v, o, w) in self.values.items()},
            {column: Days(_ints(f), _ints(e), _ints(w)) for column, (f, e, w) in self.days.items()},
        )


def keep(columns: Columns, wanted: Mask) -> Columns:
    """Return the columns of the wanted records only, renumbered."""
    number = np.cumsum(wanted, dtype=np.int32) - 1
    return Columns(
        tuple(id for id, stays in zip(columns.ids, wanted, strict=True) if stays),
        {name: lengths[wanted] for name, lengths in columns.lengths.items()},
        {
            column: Values(v.vocabulary, v.ordinals[on := wanted[v.owner]], number[v.owner[on]])
            for column, v in columns.values.items()
        },
        {
            column: Days(d.first[on := wanted[d.owner]], d.end[on], number[d.owner[on]])
            for column, d in columns.days.items()
        },
    )


def join(parts: Sequence[Columns]) -> Columns:
    """Return the columns of several rows of records, one after another."""
    if len(parts) == 1:
        return parts[0]
    bases = np.cumsum([0] + [len(part.ids) for part in parts], dtype=np.int32)
    return Columns(
        tuple(id for part in parts for id in part.ids),
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


def save(columns: Columns, path: Path) -> None:
    """Write the columns to one `.npz` file."""
    arrays: dict[str, Any] = {"ids": _packed(columns.ids)}
    arrays.update((f"length/{name}", lengths) for name, lengths in columns.lengths.items())
    for column, v in columns.values.items():
        arrays |= {
            f"value/{column}/vocabulary": _packed(v.vocabulary),
            f"value/{column}/ordinals": v.ordinals,
            f"value/{column}/owner": v.owner,
        }
    for column, d in columns.days.items():
        arrays |= {f"days/{column}/first": d.first, f"days/{column}/end": d.end, f"days/{column}/owner": d.owner}
    with path.open("wb") as file:
        np.savez(file, **arrays)


def load(path: Path) -> Columns:
    """Read what `save` wrote. Raises OSError, ValueError or KeyError for a damaged file."""
    with np.load(path, allow_pickle=False) as arrays:
        return Columns(
            _unpacked(arrays["ids"]),
            {name: arrays[f"length/{name}"] for name in FIELDS},
            {
                c: Values(
                    _unpacked(arrays[f"value/{c}/vocabulary"]),
                    arrays[f"value/{c}/ordinals"],
                    arrays[f"value/{c}/owner"],
                )
                for c in dict.fromkeys(name.split("/")[1] for name in arrays.files if name.startswith("value/"))
            },
            {
                c: Days(arrays[f"days/{c}/first"], arrays[f"days/{c}/end"], arrays[f"days/{c}/owner"])
                for c in dict.fromkeys(name.split("/")[1] for name in arrays.files if name.startswith("days/"))
            },
        )


def _ints(values: Iterable[int]) -> Ints:
    return np.array(values if isinstance(values, (array, list)) else list(values), dtype=np.int32)


def _row(parts: Iterable[Ints]) -> Ints:
    return np.concatenate([np.empty(0, np.int32), *parts]).astype(np.int32)


def _names(parts: Iterable[Mapping[str, object]]) -> list[str]:
    return list(dict.fromkeys(name for part in parts for name in part))


def _packed(strings: Sequence[str]) -> NDArray[np.uint8]:
    return np.frombuffer(json.dumps(strings).encode("ascii"), dtype=np.uint8)


def _unpacked(packed: NDArray[np.uint8]) -> tuple[str, ...]:
    return tuple(json.loads(packed.tobytes()))
