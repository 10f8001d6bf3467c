"""Read dates relative to a reference day (`hôm qua`, `tuần trước`, `hai tuần qua`), and years alone in a query.

The reference day is today for a query, and the day of the document for a text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from corpus.vi.bounded import compile_bounded
from corpus.vi.dates.forms import YEARS, DatePhrase
from corpus.vi.dates.span import Span, day_after
from corpus.vi.text import fold

MAX_YEARS_AGO = 10  # `20 năm trước` is no certain year
NOW = "now"  # the precision of `nay` after `đến`, which is a day only at the end of a range


def relative_phrases(lowered: str, today: date, *, unaccented: bool, narrative: bool) -> Iterator[DatePhrase]:
    """Yield the phrases that count from `today`, the reference day; a week begins on Monday.

    In a `narrative` (a text, not a query) `tuần trước` and `năm sau` may count from another day, so they are skipped.
    """
    for match in (_UNACCENTED if unaccented else _ACCENTED).finditer(lowered):
        if match["now"]:
            yield DatePhrase(match.start("now"), match.end(), NOW, lambda year: Span.day(today), today.year)
            continue
        try:
            span = _span_of(match, lowered, today, narrative=narrative)
        except (ValueError, OverflowError):  # before the first day of the calendar, or after the last
            continue
        if span:
            yield _date_phrase(match, "relative", span)


def _span_of(match: re.Match[str], lowered: str, today: date, *, narrative: bool) -> Span | None:
    """Return the days of a phrase, None for one that names no certain days.

    Raises ValueError and OverflowError outside the calendar.
    """
    if match["so_far"]:
        return Span(_calendar_unit(fold(match["so_far"]), "nay", today).start, day_after(today))
    if match["day"]:
        shift = {"nay": 0, "qua": -1, "kia": -2, "mai": 1}[fold(match["moment"])]
        return Span.day(today + timedelta(days=shift))
    if match["ago"]:
        return None if narrative else _ago(match, today)
    if match["units"]:
        return _last_units(match, today) if match["past"] else None if narrative else _ago(match, today)
    if (narrative and fold(match["which"]) in _AMBIGUOUS_IN_TEXT) or _COUNT_BEFORE.search(
        lowered, max(0, match.start() - 8), match.start()
    ):
        return None
    return _part_of(match, _calendar_unit(fold(match["unit"]), fold(match["which"]), today))


def bare_years(lowered: str) -> Iterator[DatePhrase]:
    """Yield the four-digit numbers that can only be years in a query: no amounts and no parts of numbers."""
    for match in _BARE_YEAR.finditer(lowered):
        year = int(match.group())
        if year in YEARS:
            yield _date_phrase(match, "year", Span.year(year))


def spaced_days(lowered: str) -> Iterator[DatePhrase]:
    """Yield the days of a query that are typed with blanks alone between day, month and year: `18 08 1978`."""
    for match in _SPACED_DAY.finditer(lowered):
        try:
            span = Span.day(date(int(match["year"]), int(match["month"]), int(match["day"])))
        except ValueError:
            continue
        yield _date_phrase(match, "day", span)


def spaced_months(lowered: str) -> Iterator[DatePhrase]:
    """Yield the months of a query that are typed short, with a blank before the year: `T3 2020`."""
    for match in _SPACED_MONTH.finditer(lowered):
        yield _date_phrase(match, "month", Span.month(int(match["year"]), int(match["month"])))


def _date_phrase(match: re.Match[str], precision: str, span: Span) -> DatePhrase:
    return DatePhrase(match.start(), match.end(), precision, lambda year: span, span.start.year)


def _calendar_unit(unit: str, which: str, today: date) -> Span:
    """Return the week, month, quarter or year that `which` (`nay`, `truoc`, `toi`) selects."""
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


def _part_of(match: re.Match[str], whole: Span) -> Span | None:
    """Return the weekday, or the part of a week or month, that the match names; `whole` where it names none."""
    day, part = match["weekday"], fold(match["part"] or "")
    is_week = whole.days == 7
    if day:
        return Span.day(whole.start + timedelta(days=_WEEKDAYS[fold(day).split()[-1]])) if is_week else None
    if not part:
        return whole
    if whole.days > 31:
        return None  # parts of years have a separate form, see forms.py
    first, last = (_DAYS_OF_WEEK if is_week else _DAYS_OF_MONTH)[part]
    return Span(whole.start + timedelta(days=first), whole.start + timedelta(days=last) if last else whole.end)


def _last_units(match: re.Match[str], today: date) -> Span | None:
    """Return the days up to `today`: `3 ngày qua`, `nửa tháng qua`, `hai năm gần đây`."""
    unit, end = fold(match["units"]), day_after(today)
    if fold(match["count"]) == "nua":
        if unit == "ngay":
            return None
        count, unit = {"tuan": (4, "ngay"), "thang": (15, "ngay"), "nam": (6, "thang")}[unit]
    else:
        count = _count(match)
    if unit in ("ngay", "tuan"):
        return Span(end - timedelta(days=count * (7 if unit == "tuan" else 1)), end)
    start = _months(today, -count * (12 if unit == "nam" else 1), 1)
    return Span(start.start.replace(day=min(today.day, start.days)), end)


def _ago(match: re.Match[str], today: date) -> Span | None:
    """Return the day, week, month or year so many before `today` (`3 ngày trước`, `cách đây 3 ngày`), or the days up to
    `3 tuần tới`.
    """
    unit = fold(match["units"] or match["ago_units"])
    if fold(match["count"] or match["ago"]) == "nua":
        return None
    count = _count(match)
    if match["ahead"]:
        if unit in ("ngay", "tuan"):
            return Span(today, today + timedelta(days=count * (7 if unit == "tuan" else 1) + 1))
        return Span(today, _months(today, count * (12 if unit == "nam" else 1), 1).end)
    if unit == "nam":
        return Span.year(today.year - count) if count <= MAX_YEARS_AGO else None
    if unit == "ngay":
        return Span.day(today - timedelta(days=count))
    return _calendar_unit(unit, "nay", today - timedelta(weeks=count)) if unit == "tuan" else _months(today, -count, 1)


def _count(match: re.Match[str]) -> int:
    count = match["count"] or match["ago"]
    return int(count) if count.isdigit() else _COUNT_VALUES[fold(count)]


def _months(day: date, shift: int, length: int) -> Span:
    """Return `length` months, the first of them `shift` months from the one of `day`."""
    first, last = (divmod(day.year * 12 + day.month - 1 + shift + more, 12) for more in (0, length - 1))
    return Span(Span.month(first[0], first[1] + 1).start, Span.month(last[0], last[1] + 1).end)


_STEPS = {"nay": 0, "truoc": -1, "qua": -1, "roi": -1, "vua roi": -1, "vua qua": -1, "ngoai": -1,
          "kia": -1, "toi": 1, "sau": 1}  # fmt: skip
_AMBIGUOUS_IN_TEXT = ("truoc", "sau", "kia")
_COUNT_VALUES = {"mot": 1, "hai": 2, "ba": 3, "bon": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9, "muoi": 10}
_WEEKDAYS = {"hai": 0, "2": 0, "ba": 1, "3": 1, "tu": 2, "4": 2, "nam": 3, "5": 3, "sau": 4, "6": 4, "bay": 5,
             "7": 5, "nhat": 6}  # fmt: skip
# First day and the day after the last, counted from 0; a last value of 0 is the end.
_DAYS_OF_WEEK = {"dau": (0, 2), "giua": (2, 4), "cuoi": (5, 0)}
_DAYS_OF_MONTH = {"dau": (0, 10), "giua": (10, 20), "cuoi": (20, 0)}
_COUNT_WORDS = r"[1-9]\d{0,2}|nửa|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười(?! \w+ (?:ngày|tuần|tháng|năm))"
_NO_NUMBER_BEFORE = r"(?<!\d )(?<!mươi )(?<!mười )(?<!trăm )(?<!hai )(?<!vài )"
_PATTERN = (
    r"(?<!\w)(?:(?P<day>(?:hôm|sáng|trưa|chiều|tối|đêm|ngày(?= mai)) )(?P<moment>nay|qua|kia|mai)"
    r"|(?:từ )?đầu (?P<so_far>tuần|tháng|quý|năm) (?:đến|tới) (?:nay|giờ)"
    r"|(?:đến|tới) (?P<now>nay)"
    r"|(?:(?P<part>đầu|giữa|cuối) |(?P<weekday>thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật),? )?"
    r"(?P<unit>tuần|tháng|quý|(?<!việt )(?<!miền )năm) "
    r"(?P<which>này|nay|trước(?! (?:đó|khi))|vừa rồi|vừa qua|qua|rồi|ngoái|kia|tới|sau(?! (?:đó|khi)))"
    rf"|{_NO_NUMBER_BEFORE}(?<![.,/-])(?P<count>{_COUNT_WORDS}) (?P<units>ngày|tuần|tháng|năm) "
    r"(?:(?P<past>vừa qua|qua|gần đây|trở lại đây)|(?P<ahead>tới|nữa)|(?:về )?trước(?! (?:đó|khi)))"
    rf"|cách đây (?P<ago>{_COUNT_WORDS}) (?P<ago_units>ngày|tuần|tháng|năm))(?!\w)"
)
# Before a unit; `20 năm trước`, `những năm qua`, `mấy tháng nay` count from no known day.
_COUNT_BEFORE = re.compile(
    r"(?:\d|\b(?:một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|mươi|chục|trăm|nghìn|ngàn|vài|mấy|nhiều|những|các|mỗi|nửa"
    r"|mot|bon|sau|bay|tam|chin|muoi|chuc|tram|nghin|ngan|vai|may|nhieu|nhung|cac|moi|nua))\s\Z"
)
_ACCENTED = compile_bounded(_PATTERN)
_UNACCENTED = compile_bounded(fold(_PATTERN))
_SPACED_DAY = re.compile(
    r"(?<![\w])(?<!\d[.,/ -])(?P<day>\d{1,2}) (?P<month>\d{1,2}) (?P<year>(?:19|20)\d\d)(?![\w/%-]|[.,]\d)"
)
_NO_COUNT_BEHIND = (
    r"(?![\w/%-]|[.,]\d)"
    r"(?! (?:đồng|dong|triệu|trieu|tỷ|ty|tỉ|nghìn|nghin|người|nguoi|hộ|ho|lượt|luot|suất|m2|ha|km|đại biểu|học sinh)\b)"
)
_BARE_YEAR = re.compile(rf"(?<![\w])(?<!\d[.,/-])(?<!số )(?<!so )(?<!\d:)(?:19|20)\d\d{_NO_COUNT_BEHIND}")
# After these words `T3` is a road, a building or a plot.
_T_IS_A_NAME = "đường duong phố pho lộ lo lô tuyến tuyen tòa toà toa nhà nha khu tháp thap ga kênh kenh mã ma số so"
_SPACED_MONTH = re.compile(
    r"(?<![\w/.-])"
    + "".join(rf"(?<!\b{word} )" for word in _T_IS_A_NAME.split())
    + rf"t(?P<month>0?[1-9]|1[0-2]) (?P<year>(?:19|20)\d\d){_NO_COUNT_BEHIND}"
)
