"""Read the written forms of dates with their regular expressions: days, months, quarters, years and parts of them.

The patterns expect lowercase text and are written with accents; for texts without any the same patterns are folded.
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


class DatePhrase(NamedTuple):
    """Holds a date phrase as it is written, possibly without a year.

    `span` returns the days in a given year and raises ValueError where the calendar has none; `year` is None where
    the phrase has none; `certain` tells that a word such as `ngày` proves it to be a date even without a year.
    """

    start: int
    end: int
    precision: str
    span: Callable[[int], Span]
    year: int | None
    certain: bool = False


def find_phrases(lowered: str, *, unaccented: bool, today: date | None) -> Iterator[DatePhrase]:
    """Yield the date phrases of a lowercase text, in order; `unaccented` selects the patterns without accents.

    `today` resolves `năm nay` and `năm ngoái`; None skips them.
    """
    anchor, digit_forms, word_forms = _UNACCENTED_PATTERNS if unaccented else _ACCENTED_PATTERNS
    at = 0
    while candidate := anchor.search(lowered, at):
        start = candidate.start()
        at = candidate.end()
        for pattern, read in digit_forms if lowered[start].isdigit() else word_forms:
            match = pattern.match(lowered, start)
            if match:
                at = match.end()
                phrase = read(match, today)
                if phrase:
                    yield phrase
                break


def lowercase_in_place(text: str) -> str:
    """Return the text in lowercase, with every letter at its offset (`İ` alone would become two).

    A dash of any kind between two digits of a day or month is a hyphen (`15–7–2020`).
    """
    lowered = text.lower()
    lowered = lowered if len(lowered) == len(text) else text.replace("İ", "I").lower()
    return _DASH_IN_DAY.sub("-", lowered)


def is_unaccented(lowered: str) -> bool:
    """Tell whether a lowercase text has no Vietnamese accents at all."""
    return not _ACCENTS.search(lowered)


def _month_number(word: str) -> int:
    return int(word) if word.isdigit() else _MONTH_NUMBERS[fold(" ".join(word.split()))]


def _read_days(match: re.Match[str], today: date | None) -> DatePhrase | None:
    days = [int(day) for day in re.findall(r"\d+", match["days"])]
    month = _month_number(match["month"])
    lead = match.groupdict().get("lead") or ""
    certain = not _WEAK_LEAD.fullmatch(lead)
    if days != sorted(set(days)) or _LUNAR_CALENDAR.match(match.string, match.end()):
        return None
    if _LUNAR_DAY_LEAD.search(lead) and fold(match["month"]) in _LUNAR_MONTHS:
        return None

    def span(year: int) -> Span:
        return Span.between(date(year, month, days[0]), date(year, month, days[-1]))

    return _date_phrase(match, "day" if len(days) == 1 else "range", span, today, certain)


def _read_iso(match: re.Match[str], today: date | None) -> DatePhrase | None:
    month, day = int(match["month"]), int(match["day"])
    return _date_phrase(match, "day", lambda year: Span.day(date(year, month, day)), today)


def _read_months(match: re.Match[str], today: date | None) -> DatePhrase | None:
    first = _month_number(match["month"])
    last = _month_number(match.groupdict().get("last") or match["month"])
    if "number" in match.groupdict() and _follows(match, _DOCUMENT_NUMBER_BEFORE, 16):
        return None
    if _LUNAR_CALENDAR.match(match.string, match.end()) or _follows(match, _COUNT_BEFORE, 8):
        return None
    # `tháng năm` may be any months and years.
    certain = match["month"].isdigit() or fold(match["month"]) in _LUNAR_MONTHS
    return _date_phrase(match, "month" if first == last else "range", _months(first, last), today, certain)


def _read_part_of_month(match: re.Match[str], today: date | None) -> DatePhrase | None:
    month = _month_number(match["month"])
    first, last = _MONTH_PARTS[fold(match["part"])]

    def span(year: int) -> Span:
        whole = Span.month(year, month)
        return Span(whole.start.replace(day=first), whole.start.replace(day=last + 1) if last else whole.end)

    if _LUNAR_CALENDAR.match(match.string, match.end()):
        return None
    return _date_phrase(match, "range", span, today, certain=True)


def _read_part_of_quarter(match: re.Match[str], today: date | None) -> DatePhrase | None:
    month = _QUARTER_NUMBERS[fold(match["first"])] * 3 - 2 + ("dau", "giua", "cuoi").index(fold(match["part"]))
    return _date_phrase(match, "range", lambda year: Span.month(year, month), today)


def _read_part_of_year(match: re.Match[str], today: date | None) -> DatePhrase | None:
    first, last = {"dau": (1, 3), "giua": (5, 8), "cuoi": (10, 12)}[fold(match["part"])]
    return _date_phrase(match, "range", _months(first, last), today)


def _read_quarters(match: re.Match[str], today: date | None) -> DatePhrase | None:
    first = _QUARTER_NUMBERS[fold(match["first"])]
    last = _QUARTER_NUMBERS[fold(match["last"] or match["first"])]
    certain = match["first"].isdigit() or match["first"].startswith("i")  # `quý hai` may be anything
    months = _months(first * 3 - 2, last * 3)
    return _date_phrase(match, "quarter" if first == last else "range", months, today, certain)


def _read_month_count(match: re.Match[str], today: date | None) -> DatePhrase | None:
    count = 6 if match["half"] else _month_number(match["count"])
    late = fold(match["half"] or match["which"] or "") == "cuoi"
    if not 2 <= count <= 11:
        return None
    first, last = (13 - count, 12) if late else (1, count)
    precision = {3: "quarter", 6: "half"}.get(count, "range")
    return _date_phrase(match, precision, _months(first, last), today, certain=True)


def _read_range(match: re.Match[str], today: date | None) -> DatePhrase | None:
    first, last = int(match["year"]), int(match["last"])
    if not first < last <= YEARS[-1]:
        return None
    precision = "term" if match["term"] else "range"
    return _date_phrase(match, precision, lambda year: Span(date(year, 1, 1), Span.year(last).end), today)


def _read_year(match: re.Match[str], today: date | None) -> DatePhrase | None:
    if "listed" in match.groupdict() and not _follows(match, _YEARS_BEFORE, 60):
        return None
    return _date_phrase(match, "year", Span.year, today)


def _months(first: int, last: int) -> Callable[[int], Span]:
    """Return the function that gives the span of two months and those between them in a year."""
    return lambda year: Span(Span.month(year, first).start, Span.month(year, last).end)


def _follows(match: re.Match[str], pattern: re.Pattern[str], length: int) -> bool:
    """Tell whether a pattern that ends in `\\Z` is found in the `length` letters before a match."""
    return pattern.search(match.string, max(0, match.start() - length), match.start()) is not None


def _date_phrase(
    match: re.Match[str], precision: str, span: Callable[[int], Span], today: date | None, certain: bool = False
) -> DatePhrase | None:
    written: str | None = match.groupdict().get("year")
    year = None
    if written and written.isdigit():
        year = int(written)
        if len(written) == 2:
            year += 2000 if year < _CENTURY_PIVOT else 1900
    elif written:
        if today is None:
            return None
        year = today.year + {"nay": 0, "toi": 1}.get(fold(written), -1)
    if year is not None and year not in YEARS:
        return None
    if year is None and _EACH_YEAR.match(match.string, match.end()):
        return None
    end = match.end()
    if "(" in match.group() and match.string[end : end + 1] == ")":
        end += 1
    return DatePhrase(match.start(), end, precision, span, year, certain)


_DASHES = "\u2010-\u2015\u2212\ufe58\ufe63\uff0d"
# Between a day, a month and a year in digits; other dashes are left as they are (`2016–2021`).
_DASH_IN_DAY = re.compile(
    rf"(?<=\d)(?<!\d{{3}})[{_DASHES}](?=\d{{1,2}}[{_DASHES}]\d{{2,4}}(?!\d))"
    rf"|(?<=\d[-{_DASHES}]\d)[{_DASHES}](?=\d{{2,4}}(?!\d))|(?<=\d[-{_DASHES}]\d\d)[{_DASHES}](?=\d{{2,4}}(?!\d))"
)
_MONTH_NUMBERS = {
    "mot": 1, "hai": 2, "ba": 3, "tu": 4, "bon": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9,
    "muoi": 10, "muoi mot": 11, "muoi hai": 12, "gieng": 1, "chap": 12,
}  # fmt: skip
_LUNAR_MONTHS = ("gieng", "chap")
# First and last day of the parts of a month; 0 is the month's last day.
_MONTH_PARTS = {
    "dau": (1, 10), "giua": (11, 20), "cuoi": (21, 0), "nua dau": (1, 15), "nua cuoi": (16, 0),
    "thuong tuan": (1, 10), "trung tuan": (11, 20), "ha tuan": (21, 0),
}  # fmt: skip
_CENTURY_PIVOT = 40  # two-digit years from here on are of the 20th century: `2/9/45`
_QUARTER_NUMBERS = {
    "i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4, "mot": 1, "nhat": 1, "hai": 2, "ba": 3,
    "tu": 4, "bon": 4,
}  # fmt: skip

_ACCENTS = re.compile("[à-öø-ýăđĩũơưạ-ỹ]")
# These words alone do not prove a day; `mùng` is of the lunar calendar.
_WEAK_LEAD = re.compile(r"(?:(?:từ|tu|mùng|mồng|mung|mong)\s+)*")
_LUNAR_DAY_LEAD = re.compile(r"(?:mùng|mồng|mung|mong|rằm|ram)\s")
_EACH_YEAR = re.compile(r" ?\(?(?:hằng|hàng|hang|mỗi|moi) (?:năm|nam)\b")
# `6 tháng 3 lần` counts months; `đường tỉnh 352 tháng 5` does not.
_COUNT_BEFORE = re.compile(r"(?:(?<!\d)\d{1,2}|\b(?:một|mot|hai|ba|bốn|bon|sáu|sau|chín|chin|mấy|may|vài|vai))\s\Z")
_LUNAR_CALENDAR = re.compile(r"\)? \(?(?:âm lịch|am lich|al)\b")
_YEARS_BEFORE = re.compile(r"\b(?:năm|nam)\s(?:\d{4}(?: ?, ?| và | va ))+\Z")
# `số 5/2020` and `nghị quyết 5/2020` are document numbers, not May 2020.
_DOCUMENT_NUMBER_BEFORE = re.compile(
    r"(?:\b(?:số|so|hiệu|nq|qđ|qd|nđ|nd|tt|ct|tb|kh|bc|cv|luật|luat|nghị quyết|nghi quyet|quyết định|quyet dinh"
    r"|nghị định|nghi dinh|thông tư|thong tu|chỉ thị|chi thi|kế hoạch|ke hoach|thông báo|thong bao|báo cáo|bao cao"
    r"|tờ trình|to trinh|công văn|cong van|án lệ|an le)[\x20:.]*|\d[-–])\Z"
)

_END = r"(?![\w/%]|[.,:]\d)"
_LEAD = (
    r"(?P<lead>(?:(?:từ|ngày|ngay|mùng|mồng|hôm|rạng|sáng|trưa|chiều|tối|đêm|khuya"
    r"|thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7]),?|chủ nhật,?)(?: (?:nay|qua|mai),?)? \(?){1,6})"
)
_MONTH_WORDS = "mười một|mười hai|mười|một|hai|ba|tư|bốn|năm|sáu|bảy|tám|chín|giêng|chạp"
_YEAR_VALUE = r"(?P<year>\d{4}|(?<=năm\x20)(?:nay|ngoái|trước|tới))"
_YEAR_SUFFIX = rf"(?:,? năm | ?[/.-] ?| ){_YEAR_VALUE}"
_MONTH_AND_YEAR = (
    rf"(?: ?(?P<sep>[/.-]) ?|,? tháng )(?P<month>\d{{1,2}}|{_MONTH_WORDS})"
    rf"(?:(?(sep)(?: ?(?P=sep) ?|,? năm )|(?:,? năm | ?[/.-] ?|,? )){_YEAR_VALUE})"
)
_TO = r"(?: ?[-–—] ?| (?:đến|tới)(?: hết)? )"
_QUARTER = "iv|i{1,3}|[1-4]|một|nhất|hai|ba|tư|bốn"
_TERM_LEAD = r"(?:(?P<term>(?:nhiệm k[ỳì]|khóa|khoá)[\x20:(]+)|(?:giai đoạn|thời k[ỳì]|năm học|niên khóa) )?"

# In texts without accents `nam` is `năm` only outside place names: `viet nam 2019`, `mien nam 2020`.
_NOT_IN_PLACE_NAME = "".join(rf"(?<!{word}\x20)" for word in ("việt", "miền", "quảng", "hà", "phía", "đông", "tây"))
_ANCHOR = (
    r"(?<!\w)(?:(?<!\d[/.,:])\d|(?:từ|hôm|rạng|sáng|trưa|chiều|tối|đêm|khuya|ng[àa]y|mùng|mồng|th[áa]ng|qu[ýyí]"
    rf"|{_NOT_IN_PLACE_NAME}năm|giai đoạn|nhiệm k[ỳì]|khóa|khoá|thời k[ỳì]|niên khóa|nửa|đầu|giữa|cuối"
    r"|(?:thượng|trung|hạ) tuần|ba|sáu|chín|chủ|thứ) |t(?= ?\d{1,2} ?[/.-] ?\d{4}(?!\d))"
    r"|q(?=\.? ?(?:\d|i{1,3}|iv) ?[/-] ?\d{4}(?!\d)))"
)
_Reader = Callable[[re.Match[str], date | None], DatePhrase | None]
_Form = tuple[str, _Reader]
_CompiledForm = tuple[re.Pattern[str], _Reader]
_ISO: _Form = (r"(?P<year>\d{4})(?P<cut>[-/.])(?P<month>\d{1,2})(?P=cut)(?P<day>\d{1,2})(?!\d)", _read_iso)
_MONTH_COUNT: _Form = (
    r"(?:(?P<count>\d{1,2}|ba|sáu|chín) tháng(?: (?P<which>đầu|cuối))?|nửa (?P<half>đầu|cuối))(?: của)? năm "
    rf"{_YEAR_VALUE}{_END}",
    _read_month_count,
)
_YEARLESS_MONTH_COUNT: _Form = (
    r"(?P<half>)(?P<count>\d|ba|sáu|chín) tháng (?P<which>đầu|cuối) năm(?!\w)",
    _read_month_count,
)
_RANGE: _Form = (
    rf"(?<!\d[-–]){_TERM_LEAD}(?:từ )?(?:năm )?(?P<year>\d{{4}}){_TO}(?:năm )?(?P<last>\d{{4}}){_END}(?!-\d)",
    _read_range,
)
_DIGIT_FORMS: tuple[_Form, ...] = (
    _ISO,
    _MONTH_COUNT,
    (rf"(?P<days>\d{{1,2}}(?:[-–]\d{{1,2}})?){_MONTH_AND_YEAR}{_END}", _read_days),
    (rf"(?P<days>\d{{1,2}})/(?P<month>\d{{1,2}})/(?P<year>\d\d){_END}(?!-\w)", _read_days),
    (rf"(?P<days>\d{{1,2}})(?:/| tháng )(?P<month>\d{{1,2}}){_END}", _read_days),
    (rf"(?P<number>)(?P<month>\d{{1,2}}) ?/ ?(?P<year>\d{{4}}){_END}", _read_months),
    _YEARLESS_MONTH_COUNT,
    _RANGE,
    (rf"(?P<listed>)(?P<year>\d{{4}}){_END}", _read_year),
)
_WORD_FORMS: tuple[_Form, ...] = (
    (
        rf"{_LEAD}(?P<days>\d{{1,2}}(?:(?: ?, ?| và | ?[-–] ?| đến (?:ngày )?)\d{{1,2}}){{0,6}}?)"
        rf"{_MONTH_AND_YEAR}{_END}",
        _read_days,
    ),
    (
        rf"{_LEAD}(?P<days>\d{{1,2}})(?P<cut>[/.-])(?P<month>\d{{1,2}})(?P=cut)(?P<year>\d\d){_END}(?!-\w)",
        _read_days,
    ),
    (
        rf"{_LEAD}(?P<days>\d{{1,2}}(?:(?: ?, ?| và )\d{{1,2}}){{0,6}}?)(?:[/.-]|,? tháng )"
        rf"(?P<month>\d{{1,2}}|giêng|chạp){_END}",
        _read_days,
    ),
    _MONTH_COUNT,
    _YEARLESS_MONTH_COUNT,
    (
        r"(?:từ )?(?P<part>nửa đầu|nửa cuối|đầu|giữa|cuối|thượng tuần|trung tuần|hạ tuần)(?: của)? "
        rf"tháng (?P<month>\d{{1,2}}|{_MONTH_WORDS})(?:{_YEAR_SUFFIX})?{_END}",
        _read_part_of_month,
    ),
    (rf"(?:từ )?(?P<part>đầu|giữa|cuối) qu[ýyí] (?P<first>{_QUARTER})(?:{_YEAR_SUFFIX}){_END}", _read_part_of_quarter),
    (rf"(?:từ )?(?P<part>đầu|giữa|cuối) năm {_YEAR_VALUE}{_END}", _read_part_of_year),
    _RANGE,
    (
        rf"(?:từ )?th[áa]ng (?P<month>\d{{1,2}}|{_MONTH_WORDS})(?:{_TO}(?:tháng )?(?P<last>\d{{1,2}}))?"
        rf"(?:{_YEAR_SUFFIX})?{_END}",
        _read_months,
    ),
    (
        rf"(?:từ )?qu[ýyí] (?P<first>{_QUARTER})(?:(?: ?[-–,] ?| và | đến )(?:qu[ýí] )?(?P<last>{_QUARTER}))?"
        rf"(?:{_YEAR_SUFFIX})?{_END}",
        _read_quarters,
    ),
    (rf"(?:từ )?năm (?P<year>\d{{4}}){_END}", _read_year),
    (rf"t ?(?P<month>\d{{1,2}}) ?[/.-] ?(?P<year>\d{{4}}){_END}", _read_months),
    (rf"q\.? ?(?P<first>[1-4]|i{{1,3}}|iv)(?P<last>(?!))? ?[/-] ?(?P<year>\d{{4}}){_END}", _read_quarters),
)


def _compile(spell: Callable[[str], str]) -> tuple[re.Pattern[str], list[_CompiledForm], list[_CompiledForm]]:
    """Return the pattern of what may begin a date, and the forms that begin with a digit and with a word."""

    def compile_forms(forms: tuple[_Form, ...]) -> list[_CompiledForm]:
        return [(re.compile(spell(source).replace(" ", r"(?:[\x20\n]{1,12})")), read) for source, read in forms]

    return re.compile(spell(_ANCHOR).replace(" ", r"[\x20\n]")), compile_forms(_DIGIT_FORMS), compile_forms(_WORD_FORMS)


_ACCENTED_PATTERNS = _compile(lambda source: source)
_UNACCENTED_PATTERNS = _compile(fold)
