"""Find the dates that a Vietnamese text or query mentions, each as a span of days with its precision."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from itertools import pairwise

from corpus.vi.bounded import compile_bounded
from corpus.vi.dates.forms import YEARS, DatePhrase, find_phrases, is_unaccented, lowercase_in_place
from corpus.vi.dates.relative import NOW, bare_years, relative_phrases, spaced_days, spaced_months
from corpus.vi.dates.span import Span
from corpus.vi.text import fold

VIETNAM = timezone(timedelta(hours=7))


@dataclass(frozen=True, slots=True)
class DateMention:
    """Marks `text[start:end]` as a mention of the days of `span`.

    `precision` is one of `day`, `month`, `quarter`, `half`, `year`, `range`, `term`, `relative`.
    """

    start: int
    end: int
    text: str
    span: Span
    precision: str


@dataclass(frozen=True, slots=True)
class YearlessDate:
    """Marks `text[start:end]` as a mention of days of an unknown year: `ngày 13/1`, `tháng 6`, `6 tháng đầu năm`.

    `of` returns the days in a given year and raises ValueError where the calendar has none.
    """

    start: int
    end: int
    text: str
    of: Callable[[int], Span]


def find_dates(text: str, *, reference: date | None = None, today: date | None = None) -> list[DateMention]:
    """Return the dates in a tidy text, in order and not overlapping.

    `reference` is the day of the document: `ngày 13/1` is the nearest such day to it, `hôm qua` the day before it;
    without `reference` days without a year are skipped. `today` is set for queries: it resolves `hôm qua` and lets
    `2020` alone be a year. Days that no calendar has and years outside 1900-2100 are no dates.
    """
    if today:
        return find_typed_dates(text, today)[0]
    lowered = lowercase_in_place(text)
    unaccented = is_unaccented(lowered)
    phrases = list(find_phrases(lowered, unaccented=unaccented, today=reference))
    if reference:
        phrases += relative_phrases(lowered, reference, unaccented=unaccented, narrative=True)
        phrases = _drop_overlaps(phrases)
    return _resolve(text, phrases, reference)[0]


def find_typed_dates(text: str, today: date) -> tuple[list[DateMention], list[YearlessDate]]:
    """Return the dates in a tidy query that is entered on the day `today`, and its dates of an unknown year."""
    mentions, yearless = _resolve(text, _query_phrases(lowercase_in_place(text), today), None)
    return mentions, [
        YearlessDate(phrase.start, phrase.end, text[phrase.start : phrase.end], phrase.span)
        for phrase in yearless
        if _is_surely_date(text, phrase)
    ]


def parse_span(text: str) -> Span | None:
    """Read the value of a date filter: `2020`, `2020-01`, `2020-01-13`, or any form of `find_dates` with a year.

    Return None for anything else, also for several dates and for a date among other words.
    """
    text = text.strip()
    if period := _ISO_PERIOD.fullmatch(text):
        year, month = int(period[1]), int(period[2] or 0)
        if year not in YEARS or month > 12 or (period[2] and not month):
            return None
        return Span.month(year, month) if month else Span.year(year)
    mentions = find_dates(text)
    return mentions[0].span if len(mentions) == 1 and mentions[0].text == text else None


def parse_day(text: str) -> date | None:
    """Read the day of a portal's date field, with or without a time; a time with an offset gives the day in Vietnam."""
    moment = parse_moment(text)  # of a year in YEARS, so in the calendar of every zone
    return moment.astimezone(VIETNAM).date() if moment else None


def parse_moment(text: str) -> datetime | None:
    """Read the moment of a portal's date field: ISO 8601, RFC 2822 or a Vietnamese date line; without a time, midnight.

    The result always has an offset: that of Vietnam where none is given.
    """
    text = text.strip()
    moment = _parse_standard(text)
    if moment is None:
        days = [mention for mention in find_dates(text) if mention.span.days == 1]
        if len(days) != 1:
            return None
        moment = _with_clock(days[0].span.start, text[: days[0].start] + " " + text[days[0].end :])
    if moment is None or moment.year not in YEARS:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)


