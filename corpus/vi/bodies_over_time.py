"""Know whether a council, committee or office still exists, when it ended, and which bodies took over from it.

Districts have no bodies since 1/7/2025 (Luật 72/2025/QH15); those of communes and provinces that were merged ended with
them. Some councils ended before, where resolutions of the National Assembly left quarters and wards without any.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from corpus.vi.agencies import parse_agency
from corpus.vi.bodies import Body, parse_body
from corpus.vi.places import parse_place
from corpus.vi.unit_names import existed, find_units, is_in, units_named
from corpus.vi.units import Succession, Unit, predecessors, province_of_today, successors

# By the province of today: levels whose councils were not elected again in 2021, and ended with June of that year.
# Nghị quyết 97/2019/QH14 (Hà Nội), 119/2020/QH14 (Đà Nẵng), 131/2020/QH14 (Thành phố Hồ Chí Minh).
_WITHOUT_COUNCILS = {
    "thanh-pho-ha-noi": ("phường",),
    "thanh-pho-da-nang": ("quận", "phường"),
    "thanh-pho-ho-chi-minh": ("quận", "phường"),
}
_COUNCILS_ENDED = date(2021, 6, 30)
_MERGED_LATER = ("tinh-quang-nam", "tinh-binh-duong", "tinh-ba-ria-vung-tau")  # kept their councils until 2025
_DISTRICT_POLICE_ENDED = date(2025, 2, 28)  # Kết luận 121-KL/TW, carried out on 1/3/2025
_PARTY_KINDS = ("Tỉnh ủy", "Thành ủy", "Quận ủy", "Huyện ủy", "Thị ủy", "Đảng ủy")
_OFFICES = ("Phòng ", "Sở ", "Thanh tra", "Văn phòng ")
_DISTRICT_LEVELS = ("quận", "huyện", "thị xã", "thành phố")
# Kinds that each level has: they go on under their own name.
_AT_EVERY_LEVEL = (
    "HĐND",
    "UBND",
    "UBMTTQ",
    "Hội Nông dân",
    "Hội Liên hiệp Phụ nữ",
    "Hội Cựu chiến binh",
    "Đoàn TNCS Hồ Chí Minh",
    "Công an",
)


@dataclass(frozen=True, slots=True)
class BodyHeir:
    """Names a body that took over from another one, or was before it; as `Succession` says of their units."""

    body: Body
    unit: Unit
    is_whole: bool = True
    is_certain: bool = True


@dataclass(frozen=True, slots=True)
class BodyOverTime:
    """Holds a body with its unit; `ended` is its last day, None while it exists or where nothing says that it ended.

    Where `is_ended_latest`, it ended on that day or earlier. `successors` took over from it, those of most of its unit
    first; `predecessors` were before it.
    """

    body: Body
    unit: Unit
    ended: date | None = None
    is_ended_latest: bool = False
    successors: tuple[BodyHeir, ...] = ()
    predecessors: tuple[BodyHeir, ...] = ()

    @property
    def goes_on(self) -> bool:
        """Tell whether a body of the same name took all of it over (`HĐND tỉnh Tuyên Quang`, merged)."""
        return any(heir.is_whole and heir.body == self.body for heir in self.successors)


def body_over_time(label: str, *, day: date | None = None, place: str | None = None) -> BodyOverTime | None:
    """Return what is known of the body that a document of a day and place names; None where its unit is not known.

    A name that several units share says nothing without a place (`HĐND huyện Châu Thành`): None.
    """
    body = _parse(label, place)
    if body is None or body.place is None:
        return None
    unit, is_former = _unit(body.place, day, place)
    if unit is None:
        return None
    if not _is_local(body.kind):
        return BodyOverTime(body, unit)
    ended = _ended(body.kind, unit)
    after = tuple(_heir(body.kind, unit, other) for other in successors(unit))
    stays = unit.level == "commune" and unit.since is None and unit.until is None  # its district was none of it
    before = () if stays else tuple(_heir(body.kind, unit, other) for other in predecessors(unit))
    return BodyOverTime(body, unit, ended, bool(ended) and (is_former or unit.is_until_latest), after, before)


def _parse(label: str, place: str | None) -> Body | None:
    """Read a label as a body with its place, also of more than one name (`phường Văn Miếu - Quốc Tử Giám`)."""
    body = parse_body(label, place=place)
    if body and body.place and parse_place(body.place):
        return body
    units = find_units(label)
    if units and units[-1].end == len(label) and units[-1].has_level:
        before = label[: units[-1].start].strip()
        if kind := parse_body(before) or parse_agency(before):
            return Body(kind.kind, units[-1].units[0].name)
    return body or parse_agency(label)


def _unit(name: str, day: date | None, place: str | None) -> tuple[Unit | None, bool]:
    """Return the one unit with a name, and whether it is what became of that one (`thị xã Thuận An`, a city since).

    A place that is not known, or is in another province, is none of the unit's: another one of that name is meant.
    """
    around = units_named(place, needs_level=False) if place else ()
    units = units_named(name, place=place)
    if place:
        provinces = {province_of_today(other).id for other in around}
        units = tuple(unit for unit in units if unit.level == "province" or province_of_today(unit).id in provinces)
    if day and (then := tuple(unit for unit in units if existed(unit, day))):
        units = then
    if len(units) == 1:
        return units[0], False
    if units:
        before = {item.unit.id for item in predecessors(units[0])}
        is_one = units[0].until is None and all(unit.id in before for unit in units[1:])
        return (units[0] if is_one and day is None else None), False
    level = next((level for level in _DISTRICT_LEVELS if name.startswith(f"{level} ")), None)
    if not level or not around:
        return None, False
    same = [unit for unit in units_named(name[len(level) + 1 :], needs_level=False) if unit.level == "district"]
    same = [unit for unit in same if any(is_in(unit, other) for other in around)]
    return (same[0], True) if len(same) == 1 else (None, False)


def _ended(kind: str, unit: Unit) -> date | None:
    """Return the last day of a local body of a unit; None while it exists."""
    if kind == "Công an" and unit.level == "district":
        return _DISTRICT_POLICE_ENDED
    return _COUNCILS_ENDED if kind.endswith("HĐND") and _had_no_council(unit) else unit.until


def _had_no_council(unit: Unit) -> bool:
    """Tell whether a unit that is gone had no council in its last years."""
    if unit.until is None or unit.until < _COUNCILS_ENDED or unit.province in _MERGED_LATER:
        return False
    levels = _WITHOUT_COUNCILS.get(province_of_today(unit).id, ())
    return unit.name.split(" ")[0] in levels


def _is_local(kind: str) -> bool:
    """Tell whether a kind of body belongs to one unit and ends with it; a school or a tax office does not."""
    return kind.endswith((*_AT_EVERY_LEVEL, *_PARTY_KINDS, "Đoàn ĐBQH")) or kind.startswith(_OFFICES)


def _heir(kind: str, unit: Unit, other: Succession) -> BodyHeir:
    """Return the body of another unit that took over from, or was before, a local body of `kind`."""
    is_certain = other.is_certain
    if kind.endswith(_PARTY_KINDS):
        kind = _party_kind(other.unit)
    elif unit.level != other.unit.level and not kind.endswith("UBMTTQ") and kind not in _AT_EVERY_LEVEL:
        kind = "HĐND" if kind.endswith("HĐND") else "UBND"
    elif kind.startswith("Sở "):
        is_certain = False  # departments were merged among themselves in 2025
    return BodyHeir(Body(kind, other.unit.name), other.unit, other.is_whole, is_certain)


def _party_kind(unit: Unit) -> str:
    """Return the kind of Party committee that a unit has."""
    if unit.level == "commune":
        return "Đảng ủy"
    kinds = {"tỉnh": "Tỉnh ủy", "quận": "Quận ủy", "huyện": "Huyện ủy", "thị": "Thị ủy", "thành": "Thành ủy"}
    return kinds[unit.name.split(" ")[0]]
