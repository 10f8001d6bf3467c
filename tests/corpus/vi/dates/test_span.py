"""Spans are half-open intervals of days up to and with the last day of the calendar."""

from __future__ import annotations

import copy
import pickle
from datetime import date, timedelta
from operator import ge, gt, le, lt

from hypothesis import given
from hypothesis import strategies as st

from corpus.vi.dates.span import AFTER_LAST_DAY, Span, day_after

DAYS = st.dates() | st.sampled_from([date.min, date(1, 1, 2), date(9999, 12, 30), date.max])


@given(DAYS, DAYS, DAYS)
def test_a_span_contains_its_days_and_no_other(one: date, other: date, day: date) -> None:
    first, last = sorted((one, other))
    span = Span.between(first, last)
    assert span.overlaps(Span.day(day)) == Span.day(day).within(span) == (first <= day <= last)
    assert (span.last, span.days) == (last, last.toordinal() - first.toordinal() + 1)
    assert span.end.toordinal() == last.toordinal() + 1
    assert span.label


@given(DAYS)
def test_the_day_after_the_last_is_above_all_days(day: date) -> None:
    lower, higher = [day, AFTER_LAST_DAY], [AFTER_LAST_DAY, day]
    for compare, answers in ((lt, (True, False)), (le, (True, False)), (gt, (False, True)), (ge, (False, True))):
        assert (compare(*lower), compare(*higher)) == answers
    assert day != AFTER_LAST_DAY
    assert AFTER_LAST_DAY - day == timedelta(days=3652060 - day.toordinal()) == -(day - AFTER_LAST_DAY)
    assert max(day, AFTER_LAST_DAY) == min(AFTER_LAST_DAY, AFTER_LAST_DAY) == AFTER_LAST_DAY


def test_the_day_after_the_last_survives_copies_and_processes() -> None:
    span = Span.day(date.max)
    assert pickle.loads(pickle.dumps(span)) == copy.deepcopy(span) == span
    assert hash(pickle.loads(pickle.dumps(span))) == hash(span)
    assert day_after(date.max) is AFTER_LAST_DAY
    assert day_after(date(2019, 12, 31)) == date(2020, 1, 1)


def test_the_last_spans_have_their_short_names() -> None:
    assert Span.year(9999).label == "năm 9999"
    assert Span.month(9999, 12).label == "tháng 12/9999"
    assert Span.day(date.max).label == "ngày 31/12/9999"
