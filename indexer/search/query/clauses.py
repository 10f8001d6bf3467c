"""Hold what the parts of a query add to the whole."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from indexer.engines import query_tree as q
from indexer.results import Note, Understood

ShouldClause = tuple[q.Query, float]  # and its bonus, before it is scaled to the index


@dataclass(frozen=True, slots=True)
class Clauses:
    """Holds what a part of a query adds to the whole.

    `must` restricts, `should` only raises; `dates` must match only where nothing else must. `recognised` is shown to
    the reader, `runs` are the adjacent words whose proximity counts, `notes` say what was ignored. `loosened`: of some
    run documents need only have enough words.
    """

    must: tuple[q.Query, ...] = ()
    should: tuple[ShouldClause, ...] = ()
    dates: tuple[q.Query, ...] = ()
    recognised: tuple[Understood, ...] = ()
    runs: tuple[tuple[q.Term, ...], ...] = ()
    notes: tuple[Note, ...] = ()
    loosened: bool = False


def merged(parts: Iterable[Clauses]) -> Clauses:
    """Return the clauses of all parts, in the order of the parts: sums of scores depend on it in their last digit."""
    parts = tuple(parts)
    return Clauses(
        must=tuple(query for part in parts for query in part.must),
        should=tuple(clause for part in parts for clause in part.should),
        dates=tuple(query for part in parts for query in part.dates),
        recognised=tuple(entity for part in parts for entity in part.recognised),
        runs=tuple(run for part in parts for run in part.runs),
        notes=tuple(note for part in parts for note in part.notes),
        loosened=any(part.loosened for part in parts),
    )