def _parse_standard(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    if not _RFC_2822.match(text):
        return None
    try:
        return parsedate_to_datetime(text)
    except ValueError:
        return None


def _with_clock(day: date, rest: str) -> datetime | None:
    """Return the day with the time in the rest of its line, midnight without one, None where no clock shows it."""
    clock = _CLOCK.search(rest)
    if not clock:
        return datetime(day.year, day.month, day.day)
    hour = int(clock["hour"])
    half = (clock["half"] or "").lower()
    if half in ("ch", "pm") and hour < 12:
        hour += 12
    if half in ("sa", "am") and hour == 12:
        hour = 0
    zone: timezone | None = None
    if clock["zulu"]:
        zone = UTC
    elif clock["sign"]:
        ahead = timedelta(hours=int(clock["ahead"]), minutes=int(clock["minutes"] or 0))
        zone = timezone(-ahead if clock["sign"] == "-" else ahead) if ahead < timedelta(days=1) else None
    try:
        return datetime(
            day.year, day.month, day.day, hour, int(clock["minute"]), int(clock["second"] or 0), tzinfo=zone
        )
    except ValueError:
        return None


def _query_phrases(lowered: str, today: date) -> list[DatePhrase]:
    """Return the phrases of a query, in which words with and without accents may stand side by side."""
    phrases = [
        *find_phrases(lowered, unaccented=False, today=today),
        *relative_phrases(lowered, today, unaccented=False, narrative=False),
        *bare_years(lowered),
        *spaced_days(lowered),
        *spaced_months(lowered),
    ]
    folded = fold(lowered)
    if len(folded) == len(lowered):
        candidates = [
            *find_phrases(folded, unaccented=True, today=today),
            *relative_phrases(folded, today, unaccented=True, narrative=False),
        ]
        phrases += [phrase for phrase in candidates if is_unaccented(lowered[phrase.start : phrase.end])]
    return _drop_overlaps(phrases)


def _is_surely_date(text: str, phrase: DatePhrase) -> bool:
    """Tell whether a phrase without a year is surely a date: `13/1`, but not `3/4`, `24/7`, `đường 30/4`."""
    try:
        first = phrase.span(2000).start  # in a leap year
    except ValueError:
        return False
    if phrase.certain or phrase.precision != "day":
        return phrase.certain
    named = _NAME_BEFORE.search(text, max(0, phrase.start - 16), phrase.start)
    return first.day > first.month and (first.day, first.month) != (24, 7) and not named


def _resolve(
    text: str, phrases: list[DatePhrase], reference: date | None
) -> tuple[list[DateMention], list[DatePhrase]]:
    """Give years to the phrases without one, from a neighbour or from the reference day, and join ranges.

    Return the dates and the phrases that remain without a year, both in order. Changes `phrases`.
    """
    links = [_link(text, phrase, after) for phrase, after in pairwise(phrases)]
    for i, link in enumerate(links):
        phrases[i + 1] = _continue_range(phrases[i], link, phrases[i + 1])
    mentions: list[DateMention] = []
    yearless: list[DatePhrase] = []
    following: DateMention | None = None
    for phrase, link in zip(reversed(phrases), [None, *reversed(links)], strict=False):
        span = _days_of(phrase, following if link else None, link == "to", reference)
        if span is None:
            following = None
            yearless += [phrase] if phrase.year is None else []
            continue
        mention = DateMention(phrase.start, phrase.end, text[phrase.start : phrase.end], span, phrase.precision)
        if link == "to" and following and _is_range(mention, following):
            whole = Span(span.start, max(span.end, following.span.end))
            mention = DateMention(phrase.start, following.end, text[phrase.start : following.end], whole, "range")
            mentions.pop()
        mentions.append(mention)
        following = mention
    return [mention for mention in reversed(mentions) if mention.precision != NOW], yearless[::-1]


def _continue_range(phrase: DatePhrase, link: str | None, after: DatePhrase) -> DatePhrase:
    """Return `after`, the end of a range, with the certainty and the year of its beginning where it lacks them."""
    if link != "to" or after.precision != "day" or after.year is not None:
        return after
    if phrase.year is None:
        return after._replace(certain=after.certain or phrase.certain)
    try:
        later = phrase.span(phrase.year).start <= after.span(phrase.year).start
    except ValueError:
        return after
    return after._replace(year=phrase.year if later else phrase.year + 1)


def _is_range(first: DateMention, last: DateMention) -> bool:
    """Tell whether two linked dates are a range, not an anniversary (`19/8/1945 - 19/8/2025`: over ten years)."""
    if "relative" in (first.precision, last.precision) or first.span.start >= last.span.end:
        return False
    if last.precision == NOW:
        return True
    return not (first.precision == last.precision == "day" and (last.span.end - first.span.start).days > 3653)


def _link(text: str, phrase: DatePhrase, after: DatePhrase) -> str | None:
    """Return `to` or `and` for what stands between two phrases, None for anything else."""
    if after.start - phrase.end > 12:
        return None
    between = text[phrase.end : after.start].lower()
    if _RANGE_GAP.fullmatch(between):
        return "to"
    return "and" if _LIST_GAP.fullmatch(between) else None


def _days_of(phrase: DatePhrase, following: DateMention | None, to: bool, reference: date | None) -> Span | None:
    try:
        if phrase.year is not None:
            return phrase.span(phrase.year)
        if following and (to or phrase.certain or phrase.precision != "day"):
            span = phrase.span(following.span.start.year)
            return phrase.span(span.start.year - 1) if to and span.start > following.span.start else span
    except ValueError:
        return None
    return _nearest(phrase, reference) if reference and phrase.certain else None


def _nearest(phrase: DatePhrase, reference: date) -> Span | None:
    spans: list[Span] = []
    for year in (reference.year, reference.year - 1, reference.year + 1):
        try:
            spans.append(phrase.span(year))
        except ValueError:
            continue
    return min(spans, key=lambda span: abs(span.start - reference), default=None)


def _drop_overlaps(phrases: list[DatePhrase]) -> list[DatePhrase]:
    """Return the phrases in order, of overlapping ones the first, of those that begin together the longest."""
    disjoint: list[DatePhrase] = []
    for phrase in sorted(phrases, key=lambda phrase: (phrase.start, -phrase.end)):
        if not disjoint or phrase.start >= disjoint[-1].end:
            disjoint.append(phrase)
    return disjoint


_NAME_BEFORE = re.compile(
    r"\b(?:đường|phố|ngõ|ngách|hẻm|số|phường|quận|tổ|khu|lô|thửa|tờ|cầu|chợ|trường|công viên|bệnh viện|quảng trường"
    r"|vận động|công ty|nhà máy|đội|đoàn|giải|cúp|thắng|thua|hòa|hoà|t[ỷỉ] số|t[ỷỉ] lệ|khoảng|điểm"
    r"|duong|pho|ngo|ngach|hem|so|phuong|quan|khu|lo|thua|cau|cho|truong|cong vien|benh vien|quang truong|van dong"
    r"|cong ty|nha may|doi|doan|giai|cup|thang|thua|hoa|ty so|ti so|ty le|ti le)\s\Z",
    re.IGNORECASE,
)
_ISO_PERIOD = re.compile(r"(\d{4})(?:-(\d{1,2}))?")
_RFC_2822 = re.compile(r"(?:[A-Za-z]{3}, )?\d{1,2} [A-Za-z]{3} \d{4}")
_CLOCK = re.compile(
    r"(?<!\d)(?P<hour>\d{1,2}) ?(?:[:hg]|giờ) ?(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?"
    r"(?: ?(?P<half>SA|CH|AM|PM)\b)?"
    r"(?:(?P<zulu>Z)|,? ?\(?(?:GMT|UTC)? ?(?P<sign>[+-]) ?(?P<ahead>\d{1,2}):?(?P<minutes>\d{2})?)?",
    re.IGNORECASE,
)
_RANGE_GAP = compile_bounded(r" *(?:[-–—]|(?:cho )?(?:đến|den|tới|toi)(?: (?:hết|het))?) *")
_LIST_GAP = compile_bounded(r" *(?:,|;|&|và|va|,? *hoặc|hoac) *")
