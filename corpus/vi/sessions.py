"""Find the sessions and terms of councils that a text speaks of: `kỳ họp thứ 10`, `khóa XIX`, `nhiệm kỳ 2016-2021`."""

from __future__ import annotations

import re
from dataclasses import dataclass

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
    mentions: list[SessionMention] = []
    for found in _SESSION.finditer(text):
        term = _term(found)
        if found["session"] is None and term is None:
            continue
        session = _ordinal(found["ordinal"]) if found["ordinal"] else None
        before = mentions[-1] if mentions else None
        if (
            before
            and found["session"] is None
            and before.term is None
            and _NEAR.fullmatch(text, before.end, found.start())
        ):
            start, session = before.start, before.session
            mentions.pop()
        else:
            start = found.start()
        mentions.append(SessionMention(start, found.end(), text[start : found.end()], session, term))
    return mentions


def _term(found: re.Match[str]) -> str | None:
    if found["first"]:
        first, last = int(found["first"]), int(found["last"])
        return f"{first}-{last}" if 0 < last - first <= 10 else None
    return _roman(found["term"]) if found["term"] else None


def _roman(written: str) -> str | None:
    number = int(written) if written.isdigit() else _value(written.upper())
    if not 0 < number < 40:
        return None
    roman = "X" * (number // 10) + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[number % 10]
    return roman if written.isdigit() or roman == written.upper() else None


def _value(roman: str) -> int:
    values = [{"I": 1, "V": 5, "X": 10}[letter] for letter in roman]
    return sum(-v if v < after else v for v, after in zip(values, [*values[1:], 0], strict=True))


def _ordinal(written: str) -> str:
    if written.isdigit():
        return str(int(written))
    words = fold(written.lower()).split()
    units = {"nhat": 1, "mot": 1, "hai": 2, "nhi": 2, "ba": 3, "tu": 4, "bon": 4, "nam": 5, "lam": 5, "sau": 6, "bay": 7,
             "tam": 8, "chin": 9}  # fmt: skip
    if "muoi" in words:
        at = words.index("muoi")
        tens = units[words[0]] if at else 1
        return str(tens * 10 + (units[words[-1]] if at < len(words) - 1 else 0))
    return str(units[words[0]])


_UNIT = "nhất|nhat|nhì|nhi|hai|ba|tư|tu|bốn|bon|năm|nam|sáu|sau|bảy|bẩy|bay|tám|tam|chín|chin"
_TEN = r"m[ườu][ờơo]?i"
_SESSION = re.compile(
    r"(?<!\w)(?:(?P<session>(?:k[ỳìyi]) (?:họp|hop))"
    rf"(?: (?:(?:lần |lan )?(?:thứ|thu) (?P<ordinal>\d{{1,2}}|(?:(?:hai|ba) )?(?:mười|muoi|mươi)(?: (?:{_UNIT}|mốt|mot|một|lăm|lam))?|{_UNIT})"
    r"|(?:chuyên đề|chuyen de|bất thường|bat thuong|thường lệ|thuong le)))"
    r"|(?:khóa|khoá|khoa) (?:thứ )?(?P<term>[ivx]{1,6}|\d{1,2})"
    r"|nhi[ệe]m k[ỳìyi]:? \(?(?P<first>(?:19|20)\d\d) ?[-–—] ?(?P<last>(?:19|20)\d\d))(?![\w/])",
    re.IGNORECASE,
)
_NEAR = re.compile(r"[^.;:\n]{0,60}")
