"""Read what a query says from the clock: `hôm qua`, `tuần trước`, `3 tháng qua`; and a year that stands alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from corpus.vi.date_forms import YEARS, Phrase
from corpus.vi.span import Span
from corpus.vi.text import fold


def relative_phrases(small: str, today: date, *, bare: bool) -> Iterator[Phrase]:
    """Yield the phrases that count from today; a week begins on Monday."""
    for found in (_BARE if bare else _MARKED).finditer(small):
        if found["unit"] and _COUNTED.search(small, max(0, found.start() - 8), found.start()):
            continue
        span = _ago(found, today) if found["count"] else _named(found, today)
        if span:
            yield _phrase(found, "relative", span)


def bare_years(small: str) -> Iterator[Phrase]:
    """Yield the four figures that can only be a year in a query: no amount and no part of a number."""
    for found in _BARE_YEAR.finditer(small):
        year = int(found.group())
        if year in YEARS:
            yield _phrase(found, "year", Span.year(year))


def _phrase(found: re.Match[str], precision: str, span: Span) -> Phrase:
    return Phrase(found.start(), found.end(), precision, lambda year: span, span.start.year)


def _named(found: re.Match[str], today: date) -> Span | None:
    which = fold(found["which"])
    if found["day"]:
        shift = {"nay": 0, "qua": -1, "kia": -2, "mai": 1}[which]
        return Span.day(today + timedelta(days=shift))
    step = _STEPS[which]
    match fold(found["unit"]):
        case "tuan":
            monday = today - timedelta(days=today.weekday()) + timedelta(weeks=step)
            return Span(monday, monday + timedelta(weeks=1))
        case "thang":
            return _months(today, step, 1)
        case "quy":
            first = today.replace(month=(today.month - 1) // 3 * 3 + 1)
            return _months(first, step * 3, 3)
        case _:
            return Span.year(today.year + (-2 if which == "kia" else step))


def _ago(found: re.Match[str], today: date) -> Span | None:
    count, unit = int(found["count"]), fold(found["units"])
    end = today + timedelta(days=1)
    if unit in ("ngay", "tuan"):
        return Span(end - timedelta(days=count * (7 if unit == "tuan" else 1)), end)
    start = _months(today, -count * (12 if unit == "nam" else 1), 1)
    return Span(start.start.replace(day=min(today.day, start.days)), end)


def _months(day: date, shift: int, length: int) -> Span:
    first, last = (divmod(day.year * 12 + day.month - 1 + shift + more, 12) for more in (0, length - 1))
    return Span(Span.month(first[0], first[1] + 1).start, Span.month(last[0], last[1] + 1).end)


_STEPS = {"nay": 0, "truoc": -1, "qua": -1, "roi": -1, "vua roi": -1, "vua qua": -1, "ngoai": -1,
          "kia": -1, "toi": 1, "sau": 1}  # fmt: skip
_SOURCE = (
    r"(?<!\w)(?:(?P<day>(?:hôm|sáng|trưa|chiều|tối|đêm|ngày(?= mai)) )(?=nay|qua|kia|mai)"
    r"|(?P<unit>tuần|tháng|quý|(?<!việt )(?<!miền )năm) (?=này|nay|trước|vừa|qua|rồi|ngoái|kia|tới|sau))"
    r"(?P<which>này|nay|trước|vừa rồi|vừa qua|qua|rồi|ngoái|kia|tới|sau|mai)(?!\w)"
    r"|(?<![\w.,/-])(?P<count>[1-9]\d{0,2}) (?P<units>ngày|tuần|tháng|năm) (?:vừa qua|qua|gần đây|trở lại đây)(?!\w)"
)
# `20 năm trước`, `những năm qua`, `mấy tháng nay` count from no known day.
_COUNTED = re.compile(
    r"(?:\d|\b(?:một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|mươi|chục|trăm|nghìn|ngàn|vài|mấy|nhiều|những|các|mỗi|nửa"
    r"|mot|bon|sau|bay|tam|chin|muoi|chuc|tram|nghin|ngan|vai|may|nhieu|nhung|cac|moi|nua))\s\Z"
)
_MARKED = re.compile(_SOURCE)
_BARE = re.compile(fold(_SOURCE))
_BARE_YEAR = re.compile(
    r"(?<![\w])(?<!\d[.,/-])(?<!số )(?<!so )(?<!\d:)(?:19|20)\d\d(?![\w/%-]|[.,]\d)"
    r"(?! (?:đồng|dong|triệu|trieu|tỷ|ty|tỉ|nghìn|nghin|người|nguoi|hộ|ho|lượt|luot|suất|m2|ha|km|đại biểu|học sinh)\b)"
)
