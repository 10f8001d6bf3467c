"""Draw the offices of a person on a time line: a bar for each, from the first document that names it to the last."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from indexer.schema.persons import RoleHeld, full_role
from search_api.pages.cut_texts import cut_at_word

WIDTH = 360  # units, which are pixels on a phone
MAX_DRAWN = 24  # offices, the latest; the table below has more, and the roles held for an occasion
_TOP, _ROW, _BAR, _BELOW_TEXT = 22, 38, 8, 7
_MIN_BAR = 5  # of an office that one document names
_LETTER = 6.6  # the mean width of a letter
_YEAR_ROOM = 36  # of a year above the lines, with its distance to the next


class DrawnOffice(NamedTuple):
    """Holds an office of the picture: its name and the base line of that, and the bar below it."""

    name: str
    text_y: int
    x: float
    y: int
    width: float


class YearLine(NamedTuple):
    """Holds the line at which a year begins; `name` is empty where there is no room for it."""

    x: float
    name: str


class CareerPicture(NamedTuple):
    """Holds the offices and years of a picture, the earliest office first."""

    width: int
    height: int
    bar: int
    top: int
    offices: list[DrawnOffice]
    years: list[YearLine]


def career_picture(roles: Sequence[RoleHeld]) -> CareerPicture | None:
    """Return the picture of offices at bodies; None where fewer than two have days, which need no picture."""
    dated = [(role, role.first, role.last) for role in roles if role.issuer and role.first and role.last][-MAX_DRAWN:]
    if len(dated) < 2:
        return None
    dated.sort(key=lambda each: (each[1], each[2]))
    start = date(min(first.year for _, first, _ in dated), 1, 1)
    end = date(max(last.year for _, _, last in dated), 12, 31)
    scale = WIDTH / ((end - start).days + 1)
    offices = []
    for number, (role, first, last) in enumerate(dated):
        text_y = _TOP + _ROW * number + 14
        width = max(_MIN_BAR, ((last - first).days + 1) * scale)
        x = min((first - start).days * scale, WIDTH - width)
        name = cut_at_word(full_role(role.role, role.issuer), int(WIDTH / _LETTER) - 1)
        offices.append(DrawnOffice(name, text_y, round(x, 1), text_y + _BELOW_TEXT, round(width, 1)))
    height = _TOP + _ROW * len(offices)
    return CareerPicture(WIDTH, height, _BAR, _TOP, offices, _years(start, end, scale))


def _years(start: date, end: date, scale: float) -> list[YearLine]:
    count = end.year - start.year + 1
    step = -(-count * _YEAR_ROOM // WIDTH)
    lines = []
    for year in range(start.year, end.year + 1):
        x = round((date(year, 1, 1) - start).days * scale, 1)
        is_named = (year - start.year) % step == 0 and x + _YEAR_ROOM <= WIDTH + _MIN_BAR
        lines.append(YearLine(x, str(year) if is_named else ""))
    return lines
