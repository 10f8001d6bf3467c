"""Read one date phrase where it starts: the written forms of days, months, quarters, parts of years and years.

The patterns expect small letters and are written with accents; for texts with none the same patterns are folded.
A space in a pattern stands for up to twelve spaces and newlines. Every repetition has a bound, so that no text can
stall a search.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import NamedTuple

from corpus.vi.dates.span import Span
from corpus.vi.text import fold

YEARS = range(1900, 2101)


class Phrase(NamedTuple):
    """Holds a date phrase as it was read, perhaps still without its year.

    `span` gives the days in a year and raises ValueError where the calendar has none; `year` is None where the
    phrase says none; `led` tells that a word such as `ngày` proves that a day without a year is one.
    """

    start: int
    end: int
    precision: str
    span: Callable[[int], Span]
    year: int | None
    led: bool = False


def phrases(small: str, *, bare: bool, today: date | None) -> Iterator[Phrase]:
    """Yield the date phrases of a text in small letters, in order; `bare` says that it bears no accents."""
    anchor, digit_forms, word_forms = _BARE if bare else _MARKED
    at = 0
    while found := anchor.search(small, at):
        start = found.start()
        at = found.end()
        for pattern, read in digit_forms if small[start].isdigit() else word_forms:
            form = pattern.match(small, start)
            if form:
                at = form.end()
                phrase = read(form, today)
                if phrase:
                    yield phrase
                break


def small_letters(text: str) -> str:
    """Return the text in small letters, each in its place (`İ` alone would become two)."""
    small = text.lower()
    return small if len(small) == len(text) else text.replace("İ", "I").lower()


def is_bare(small: str) -> bool:
    """Tell whether a text in small letters bears no Vietnamese accents at all."""
    return not _ACCENTS.search(small)


def _month(word: str) -> int:
    return int(word) if word.isdigit() else _MONTHS[fold(" ".join(word.split()))]


def _days(form: re.Match[str], today: date | None) -> Phrase | None:
    days = [int(day) for day in re.findall(r"\d+", form["days"])]
    month = _month(form["month"])
    lead = form.groupdict().get("lead") or ""
    led = not _NO_LEAD.fullmatch(lead)
    if days != sorted(set(days)) or _LUNAR.match(form.string, form.end()):
        return None
    if _OF_THE_MOON.search(lead) and fold(form["month"]) in _NAMED:
        return None

    def span(year: int) -> Span:
        return Span.between(date(year, month, days[0]), date(year, month, days[-1]))

    return _phrase(form, "day" if len(days) == 1 else "range", span, today, led)


def _iso(form: re.Match[str], today: date | None) -> Phrase | None:
    month, day = int(form["month"]), int(form["day"])
    return _phrase(form, "day", lambda year: Span.day(date(year, month, day)), today)


def _months(form: re.Match[str], today: date | None) -> Phrase | None:
    first = _month(form["month"])
    last = _month(form.groupdict().get("last") or form["month"])
    if "number" in form.groupdict() and _NUMBERED.search(form.string, max(0, form.start() - 16), form.start()):
        return None
    if _LUNAR.match(form.string, form.end()) or _COUNT.search(form.string, max(0, form.start() - 8), form.start()):
        return None

    def span(year: int) -> Span:
        return Span(Span.month(year, first).start, Span.month(year, last).end)

    led = form["month"].isdigit() or fold(form["month"]) in _NAMED  # `tháng năm` may be any months and years
    return _phrase(form, "month" if first == last else "range", span, today, led)


def _part_of_month(form: re.Match[str], today: date | None) -> Phrase | None:
    month = _month(form["month"])
    first, last = _TENTHS[fold(form["part"])]

    def span(year: int) -> Span:
        whole = Span.month(year, month)
        return Span(whole.start.replace(day=first), whole.start.replace(day=last + 1) if last else whole.end)

    return None if _LUNAR.match(form.string, form.end()) else _phrase(form, "range", span, today, led=True)


def _part_of_quarter(form: re.Match[str], today: date | None) -> Phrase | None:
    month = _QUARTERS[fold(form["first"])] * 3 - 2 + ("dau", "giua", "cuoi").index(fold(form["part"]))
    return _phrase(form, "range", lambda year: Span.month(year, month), today)


def _part_of_year(form: re.Match[str], today: date | None) -> Phrase | None:
    first, last = {"dau": (1, 3), "giua": (5, 8), "cuoi": (10, 12)}[fold(form["part"])]

    def span(year: int) -> Span:
        return Span(Span.month(year, first).start, Span.month(year, last).end)

    return _phrase(form, "range", span, today)


def _quarters(form: re.Match[str], today: date | None) -> Phrase | None:
    first = _QUARTERS[fold(form["first"])]
    last = _QUARTERS[fold(form["last"] or form["first"])]

    def span(year: int) -> Span:
        return Span(Span.month(year, first * 3 - 2).start, Span.month(year, last * 3).end)

    led = form["first"].isdigit() or form["first"].startswith("i")  # `quý hai` may be anything
    return _phrase(form, "quarter" if first == last else "range", span, today, led)


def _part(form: re.Match[str], today: date | None) -> Phrase | None:
    count = 6 if form["half"] else _month(form["count"])
    late = fold(form["half"] or form["which"] or "") == "cuoi"
    if not 2 <= count <= 11:
        return None
    first, last = (13 - count, 12) if late else (1, count)

    def span(year: int) -> Span:
        return Span(Span.month(year, first).start, Span.month(year, last).end)

    return _phrase(form, {3: "quarter", 6: "half"}.get(count, "range"), span, today, led=True)


def _range(form: re.Match[str], today: date | None) -> Phrase | None:
    first, last = int(form["year"]), int(form["last"])
    if not first < last <= YEARS[-1]:
        return None
    precision = "term" if form["term"] else "range"
    return _phrase(form, precision, lambda year: Span(date(year, 1, 1), Span.year(last).end), today)


def _year(form: re.Match[str], today: date | None) -> Phrase | None:
    if "listed" in form.groupdict() and not _YEARS_BEFORE.search(form.string, max(0, form.start() - 60), form.start()):
        return None
    return _phrase(form, "year", Span.year, today)


def _phrase(
    form: re.Match[str], precision: str, span: Callable[[int], Span], today: date | None, led: bool = False
) -> Phrase | None:
    said: str | None = form.groupdict().get("year")
    year = None
    if said and said.isdigit():
        year = int(said)
        if len(said) == 2:
            year += 2000 if year < _CENTURY else 1900
    elif said:
        if today is None:
            return None
        year = today.year + {"nay": 0, "toi": 1}.get(fold(said), -1)
    if year is not None and year not in YEARS:
        return None
    if year is None and _EACH_YEAR.match(form.string, form.end()):
        return None
    end = form.end()
    if "(" in form.group() and form.string[end : end + 1] == ")":
        end += 1
    return Phrase(form.start(), end, precision, span, year, led)


_MONTHS = {
    "mot": 1, "hai": 2, "ba": 3, "tu": 4, "bon": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9,
    "muoi": 10, "muoi mot": 11, "muoi hai": 12, "gieng": 1, "chap": 12,
}  # fmt: skip
_NAMED = ("gieng", "chap")
# The days of a month by what a part of it is called; 0 is its last day.
_TENTHS = {
    "dau": (1, 10), "giua": (11, 20), "cuoi": (21, 0), "nua dau": (1, 15), "nua cuoi": (16, 0),
    "thuong tuan": (1, 10), "trung tuan": (11, 20), "ha tuan": (21, 0),
}  # fmt: skip
_CENTURY = 40  # two figures of a year from here on are of the century before: `2/9/45`
_QUARTERS = {
    "i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4, "mot": 1, "nhat": 1, "hai": 2, "ba": 3,
    "tu": 4, "bon": 4,
}  # fmt: skip

_ACCENTS = re.compile("[à-öø-ýăđĩũơưạ-ỹ]")
# These words prove no day by themselves; `mùng` counts by the moon.
_NO_LEAD = re.compile(r"(?:(?:từ|tu|mùng|mồng|mung|mong)\s+)*")
_OF_THE_MOON = re.compile(r"(?:mùng|mồng|mung|mong|rằm|ram)\s")
_EACH_YEAR = re.compile(r" ?\(?(?:hằng|hàng|hang|mỗi|moi) (?:năm|nam)\b")
# `6 tháng 3 lần` counts months; `đường tỉnh 352 tháng 5` does not.
_COUNT = re.compile(r"(?:(?<!\d)\d{1,2}|\b(?:một|mot|hai|ba|bốn|bon|sáu|sau|chín|chin|mấy|may|vài|vai))\s\Z")
_LUNAR = re.compile(r"\)? \(?(?:âm lịch|am lich|al)\b")
_YEARS_BEFORE = re.compile(r"\b(?:năm|nam)\s(?:\d{4}(?: ?, ?| và | va ))+\Z")
# `số 5/2020` and `nghị quyết 5/2020` are numbers of documents, not May 2020.
_NUMBERED = re.compile(
    r"(?:\b(?:số|so|hiệu|nq|qđ|qd|nđ|nd|tt|ct|tb|kh|bc|cv|luật|luat|nghị quyết|nghi quyet|quyết định|quyet dinh"
    r"|nghị định|nghi dinh|thông tư|thong tu|chỉ thị|chi thi|kế hoạch|ke hoach|thông báo|thong bao|báo cáo|bao cao"
    r"|tờ trình|to trinh|công văn|cong van|án lệ|an le)[\x20:.]*|\d[-–])\Z"
)

_END = r"(?![\w/%]|[.,:]\d)"
_LEAD = (
    r"(?P<lead>(?:(?:từ|ngày|ngay|mùng|mồng|hôm|rạng|sáng|trưa|chiều|tối|đêm|khuya"
    r"|thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7]),?|chủ nhật,?)(?: (?:nay|qua|mai),?)? \(?){1,6})"
)
_WORDS = "mười một|mười hai|mười|một|hai|ba|tư|bốn|năm|sáu|bảy|tám|chín|giêng|chạp"
_SAID_YEAR = r"(?P<year>\d{4}|(?<=năm\x20)(?:nay|ngoái|trước|tới))"
_YEAR = rf"(?:,? năm | ?[/.-] ?| ){_SAID_YEAR}"
_MONTH = (
    rf"(?: ?(?P<sep>[/.-]) ?|,? tháng )(?P<month>\d{{1,2}}|{_WORDS})"
    rf"(?:(?(sep)(?: ?(?P=sep) ?|,? năm )|(?:,? năm | ?[/.-] ?|,? )){_SAID_YEAR})"
)
_TO = r"(?: ?[-–—] ?| (?:đến|tới)(?: hết)? )"
_QUARTER = "iv|i{1,3}|[1-4]|một|nhất|hai|ba|tư|bốn"
_TERM = r"(?:(?P<term>(?:nhiệm k[ỳì]|khóa|khoá)[\x20:(]+)|(?:giai đoạn|thời k[ỳì]|năm học|niên khóa) )?"

# In texts without accents `nam` is a year only where it is no region: `viet nam 2019`, `mien nam 2020`.
_NOT_YEAR = "".join(rf"(?<!{word}\x20)" for word in ("việt", "miền", "quảng", "hà", "phía", "đông", "tây"))
_ANCHOR = (
    r"(?<!\w)(?:(?<!\d[/.,:])\d|(?:từ|hôm|rạng|sáng|trưa|chiều|tối|đêm|khuya|ng[àa]y|mùng|mồng|th[áa]ng|qu[ýyí]"
    rf"|{_NOT_YEAR}năm|giai đoạn|nhiệm k[ỳì]|khóa|khoá|thời k[ỳì]|niên khóa|nửa|đầu|giữa|cuối"
    r"|(?:thượng|trung|hạ) tuần|ba|sáu|chín|chủ|thứ) )"
)
_Form = tuple[str, Callable[[re.Match[str], date | None], Phrase | None]]
_ISO: _Form = (r"(?P<year>\d{4})(?P<cut>[-/.])(?P<month>\d{1,2})(?P=cut)(?P<day>\d{1,2})(?!\d)", _iso)
_PART: _Form = (
    r"(?:(?P<count>\d{1,2}|ba|sáu|chín) tháng(?: (?P<which>đầu|cuối))?|nửa (?P<half>đầu|cuối))(?: của)? năm "
    rf"{_SAID_YEAR}{_END}",
    _part,
)
_YEARLESS_PART: _Form = (r"(?P<half>)(?P<count>\d|ba|sáu|chín) tháng (?P<which>đầu|cuối) năm(?!\w)", _part)
_RANGE: _Form = (
    rf"(?<!\d[-–]){_TERM}(?:từ )?(?:năm )?(?P<year>\d{{4}}){_TO}(?:năm )?(?P<last>\d{{4}}){_END}(?!-\d)",
    _range,
)
_DIGIT_FORMS: tuple[_Form, ...] = (
    _ISO,
    _PART,
    (rf"(?P<days>\d{{1,2}}(?:[-–]\d{{1,2}})?){_MONTH}{_END}", _days),
    (rf"(?P<days>\d{{1,2}})/(?P<month>\d{{1,2}})/(?P<year>\d\d){_END}(?!-\w)", _days),
    (rf"(?P<days>\d{{1,2}})(?:/| tháng )(?P<month>\d{{1,2}}){_END}", _days),
    (rf"(?P<number>)(?P<month>\d{{1,2}}) ?/ ?(?P<year>\d{{4}}){_END}", _months),
    _YEARLESS_PART,
    _RANGE,
    (rf"(?P<listed>)(?P<year>\d{{4}}){_END}", _year),
)
_WORD_FORMS: tuple[_Form, ...] = (
    (rf"{_LEAD}(?P<days>\d{{1,2}}(?:(?: ?, ?| và | ?[-–] ?| đến (?:ngày )?)\d{{1,2}}){{0,6}}?){_MONTH}{_END}", _days),
    (
        rf"{_LEAD}(?P<days>\d{{1,2}})(?P<cut>[/.-])(?P<month>\d{{1,2}})(?P=cut)(?P<year>\d\d){_END}(?!-\w)",
        _days,
    ),
    (
        rf"{_LEAD}(?P<days>\d{{1,2}}(?:(?: ?, ?| và )\d{{1,2}}){{0,6}}?)(?:[/.-]|,? tháng )"
        rf"(?P<month>\d{{1,2}}|giêng|chạp){_END}",
        _days,
    ),
    _PART,
    _YEARLESS_PART,
    (
        r"(?:từ )?(?P<part>nửa đầu|nửa cuối|đầu|giữa|cuối|thượng tuần|trung tuần|hạ tuần)(?: của)? "
        rf"tháng (?P<month>\d{{1,2}}|{_WORDS})(?:{_YEAR})?{_END}",
        _part_of_month,
    ),
    (rf"(?:từ )?(?P<part>đầu|giữa|cuối) qu[ýyí] (?P<first>{_QUARTER})(?:{_YEAR}){_END}", _part_of_quarter),
    (rf"(?:từ )?(?P<part>đầu|giữa|cuối) năm {_SAID_YEAR}{_END}", _part_of_year),
    _RANGE,
    (
        rf"(?:từ )?th[áa]ng (?P<month>\d{{1,2}}|{_WORDS})(?:{_TO}(?:tháng )?(?P<last>\d{{1,2}}))?"
        rf"(?:{_YEAR})?{_END}",
        _months,
    ),
    (
        rf"(?:từ )?qu[ýyí] (?P<first>{_QUARTER})(?:(?: ?[-–,] ?| và | đến )(?:qu[ýí] )?(?P<last>{_QUARTER}))?"
        rf"(?:{_YEAR})?{_END}",
        _quarters,
    ),
    (rf"(?:từ )?năm (?P<year>\d{{4}}){_END}", _year),
)


_Reader = tuple[re.Pattern[str], Callable[[re.Match[str], date | None], Phrase | None]]


def _compiled(write: Callable[[str], str]) -> tuple[re.Pattern[str], list[_Reader], list[_Reader]]:
    def readers(forms: tuple[_Form, ...]) -> list[_Reader]:
        return [(re.compile(write(source).replace(" ", r"(?:[\x20\n]{1,12})")), read) for source, read in forms]

    return re.compile(write(_ANCHOR).replace(" ", r"[\x20\n]")), readers(_DIGIT_FORMS), readers(_WORD_FORMS)


_MARKED = _compiled(lambda source: source)
_BARE = _compiled(fold)
