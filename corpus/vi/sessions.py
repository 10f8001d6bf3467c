"""Find the sessions and terms of councils that a text speaks of: `kỳ họp thứ 10`, `khóa XIX`, `nhiệm kỳ 2016-2021`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.vi.date_forms import is_bare, small_letters
from corpus.vi.text import fold


@dataclass(frozen=True, slots=True)
class SessionMention:
    """Says that `text[start:end]` names a session, a term or both.

    `session` is the ordinal in digits (`10`), None for a session without one (`kỳ họp chuyên đề`); `term` is years
    (`2016-2021`) or a Roman numeral (`XIX`; `khóa 19` is the same term).
    """

    start: int
    end: int
    text: str
    session: str | None
    term: str | None


def find_sessions(text: str) -> list[SessionMention]:
    """Return the sessions and terms in a tidy text, in order; a session takes the term that follows it closely."""
    small = small_letters(text)
    bare: bool | None = None
    mentions: list[SessionMention] = []
    for found in _SESSION.finditer(small):
        if found["school"]:  # `khoa` is a faculty or a ward where a text bears accents
            bare = is_bare(small) if bare is None else bare
            if not bare:
                continue
        term = _term(found)
        if found["session"] is None and term is None:
            continue
        start, session = found.start(), _ordinal(found["ordinal"]) if found["ordinal"] else None
        before = mentions[-1] if mentions else None
        if before and before.term is None and term and _NEAR.fullmatch(text, before.end, start):
            start, session = before.start, before.session
            mentions.pop()
        mentions.append(SessionMention(start, found.end(), text[start : found.end()], session, term))
    return mentions


def _term(found: re.Match[str]) -> str | None:
    if found["first"]:
        first, last = int(found["first"]), int(found["last"])
        return f"{first}-{last}" if 0 < last - first <= 10 else None
    return _roman(found["term"].upper()) if found["term"] else None


def _roman(written: str) -> str | None:
    number = int(written) if written.isdigit() else _value(written)
    if not 0 < number < 40:
        return None
    roman = "X" * (number // 10) + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[number % 10]
    return roman if written.isdigit() or roman == written else None


def _value(roman: str) -> int:
    values = [{"I": 1, "V": 5, "X": 10}[letter] for letter in roman]
    return sum(-v if v < after else v for v, after in zip(values, [*values[1:], 0], strict=True))


def _ordinal(written: str) -> str:
    if written.isdigit():
        return str(int(written))
    tens, said, unit = fold(written).partition("muoi")
    if not said:
        return str(_UNITS[tens])
    return str((_UNITS[tens.strip()] if tens else 1) * 10 + (_UNITS[unit.strip()] if unit else 0))


_UNITS = {
    "nhat": 1, "mot": 1, "hai": 2, "nhi": 2, "ba": 3, "tu": 4, "bon": 4, "nam": 5, "lam": 5, "sau": 6, "bay": 7,
    "tam": 8, "chin": 9,
}  # fmt: skip
_UNIT = "nhất|nhat|nhì|nhi|hai|ba|tư|tu|bốn|bon|năm|nam|sáu|sau|bảy|bẩy|bay|tám|tam|chín|chin"
_TENS = rf"(?:(?:hai|ba) )?(?:mười|mươi|muoi)(?: (?:{_UNIT}|mốt|một|mot|lăm|lam))?"
_SPECIAL = "chuyên đề|chuyen de|bất thường|bat thuong|thường lệ|thuong le"
_SESSION = re.compile(
    r"(?<!\w)(?:(?P<session>k[ỳìyi] (?:họp|hop))"
    rf" (?:(?:(?:lần|lan) )?(?:thứ|thu) (?P<ordinal>\d{{1,2}}|{_TENS}|{_UNIT})(?!\w)"
    rf"(?: ?[-–(]+ ?(?:k[ỳìyi] (?:họp|hop) )?(?:{_SPECIAL})\)?)?|(?:{_SPECIAL}))"
    r"|(?:khóa|khoá|(?P<school>khoa)) (?:(?:thứ|thu) )?(?P<term>[ivx]{1,7}|\d{1,2})"
    r"|nhi[ệe]m k[ỳìyi]:? \(?(?P<first>(?:19|20)\d\d) ?[-–—] ?(?P<last>(?:19|20)\d\d)\)?)(?![\w/])"
)
_NEAR = re.compile(r"[^.;:\n\d]{0,45}")
