"""Define what is told of an index as a whole: what it holds, what is missing, whether it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from indexer.engines.port import EngineError


@dataclass(frozen=True, slots=True)
class Unread:
    """Says for everybody what could not be read, of which file, and why; no folder of the operator's machine is named.

    `member` is a line or an item of the file.
    """

    source: str | None
    file: str
    member: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Stats:
    """Counts documents and officials, and documents by source, kind and year; `last_added` is that of the store.

    `not_read` counts by source what could not be read of the files that were added; None is for those without a source.
    `readings` counts documents by how their file was read (`schema.reading`). `last_changed` says of each source when
    a document of it was last added or changed, `unread` lists the latest of what could not be read.
    """

    documents: int
    officials: int
    sources: Mapping[str, int]
    kinds: Mapping[str, int]
    years: Mapping[str, int]
    not_read: Mapping[str | None, int]
    readings: Mapping[str, int]
    last_added: datetime | None = None
    last_changed: Mapping[str, datetime] = field(default_factory=dict)
    unread: tuple[Unread, ...] = ()


@dataclass(frozen=True, slots=True)
class CountsOverTime:
    """Counts documents: for each kind, and for each of the largest sources, by year; and by month (`2020-01`)."""

    years_by_kind: Mapping[str, Mapping[str, int]]
    years_by_source: Mapping[str, Mapping[str, int]]
    months: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class IndexState:
    """Says whether searches can be answered now, and from which generation (`GenerationInfo`).

    `problem` is why they cannot, or why they are answered from an older generation than the newest.
    """

    ready: bool
    generation: int | None = None
    count: int = 0
    change: int = 0
    problem: EngineError | None = None
    stamp: str = ""
