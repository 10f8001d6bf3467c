"""Find the council sessions and terms that a text mentions: `kỳ họp thứ 10`, `khóa XIX`, `nhiệm kỳ 2016-2021`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from corpus.vi.bounded import compile_bounded
from corpus.vi.dates.forms import is_unaccented, lowercase_in_place
from corpus.vi.dates.span import Span
from corpus.vi.text import fold

# The terms of councils of all levels by their years. A term runs from one general election to the next, the last
# term to the end of its five years.
COUNCIL_TERMS = {
    "1999-2004": Span(date(1999, 11, 14), date(2004, 4, 25)),
    "2004-2011": Span(date(2004, 4, 25), date(2011, 5, 22)),
    "2011-2016": Span(date(2011, 5, 22), date(2016, 5, 22)),
    "2016-2021": Span(date(2016, 5, 22), date(2021, 5, 23)),
    "2021-2026": Span(date(2021, 5, 23), date(2026, 3, 15)),
    "2026-2031": Span(date(2026, 3, 15), date(2031, 3, 1)),
}


@dataclass(frozen=True, slots=True)
class SessionMention:
    """Marks `text[start:end]` as the name of a session, a term or both.

    `session` is the ordinal in digits (`10`), None for a session without a number (`kỳ họp chuyên đề`); `term` is
    years (`2016-2021`) or a Roman numeral (`XIX`; `khóa 19` is the same term). `series` names a session that is counted
    apart from the regular ones (`chuyên đề 3` of `kỳ họp chuyên đề lần thứ ba`).
    """

    start: int
    end: int
    text: str
    session: str | None
    term: str | None
    series: str | None = None


@dataclass(frozen=True, slots=True)
class TermMention:
    """Marks `text[start:end]` as a part of a term, or as a term relative to that of a day (`nhiệm kỳ trước`)."""

    start: int
    end: int
    text: str
    span: Span


def find_terms(text: str, on: date) -> list[TermMention]:
    """Return phrases such as `đầu nhiệm kỳ`, `cuối nhiệm kỳ 2016-2021` and `nhiệm kỳ trước` in a tidy text.

    Without years they are relative to the term of the day `on`. The beginning and the end of a term are its first
    and last year, the middle is the third.
    """
    lowered = lowercase_in_place(text)
    mentions: list[TermMention] = []
    for match in _TERM_PART.finditer(lowered):
        years, terms = term_on(on), list(COUNCIL_TERMS)
        if match["first"]:
            years = f"{match['first']}-{match['last']}"
        elif years and match["which"]:
            index = terms.index(years) + _STEPS[fold(match["which"]).split()[0]]
            years = terms[index] if 0 <= index < len(terms) else None
        if years in COUNCIL_TERMS and (match["part"] or match["which"]):
            span = _part_of_term(COUNCIL_TERMS[years], fold(match["part"] or ""))
            mentions.append(TermMention(match.start(), match.end(), text[match.start() : match.end()], span))
    return mentions


def _part_of_term(term: Span, part: str) -> Span:
    start, end = term.start, term.end
    match part:
        case "dau":
            return Span(start, start.replace(year=start.year + 1))
        case "giua":
            return Span(start.replace(year=start.year + 2), start.replace(year=start.year + 3))
        case "cuoi":
            return Span(end.replace(year=end.year - 1), end)
    return term


def find_sessions(text: str) -> list[SessionMention]:
    """Return the sessions and terms in a tidy text, in order; a session takes the term that follows it closely."""
    lowered = lowercase_in_place(text)
    unaccented: bool | None = None
    mentions: list[SessionMention] = []
    for match in _SESSION.finditer(lowered):
        if match["school"]:  # `khoa` is a faculty or a ward where a text has accents
            unaccented = is_unaccented(lowered) if unaccented is None else unaccented
            if not unaccented:
                continue
        term = _term(match)
        if match["session"] is None and term is None:
            continue
        start, session = match.start(), _ordinal(match["ordinal"]) if match["ordinal"] else None
        series = _series(match)
        previous = mentions[-1] if mentions else None
        if previous and previous.term is None and term and _SESSION_TO_TERM.fullmatch(text, previous.end, start):
            start, session, series = previous.start, previous.session, previous.series
            mentions.pop()
        mentions.append(SessionMention(start, match.end(), text[start : match.end()], session, term, series))
    return mentions


def term_on(day: date) -> str | None:
    """Return the years of the council term of a day (`2021-2026`); None before 1999 and after the last known term."""
    return next((years for years, span in COUNCIL_TERMS.items() if span.start <= day < span.end), None)


def _series(match: re.Match[str]) -> str | None:
    """Return the name of a thematic or extraordinary session that is counted apart, with its number there.

    Only `lần thứ` counts them apart: `kỳ họp chuyên đề thứ 31` may be the 31st of all.
    """
    name = _SERIES.get(fold(match["special"])) if match["in_series"] else None
    return f"{name} {_ordinal(match['in_series'])}" if name else None


def _term(match: re.Match[str]) -> str | None:
    if match["first"]:
        first, last = int(match["first"]), int(match["last"])
        return f"{first}-{last}" if 0 < last - first <= 10 else None
    return _roman(match["term"].upper()) if match["term"] else None


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
    tens, separator, unit = fold(written).partition("muoi")
    if not separator:
        return str(_UNITS[tens])
    return str((_UNITS[tens.strip()] if tens else 1) * 10 + (_UNITS[unit.strip()] if unit else 0))


_UNITS = {
    "nhat": 1, "mot": 1, "hai": 2, "nhi": 2, "ba": 3, "tu": 4, "bon": 4, "nam": 5, "lam": 5, "sau": 6, "bay": 7,
    "tam": 8, "chin": 9,
}  # fmt: skip
_UNIT = "nhất|nhat|nhì|nhi|hai|ba|tư|tu|bốn|bon|năm|nam|sáu|sau|bảy|bẩy|bay|tám|tam|chín|chin"
_TENS = rf"(?:(?:hai|ba) )?(?:mười|mươi|muoi)(?: (?:{_UNIT}|mốt|một|mot|lăm|lam))?"
_SERIES = {"chuyen de": "chuyên đề", "bat thuong": "bất thường"}  # regular sessions have no count of their own
_SPECIAL = "chuyên đề|chuyen de|bất thường|bat thuong|thường lệ|thuong le"
_SESSION = compile_bounded(
    r"(?<!\w)(?:(?P<session>k[ỳìyi] (?:họp|hop))"
    rf" (?:(?:(?:lần|lan) )?(?:thứ|thu) (?P<ordinal>\d{{1,2}}|{_TENS}|{_UNIT})(?!\w)"
    rf"(?: ?[-–(]+ ?(?:k[ỳìyi] (?:họp|hop) )?(?:{_SPECIAL})\)?)?"
    rf"|(?P<special>{_SPECIAL})(?: (?:lần|lan) (?:thứ|thu) (?P<in_series>\d{{1,2}}|{_TENS}|{_UNIT})(?!\w))?)"
    r"|(?:khóa|khoá|(?P<school>khoa)) (?:(?:thứ|thu) )?(?P<term>[ivx]{1,7}|\d{1,2})"
    r"|nhi[ệe]m k[ỳìyi]:? \(?(?P<first>(?:19|20)\d\d) ?[-–—] ?(?P<last>(?:19|20)\d\d)\)?)(?![\w/])"
)
_STEPS = {"nay": 0, "hien": 0, "truoc": -1, "qua": -1, "vua": -1, "toi": 1, "sau": 1}
_TERM_PART = re.compile(
    r"(?<!\w)(?:(?P<part>đầu|dau|giữa|giua|cuối|cuoi) )?nhi[ệe]m k[ỳìyi]"
    r"(?: (?:(?P<which>này|nay|hiện (?:nay|tại)|hien (?:nay|tai)|trước|truoc|vừa qua|vua qua|qua|tới|toi|sau)"
    r"|\(?(?P<first>(?:19|20)\d\d) ?[-–—] ?(?P<last>(?:19|20)\d\d)\)?))?(?!\w)"
)
_SESSION_TO_TERM = re.compile(r"[^.;:\n\d]{0,45}")
