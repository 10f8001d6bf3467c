from __future__ import annotations

import json
import lzma
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.dates import WEDNESDAY, golden, recognised_dates
from corpus.vi.dates.find import VIETNAM, find_dates, find_typed_dates, parse_day, parse_moment, parse_span
from corpus.vi.dates.span import Span
from corpus.vi.text import fold

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
DAY_FORMS = (
    "{d:02}/{m:02}/{y}",
    "{d}/{m}/{y}",
    "{d}-{m}-{y}",
    "{d}.{m}.{y}",
    "{y}-{m:02}-{d:02}",
    "ngày {d} tháng {m} năm {y}",
    "ngày {d:02} tháng {m:02} năm {y}",
    "sáng {d}/{m}/{y}",
    "chiều ngày {d}-{m}-{y}",
    "ngày {d}/{m} năm {y}",
)
MONTH_FORMS = ("tháng {m}/{y}", "tháng {m:02} năm {y}", "tháng {m}-{y}", "{m}/{y}")
MARKS = st.text(alphabet="ngàythángăm quýIV0123456789/-.–,đếnvà(từ%\n", max_size=60)


def written(form: str, day: date) -> str:
    return form.format(d=day.day, m=day.month, y=day.year)


@pytest.mark.parametrize(("when", "text", "expected"), golden())
def test_dates_are_found_as_the_table_says(when: str, text: str, expected: str):
    assert recognised_dates(when, text) == expected


@given(DAYS, st.sampled_from(DAY_FORMS), st.booleans(), st.booleans())
def test_every_written_form_gives_its_day(day: date, form: str, unaccented: bool, capitals: bool):
    phrase = written(form, day)
    phrase = fold(phrase) if unaccented else phrase
    phrase = phrase.upper() if capitals else phrase
    (mention,) = find_dates(f"({phrase})")
    assert (mention.text, mention.span, mention.precision) == (phrase, Span.day(day), "day")
    assert parse_span(phrase) == Span.day(day)
    assert parse_day(phrase) == day


@given(DAYS, st.sampled_from(MONTH_FORMS), st.booleans())
def test_every_written_form_gives_its_month(day: date, form: str, unaccented: bool):
    phrase = written(form, day)
    phrase = fold(phrase) if unaccented else phrase
    assert [(m.span, m.precision) for m in find_dates(phrase)] == [(Span.month(day.year, day.month), "month")]


@given(DAYS, DAYS, st.sampled_from(("từ {} đến {}", "từ ngày {} đến ngày {}", "{} - {}", "{}–{}")))
def test_two_days_joined_by_to_are_a_range(first: date, last: date, form: str):
    first, last = min(first, last), max(first, last)
    last = min(last, first + timedelta(days=3000))
    if first == last:
        return
    (mention,) = find_dates(form.format(written("{d}/{m}/{y}", first), written("{d}/{m}/{y}", last)))
    assert (mention.span, mention.precision) == (Span.between(first, last), "range")


@given(DAYS.filter(lambda day: 1900 < day.year < 2100), st.integers(-170, 170))
def test_a_day_without_a_year_is_the_nearest_to_its_document(reference: date, distance: int):
    day = reference + timedelta(days=distance)
    (mention,) = find_dates(f"sáng {day.day}/{day.month}", reference=reference)
    if (day.month, day.day) != (2, 29):
        assert mention.span == Span.day(day)


@given(MARKS, st.sampled_from([{}, {"reference": WEDNESDAY}, {"today": WEDNESDAY}]))
def test_mentions_are_in_order_and_quote_the_text(text: str, clock: dict[str, date]):
    end = 0
    for mention in find_dates(text, **clock):
        assert end <= mention.start < mention.end
        assert text[mention.start : mention.end] == mention.text
        assert mention.span.start < mention.span.end
        end = mention.end


@pytest.mark.parametrize(("text", "days"), [("từ 6 tháng chạp", []), ("từ 20 tháng chạp", [20])])
def test_a_month_in_words_is_no_error_in_a_query(text: str, days: list[int]):
    """A day before a month in words, after a word that proves no date, is judged by its numbers as in `20/12`."""
    mentions, yearless = find_typed_dates(text, WEDNESDAY)
    assert not mentions
    assert [phrase.of(2020).start.day for phrase in yearless] == days


