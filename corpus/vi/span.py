"""Define the span of days that dates in texts, filters and columns are."""

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
        """Return the span of one day."""
        return cls(day, day + timedelta(days=1))

    @classmethod
    def month(cls, year: int, month: int) -> Span:
        """Return the span of one month. Raises ValueError outside the calendar."""
        return cls.between(date(year, month, 1), date(year, month, monthrange(year, month)[1]))

    @classmethod
    def year(cls, year: int) -> Span:
        """Return the span of one year. Raises ValueError outside the calendar."""
        return cls.between(date(year, 1, 1), date(year, 12, 31))

    @classmethod
    def between(cls, first: date, last: date) -> Span:
        """Return the span from the first day to the last, both in it."""
        return cls(first, last + timedelta(days=1))

    @property
    def last(self) -> date:
        """Give the last day that is in the span."""
        return self.end - timedelta(days=1)

    @property
    def days(self) -> int:
        """Give the length in days."""
        return (self.end - self.start).days

    def touches(self, other: Span) -> bool:
        """Tell whether some day is in both."""
        return self.start < other.end and other.start < self.end

    def within(self, other: Span) -> bool:
        """Tell whether every day of it is in the other."""
        return other.start <= self.start and self.end <= other.end
