"""Read what is said from the clock: `hôm qua`, `tuần trước`, `hai tuần qua`; and a year that stands alone in a query.

The clock is today for a query, and the day of the document for a text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from corpus.vi.dates.forms import YEARS, Phrase
from corpus.vi.dates.span import Span
from corpus.vi.text import fold

NOW = "now"  # the precision of `nay` after `đến`, which says a day only as the end of a range


def relative_phrases(small: str, today: date, *, bare: bool, told: bool) -> Iterator[Phrase]:
    """Yield the phrases that count from today; a week begins on Monday.

    In a text (`told`) `tuần trước` and `năm sau` may count from the days of a story, so they are passed over.
    """
    for found in (_BARE if bare else _MARKED).finditer(small):
        span = None
        if found["now"]:
            yield Phrase(found.start("now"), found.end(), NOW, lambda year: Span.day(today), today.year)
        elif found["so_far"]:
            start = _named(fold(found["so_far"]), "nay", today).start
            span = Span(start, today + timedelta(days=1))
        elif found["day"]:
            shift = {"nay": 0, "qua": -1, "kia": -2, "mai": 1}[fold(found["moment"])]
            span = Span.day(today + timedelta(days=shift))
        elif found["units"]:
            span = _ago(found, today) if found["past"] else None if told else _back(found, today)
        elif not (told and fold(found["which"]) in _OF_A_STORY) and not _COUNTED.search(
            small, max(0, found.start() - 8), found.start()
        ):
            span = _part(found, _named(fold(found["unit"]), fold(found["which"]), today))
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


def _named(unit: str, which: str, today: date) -> Span:
    step = _STEPS[which]
    match unit:
        case "tuan":
            monday = today - timedelta(days=today.weekday()) + timedelta(weeks=step)
            return Span(monday, monday + timedelta(weeks=1))
        case "thang":
            return _months(today, step, 1)
        case "quy":
            first = today.replace(day=1, month=(today.month - 1) // 3 * 3 + 1)
            return _months(first, step * 3, 3)
        case _:
            return Span.year(today.year + (-2 if which == "kia" else step))


def _part(found: re.Match[str], whole: Span) -> Span | None:
    """Return the day of a week, or the part of a week or month, that is named; the whole where none is."""
    day, part = found["weekday"], fold(found["part"] or "")
    is_week = whole.days == 7
    if day:
        return Span.day(whole.start + timedelta(days=_WEEKDAYS[fold(day).split()[-1]])) if is_week else None
    if not part:
        return whole
    if whole.days > 31:
        return None  # parts of years have a form of their own
    first, last = (_DAYS_OF_WEEK if is_week else _DAYS_OF_MONTH)[part]
    return Span(whole.start + timedelta(days=first), whole.start + timedelta(days=last) if last else whole.end)


def _ago(found: re.Match[str], today: date) -> Span | None:
    """Return the days up to today: `3 ngày qua`, `nửa tháng qua`, `hai năm gần đây`."""
    unit, end = fold(found["units"]), today + timedelta(days=1)
    if fold(found["count"]) == "nua":
        if unit == "ngay":
            return None
        count, unit = {"tuan": (4, "ngay"), "thang": (15, "ngay"), "nam": (6, "thang")}[unit]
    else:
        count = _count(found)
    if unit in ("ngay", "tuan"):
        return Span(end - timedelta(days=count * (7 if unit == "tuan" else 1)), end)
    start = _months(today, -count * (12 if unit == "nam" else 1), 1)
    return Span(start.start.replace(day=min(today.day, start.days)), end)


def _back(found: re.Match[str], today: date) -> Span | None:
    """Return the day, week or month so long before today; a count of years says no year."""
    unit = fold(found["units"])
    if unit == "nam" or fold(found["count"]) == "nua":
        return None
    count = _count(found)
    if unit == "ngay":
        return Span.day(today - timedelta(days=count))
    return _named(unit, "nay", today - timedelta(weeks=count)) if unit == "tuan" else _months(today, -count, 1)


def _count(found: re.Match[str]) -> int:
    said = found["count"]
    return int(said) if said.isdigit() else _COUNTS[fold(said)]


def _months(day: date, shift: int, length: int) -> Span:
    first, last = (divmod(day.year * 12 + day.month - 1 + shift + more, 12) for more in (0, length - 1))
    return Span(Span.month(first[0], first[1] + 1).start, Span.month(last[0], last[1] + 1).end)


_STEPS = {"nay": 0, "truoc": -1, "qua": -1, "roi": -1, "vua roi": -1, "vua qua": -1, "ngoai": -1,
          "kia": -1, "toi": 1, "sau": 1}  # fmt: skip
_OF_A_STORY = ("truoc", "sau", "kia")
_COUNTS = {"mot": 1, "hai": 2, "ba": 3, "bon": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9, "muoi": 10}
_WEEKDAYS = {"hai": 0, "2": 0, "ba": 1, "3": 1, "tu": 2, "4": 2, "nam": 3, "5": 3, "sau": 4, "6": 4, "bay": 5,
             "7": 5, "nhat": 6}  # fmt: skip
# Days from the first one on; 0 is the end.
_DAYS_OF_WEEK = {"dau": (0, 2), "giua": (2, 4), "cuoi": (5, 0)}
_DAYS_OF_MONTH = {"dau": (0, 10), "giua": (10, 20), "cuoi": (20, 0)}
_COUNT = r"[1-9]\d{0,2}|nửa|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười(?! \w+ (?:ngày|tuần|tháng|năm))"
_NOT_COUNTED = r"(?<!\d )(?<!mươi )(?<!mười )(?<!trăm )(?<!hai )(?<!vài )"
_SOURCE = (
    r"(?<!\w)(?:(?P<day>(?:hôm|sáng|trưa|chiều|tối|đêm|ngày(?= mai)) )(?P<moment>nay|qua|kia|mai)"
    r"|(?:từ )?đầu (?P<so_far>tuần|tháng|quý|năm) (?:đến|tới) (?:nay|giờ)"
    r"|(?:đến|tới) (?P<now>nay)"
    r"|(?:(?P<part>đầu|giữa|cuối) |(?P<weekday>thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật),? )?"
    r"(?P<unit>tuần|tháng|quý|(?<!việt )(?<!miền )năm) "
    r"(?P<which>này|nay|trước(?! (?:đó|khi))|vừa rồi|vừa qua|qua|rồi|ngoái|kia|tới|sau(?! (?:đó|khi)))"
    rf"|{_NOT_COUNTED}(?<![.,/-])(?P<count>{_COUNT}) (?P<units>ngày|tuần|tháng|năm) "
    r"(?:(?P<past>vừa qua|qua|gần đây|trở lại đây)|trước(?! (?:đó|khi))))(?!\w)"
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
