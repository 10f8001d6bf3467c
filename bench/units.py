"""Make `corpus/vi/data/units.txt` of a public table of units and of `units_facts.txt`, the same bytes each time."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from corpus.vi.text import fold, term, tidy

FACTS = Path(__file__).parent / "units_facts.txt"
NO_CODE = "-----"
_LEVELS = ("thành phố", "thị trấn", "thị xã", "đặc khu", "phường", "quận", "huyện", "tỉnh", "xã")
_HEAD = """\
# Provinces, districts and communes of Vietnam: those of today, and what they were until 30/6/2025. Facts, compared
# between public tables of units in 2026; made by `python -m bench units`, not edited by hand. What is behind it, and
# where the sources disagree: docs/units.md.
#
# [now]      since 1/7/2025: `=` and a province with its code (Nghị quyết 202/2025/QH15; Luật 72/2025/QH15), below it
#            its communes (34 resolutions of the Ủy ban Thường vụ Quốc hội of 16/6/2025, 1654 to 1687/NQ-UBTVQH15)
# [before]   until 30/6/2025: `=` a province, `-` a district, below it its communes; behind `>` the codes of what took
#            them over. `=` behind a code: the same unit, which stays; `?`: the sources disagree. Several codes: a part
#            of it each. `|`: another spelling. A commune with the code ----- had been dissolved already, mostly by the
#            rearrangement of 2023–2025; a day behind a province is the last one of these, elsewhere it is not known.
# [earlier]  units that ended before: the last day, the unit, what took it over (`+`: formed then; `*`: took a part)
"""


class Row(NamedTuple):
    """Holds what one row of the table says of a commune until 30/6/2025, with the code of what took it over."""

    province: str
    district: str
    name: str
    code: str
    target: str


@dataclass
class Commune:
    """Gathers what the rows say of one commune: by the code of each target whether the sources agree on it."""

    name: str
    code: str
    targets: dict[str, bool] = field(default_factory=dict)
    stays: bool = False


def make(table: Path) -> str:
    """Return the text of the data file."""
    tables = {part["name"]: part["data"] for part in json.loads(table.read_text("utf-8")) if part["type"] == "table"}
    facts = _facts()
    provinces = {row["province_code"]: _province_name(row) for row in tables["provinces"]}
    wards = {row["ward_code"]: (row["province_code"], _tidy(row["name"])) for row in tables["wards"]}
    names = {key: code for code, key in wards.items()}
    old_provinces = {name: (code, target) for code, name, target in facts["province"]}
    rows = list(_rows(tables["ward_mappings"], wards, names, provinces, old_provinces, facts))
    lines = [_HEAD.rstrip("\n"), "[now]"]
    for code, name in sorted(provinces.items()):
        lines.append(f"={code} {name}")
        lines += [f"{ward} {unit}" for ward, (province, unit) in sorted(wards.items()) if province == code]
    lines += ["[before]", *_before(rows, wards, provinces, facts), "[earlier]"]
    lines += [
        f"{last} {f'{province} / ' * (province != '-')}{unit} > {to}"
        for province, unit, last, to, _ in facts["earlier"]
    ]
    return "\n".join(lines) + "\n"


def _facts() -> Mapping[str, list[list[str]]]:
    facts: dict[str, list[list[str]]] = defaultdict(list)
    for line in FACTS.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            kind, *columns = line.split("\t")
            facts[kind].append(columns)
    return facts


def _tidy(text: str) -> str:
    """Return a name with its level in lower case, tone marks at one place, one apostrophe."""
    text = " ".join(tidy(text).replace("’", "'").split())
    level = next(level for level in _LEVELS if text.lower().startswith(f"{level} "))
    words = text[len(level) + 1 :].split(" ")
    return " ".join([level, *(_word(word) for word in words)])


def _word(word: str) -> str:
    """Return a word with its tone mark at one place, in its own capitals."""
    placed = term(word)
    return placed[:1].upper() + placed[1:] if word[1:].islower() and placed != word.lower() else word


def _province_name(row: Mapping[str, str]) -> str:
    name = tidy(row["name"])
    return _tidy(name if name.startswith("Thành phố ") else f"Tỉnh {name}")


def _rows(
    mappings: list[dict[str, str]],
    wards: Mapping[str, tuple[str, str]],
    names: Mapping[tuple[str, str], str],
    provinces: Mapping[str, str],
    old_provinces: Mapping[str, tuple[str, str]],
    facts: Mapping[str, list[list[str]]],
) -> Iterator[Row]:
    """Yield the rows of communes. A target's code counts where it is one of the province that took over the old one;
    else its name does (the codes of 431 rows are none of today's, those of 22 are of another province).
    """
    districts = {(province, wrong): right for province, wrong, right in facts["district"]}
    for row in mappings:
        if not row["old_ward_name"]:
            continue  # the special zones of `island`
        province = _tidy(row["old_province_name"])
        district = _tidy(row["old_district_name"])
        today = old_provinces[province][1]
        target = row["new_ward_code"]
        if target not in wards or wards[target][0] != today:
            target = names[today, _tidy(row["new_ward_name"])]
        district = districts.get((province, district), district)
        yield Row(province, district, _tidy(row["old_ward_name"]), row["old_ward_code"] or NO_CODE, target)
    for code, name, district, province, target in facts["added"]:
        yield Row(province, district, name, code, target)


def _communes(rows: list[Row], facts: Mapping[str, list[list[str]]]) -> dict[tuple[str, str], list[Commune]]:
    """Return the communes of each district. A row without a code is one of a commune with it, or says of one that had
    been dissolved already.
    """
    right_names = dict(facts["name"])
    doubted = {(old, new) for old, new in facts["only-here"]}
    more = {old: new.split() for old, new in facts["only-there"]}
    kept = dict(facts["stays"])
    by_name: dict[tuple[str, str, str], Commune] = {}
    districts: dict[tuple[str, str], list[Commune]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row.code == NO_CODE):
        key = (row.province, row.district, row.name.lower())
        if (commune := by_name.get(key)) is None:
            commune = by_name[key] = Commune(right_names.get(row.code, row.name), row.code)
            districts[row.province, row.district].append(commune)
            commune.targets.update((target, False) for target in more.get(row.code, ()))
        if commune.code in kept:
            commune.targets, commune.stays = {kept[commune.code]: True}, True
            continue
        sure = commune.code != NO_CODE and (commune.code, row.target) not in doubted
        commune.targets.setdefault(row.target, sure)
    return districts


def _before(
    rows: list[Row],
    wards: Mapping[str, tuple[str, str]],
    provinces: Mapping[str, str],
    facts: Mapping[str, list[list[str]]],
) -> Iterator[str]:
    communes = _communes(rows, facts)
    islands = [((province, district), code) for province, district, code in facts["island"]]
    sources: dict[str, int] = defaultdict(int)
    for commune in (commune for district in communes.values() for commune in district if commune.code != NO_CODE):
        for target in commune.targets:
            sources[target] += 1
    counts: dict[str, int] = defaultdict(int)
    for _, _, target in facts["province"]:
        counts[target] += 1
    for code, name, target in facts["province"]:
        stays = "=" if counts[target] == 1 and provinces[target] == name else ""
        day = next((f" {day}" for of, day, _ in facts["dissolved"] if of == name), "")
        yield f"={code} {name} > {target}{stays}{day}"
        inside = [
            (min(c.code for c in units), district, units) for (of, district), units in communes.items() if of == name
        ]
        inside += [(code, district, []) for (of, district), code in islands if of == name]
        zones = {district: code for (of, district), code in islands if of == name}
        for _, district, units in sorted(inside):
            yield f"-{district}" + (f" > {zones[district]}" if district in zones else "")
            for unit in sorted(units, key=lambda unit: (unit.code == NO_CODE, unit.code, fold(unit.name), unit.name)):
                yield f"{unit.code} {unit.name} > {' '.join(_targets(unit, wards, sources))}"


def _targets(unit: Commune, wards: Mapping[str, tuple[str, str]], sources: Mapping[str, int]) -> Iterator[str]:
    """Yield the codes of what took a commune over, with their signs. One with a single source of its own name stays."""
    for code, sure in sorted(unit.targets.items(), key=lambda target: (not target[1], target[0])):
        alone = len(unit.targets) == 1 and sources[code] == 1 and unit.code != NO_CODE
        same = unit.name.partition("|")[0] == wards[code][1]
        yield f"{code}{'=' if unit.stays or (alone and same and sure) else '' if sure else '?'}"
