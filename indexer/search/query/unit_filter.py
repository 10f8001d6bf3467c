"""Restrict a search to units: by id, name or code, with what they were before or became."""

from __future__ import annotations

from collections.abc import Iterable

from corpus.vi.unit_names import units_named
from corpus.vi.units import Succession, Unit, predecessors, successors, unit, units_with_code
from indexer.engines.query_tree import Where
from indexer.schema.units import COLUMN


def units_of(typed: str) -> tuple[Unit, ...]:
    """Return the units that a typed value means: one by its id, those that bear a code or a name with its level."""
    if known := unit(typed):
        return (known,)
    return units_with_code(typed) if typed.isdigit() else units_named(typed)


def unit_filter(typed: Iterable[str], units_with: str | None) -> Where:
    """Return the filter of documents of units; `units_with`: of their predecessors or successors too."""
    units = [unit for value in typed for unit in units_of(value)]
    more = [other for unit in units for other in chained(unit, units_with)] if units_with else []
    return Where(COLUMN, tuple(dict.fromkeys(unit.id for unit in (*units, *more))))


def chained(unit: Unit, direction: str) -> list[Unit]:
    """Return all predecessors or successors of a unit, those of these too, nearest first."""
    step = predecessors if direction == "predecessors" else successors
    units, ids = [unit], {unit.id}
    for known in units:  # the list grows meanwhile
        for other in step(known):
            if _counts(other) and other.unit.id not in ids:
                ids.add(other.unit.id)
                units.append(other.unit)
    return units[1:]


def _counts(other: Succession) -> bool:
    """Tell whether a unit counts: of a district that only some sources name, a unit has hardly a part."""
    return other.is_certain or other.unit.level != "district"
