"""Find councils, committees and offices in a text, and give each body a single label however it was written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from corpus.vi.bounded import compile_bounded
from corpus.vi.offsets import align
from corpus.vi.places import parse_place, place_at
from corpus.vi.syllables import is_bare, terms
from corpus.vi.text import fold, tidy
from corpus.vi.word_lists import JOINER, alternation, entries

DEPARTMENTS = ("Phòng", "Sở", "Bộ")
_ON_BEHALF = compile_bounded(r"(?:TM|T/M|TUQ|TL|CHỦ TỊCH|Chủ tịch|chủ tịch|chu tich)(?:\.\s*|\s+)")
_DOTTED = re.compile(r"(?<!\w)(?:[^\W\d_]\.){2,}[^\W\d_]?(?!\w)")
_POSITION_BEFORE = compile_bounded(r"(?:tịch|thư|trưởng|phó|đốc|viên|phòng)(?: +thường trực)? +$", re.IGNORECASE)
_COUNTRY = compile_bounded(r" +Việt Nam(?!\w)", re.IGNORECASE)
_ROW_JOINER = compile_bounded(r"\s*(?:,|[-–—]|&|/|và)\s*(?:các\s+)?")


@dataclass(frozen=True, slots=True)
class Body:
    """Names a body: `kind` in its short form (`HĐND`), `place` with its level in lower case (`quận Hoàn Kiếm`).

    Where the text gives no name of a place, `place` is only the level (`quận`); where it gives neither, None.
    """

    kind: str
    place: str | None = None

    @property
    def label(self) -> str:
        """Return the name of the body for display and filters: `HĐND quận Hoàn Kiếm`, `Huyện ủy Lam Khê`."""
        if not self.place:
            return self.kind
        level = _implied_level(self.kind)
        if level and (self.place == level or self.place.startswith(level + " ")):
            return f"{self.kind} {self.place[len(level) :].strip()}".strip()
        return f"{self.kind} {self.place}"


class BodyMention(NamedTuple):
    """Holds a mention of a body: `text` stands between the offsets `start` and `end`."""

    start: int
    end: int
    text: str
    body: Body


@lru_cache(maxsize=4096)
def parse_body(text: str, *, place: str | None = None) -> Body | None:
    """Read a whole field or query as a single body, with or without marks; None when it is anything else.

    `place` is where the field was written: it completes a body without a place, or with only its level.
    """
    clean = " ".join(tidy(text).split()).strip(" .,;:-–")
    clean = _DOTTED.sub(lambda letters: letters.group().replace(".", ""), clean)
    clean = _ON_BEHALF.sub("", clean, count=1) if _ON_BEHALF.match(clean) else clean
    named = _read(clean, bare=False)
    if named is None and is_bare(terms(clean)):
        named = _read(clean, bare=True)
    return complete_place(named, place) if named else None


def complete_place(named: Body, place: str | None) -> Body:
    """Return the body with its place completed by the place where it was named (`UBND Tỉnh` in `tỉnh Sơn La`)."""
    if not place or named.kind in _national():
        return named
    around = parse_place(" ".join(tidy(place).split()))
    if around is None or not around.name:
        return named
    level = named.place or _implied_level(named.kind)
    if level is None or level == around.level:
        return Body(named.kind, around.text)
    return named


def find_bodies(text: str) -> list[BodyMention]:
    """Return the mentions of bodies in a text, in order and not overlapping.

    In a row of bodies the earlier ones take the place of the last (`HĐND, UBND quận Hoàn Kiếm`).
    """
    aligned = align(text)
    clean = aligned.text
    spans: list[tuple[int, int, Body]] = []
    end = 0
    pattern = _kinds(bare=False)
    while match := pattern.search(clean, end):
        after_role = bool(_POSITION_BEFORE.search(clean, max(0, match.start() - 24), match.start()))
        end, named = _with_place(clean, match, after_role=after_role)
        if clean[match.start()].isupper() or named.place:
            spans.append((match.start(), end, named))
    mentions: list[BodyMention] = []
    following: tuple[int, Body] | None = None
    for start, end, named in reversed(spans):
        if named.place is None and named.kind not in _national() and following:
            next_start, next_body = following
            if next_body.place and _ROW_JOINER.fullmatch(clean, end, next_start):
                named = Body(named.kind, next_body.place)
        following = start, named
        first, last = aligned.span(start, end)
        mentions.append(BodyMention(first, last, text[first:last], named))
    return mentions[::-1]


def body_at(clean: str, start: int, *, after_role: bool = True) -> tuple[int, Body] | None:
    """Return the end and the body that begins at `start` of a tidy text; None where none begins.

    `after_role`: a person's name may follow the place without punctuation between them.
    """
    match = _kinds(bare=False).match(clean, start)
    return _with_place(clean, match, after_role=after_role) if match else None


def department_at(clean: str, start: int, department: str) -> tuple[int, Body] | None:
    """Return the end and the department whose field stands at `start` (`Bộ trưởng | Tài chính`), or None."""
    match = _fields().match(clean, start)
    return (match.end(), Body(f"{department} {_labels()[_key(match.group())]}")) if match else None


def _with_place(clean: str, match: re.Match[str], *, after_role: bool) -> tuple[int, Body]:
    """Return the end and the body that a match of `_kinds` begins, with the place behind it."""
    kind = _kind(match)
    end = country.end() if (country := _COUNTRY.match(clean, match.end())) else match.end()
    if kind in _national():
        return end, Body(kind)
    level = _implied_level(kind)
    place_span = place_at(clean, end, level=level, after_role=after_role)
    if place_span is None:
        return end, Body(kind, level)
    end, place = place_span
    return end, Body(kind, place.text)


def _read(clean: str, *, bare: bool) -> Body | None:
    """Read a whole tidy text as a body; `bare`: the text has no marks."""
    match = _kinds(bare=bare).match(fold(clean) if bare else clean)
    if not match:
        return None
    kind = _kind(match)
    level = _implied_level(kind)
    rest = re.sub(r"^(?:\s*[,–-]\s*|\s+(?:của|cua)\s+)", "", clean[match.end() :]).strip()
    if not rest:
        return Body(kind, None if kind in _national() else level)
    place = None if kind in _national() else parse_place(rest, level=level)
    return Body(kind, place.text) if place else None


def _kind(match: re.Match[str]) -> str:
    """Return the label of the kind of body that a match of `_kinds` names."""
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


def _all_forms(table: Mapping[str, tuple[str, ...]]) -> list[str]:
    return [form for forms in table.values() for form in forms]


@cache
def _sections() -> tuple[Mapping[str, tuple[str, ...]], Mapping[str, tuple[str, ...]]]:
    """Return by label the forms of bodies that may have parts (`Ban Pháp chế HĐND`), and of those that have none."""
    lines = entries("bodies")
    cut = lines.index("---")
    return _forms(lines[:cut]), _forms(lines[cut + 1 :])


@cache
def _labels() -> Mapping[str, str]:
    """Return the labels of every kind, field and part (under `part ` and its key) by `_key` of each form."""
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


def _implied_level(kind: str) -> str | None:
    """Return the level of place that a kind implies: `Văn phòng Huyện ủy` is a district's."""
    return _levels().get(" ".join(kind.split()[-2:]))


