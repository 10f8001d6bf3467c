"""Find the dates that a Vietnamese text or query speaks of, each as a span of days with the precision that was said."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from itertools import pairwise

from corpus.vi.dates.forms import YEARS, Phrase, is_bare, phrases, small_letters
from corpus.vi.dates.relative import NOW, bare_years, relative_phrases
from corpus.vi.dates.span import Span
from corpus.vi.text import fold

VIETNAM = timezone(timedelta(hours=7))


@dataclass(frozen=True, slots=True)
class DateMention:
    """Says that `text[start:end]` speaks of the days of `span`.

    `precision` is one of `day`, `month`, `quarter`, `half`, `year`, `range`, `term`, `relative`.
    """

    start: int
    end: int
    text: str
    span: Span
    precision: str


@dataclass(frozen=True, slots=True)
class OpenDate:
    """Says that `text[start:end]` speaks of days of any year: `ngày 13/1`, `tháng 6`, `6 tháng đầu năm`.

    `of` gives the days in a year and raises ValueError where its calendar has none.
    """

    start: int
    end: int
    text: str
    of: Callable[[int], Span]


def find_dates(text: str, *, reference: date | None = None, today: date | None = None) -> list[DateMention]:
    """Return the dates in a tidy text, in order and not overlapping.

    `reference` is the document's own day: `ngày 13/1` is then the nearest such day, `hôm qua` the day before it;
    without it a day without a year is passed over. `today` is the clock of a query: it gives `hôm qua` a day and
    lets a bare `2020` be a year. Days that no calendar has and years outside 1900-2100 are no dates.
    """
    if today:
        return find_asked(text, today)[0]
    small = small_letters(text)
    bare = is_bare(small)
    found = list(phrases(small, bare=bare, today=reference))
    if reference:
        found = _apart([*found, *relative_phrases(small, reference, bare=bare, told=True)])
    return _settle(text, found, reference)[0]


def find_asked(text: str, today: date) -> tuple[list[DateMention], list[OpenDate]]:
    """Return the dates in a tidy query that is asked today, and those that it leaves open in which year."""
    mentions, left = _settle(text, _typed(small_letters(text), today), None)
    said = (OpenDate(one.start, one.end, text[one.start : one.end], one.span) for one in left if _is_open(text, one))
    return mentions, list(said)


def parse_span(text: str) -> Span | None:
    """Read the value of a date filter: `2020`, `2020-01`, `2020-01-13`, or any one form of find_dates with its year."""
    text = text.strip()
    if plain := _PLAIN.fullmatch(text):
        year, month = int(plain[1]), int(plain[2] or 0)
        if year not in YEARS or month > 12 or (plain[2] and not month):
            return None
        return Span.month(year, month) if month else Span.year(year)
    found = find_dates(text)
    return found[0].span if len(found) == 1 and found[0].text == text else None


def parse_day(text: str) -> date | None:
    """Read the day of a portal's field, with or without a time; a time with an offset gives the day in Vietnam."""
    moment = parse_moment(text)
    return moment.astimezone(VIETNAM).date() if moment else None


def parse_moment(text: str) -> datetime | None:
    """Read the moment of a portal's field: ISO 8601, RFC 2822 or a Vietnamese date line; without a time, midnight.

    The result always bears an offset: Vietnam's where none is given.
    """
    text = text.strip()
    moment = _standard(text)
    if moment is None:
        days = [mention for mention in find_dates(text) if mention.span.days == 1]
        if len(days) != 1:
            return None
        moment = _at(days[0].span.start, text[: days[0].start] + " " + text[days[0].end :])
    if moment is None or moment.year not in YEARS:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)


