"""Load the table of units over time (`data/units.txt`), and give each unit an id, once for the process."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cache, cached_property
from typing import NamedTuple

from corpus.vi.word_lists import DATA

LAST_DAY = date(2025, 6, 30)  # of the districts, and of the communes and provinces that were merged
FIRST_DAY = date(2025, 7, 1)  # of what took them over
_NO_CODE = "-----"


class UnitRow(NamedTuple):
    """Holds what a line says of a unit; `province` and `district` are indexes of rows, `became` codes or names.

    `aliases` are other spellings of the name; `is_dissolved_before`: it was, and where `until` is
    LAST_DAY nobody knows when.
    """

    name: str
    level: str
    code: str | None = None
    province: int | None = None
    district: int | None = None
    since: date | None = None
    until: date | None = None
    became: str = ""
    aliases: tuple[str, ...] = ()
    is_dissolved_before: bool = False


class UnitHeir(NamedTuple):
    """Says of a unit's row that another one took it over."""

    row: int
    is_whole: bool
    is_certain: bool


def folded(text: str) -> str:
    """Return names with no marks in lower case, blanks for hyphens and apostrophes; lines stay lines.

    All of the table at once costs 8 ms so, and 60 ms word by word.
    """
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d")).encode("ascii", "ignore").decode()
    return plain.replace(" - ", " ").replace("-", " ").replace("'", " ")


def name_key(plain: str) -> str:
    """Return the key of a folded name, in which i and y are one letter: `Mỹ Đức`, `Mĩ Đức`."""
    return plain.replace("y", "i")


def without_level(name: str) -> str:
    """Return a name without its level: `Hàng Bạc`."""
    words = name.split(" ")
    return " ".join(words[2 if words[0] in _TWO_WORDS else 1 :])


_TWO_WORDS = frozenset(("thành", "thị", "đặc", "thanh", "thi", "dac"))


