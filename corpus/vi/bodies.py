"""Find councils, committees and offices in a text, and give each one label whatever way it was written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from corpus.vi.offsets import align
from corpus.vi.places import place_at, read_place
from corpus.vi.syllables import is_bare, terms
from corpus.vi.text import fold, tidy
from corpus.vi.word_lists import JOINER, choice, entries

DEPARTMENTS = ("Phòng", "Sở", "Bộ")
_ON_BEHALF = re.compile(r"(?:TM|T/M|TUQ|TL|CHỦ TỊCH|Chủ tịch|chủ tịch|chu tich)(?:\.\s*|\s+)")
_DOTTED = re.compile(r"(?<!\w)(?:[^\W\d_]\.){2,}[^\W\d_]?(?!\w)")
_POSITION = re.compile(r"(?:tịch|thư|trưởng|phó|đốc|viên|phòng)(?: +thường trực)? +$", re.IGNORECASE)
_COUNTRY = re.compile(r" +Việt Nam(?!\w)", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*(?:,|[-–—]|&|/|và)\s*(?:các\s+)?")


@dataclass(frozen=True, slots=True)
class Body:
    """Names a body: `kind` in its short form (`HĐND`), `place` with its level in small letters (`quận Hoàn Kiếm`),
    only the level (`quận`) where no name is said, None where nothing is said."""

    kind: str
    place: str | None = None

    @property
    def label(self) -> str:
        """Give the one name of the body for people and filters: `HĐND quận Hoàn Kiếm`, `Huyện ủy Lam Khê`."""
        if not self.place:
            return self.kind
        level = _own_level(self.kind)
        if level and (self.place == level or self.place.startswith(level + " ")):
            return f"{self.kind} {self.place[len(level) :].strip()}".strip()
        return f"{self.kind} {self.place}"


class BodyMention(NamedTuple):
    """Tells where a text names a body: `text` is what stands between the offsets `start` and `end`."""

    start: int
    end: int
    text: str
    body: Body


def body(text: str, *, place: str | None = None) -> Body | None:
    """Read a whole field or query as one body, accents or not; None when it is anything else.

    `place` tells where the field was written: it completes a body without a place, or with only its level.
    """
    clean = " ".join(tidy(text).split()).strip(" .,;:-–")
    clean = _DOTTED.sub(lambda found: found.group().replace(".", ""), clean)
    clean = _ON_BEHALF.sub("", clean, count=1) if _ON_BEHALF.match(clean) else clean
    found = _read(clean, bare=False)
    if found is None and is_bare(terms(clean)):
        found = _read(clean, bare=True)
    return within(found, place) if found else None


def within(found: Body, place: str | None) -> Body:
    """Return the body with its place completed by the place it was named in (`UBND Tỉnh` in `tỉnh Sơn La`)."""
    if not place or found.kind in _national():
        return found
    around = read_place(" ".join(tidy(place).split()))
    if around is None or not around.name:
        return found
    level = found.place or _own_level(found.kind)
    if level is None or level == around.level:
        return Body(found.kind, around.text)
    return found


def find_bodies(text: str) -> list[BodyMention]:
    """Return the bodies that a text names, in its order, not overlapping.

    Of bodies in a row the earlier ones take the place of the last (`HĐND, UBND quận Hoàn Kiếm`).
    """
    aligned = align(text)
    clean = aligned.text
    found: list[tuple[int, int, Body]] = []
    at = 0
    pattern = _kinds(False)
    while match := pattern.search(clean, at):
        after_role = bool(_POSITION.search(clean, max(0, match.start() - 24), match.start()))
        end, one = _with_place(clean, match, after_role=after_role)
        at = end
        if clean[match.start()].isupper() or one.place:
            found.append((match.start(), end, one))
    mentions: list[BodyMention] = []
    for i in range(len(found) - 1, -1, -1):
        start, end, one = found[i]
        if one.place is None and one.kind not in _national() and i + 1 < len(found):
            following = found[i + 1]
            if _BETWEEN.fullmatch(clean, end, following[0]) and following[2].place:
                one = Body(one.kind, following[2].place)
                found[i] = (start, end, one)
        first, last = aligned.span(start, end)
        mentions.append(BodyMention(first, last, text[first:last], one))
    return mentions[::-1]


def body_at(clean: str, start: int, *, after_role: bool = True) -> tuple[int, Body] | None:
    """Return the end and the body that begins at `start` of a tidy text; None when none begins there.

    `after_role`: a person's name may follow the place without any sign between them.
    """
    match = _kinds(False).match(clean, start)
    return _with_place(clean, match, after_role=after_role) if match else None


def department_at(clean: str, start: int, department: str) -> tuple[int, Body] | None:
    """Return the end and the department of the field that is named at `start` (`Bộ trưởng | Tài chính`), or None."""
    match = _fields().match(clean, start)
    return (match.end(), Body(f"{department} {_labels()[_key(match.group())]}")) if match else None


def _with_place(clean: str, match: re.Match[str], *, after_role: bool) -> tuple[int, Body]:
    kind = _kind(match)
    end = country.end() if (country := _COUNTRY.match(clean, match.end())) else match.end()
    if kind in _national():
        return end, Body(kind)
    level = _own_level(kind)
    found = place_at(clean, end, level=level, after_role=after_role)
    if found is None:
        return end, Body(kind, level)
    end, place = found
    return end, Body(kind, place.text)


def _read(clean: str, *, bare: bool) -> Body | None:
    match = _kinds(bare).match(fold(clean) if bare else clean)
    if not match:
        return None
    kind = _kind(match)
    level = _own_level(kind)
    rest = re.sub(r"^(?:\s*[,–-]\s*|\s+(?:của|cua)\s+)", "", clean[match.end() :]).strip()
    if not rest:
        return Body(kind, None if kind in _national() else level)
    place = None if kind in _national() else read_place(rest, level=level)
    return Body(kind, place.text) if place else None


def _kind(match: re.Match[str]) -> str:
    groups = match.groupdict()
    if whole := groups["office"] or groups["whole"]:
        return _labels()[_key(whole)]
    if groups["field"]:
        label = f"{_labels()[_key(groups['department'])]} {_labels()[_key(groups['field'])]}"
        label = _labels().get(_key(f"{groups['department']} {groups['field']}"), label)
        return f"{groups['under'].capitalize()} {label}" if groups["under"] else label
    part, base = groups["part"], _labels()[_key(groups["base"])]
    return f"{_labels()['part ' + _key(part)]} {base}" if part else base


@lru_cache(maxsize=5_000)
def _key(form: str) -> str:
    return " ".join(JOINER.sub(" ", fold(form).lower()).replace(".", "").split())


def _forms(lines: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """Return by label the forms of lines such as `HĐND | Hội đồng nhân dân = level`."""
    split = ([form.strip() for form in line.split("=")[0].split("|")] for line in lines)
    return {forms[0]: tuple(forms) for forms in split}


def _every(table: Mapping[str, tuple[str, ...]]) -> list[str]:
    return [form for forms in table.values() for form in forms]


@cache
def _sections() -> tuple[Mapping[str, tuple[str, ...]], Mapping[str, tuple[str, ...]]]:
    lines = entries("bodies")
    cut = lines.index("---")
    return _forms(lines[:cut]), _forms(lines[cut + 1 :])


@cache
def _labels() -> Mapping[str, str]:
    bases, wholes = _sections()
    labels = {_key(name): name for name in DEPARTMENTS}
    for table in (wholes, bases, _forms(entries("fields"))):
        labels.update((_key(form), label) for label, forms in table.items() for form in forms)
    parts = _forms(entries("parts"))
    labels.update(("part " + _key(form), label) for label, forms in parts.items() for form in forms)
    return labels


@cache
def _levels() -> Mapping[str, str]:
    lines = (line.split("=") for line in entries("bodies") if "=" in line)
    return {name.split("|")[0].strip(): level.strip() for name, level in lines}


def _own_level(kind: str) -> str | None:
    """Return the level of place that the kind itself says: `Văn phòng Huyện ủy` is a district's."""
    return _levels().get(" ".join(kind.split()[-2:]))


