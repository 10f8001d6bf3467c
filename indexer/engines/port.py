"""Define the engine port: records of terms and columns in, identifiers and scores out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from corpus.vi.dates.span import Span
from indexer.engines.query_tree import During, Query, Where

COUNTED = "counted"  # stands among the names of columns for `SearchRequest.counted`
POOR_READING = ("reading", "poor-scan")  # column and value of records with a page that was recognised badly


@dataclass(frozen=True, slots=True)
class Record:
    """Holds what an engine indexes and stores of one thing that can be found: a document or a person (column `type`).

    `terms[field][layer]` are the terms in order, so that their index is their position; an empty one is a gap that no
    phrase crosses, and no term contains a line feed. Two more layers are derived from `exact` by every engine: `folded`
    has the terms that bear marks, without them; `bare` has the terms of records without any mark (`bare`).
    `values[column]` are exact values for filters and facets, `days[column]` are spans; no column has a slash in its
    name. A record that POOR_READING marks scores `ranking.POORLY_READ` of what it would.
    `title` and `stored` are returned unchanged.
    """

    id: str
    terms: Mapping[str, Mapping[str, tuple[str, ...]]]
    values: Mapping[str, tuple[str, ...]]
    days: Mapping[str, tuple[Span, ...]]
    stored: bytes = b""
    title: str = ""
    bare: bool = False


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """Requests `size` hits from `offset` on (size 0: only the total), and facets: the values of some columns with their
    counts over all records that match.

    The facet of a column in `counted_apart` is counted over the records that match another query, of which those that
    match `query` are a part: a reader who chose a value sees what else could be chosen. The name COUNTED there is that
    of the records in which `counted` are counted.

    `sort` is `relevance`, `newest` or `oldest` by the first day of column `day`; records without a day come last.
    Equal scores are ordered newest first, equal days by id. Scores are rounded to six decimals, so that every engine
    agrees. Records that match `lowered` score `ranking.LOWERED` of what they would; none is hidden by it. `counted` are
    queries that narrow nothing: of the records that match, those that match each are counted. By relevance, records
    that match all of `first` come before all others; it changes no score.
    """

    query: Query
    sort: str = "relevance"
    offset: int = 0
    size: int = 10
    facets: tuple[str, ...] = ()
    facet_size: int = 100
    today: date | None = None  # for the recency prior; None: no prior
    lowered: Where | During | None = None
    counted: tuple[Query, ...] = ()
    counted_apart: tuple[tuple[str, Query], ...] = ()
    first: tuple[Query, ...] = ()

    def counted_over(self, name: str) -> Query:
        """Return the query over whose records a facet, or COUNTED, is counted."""
        return dict(self.counted_apart).get(name, self.query)


@dataclass(frozen=True, slots=True)
class Hit:
    """Names a record that matched, with its score."""

    id: str
    score: float


@dataclass(frozen=True, slots=True)
class Answer:
    """Holds a page of hits, the exact number of all hits, and facets by column, the most frequent values first.

    `counts` are the numbers of `SearchRequest.counted`. `first` says of how many hits each of `SearchRequest.first` is
    true, and last of how many all are.
    """

    hits: tuple[Hit, ...]
    total: int
    facets: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    counts: tuple[int, ...] = ()
    first: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class GenerationInfo:
    """Describes a generation: `change` is the last change of the store that it contains, `count` its records.

    `store` is the store's identity and `chain` the digest of its changes up to that one: both must be so in a store
    from which the generation is built on. Older versions wrote neither.
    `generation` is a number for people; `stamp` is unique, even where an index was removed and built anew.
    """

    generation: int
    fingerprint: str
    change: int
    count: int
    stamp: str = ""
    store: str = ""
    chain: str = ""


class EngineError(Exception):
    """Says in one sentence why an index cannot answer, and what to do about it."""


class NoIndex(EngineError):
    """Says that no index was built yet."""


class UnusableIndex(EngineError):
    """Says that the index is damaged, foreign or of another fingerprint, and must be built anew."""


class IncompleteIndex(EngineError):
    """Says that machines with parts of the index are away: they may come back, or it must be built anew."""


class TooBroad(EngineError):
    """Says that a query matches too much to be answered, and how to narrow it."""


class LostGeneration(EngineError):
    """Says that a generation was lost while it was written, by no fault of the writer: another attempt may succeed."""


class Reader(Protocol):
    """Answers from a generation, from many threads at once, until it is closed.

    `values` returns every value of a column with the number of its records, most frequent first; `totals` how many
    records match each of some queries; `get` and `titles` what was stored under those of the ids that exist, in their
    order; `health` the state of what holds the generation: `green`, or `yellow` and why. Arguments are sequences, not
    generators: an engine must not call back into its caller. Every method raises EngineError where the generation
    cannot answer.
    """

    info: GenerationInfo

    def search(self, request: SearchRequest) -> Answer: ...
    def values(self, column: str) -> tuple[tuple[str, int], ...]: ...
    def totals(self, queries: Sequence[Query]) -> list[int]: ...
    def get(self, ids: Sequence[str]) -> Mapping[str, bytes]: ...
    def titles(self, ids: Sequence[str]) -> Mapping[str, str]: ...
    def health(self) -> str: ...
    def close(self) -> None: ...


class Writer(Protocol):
    """Adds records to a generation, and deletes some, before it is published at the end of its `with` block.

    `put` replaces a record of the same id; `delete` ignores unknown ids; `seen` sets the last change that
    the generation contains, with the identity of its store and the digest of the changes up to it.
    """

    generation: int

    def put(self, records: Sequence[Record]) -> None: ...
    def delete(self, ids: Sequence[str]) -> None: ...
    def seen(self, change: int, store: str = "", chain: str = "") -> None: ...


class Engine(Protocol):
    """Manages the generations of an index: one answers, at most one is being written.

    Where an index is `shared`, other machines can build it too, so that the store's lock decides which one does.
    """

    shared: bool

    def current(self) -> str | None:
        """Return the stamp of the generation that answers now, None before the first; cheap to call often."""

    def read(self) -> Reader:
        """Open the generation that answers now. Raises NoIndex or UnusableIndex."""

    def verify(self) -> None:
        """Read every byte of the generation that answers now. Raises NoIndex, or UnusableIndex for a damaged one."""

    def write(self, *, fresh: bool) -> AbstractContextManager[Writer]:
        """Start a new generation, from nothing or from the one that answers; publish it when the block ends well.

        An exception in the block leaves the one that answers untouched. Raises LostGeneration where machines with the
        new one were lost meanwhile.
        """

    def merge(self) -> None:
        """Merge what small changes left into a new generation with the same answers; nothing to merge is no error.

        Call it once a change can be found: it may take seconds, others read and write meanwhile, and it can be killed
        at any moment without loss. If it is never called, an occasional build is slow.
        """


Login = tuple[str | None, str | None]  # name and password