class UnitTable:
    """Holds the rows of all units, with what finds them: by id, by code of today, by name."""

    def __init__(self, text: str) -> None:
        """Read the lines of the data file; rows of today stand first."""
        self.rows: list[UnitRow] = []
        self.now: dict[str, int] = {}  # by code; a province's has two digits
        self.before: dict[str, int] = {}
        self.provinces: list[int] = []
        parts = text.split("\n[")
        for part, read in zip(parts[1:], (self._read_now, self._read_before, self._read_earlier), strict=True):
            read(part.split("\n")[1:])
        self._folded = folded("\n".join([row.name for row in self.rows])).split("\n")
        self.ids = self._ids()
        self.by_id = {unit_id: row for row, unit_id in enumerate(self.ids)}

    def _read_now(self, lines: Sequence[str]) -> None:
        province = 0
        for line in lines:
            if line[0] == "=":
                code, _, name = line[1:].partition(" ")
                province = self._add(UnitRow(name, "province", code, since=FIRST_DAY))
                self.provinces.append(province)
            else:
                code = line[:5]
                self._add(UnitRow(line[6:], "commune", code, province, since=FIRST_DAY))
            self.now[code] = len(self.rows) - 1

    def _read_before(self, lines: Sequence[str]) -> None:
        province = district = 0
        dissolved = LAST_DAY
        rows = self.rows
        for line in lines:
            unit, _, became = line.partition(" > ")
            if unit[0] == "=":
                code, _, name = unit[1:].partition(" ")
                became, _, day = became.partition(" ")
                dissolved = date.fromisoformat(day) if day else LAST_DAY
                if became.endswith("="):
                    province = self._stays(became[:-1], self.now[became[:-1]])
                else:
                    province = self._add(UnitRow(name, "province", code, until=LAST_DAY, became=became))
                self.provinces.append(province)
            elif unit[0] == "-" and unit[1] != "-":
                district = self._add(UnitRow(unit[1:], "district", None, province, until=LAST_DAY, became=became))
            elif became.endswith("="):
                row = self._stays(became[:-1], district)
                name, *others = unit[6:].split("|")
                others += [without_level(name)] if name != rows[row].name else []
                rows[row] = rows[row]._replace(aliases=tuple(others))
            else:
                code = "" if (is_gone := unit.startswith(_NO_CODE)) else unit[:5]
                if code:
                    self.before[code] = len(rows)
                name, _, alias = unit[6:].partition("|")
                also = (alias,) if alias else ()
                last = dissolved if is_gone else LAST_DAY
                rows.append(
                    UnitRow(name, "commune", code or None, province, district, None, last, became, also, is_gone)
                )

    def _read_earlier(self, lines: Sequence[str]) -> None:
        names = {(row.name, row.province): index for index, row in enumerate(self.rows) if row.level == "district"}
        names |= {(self.rows[index].name, None): index for index in self.provinces}
        for line in filter(None, lines):
            left, _, became = line.partition(" > ")
            last = date.fromisoformat(left[:10])
            of, _, name = left[11:].rpartition(" / ")
            province = names[of, None] if of else None
            targets = []
            for target in became.split("; "):
                index = names[target.rstrip("+*"), province]
                targets.append(f"#{index}{'*' if '*' in target else ''}")
                if "+" in target:
                    self.rows[index] = self.rows[index]._replace(since=last + timedelta(days=1))
            made = UnitRow(name, "district" if of else "province", None, province, None, None, last, " ".join(targets))
            if (known := names.get((name, province))) is not None:  # its communes are in the table
                self.rows[known] = made
            else:
                self._add(made)
            if not of:
                self.provinces.append(len(self.rows) - 1)

    def _add(self, row: UnitRow) -> int:
        self.rows.append(row)
        return len(self.rows) - 1

    def _stays(self, code: str, district: int) -> int:
        """Let a unit of today be the one that was there before."""
        index = self.now[code]
        row = self.rows[index]
        self.rows[index] = row._replace(since=None, district=district if row.level == "commune" else None)
        return index

    @cached_property
    def folded_names(self) -> list[str]:
        """Return the names of all rows, folded, without their levels."""
        return [without_level(name) for name in self._folded]

    def _ids(self) -> list[str]:
        """Return an id for each row: name and province; where these are not enough, `-cu`, the district, the code."""
        slugs = [name.replace(" ", "-") for name in self._folded]
        places = {index: without_level(self._folded[index]).replace(" ", "-") for index in self.provinces}
        forms = [
            slug if row.province is None else f"{slug}-{places[row.province]}"
            for slug, row in zip(slugs, self.rows, strict=True)
        ]
        today = len(self.now)  # rows of today stand first
        now, before = Counter(forms[:today]), Counter(forms[today:])
        ids = [form if now[form] == 1 else f"{form}-{self.rows[row].code}" for row, form in enumerate(forms[:today])]
        for index in range(today, len(forms)):
            form = forms[index]
            if before[form] == 1:
                ids.append(f"{form}-cu" if form in now else form)
            else:
                district = self.rows[index].district
                ids.append(f"{form}-cu" if district is None else f"{slugs[index]}-{forms[district]}")
        for unit_id, count in Counter(ids).items():
            for index in [index for index, other in enumerate(ids) if other == unit_id] if count > 1 else ():
                ids[index] = f"{unit_id}-{self.rows[index].code or 'cu'}"
        return ids

    @cached_property
    def by_name(self) -> Mapping[str, list[int]]:
        """Return the rows by the keys of their names without a level (`name_key`), of aliases too."""
        found: dict[str, list[int]] = defaultdict(list)
        for index, name in enumerate(self.folded_names):
            found[name_key(name)].append(index)
        for index, row in enumerate(self.rows):
            for alias in row.aliases:
                if index not in (rows := found[name_key(folded(alias))]):
                    rows.append(index)
        return dict(found)

    def links(self, index: int) -> list[UnitHeir]:
        """Return what took a unit over, of a district what took most of its communes over first."""
        row = self.rows[index]
        if row.level == "district" and not row.became:
            return self._district_links.get(index, [])
        targets = row.became.split()
        if row.became.startswith("#"):
            return [UnitHeir(int(to[1:].rstrip("*")), not to.endswith("*"), is_certain=True) for to in targets]
        return [UnitHeir(self.now[to.rstrip("?")], len(targets) == 1, _is_sure(to, row)) for to in targets]

    @cached_property
    def _district_links(self) -> Mapping[int, list[UnitHeir]]:
        """Return for each district what took its communes over, and the communes that stayed."""
        found: dict[int, dict[int, int]] = defaultdict(dict)
        for index, row in enumerate(self.rows):
            if row.district is None or row.is_dissolved_before:
                continue
            heirs = found[row.district]
            for to in row.became.split() or (row.code or "",):
                heir = self.now[to.rstrip("?")] if row.became else index
                heirs[heir] = heirs.get(heir, 0) + (not to.endswith("?"))
        return {
            district: [
                UnitHeir(row, len(heirs) == 1, communes > 0)
                for row, communes in sorted(heirs.items(), key=lambda heir: (-heir[1], heir[0]))
            ]
            for district, heirs in found.items()
        }

    @cached_property
    def sources(self) -> Mapping[int, list[UnitHeir]]:
        """Return for each unit what it took over: communes before districts, certain ones first."""
        found: dict[int, list[UnitHeir]] = defaultdict(list)
        for index, row in enumerate(self.rows):
            for heir, is_whole, is_certain in self.links(index) if row.until else ():
                found[heir].append(UnitHeir(index, is_whole, is_certain))
        order = ("commune", "district", "province")
        for links in found.values():
            links.sort(key=lambda link: (order.index(self.rows[link.row].level), not link.is_certain, link.row))
        return dict(found)


def _is_sure(code: str, row: UnitRow) -> bool:
    return not code.endswith("?") and not row.is_dissolved_before


@cache
def table() -> UnitTable:
    """Return the table of units; read when it is first asked for."""
    return UnitTable((DATA / "units.txt").read_text(encoding="utf-8"))