def _standard(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    if not _MAIL.match(text):
        return None
    try:
        return parsedate_to_datetime(text)
    except ValueError:
        return None


def _at(day: date, rest: str) -> datetime | None:
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


def _typed(small: str, today: date) -> list[Phrase]:
    """Return the phrases of a query, in which words with and without accents may stand side by side."""
    found = [
        *phrases(small, bare=False, today=today),
        *relative_phrases(small, today, bare=False, told=False),
        *bare_years(small),
    ]
    plain = fold(small)
    if len(plain) == len(small):
        without = [*phrases(plain, bare=True, today=today), *relative_phrases(plain, today, bare=True, told=False)]
        found += [phrase for phrase in without if is_bare(small[phrase.start : phrase.end])]
    return _apart(found)


def _is_open(text: str, phrase: Phrase) -> bool:
    """Tell a day of any year from two figures: `13/1` is one, `3/4`, `24/7`, `đường 30/4` and `thắng 3/2` are none."""
    try:
        phrase.span(2000)  # a leap year
    except ValueError:
        return False
    if phrase.led or phrase.precision != "day":
        return phrase.led
    day, month = map(int, re.findall(r"\d+", text[phrase.start : phrase.end]))
    named = _NAMED_AFTER.search(text, max(0, phrase.start - 16), phrase.start)
    return day > month and (day, month) != (24, 7) and not named


def _settle(text: str, found: list[Phrase], reference: date | None) -> tuple[list[DateMention], list[Phrase]]:
    """Give years to phrases without one, from a phrase beside them or from the reference, and join ranges.

    Returns the dates and, each in order, the phrases that are left without a year.
    """
    links = [_link(text, phrase, after) for phrase, after in pairwise(found)]
    for i, link in enumerate(links):
        found[i + 1] = _continued(found[i], link, found[i + 1])
    mentions: list[DateMention] = []
    left: list[Phrase] = []
    following: DateMention | None = None
    for phrase, link in zip(reversed(found), [None, *reversed(links)], strict=False):
        span = _span(phrase, following if link else None, link == "to", reference)
        if span is None:
            following = None
            left += [phrase] if phrase.year is None else []
            continue
        mention = DateMention(phrase.start, phrase.end, text[phrase.start : phrase.end], span, phrase.precision)
        if link == "to" and following and _joins(mention, following):
            whole = Span(span.start, max(span.end, following.span.end))
            mention = DateMention(phrase.start, following.end, text[phrase.start : following.end], whole, "range")
            mentions.pop()
        mentions.append(mention)
        following = mention
    return [one for one in reversed(mentions) if one.precision != NOW], left[::-1]


def _continued(phrase: Phrase, link: str | None, after: Phrase) -> Phrase:
    """Let the end of a range take the proof that it is a day from the beginning, and the year where it has none."""
    if link != "to" or after.precision != "day" or after.year is not None:
        return after
    if phrase.year is None:
        return after._replace(led=after.led or phrase.led)
    try:
        later = phrase.span(phrase.year).start <= after.span(phrase.year).start
    except ValueError:
        return after
    return after._replace(year=phrase.year if later else phrase.year + 1)


def _joins(first: DateMention, last: DateMention) -> bool:
    """Tell a range from an anniversary (`19/8/1945 - 19/8/2025`)."""
    if "relative" in (first.precision, last.precision) or first.span.start >= last.span.end:
        return False
    if last.precision == NOW:
        return True
    return not (first.precision == last.precision == "day" and (last.span.end - first.span.start).days > 3653)


def _link(text: str, phrase: Phrase, after: Phrase) -> str | None:
    if after.start - phrase.end > 12:
        return None
    between = text[phrase.end : after.start].lower()
    if _TO.fullmatch(between):
        return "to"
    return "and" if _AND.fullmatch(between) else None


def _span(phrase: Phrase, following: DateMention | None, to: bool, reference: date | None) -> Span | None:
    try:
        if phrase.year is not None:
            return phrase.span(phrase.year)
        if following and (to or phrase.led or phrase.precision != "day"):
            span = phrase.span(following.span.start.year)
            return phrase.span(span.start.year - 1) if to and span.start > following.span.start else span
    except ValueError:
        return None
    return _nearest(phrase, reference) if reference and phrase.led else None


def _nearest(phrase: Phrase, reference: date) -> Span | None:
    spans: list[Span] = []
    for year in (reference.year, reference.year - 1, reference.year + 1):
        try:
            spans.append(phrase.span(year))
        except ValueError:
            continue
    return min(spans, key=lambda span: abs(span.start - reference), default=None)


def _apart(found: list[Phrase]) -> list[Phrase]:
    kept: list[Phrase] = []
    for phrase in sorted(found, key=lambda phrase: (phrase.start, -phrase.end)):
        if not kept or phrase.start >= kept[-1].end:
            kept.append(phrase)
    return kept


_NAMED_AFTER = re.compile(
    r"\b(?:đường|phố|ngõ|ngách|hẻm|số|phường|quận|tổ|khu|lô|thửa|tờ|cầu|chợ|trường|công viên|bệnh viện|quảng trường"
    r"|vận động|công ty|nhà máy|đội|đoàn|giải|cúp|thắng|thua|hòa|hoà|t[ỷỉ] số|t[ỷỉ] lệ|khoảng|điểm"
    r"|duong|pho|ngo|ngach|hem|so|phuong|quan|khu|lo|thua|cau|cho|truong|cong vien|benh vien|quang truong|van dong"
    r"|cong ty|nha may|doi|doan|giai|cup|thang|thua|hoa|ty so|ti so|ty le|ti le)\s\Z",
    re.IGNORECASE,
)
_PLAIN = re.compile(r"(\d{4})(?:-(\d{1,2}))?")
_MAIL = re.compile(r"(?:[A-Za-z]{3}, )?\d{1,2} [A-Za-z]{3} \d{4}")
_CLOCK = re.compile(
    r"(?<!\d)(?P<hour>\d{1,2}) ?(?:[:hg]|giờ) ?(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?"
    r"(?: ?(?P<half>SA|CH|AM|PM)\b)?"
    r"(?:(?P<zulu>Z)|,? ?\(?(?:GMT|UTC)? ?(?P<sign>[+-]) ?(?P<ahead>\d{1,2}):?(?P<minutes>\d{2})?)?",
    re.IGNORECASE,
)
_TO = re.compile(r" *(?:[-–—]|(?:cho )?(?:đến|den|tới|toi)(?: (?:hết|het))?) *")
_AND = re.compile(r" *(?:,|;|&|và|va|,? *hoặc|hoac) *")
