"""Know the provinces, districts and communes of Vietnam over time: what each was made of and what it became.

`unit_names` finds units in texts, `bodies_over_time` knows what their councils became. Source of the table, and where
the sources disagree: `docs/units.md`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from corpus.vi.unit_table import LAST_DAY, UnitHeir, table


@dataclass(frozen=True, slots=True)
class Unit:
    """Names a unit: `name` with its level in lower case (`phường Hàng Bạc`), `level` is `province`, `district` or
    `commune`.

    `id` is unique over time (`code` is not: new units bear codes of old ones). `province` and `district` are ids of the
    units above it, when it existed. `since` is the first day, None for before the table begins; `until` the last one,
    None for a unit of today. Where `is_until_latest`, the unit ended on that day or earlier, mostly by the
    rearrangement of communes of 2023–2025.
    """

    id: str
    name: str
    level: str
    code: str | None = None
    province: str | None = None
    district: str | None = None
    since: date | None = None
    until: date | None = None
    is_until_latest: bool = False


@dataclass(frozen=True, slots=True)
class Succession:
    """Says that `unit` took over, or was, a unit: `is_whole` all of it; not `is_certain` where sources disagree."""

    unit: Unit
    is_whole: bool = True
    is_certain: bool = True


def unit(unit_id: str) -> Unit | None:
    """Return the unit with an id, or None."""
    index = table().by_id.get(unit_id)
    return None if index is None else unit_at(index)


@lru_cache(maxsize=20_000)
def unit_at(index: int) -> Unit:
    """Return the unit of a row of the table."""
    row, ids = table().rows[index], table().ids
    province = None if row.province is None else ids[row.province]
    district = None if row.district is None else ids[row.district]
    is_latest = row.is_dissolved_before and row.until == LAST_DAY
    return Unit(ids[index], row.name, row.level, row.code, province, district, row.since, row.until, is_latest)


def units_of_today() -> tuple[Unit, ...]:
    """Return the provinces of today, each before its communes."""
    return tuple(unit_at(index) for index in table().now.values())


def units_with_code(code: str) -> tuple[Unit, ...]:
    """Return the units that bear a code, the one of today first: `00070` was that of another ward until 30/6/2025."""
    rows = (places.get(code) for places in (table().now, table().before))
    return tuple(unit_at(row) for row in dict.fromkeys(rows) if row is not None)


def successors(unit: Unit) -> tuple[Succession, ...]:
    """Return what took a unit over: of a district what took its communes over, of most first; of one of today none.

    A district that ended before 2025 became another district, which has successors of its own.
    """
    return _successions(table().links(table().by_id[unit.id]))


def predecessors(unit: Unit) -> tuple[Succession, ...]:
    """Return what a unit took over, communes before districts: the inverse of `successors`.

    A commune that stayed as it was has its district here, and no commune.
    """
    return _successions(table().sources.get(table().by_id[unit.id], []))


def province_of(unit: Unit) -> Unit:
    """Return the province that a unit was in when it existed; a province is its own."""
    return unit if unit.province is None else unit_at(table().by_id[unit.province])


def province_of_today(unit: Unit) -> Unit:
    """Return the province of today in which a unit is, or was."""
    province = province_of(unit)
    while province.until and (heirs := successors(province)):
        province = heirs[0].unit
    return province


def _successions(links: list[UnitHeir]) -> tuple[Succession, ...]:
    return tuple(Succession(unit_at(link.row), link.is_whole, link.is_certain) for link in links)
