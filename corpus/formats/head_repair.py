"""Repair number, day and issuer in the head of a recognised page, where the grammar of heads says which is right.

Only what was recognised is repaired, never what was printed: `l5/O7/2024` can then only be 15/07/2024.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from unicodedata import normalize

from corpus.formats.blocks import Block, TableBlock
from corpus.vi.bounded import compile_bounded
from corpus.vi.text import fold

_MAX_HEAD_BLOCKS = 12
_FIGURES = str.maketrans(
    {"l": "1", "I": "1", "|": "1", "i": "1", "!": "1", "O": "0", "o": "0", "Q": "0", "S": "5", "B": "8", "Z": "2"}
)
_F = r"[0-9lI|i!OoQSBZ]"  # a figure, or what is taken for one
_NUMBER = compile_bounded(
    r"(?P<label>^\W{0,3}[Ss][ốôóỗổộồò] ?[:.;]? ?|\bsố )"
    rf"(?P<figures>{_F}{{1,5}})(?P<year>/{_F}{{4}})?(?=\s?/\s?[A-ZĐ])"
)
_DAY = compile_bounded(
    rf"\b(?P<a>[Nn]g[àaáảãạâ]y )(?P<day>{_F}{{1,2}})(?P<b> th[áaàảãạâ]ng )(?P<month>{_F}{{1,2}})"
    rf"(?P<c> n[ăâaắằẳẵặ]m )(?P<year>{_F}{{4}})(?!\w)"
)
_SHORT_DAY = compile_bounded(rf"(?<![\w/])(?P<day>{_F}{{1,2}})/(?P<month>{_F}{{1,2}})/(?P<year>{_F}{{4}})(?![\w/])")
_PLACE = compile_bounded(r"^(?P<place>[^\W\d_]+(?: [^\W\d_]+){0,4}), ngày \d", re.MULTILINE)
_ISSUERS = tuple(
    (re.compile(pattern), right)
    for pattern, right in (
        (r"\b[ỦUỤƯÙÚŨ]Y B[AÀÁẢÃẠĂÂ]N N[HĨ][AÂÀẦẤẨẪẬÁĂ]N D[AÂÀẦẤẨẪẬÁĂ]N\b", "ỦY BAN NHÂN DÂN"),
        (r"\bH[OÔỘỐỒỔỖỌ]I [ĐD][OÔỒỐỘỔỖÒ]NG N[HĨ][AÂÀẦẤẨẪẬÁĂ]N D[AÂÀẦẤẨẪẬÁĂ]N\b", "HỘI ĐỒNG NHÂN DÂN"),
        (r"^T[IĨÌÍỈỊ]NH (?=[A-ZĐÀ-Ỹ])", "TỈNH "),
        (r"^HUY[EÊỆẾỀỂỄẸ]N (?=[A-ZĐÀ-Ỹ])", "HUYỆN "),
        (r"^X[AÃÀÁẢẠ] (?=[A-ZĐÀ-Ỹ])", "XÃ "),
        (r"^PH[UƯỨỪỬỮỰ][OƠỚỜỞỠỢ]NG (?=[A-ZĐÀ-Ỹ])", "PHƯỜNG "),
    )
)  # fmt: skip


def repaired_head(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Return the blocks of a recognised page, the first of them repaired."""
    read = tuple(blocks)
    head = {at: block for at, block in enumerate(read[:_MAX_HEAD_BLOCKS]) if not isinstance(block, TableBlock)}
    texts = repaired_lines([block.text for block in head.values()])
    whole = {at: replace(block, text=text) for (at, block), text in zip(head.items(), texts, strict=True)}
    return tuple(whole.get(at, block) for at, block in enumerate(read))


def repaired_lines(texts: Sequence[str]) -> list[str]:
    """Return the texts of a head repaired; the place above the date gives its marks to the issuer's, in capitals."""
    whole = [repaired(text) for text in texts]
    place = next((match["place"].upper() for text in whole if (match := _PLACE.search(text))), None)
    if place is None:
        return whole
    return ["\n".join(_with_marks(line, place) for line in text.split("\n")) for text in whole]


def repaired(text: str) -> str:
    """Return lines of a head with number, days and issuer as the grammar has them."""
    return "\n".join(_line(line) for line in text.split("\n"))


def _with_marks(line: str, place: str) -> str:
    """Return a line in capitals that ends in a place with the marks of that place, where the line has fewer of them."""
    end = line[-len(place) :]
    is_place = line.isupper() and line[: -len(place)][-1:] == " " and fold(end) == fold(place)
    return line[: -len(place)] + place if is_place and _marks(end) < _marks(place) else line


def _marks(text: str) -> int:
    return len(normalize("NFD", text))


def _line(line: str) -> str:
    line = _NUMBER.sub(_number, line)
    line = _SHORT_DAY.sub(_short_day, _DAY.sub(_day, line))
    if line.isupper():
        line = line.rstrip(" ._")  # the line below it
        for pattern, right in _ISSUERS:
            line = pattern.sub(right, line)
    return line


def _number(match: re.Match[str]) -> str:
    figures, year = match["figures"].translate(_FIGURES), (match["year"] or "").translate(_FIGURES)
    label = "Số: " if match.start() == 0 else match["label"]
    is_figures = figures.isdigit() and any(map(str.isdigit, match["figures"] + (match["year"] or "0")[1:]))
    return f"{label}{figures}{year}" if is_figures or (figures.isdigit() and match.start() == 0) else match.group()


def _day(match: re.Match[str]) -> str:
    day, month, year = (match[part].translate(_FIGURES) for part in ("day", "month", "year"))
    if not _is_day(day, month, year):
        return match.group()
    return f"{match['a'][0]}gày {day} tháng {month} năm {year}"


def _short_day(match: re.Match[str]) -> str:
    day, month, year = (match[part].translate(_FIGURES) for part in ("day", "month", "year"))
    return f"{day}/{month}/{year}" if _is_day(day, month, year) else match.group()


def _is_day(day: str, month: str, year: str) -> bool:
    return 1 <= int(day) <= 31 and 1 <= int(month) <= 12 and 1900 <= int(year) <= 2100
