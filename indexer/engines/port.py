"""Define the engine port: records of terms and columns in, identifiers and scores out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from corpus.vi.dates.span import Span
from indexer.engines.query_tree import Query


@dataclass(frozen=True, slots=True)
class Record:
    """Holds what an engine keeps of one findable thing: a document or a person (column `type`).

    `terms[field][layer]` are the terms in order, so that their index is their position; an empty one is a gap that no
    phrase goes over, and none has a line feed. Two layers are not kept but made of `exact` by every engine: `folded`
    has those that bear marks without them, `bare` those of records that have no marks at all (`bare`).
    `values[column]` are exact values for filters and facets, `days[column]` are spans; no column has a slash in its
    name. `title` and `stored` come back untouched.
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
    """Asks for `size` hits from `offset` on (0: for the total alone), with counts of the columns in `facets` over all
    that match.

    `sort` is `relevance`, `newest` or `oldest` by the first day of column `day`; records without one come last.
    Equal scores go newest first, equal days by id. Scores are rounded to six places, so that every engine agrees.
    """

    query: Query
    sort: str = "relevance"
    offset: int = 0
    size: int = 10
    facets: tuple[str, ...] = ()
    facet_size: int = 100
    today: date | None = None  # for the recency prior; None: no prior


@dataclass(frozen=True, slots=True)
class Hit:
    """Names one record that matched."""

    id: str
    score: float


@dataclass(frozen=True, slots=True)
class Answer:
    """Holds one page of hits, the exact number of all, and counts of values by column, most frequent first."""

    hits: tuple[Hit, ...]
    total: int
    facets: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GenerationInfo:
    """Tells what a generation holds: `change` is the last change of the store that it has seen.

    `generation` is for people; `stamp` is no other generation's, also where an index was removed and made anew.
    """

    generation: int
    fingerprint: str
    change: int
    count: int
    stamp: str = ""


class EngineError(Exception):
    """Says in one sentence why an index cannot answer, and what to do."""


class NoIndex(EngineError):
    """Says that nothing was built yet."""


class UnusableIndex(EngineError):
    """Says that the index is damaged, foreign, or of another fingerprint, and must be built anew."""


class IncompleteIndex(EngineError):
    """Says that machines that hold parts of the index are away: they may come back, or it must be built anew."""


class TooBroad(EngineError):
    """Says that a query cannot be answered as it is, and how to ask for less."""


class LostGeneration(EngineError):
    """Says that a generation was lost while it was written, by no fault of the writer: begun again, it may end well."""


class Reader(Protocol):
    """Answers from one generation, from many threads at once, until it is closed.

    `values` gives every value of a column with the number of its records, most frequent first; `totals` how many
    records match each of some queries; `get` and `titles` what was stored under the ids that are there; `health`
    whether all that keeps the generation is well: `green`, or `yellow` and why. It raises EngineError where the
    generation cannot answer.
    """

    info: GenerationInfo

    def search(self, ask: SearchRequest) -> Answer: ...
    def values(self, column: str) -> tuple[tuple[str, int], ...]: ...
    def totals(self, queries: Sequence[Query]) -> list[int]: ...
    def get(self, ids: Iterable[str]) -> Mapping[str, bytes]: ...
    def titles(self, ids: Iterable[str]) -> Mapping[str, str]: ...
    def health(self) -> str: ...
    def close(self) -> None: ...


class Writer(Protocol):
    """Takes records into a generation that nobody sees until its block ends well."""

    generation: int

    def put(self, records: Iterable[Record]) -> None: ...
    def delete(self, ids: Iterable[str]) -> None: ...
    def seen(self, change: int) -> None: ...


class Engine(Protocol):
    """Keeps generations: one answers, at most one is being written.

    Where an index is `shared`, other machines can build it too, so that the store's lock tells who does.
    """

    shared: bool

    def current(self) -> str | None:
        """Return the stamp of the generation that answers now, None before the first; cheap to ask often."""

    def read(self) -> Reader:
        """Open the generation that answers now. Raises NoIndex or UnusableIndex."""

    def verify(self) -> None:
        """Read every byte of the generation that answers now. Raises NoIndex, or UnusableIndex for a damaged one."""

    def write(self, *, fresh: bool) -> AbstractContextManager[Writer]:
        """Start a new generation, from nothing or from the one that answers; publish it when the block ends well.

        An exception in the block leaves the one that answers untouched. Raises LostGeneration where machines that
        held the new one were lost meanwhile.
        """

    def merge(self) -> None:
        """Tidy what small changes left, as a generation of its own with the same answers; nothing to do is no error.

        It is for after a change is found: it may take seconds, others read and write meanwhile, and ended at any
        moment it costs nothing. Whoever never calls it has a slow change now and then.
        """


Login = tuple[str | None, str | None]  # name and password
