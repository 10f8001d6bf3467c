"""Read which document a number means: the year and the issuer that stand beside it, or that the number implies."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from corpus.document import Document
from corpus.extraction.citations import CitingPlace
from corpus.extraction.citing_verbs import DOCUMENT
from corpus.extraction.enacting_lists import Introduction
from corpus.extraction.issuer import level, province_in_host
from corpus.vi.bodies import Body, body_at, complete_place, find_bodies, parse_body
from corpus.vi.bounded import compile_bounded
from corpus.vi.document_numbers import DocumentNumber
from corpus.vi.places import LEVELS, find_places
from corpus.vi.unit_names import resolve_unit
from corpus.vi.units import province_of, unit

_DAY = compile_bounded(
    r"[\s,(|:]*(?:(?:được\s+)?(?:ban\s+hành|ký|thông\s+qua)\s+)?(?:ngày\s*)?"
    r"(?:\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?(?P<short>(?:19|20)\d\d)"
    r"|\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+(?P<long>(?:19|20)\d\d)|(?:tháng\s+\d{1,2}\s+)?năm\s+(?P<year>(?:19|20)\d\d))(?!\d)",
    re.IGNORECASE,
)
_DAY_IN_ROW = re.compile(r"(?<![\d/])\d{1,2}[/.-]\d{1,2}[/.-]((?:19|20)\d\d)(?!\d)")
# `ngày 26/7/2019 Hội đồng nhân dân tỉnh`: the word between may be missing; behind a comma another sentence begins.
_OF = compile_bounded(r"[\s,)]*(?P<of>của|do)\s+(?:các\s+)?|\s+", re.IGNORECASE)
_BY = compile_bounded(r"\s(?:của|do)\s", re.IGNORECASE)
_HEAD_OF_BODY = compile_bounded(
    r"(?:chủ\s+tịch|(?:tổng\s+)?giám\s+đốc|(?:bộ|cục|tổng\s+cục|chi\s+cục|trưởng)\s+trưởng|trưởng|thường\s+trực)\s+",
    re.IGNORECASE,
)
# Between two numbers of a row that share an issuer behind the last: `, Quyết định số`.
_JOINT = compile_bounded(
    rf"[\s,;)]*(?:(?:và|với)\s+)?(?:các\s+)?(?:(?:{DOCUMENT})\s*)?(?:số\s*)?(?::\s*)?", re.IGNORECASE
)
_ASSEMBLY_KINDS = (("UBTVQH", "Ủy ban Thường vụ Quốc hội"), ("QH", "Quốc hội"))
_NATIONAL_BODIES = {
    "QH": "Quốc hội", "UBTVQH": "Ủy ban Thường vụ Quốc hội", "CP": "Chính phủ", "TTg": "Thủ tướng Chính phủ",
    "CTN": "Chủ tịch nước", "BTC": "Bộ Tài chính", "BNV": "Bộ Nội vụ", "BYT": "Bộ Y tế", "BCA": "Bộ Công an",
    "BQP": "Bộ Quốc phòng", "BTP": "Bộ Tư pháp", "BXD": "Bộ Xây dựng", "BCT": "Bộ Công Thương",
    "BGTVT": "Bộ Giao thông Vận tải", "BGDĐT": "Bộ Giáo dục và Đào tạo", "BTNMT": "Bộ Tài nguyên và Môi trường",
    "BNNPTNT": "Bộ Nông nghiệp và Phát triển nông thôn", "BKHĐT": "Bộ Kế hoạch và Đầu tư",
    "BKHCN": "Bộ Khoa học và Công nghệ", "BLĐTBXH": "Bộ Lao động - Thương binh và Xã hội",
    "BVHTTDL": "Bộ Văn hóa, Thể thao và Du lịch", "BTTTT": "Bộ Thông tin và Truyền thông", "BNG": "Bộ Ngoại giao",
    "BNNMT": "Bộ Nông nghiệp và Môi trường", "BDTTG": "Bộ Dân tộc và Tôn giáo", "NHNN": "Ngân hàng Nhà nước Việt Nam",
    "VPCP": "Văn phòng Chính phủ", "TTCP": "Thanh tra Chính phủ", "KTNN": "Kiểm toán Nhà nước",
}  # fmt: skip
_PARTY_COMMITTEES = {
    "TU": ("Tỉnh ủy", "Thành ủy", "Thị ủy"), "HU": ("Huyện ủy",), "QU": ("Quận ủy",), "ĐU": ("Đảng ủy",),
}  # fmt: skip
_PARTY_LEVELS = {
    "Tỉnh ủy": ("tỉnh",), "Thành ủy": ("thành phố",), "Thị ủy": ("thị xã",), "Huyện ủy": ("huyện",),
    "Quận ủy": ("quận",), "Đảng ủy": ("xã", "phường", "thị trấn", "đặc khu"),
}  # fmt: skip
_CLEARLY_MORE = 3  # times as often as any other place of the level: the one that a document is about
_COUNCILS = ("HĐND", "UBND")
_JOINT_KINDS = ("TTLT", "TTLN", "NQLT", "KHLT")
_WHOLE_COUNTRY = compile_bounded(r"\bViệt\s+Nam\W*$", re.IGNORECASE)
_MAX_STATED = 2  # a day and an issuer, in either order


@dataclass(slots=True)
class Identity:
    """Holds what is known of the document that a place cites: the year and the body that are stated beside it."""

    number: DocumentNumber
    year: int | None = None
    body: Body | None = None

    def take(self, other: Identity) -> bool:
        """Add what another place says of the same document; False where the two contradict each other."""
        if self.number.key != other.number.key:
            return False
        if None not in (self.year, other.year) and self.year != other.year:
            return False
        if self.body and other.body and not _is_one(self.body, other.body):
            return False
        self.year = self.year or other.year
        if other.body and (self.body is None or len(other.body.place or "") > len(self.body.place or "")):
            self.body = other.body
        return True


def stated_identities(places: Sequence[CitingPlace], own: Body | None) -> list[Identity]:
    """Return for each place what is stated beside its number; `own` is the body of the citing document."""
    identities: list[Identity] = []
    following: tuple[CitingPlace, Identity] | None = None
    for place in reversed(places):
        identity, end = _stated(place, own)
        is_shared = identity.body is None and _national_issuer(place.number) is None
        if is_shared and following and following[0].passage == place.passage and following[1].body:
            after, shared = following
            if end <= after.start and _JOINT.fullmatch(place.text, end, after.start):
                identity.body = _of_number(shared.body, place.number)
        if is_shared and identity.body is None and place.introduction:
            identity.body = _of_number(_body_in(place.text, place.introduction, own), place.number)
        following = place, identity
        identities.append(identity)
    return identities[::-1]


def with_named_places(
    identities: Sequence[Identity], document: Document, own: Body | None, texts: Sequence[str]
) -> None:
    """Complete the bodies that are named by their level only: `UBND tỉnh` in a resolution of `huyện Đắk Song`.

    The units above the issuer's are known, or the document's address names its province; else the place that the
    document names far more often than others of this level is meant. News have no issuer whose place it could be: the
    number of a council or committee that they name is that of the one council or committee that they speak of.
    """
    if own is None and (spoken := _body_spoken_of(identities, texts)):
        for identity in identities:
            if identity.body is None and _plain_body(identity.number) in _COUNCILS:
                identity.body = Body(_plain_body(identity.number), spoken.place)
    incomplete = [each for each in identities if each.body and each.body.place in LEVELS]
    if not incomplete:
        return
    above = {level(name): name for name in _places_above(own, document)}
    counted: dict[str, Counter[str]] = {}
    for text in filter(None, (document.place, *texts)):
        for place in find_places(text):
            counted.setdefault(place.level or "", Counter())[place.text] += 1
    for identity in incomplete:
        if identity.body is None or identity.body.place is None:
            continue
        name = above.get(identity.body.place) or _foremost(counted.get(identity.body.place))
        identity.body = Body(identity.body.kind, name) if name else identity.body


def _body_spoken_of(identities: Sequence[Identity], texts: Sequence[str]) -> Body | None:
    """Return the council or committee whose level the texts name far more often than others, with its place."""
    if not any(each.body is None and _plain_body(each.number) in _COUNCILS for each in identities):
        return None
    bodies = [mention.body for text in texts for mention in find_bodies(text) if mention.body.kind in _COUNCILS]
    foremost = _foremost(Counter(level(body.place) for body in bodies if body.place))
    named = Counter(body.place for body in bodies if body.place and level(body.place) == foremost != body.place)
    return Body("HĐND", _foremost(named) or foremost) if foremost and (len(named) < 2 or _foremost(named)) else None


def _places_above(own: Body | None, document: Document) -> Iterator[str]:
    """Yield the province of a document's address, then the units above the one that its issuer governs."""
    yield from filter(None, (province_in_host(url or "") for url in (document.url, document.source)))
    governed = resolve_unit(own.place, document.place, document.issued) if own and own.place else None
    if governed is None or governed.level == "province":
        return
    yield province_of(governed).name
    if governed.district and (district := unit(governed.district)):
        yield district.name