def is_national(kind: str) -> bool:
    """Tell whether there is one body of a kind in the country (`Quốc hội`, `Bộ Y tế`)."""
    return kind in _national()


@cache
def _national() -> frozenset[str]:
    """Return the kinds of body that exist once in the country."""
    wholes = list(_sections()[1])
    ministries = (f"Bộ {field}" for field in _forms(entries("fields")))
    return frozenset([*wholes[: wholes.index("Văn phòng HĐND và UBND")], *ministries])


@cache
def _fields() -> re.Pattern[str]:
    return compile_bounded(rf"(?:{alternation(_all_forms(_forms(entries('fields'))))})(?!\w)", re.IGNORECASE)


@cache
def _kinds(*, bare: bool) -> re.Pattern[str]:
    """Return the pattern of every kind of body; `bare`: for text without marks."""
    bases, wholes = _sections()
    parts = alternation(_all_forms(_forms(entries("parts"))))
    fields = alternation(_all_forms(_forms(entries("fields"))))
    base = alternation(_all_forms(bases))
    offices = alternation(form for form in _all_forms(wholes) if form.startswith(("Văn phòng", "VP")))
    council = rf"(?:(?P<part>{parts}) *(?:của )?)?(?P<base>{base})"
    office = rf"(?:(?P<under>Thanh tra|Văn phòng) +)?(?P<department>{'|'.join(DEPARTMENTS)}) +(?P<field>{fields})"
    whole = alternation(_all_forms(wholes))
    source = rf"(?<!\w)(?:(?P<office>{offices})|{council}|{office}|(?P<whole>{whole}))(?!\w)"
    return compile_bounded(fold(source) if bare else source, re.IGNORECASE)
