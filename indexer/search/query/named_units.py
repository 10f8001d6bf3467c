"""Name units for people, with what they are or were in, and tell whether several units are one."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.vi.bodies_over_time import BodyHeir
from corpus.vi.units import Succession, Unit, province_of
from corpus.vi.units import unit as unit_of
from indexer.results import NamedUnit
from indexer.search.query.unit_filter import chained


def named_unit(unit: Unit, *, is_certain: bool = True) -> NamedUnit:
    """Return a unit by its name, with what it is or was in."""
    return NamedUnit(unit.id, unit.name, place_of(unit), is_certain)


def most_first(other: Succession | BodyHeir) -> tuple[bool, bool, bool]:
    """Return what sorts communes before their districts, then the certain ones, then those of which it has all."""
    return other.unit.level == "district", not other.is_certain, not other.is_whole


def as_one(units: Sequence[Unit]) -> Unit | None:
    """Return the unit that some are: the only one, or the one of today that all others of its name became."""
    if not units or len(units) == 1:
        return units[0] if units else None
    first, *others = units
    before = {other.id for other in chained(first, "predecessors")}
    return first if first.until is None and all(other.id in before for other in others) else None


def place_of(unit: Unit) -> str | None:
    """Return the name of what a unit is or was in."""
    district = unit_of(unit.district) if unit.district and unit.until else None
    province = province_of(unit) if unit.level != "province" else None
    return ", ".join(place.name for place in (district, province) if place) or None