@cache
def _national() -> frozenset[str]:
    """Return the kinds of which the country has one."""
    wholes = list(_sections()[1])
    ministries = (f"Bộ {field}" for field in _forms(entries("fields")))
    return frozenset([*wholes[: wholes.index("Văn phòng HĐND và UBND")], *ministries])


@cache
def _fields() -> re.Pattern[str]:
    return re.compile(rf"(?:{choice(_every(_forms(entries('fields'))))})(?!\w)", re.IGNORECASE)


@cache
def _kinds(bare: bool) -> re.Pattern[str]:
    bases, wholes = _sections()
    parts = choice(_every(_forms(entries("parts"))))
    fields = choice(_every(_forms(entries("fields"))))
    base = choice(_every(bases))
    offices = choice(form for form in _every(wholes) if form.startswith(("Văn phòng", "VP")))
    council = rf"(?:(?P<part>{parts}) *(?:của )?)?(?P<base>{base})"
    office = rf"(?:(?P<under>Thanh tra|Văn phòng) +)?(?P<department>{'|'.join(DEPARTMENTS)}) +(?P<field>{fields})"
    whole = choice(_every(wholes))
    source = rf"(?<!\w)(?:(?P<office>{offices})|{council}|{office}|(?P<whole>{whole}))(?!\w)"
    return re.compile(fold(source) if bare else source, re.IGNORECASE)
