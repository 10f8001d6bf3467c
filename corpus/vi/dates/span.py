"""Define `Span`, the half-open interval of days that represents dates of texts, filters and columns."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any


class _AfterCalendar(date):
    """Stands for the day after 9999-12-31, for which `date` has no value: the end of spans that reach the last day.

    It compares, subtracts and counts as that day would. Only spans hold it: it is no day of a document.
    """

    __slots__ = ()

    def toordinal(self) -> int:
        """Return the number after that of the last day."""
        return date.max.toordinal() + 1

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _AfterCalendar)

    def __ne__(self, other: object) -> bool:
        return not isinstance(other, _AfterCalendar)

    def __hash__(self) -> int:
        return hash(_AfterCalendar)

    def __lt__(self, other: date) -> bool:
        return False

    def __le__(self, other: date) -> bool:
        return self == other

    def __gt__(self, other: date) -> bool:
        return self != other

    def __ge__(self, other: date) -> bool:
        return True

    def __sub__(self, other: Any) -> Any:
        if isinstance(other, timedelta):
            return date.fromordinal(self.toordinal() - other.days) if other.days else self
        return timedelta(days=self.toordinal() - other.toordinal())

    def __rsub__(self, other: date) -> timedelta:
        return timedelta(days=other.toordinal() - self.toordinal())


AFTER_LAST_DAY: date = _AfterCalendar(date.max.year, date.max.month, date.max.day)


def day_after(day: date) -> date:
    """Return the next day; AFTER_LAST_DAY after 9999-12-31."""
    return day + timedelta(days=1) if day < date.max else AFTER_LAST_DAY


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Holds a half-open interval of days: `start` is in it, `end` is not."""

    start: date
    end: date

    @classmethod
    def day(cls, day: date) -> Span:
        """Return the span of a single day."""
        return cls(day, day_after(day))

    @classmethod
    def month(cls, year: int, month: int) -> Span:
        """Return the span of a month. Raises ValueError outside the calendar."""
        return cls.between(date(year, month, 1), date(year, month, monthrange(year, month)[1]))

    @classmethod
    def year(cls, year: int) -> Span:
        """Return the span of a year. Raises ValueError outside the calendar."""
        return cls.between(date(year, 1, 1), date(year, 12, 31))

    @classmethod
    def between(cls, first: date, last: date) -> Span:
        """Return the span from the first day to the last, both in it."""
        return cls(first, day_after(last))

    @property
    def last(self) -> date:
        """Return the last day of the span, which `end` follows."""
        return self.end - timedelta(days=1)

    @property
    def days(self) -> int:
        """Return the length in days."""
        return (self.end - self.start).days

    @property
    def label(self) -> str:
        """Return the shortest Vietnamese phrase for it: `ngày 13/01/2020`, `tháng 1/2020`, `năm 2020`, `từ … đến …`."""
        first, last = self.start, self.last
        if first == last:
            return f"ngày {_figures(first)}"
        if first.day == 1 and last.day == monthrange(last.year, last.month)[1] and last.year == first.year:
            match first.month, last.month:
                case 1, 12:
                    return f"năm {first.year}"
                case 1, 6:
                    return f"6 tháng đầu năm {first.year}"
                case 7, 12:
                    return f"6 tháng cuối năm {first.year}"
                case month, end if month == end:
                    return f"tháng {month}/{first.year}"
                case month, end if end % 3 == 0 and end - month == 2:
                    return f"quý {('I', 'II', 'III', 'IV')[end // 3 - 1]}/{first.year}"
        if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
            return f"các năm {first.year}–{last.year}"
        return f"từ {_figures(first)} đến {_figures(last)}"

    def overlaps(self, other: Span) -> bool:
        """Tell whether the two spans share a day."""
        return self.start < other.end and other.start < self.end

    def within(self, other: Span) -> bool:
        """Tell whether `other` contains every day of this span."""
        return other.start <= self.start and self.end <= other.end


def _figures(day: date) -> str:
    return f"{day.day:02}/{day.month:02}/{day.year:04}"
