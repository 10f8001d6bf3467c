"""Know the provinces, districts and communes of Vietnam over time: what each was made of and what it became."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Unit:
    """Names a unit: `name` with its level in lower case (`phường Hàng Bạc`), `level` is `province`, `district` or
    `commune`.

    `id` is unique over time (`code` is not: new units bear codes of old ones). `province` and `district` are ids of the
    units above it, when it existed. `since` is the first day, None for before the table begins; `until` the last one,
    None for a unit of today.
    """

    id: str
    name: str
    level: str
    code: str | None = None
    province: str | None = None
    district: str | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Succession:
    """Says that `unit` took over, or was, a unit: `is_whole` all of it; not `is_certain` where sources disagree."""

    unit: Unit
    is_whole: bool = True
    is_certain: bool = True