def test_offsets_hold_where_lowercase_is_longer():
    (mention,) = find_dates("İSTANBUL, NGÀY 13/01/2020")
    assert mention.text == "NGÀY 13/01/2020"


@pytest.mark.parametrize(
    ("value", "span"),
    [
        ("2020", Span.year(2020)),
        ("2020-01", Span.month(2020, 1)),
        ("2020-01-13", Span.day(date(2020, 1, 13))),
        ("tháng 3/2020", Span.month(2020, 3)),
        (" quý I/2020 ", Span.between(date(2020, 1, 1), date(2020, 3, 31))),
        ("2016-2021", Span.between(date(2016, 1, 1), date(2021, 12, 31))),
        ("2020-13", None),
        ("2020-00", None),
        ("1899", None),
        ("13/1/2020 và 15/1/2020", None),
        ("ngày 13/1", None),
        ("hôm qua", None),
        ("", None),
    ],
)
def test_a_filter_value_is_one_date_or_nothing(value: str, span: Span | None):
    assert parse_span(value) == span


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("15/7/2020", "2020-07-15T00:00:00+07:00"),
        ("2020-07-17T00:05:00.000Z", "2020-07-17T00:05:00+00:00"),
        ("2020-01-22 11:21:00", "2020-01-22T11:21:00+07:00"),
        ("22/01/2020 | 11:21", "2020-01-22T11:21:00+07:00"),
        ("Thứ Tư, 22/01/2020 | 11:21 GMT+7", "2020-01-22T11:21:00+07:00"),
        ("22/01/2020, 04:21 (GMT+0)", "2020-01-22T04:21:00+00:00"),
        ("11:21 - 22/01/2020", "2020-01-22T11:21:00+07:00"),
        ("22/01/2020 1:05:30 CH", "2020-01-22T13:05:30+07:00"),
        ("22/01/2020 12:05 SA", "2020-01-22T00:05:00+07:00"),
        ("ngày 22/01/2020 lúc 11 giờ 21", "2020-01-22T11:21:00+07:00"),
        ("Wed, 22 Jan 2020 04:21:00 GMT", "2020-01-22T04:21:00+00:00"),
        ("Wed, 22 Jan 2020 11:21:00 +0700", "2020-01-22T11:21:00+07:00"),
        ("22/01/2020 25:61", None),
        ("31/2/2020", None),
        ("0001-01-01", None),
        ("Wed, 32 Jan 2020 11:21:00 +0700", None),
        ("không rõ", None),
        ("", None),
    ],
)
def test_a_field_gives_its_moment_with_an_offset(value: str, moment: str | None):
    assert parse_moment(value) == (moment and datetime.fromisoformat(moment))


def test_the_day_of_a_moment_is_the_day_in_vietnam():
    assert parse_day("2020-07-16T17:00:00Z") == date(2020, 7, 17)


@given(st.datetimes(datetime(1900, 1, 2), datetime(2100, 12, 30)), st.booleans())
def test_iso_moments_come_back_as_they_were(moment: datetime, zoned: bool):
    if zoned:
        moment = moment.replace(tzinfo=VIETNAM)
    assert parse_moment(moment.isoformat()) == moment.replace(tzinfo=VIETNAM)


@given(st.text(max_size=40) | MARKS)
def test_no_field_value_is_an_error(value: str):
    parse_day(value)
    parse_span(value)


def test_at_most_one_year_in_fifty_is_missed_in_news(shared_data: Path):
    """Years are counted as `năm` before four digits of this century."""
    total = missed = 0
    with lzma.open(shared_data / "news" / "articles.jsonl.xz", "rt", encoding="utf-8") as lines:
        for _, line in zip(range(300), lines, strict=False):
            text = json.loads(line)["body"]
            mentions = [(m.start, m.end) for m in find_dates(text)]
            at = -1
            while (at := text.find("năm 20", at + 1)) >= 0:
                total += 1
                missed += not any(start <= at < end for start, end in mentions)
    assert total > 100
    assert missed <= total // 50
