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


class Row(NamedTuple):
    """Holds what a line says of a unit; `province` and `district` are indexes of rows, `became` codes or names.

    `aliases` are other spellings of the name; `is_dissolved_before`: `until` is the latest possible day.
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


class Link(NamedTuple):
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


class Table:
    """Holds the rows of all units, with what finds them: by id, by code of today, by name."""

    def __init__(self, text: str) -> None:
        """Read the lines of the data file."""
        self.rows: list[Row] = []
        self.now: dict[str, int] = {}  # by code; a province's has two digits
        self.before: dict[str, int] = {}
        self.provinces: list[int] = []
        parts = text.split("\n[")
        for part, read in zip(parts[1:], (self._read_now, self._read_before, self._read_earlier), strict=True):
            read(part.split("\n")[1:])
        self.ids = self._ids()
        self.by_id = {unit_id: row for row, unit_id in enumerate(self.ids)}

    def _read_now(self, lines: Sequence[str]) -> None:
        province = 0
        for line in lines:
            if line[0] == "=":
                code, _, name = line[1:].partition(" ")
                province = self._add(Row(name, "province", code, since=FIRST_DAY))
                self.provinces.append(province)
            else:
                code = line[:5]
                self._add(Row(line[6:], "commune", code, province, since=FIRST_DAY))
            self.now[code] = len(self.rows) - 1

    def _read_before(self, lines: Sequence[str]) -> None:
        province = district = 0
        for line in lines:
            unit, _, became = line.partition(" > ")
            if unit[0] == "=":
                code, _, name = unit[1:].partition(" ")
                if became.endswith("="):
                    province = self._stays(became[:-1], self.now[became[:-1]])
                else:
                    province = self._add(Row(name, "province", code, until=LAST_DAY, became=became))
                self.provinces.append(province)
            elif unit[0] == "-" and unit[1] != "-":
                district = self._add(Row(unit[1:], "district", None, province, until=LAST_DAY, became=became))
            elif became.endswith("="):
                row = self._stays(became[:-1], district)
                name, *aliases = unit[6:].split("|")
                other = [name] if name != self.rows[row].name else []
                self.rows[row] = self.rows[row]._replace(aliases=(*map(without_level, other), *aliases))
            else:
                code, (name, *aliases) = unit[:5], unit[6:].split("|")
                is_gone = code == _NO_CODE
                made = Row(name, "commune", None if is_gone else code, province, district, None, LAST_DAY, became)
                row = self._add(
                    made._replace(aliases=tuple(aliases), is_dissolved_before=is_gone) if aliases or is_gone else made
                )
                if not is_gone:
                    self.before[code] = row

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
            level = "district" if of else "province"
            row = self._add(Row(name, level, None, province, None, None, last, " ".join(targets)))
            if not of:
                self.provinces.append(row)

    def _add(self, row: Row) -> int:
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
        """Return an id for each row: name and province, where these do not tell it, `-cu`, the district, the code."""
        self._folded = folded("\n".join(row.name for row in self.rows)).split("\n")
        slugs = [name.replace(" ", "-") for name in self._folded]
        places = [without_level(name).replace(" ", "-") for name in self._folded]
        forms: list[str] = []
        for row, slug in zip(self.rows, slugs, strict=True):
            forms.append(slug if row.province is None else f"{slug}-{places[row.province]}")
        counts = [
            Counter(form for form, row in zip(forms, self.rows, strict=True) if bool(row.until) == old)
            for old in (False, True)
        ]
        ids, seen = list(forms), set[str]()
        for index, (form, row) in enumerate(zip(forms, self.rows, strict=True)):
            if not row.until:
                unit_id = form if counts[0][form] == 1 else f"{form}-{row.code}"
            elif counts[1][form] == 1:
                unit_id = f"{form}-cu" if counts[0][form] else form
            elif row.district is None:
                unit_id = f"{form}-{row.until.year}"
            else:
                unit_id = f"{slugs[index]}-{forms[row.district]}"
            ids[index] = unit_id
        twice = {unit_id for unit_id, count in Counter(ids).items() if count > 1}
        for index, unit_id in enumerate(ids):
            if unit_id in twice:
                code = self.rows[index].code
                ids[index] = unit_id = f"{unit_id}-{code}" if code else f"{unit_id}-cu"
            if unit_id in seen:
                raise ValueError(unit_id)
            seen.add(unit_id)
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

    def links(self, index: int) -> list[Link]:
        """Return what took a unit over, the certain ones first."""
        row = self.rows[index]
        if row.level == "commune":
            targets = row.became.split()
            return [Link(self.now[code[:5]], len(targets) == 1, _is_sure(code, row)) for code in targets]
        if row.became.startswith("#"):
            return [Link(int(to[1:].rstrip("*")), not to.endswith("*"), is_certain=True) for to in row.became.split()]
        if row.became:
            return [Link(self.now[row.became], is_whole=True, is_certain=True)]
        return self._district_links.get(index, [])

    @cached_property
    def _district_links(self) -> Mapping[int, list[Link]]:
        """Return for each district what took its communes over, those that did so for most of them first."""
        found: dict[int, dict[int, int]] = defaultdict(dict)
        for index, row in enumerate(self.rows):
            if row.level != "commune" or row.district is None or row.is_dissolved_before:
                continue
            heirs = found[row.district]
            for link in self.links(index) if row.until else [Link(index, is_whole=True, is_certain=True)]:
                heirs[link.row] = heirs.get(link.row, 0) + link.is_certain
        return {
            district: [
                Link(row, len(heirs) == 1, communes > 0)
                for row, communes in sorted(heirs.items(), key=lambda heir: (-heir[1], heir[0]))
            ]
            for district, heirs in found.items()
        }

    @cached_property
    def sources(self) -> Mapping[int, list[Link]]:
        """Return for each unit what it took over: communes before districts, certain ones first."""
        found: dict[int, list[Link]] = defaultdict(list)
        for index in range(len(self.rows)):
            for link in self.links(index):
                found[link.row].append(Link(index, link.is_whole, link.is_certain))
        order = ("commune", "district", "province")
        for links in found.values():
            links.sort(key=lambda link: (order.index(self.rows[link.row].level), not link.is_certain, link.row))
        return dict(found)


def _is_sure(code: str, row: Row) -> bool:
    return not code.endswith("?") and not row.is_dissolved_before


@cache
def table() -> Table:
    """Return the table of units; read when it is first asked for."""
    return Table((DATA / "units.txt").read_text(encoding="utf-8"))