def _foremost(named: Counter[str] | None) -> str | None:
    """Return the name that stands far more often than all others."""
    if not named:
        return None
    (name, count), *others = named.most_common(2)
    return name if not others or count >= _CLEARLY_MORE * others[0][1] else None


def issuer_of(identity: Identity, own_number: DocumentNumber | None, own: Body | None) -> str | None:
    """Return the issuer of the document that is cited, as `Document.issuer` has it: as stated, else as implied.

    Of what several bodies issued together no one body is the issuer.
    """
    number = identity.number
    national = _national_issuer(number)
    if number.kind in _JOINT_KINDS:
        return national
    if identity.body:
        return identity.body.label
    if national or own is None:
        return national
    body = _plain_body(number)
    if own_number and number.body and number.body == own_number.body:
        return own.label
    if body in _COUNCILS and own.place:
        return Body(body, own.place).label
    own_level = level(own.place)
    committees = (c for c in _PARTY_COMMITTEES.get(body, ()) if own_level in _PARTY_LEVELS[c])
    return next((Body(committee, own.place).label for committee in committees), None)


def _national_issuer(number: DocumentNumber) -> str | None:
    """Return the body or bodies of the whole country that the signs of a number name."""
    for kind, name in _ASSEMBLY_KINDS:
        if number.kind.startswith(kind) and not number.body:
            return name
    parts = [part for part in _plain_body(number).split("-") if part]
    is_known = parts and all(part.rstrip("0123456789") in _NATIONAL_BODIES for part in parts)
    return " - ".join(_national_label(part.rstrip("0123456789")) for part in parts) if is_known else None


