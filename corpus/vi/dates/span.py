"""Define `Span`, the half-open interval of days that represents dates of texts, filters and columns."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Holds a half-open interval of days: `start` is in it, `end` is not."""

    start: date
    end: date

    @classmethod
    def day(cls, day: date) -> Span:
        """Return the span of a single day."""
        return cls(day, day + timedelta(days=1))

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
        return cls(first, last + timedelta(days=1))

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
        if first.day == 1 and self.end.day == 1 and last.year == first.year:
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
