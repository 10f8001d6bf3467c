"""Draw how many documents there are of each year, month or other value: a bar for each, which may be a link."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from corpus.vi.dates.span import Span
from search_api.pages import labels
from search_api.sentences import pages as sentences

MAX_BARS = 40  # of more years, decades are drawn, and of more decades the last
WIDTH = 320  # units, which are pixels beside the results
_PLOT, _TOP, _AXIS = 84, 16, 18
_DIGIT, _TICK_GAP = 7, 8  # what a tick under a bar needs, and its distance to the next
_MAX_BAR_WIDTH = 28
_LEAST_HEIGHT = 2  # of what is not 0

Address = Callable[[Span], str | None]  # of the results of some days; None: the bar is no link


@dataclass(frozen=True, slots=True)
class BarValue:
    """Counts what one bar shows: its `name` stands in the table, the shorter `tick` under the bar.

    Without `href`, or with a count of 0, the bar is no link.
    """

    name: str
    tick: str
    count: int
    href: str | None = None
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """Holds a bar of the picture, from `y` down to the axis; `left` and `room` are the place that it has for itself.

    Its tick and its count stand around `middle`, which is away from the edges.
    """

    value: BarValue
    left: float
    room: float
    x: float
    y: int
    width: float
    height: int
    middle: float
    has_tick: bool


@dataclass(frozen=True, slots=True)
class BarChart:
    """Holds a picture of bars and the same as a table, whose first column is headed `head`.

    `highest` is the bar that bears its count, `note` a sentence on what is left out.
    """

    title: str
    head: str
    bars: tuple[Bar, ...]
    highest: Bar
    width: int
    height: int
    axis: int
    note: str | None = None


def bar_chart(title: str, head: str, values: Sequence[BarValue], note: str | None = None) -> BarChart | None:
    """Return the picture of values in their order; None where there is nothing to compare."""
    most = max((value.count for value in values), default=0)
    if len(values) < 2 or not most:
        return None
    room = WIDTH / len(values)
    step = ceil((max(len(value.tick) for value in values) * _DIGIT + _TICK_GAP) / room)
    bars = tuple(
        _bar(value, number * room, room, most, has_tick=(len(values) - 1 - number) % step == 0)
        for number, value in enumerate(values)
    )
    highest = max(bars, key=lambda bar: bar.value.count)
    return BarChart(title, head, bars, highest, WIDTH, _TOP + _PLOT + _AXIS, _TOP + _PLOT, note)


def years_chart(
    counts: Mapping[int, int], address: Address, chosen: Span | None = None, *, title: str | None = None
) -> BarChart | None:
    """Return the picture of all years from the first to the last, decades where there are too many.

    The bars of the `chosen` days are marked. None where there are no two years.
    """
    if not counts:
        return None
    step = 1 if max(counts) - min(counts) < MAX_BARS else 10
    first, last = min(counts) // step * step, max(counts) // step * step
    first_drawn = max(first, last - step * (MAX_BARS - 1))
    values = [
        days_value(_years(year, step), str(year), sum(counts.get(year + n, 0) for n in range(step)), address, chosen)
        for year in range(first_drawn, last + 1, step)
    ]
    earlier = sum(count for year, count in counts.items() if year < first_drawn)
    note = sentences.CHART_EARLIER.format(count=labels.count(earlier), year=first_drawn) if earlier else None
    return bar_chart(title or sentences.CHART_YEARS, sentences.FACET_LABELS["year"], values, note)


def months_chart(year: int, counts: Mapping[int, int], address: Address, chosen: Span | None = None) -> BarChart | None:
    """Return the picture of the twelve months of a year; the bars of the `chosen` days are marked."""
    values = [
        days_value(Span.month(year, month), str(month), counts.get(month, 0), address, chosen) for month in range(1, 13)
    ]
    return bar_chart(sentences.CHART_MONTHS.format(year=year), sentences.FACET_LABELS["month"], values)


def _years(first: int, count: int) -> Span:
    return Span(Span.year(max(first, 1)).start, Span.year(min(first + count - 1, 9999)).end)


def days_value(days: Span, tick: str, count: int, address: Address, chosen: Span | None = None) -> BarValue:
    """Return the bar of the documents of some days, which is marked where these are among the `chosen` ones."""
    name = labels.capitalised(labels.span(days.start, days.last))
    is_chosen = chosen is not None and days.within(chosen)
    return BarValue(name, tick, count, address(days) if count else None, is_chosen)


def _bar(value: BarValue, left: float, room: float, most: int, *, has_tick: bool) -> Bar:
    width = min(_MAX_BAR_WIDTH, room * 0.8)
    height = max(_LEAST_HEIGHT, round(value.count / most * _PLOT)) if value.count else 0
    x = left + (room - width) / 2
    half = max(len(value.tick), len(labels.count(value.count))) * _DIGIT / 2
    middle = min(max(left + room / 2, half), WIDTH - half)
    left, room, x, width, middle = (round(number, 1) for number in (left, room, x, width, middle))
    return Bar(value, left, room, x, _TOP + _PLOT - height, width, height, middle, has_tick)