def _plain_body(number: DocumentNumber) -> str:
    """Return the body of a number without the term that some councils append: `HĐND7`."""
    return number.body.rstrip("0123456789")


def _stated(place: CitingPlace, own: Body | None) -> tuple[Identity, int]:
    """Return what stands beside a number, and where that ends."""
    identity = Identity(place.number, place.number.year)
    at = place.end
    for _ in range(_MAX_STATED):
        day = _DAY.match(place.text, at)
        if day:
            identity.year = identity.year or int(day["short"] or day["long"] or day["year"])
            at = day.end()
        elif named := _body_behind(place.text, at, own):
            at, body = named
            identity.body = _of_number(body, place.number)
            break
    if identity.year is None:
        identity.year = _year_in_row(place)
    return identity, at


def _body_behind(text: str, at: int, own: Body | None) -> tuple[int, Body] | None:
    """Return the body that is named behind a number, completed by the place of the citing one, and where it ends."""
    of = _OF.match(text, at)
    if not of:
        return None
    named = body_at(text, of.end())
    if named is None and of["of"] and (head := _HEAD_OF_BODY.match(text, of.end())):
        named = body_at(text, head.end())
    if named is None:
        return None
    end, body = named
    if body.place is None and _WHOLE_COUNTRY.search(text, of.end(), end):
        return end, body
    return end, complete_place(body, own.place if own else None)


def _body_in(text: str, introduction: Introduction, own: Body | None) -> Body | None:
    """Return the body that introduces a list with its documents: `các nghị quyết của Hội đồng nhân dân xã sau đây`."""
    for of in _BY.finditer(text, introduction.start, introduction.end):
        if named := _body_behind(text, of.start(), own):
            return named[1]
    return None


def _of_number(body: Body | None, number: DocumentNumber) -> Body | None:
    """Return the council or committee of a body's place where the number is one of these and the body is the other."""
    kind = _plain_body(number)
    if body and kind in _COUNCILS and body.kind in _COUNCILS:
        return Body(kind, body.place)
    return body


def _year_in_row(place: CitingPlace) -> int | None:
    """Return the year of a day in the row of a table that holds a number: behind it, else before it."""
    line = place.text.rfind("\n", 0, place.start) + 1
    if not place.text.startswith("|", line):
        return None
    end = place.text.find("\n", place.end)
    end = len(place.text) if end < 0 else end
    day = _DAY_IN_ROW.search(place.text, place.end, end) or _DAY_IN_ROW.search(place.text, line, place.start)
    return int(day[1]) if day else None


def _is_one(body: Body, other: Body) -> bool:
    """Tell whether two names may be those of one body: a level without its name is that of any place of this level."""
    if body.kind != other.kind:
        return False
    places = sorted((body.place or "", other.place or ""), key=len)
    return places[0] == places[1] or not places[0] or places[0] == level(places[1])


@cache
def _national_label(code: str) -> str:
    name = _NATIONAL_BODIES[code]
    body = parse_body(name)
    return body.label if body else name
