"""Keep the table of councils' terms and sessions that the documents of an index teach, and read queries by it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from corpus.extraction.council_terms import Sitting
from corpus.vi.dates.span import Span

COLUMN = "sitting"  # of values, one for each thing that a document says of a council's terms and sessions
LONGEST = 15  # days from the first to the last of a session


@dataclass(frozen=True, slots=True)
class Met:
    """Says when a council's term, or a session of it, was; `documents` say so."""

    council: str
    years: str
    session: str | None
    span: Span
    documents: int


def packed(sitting: Sitting) -> str:
    """Return the value of the column that holds a sitting."""
    day = sitting.day.isoformat() if sitting.day else ""
    return "\t".join((sitting.council, sitting.ordinal or "", sitting.years or "", sitting.session or "", day))


class Calendar:
    """Answers from a column's values with their counts: what most documents say holds."""

    def __init__(self, values: Iterable[tuple[str, int]]) -> None:
        ordinals: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        self._terms: Counter[tuple[str, str]] = Counter()
        self._days: dict[tuple[str, str, str], Counter[date]] = defaultdict(Counter)
        for value, count in values:
            council, ordinal, years, session, day = value.split("\t")
            self._terms[council, years] += count
            if ordinal:
                ordinals[council, ordinal][years] += count
            if session and day:
                self._days[council, years, session][date.fromisoformat(day)] += count
        self._ordinals = {key: max(years, key=lambda one: (years[one], one)) for key, years in ordinals.items()}

    def years(self, ordinal: str) -> tuple[str, ...]:
        """Return the years that councils count as their term of an ordinal (`XIX`), those of most documents first."""
        found = Counter[str]()
        for (council, own), years in self._ordinals.items():
            if own == ordinal:
                found[years] += self._terms[council, years]
        return tuple(years for years, _ in found.most_common())

    def asked(self, session: str | None, term: str | None, councils: Iterable[str] = ()) -> list[Met]:
        """Return when the asked session or term was, what most documents tell of first.

        `term` is an ordinal or years, None for any; `councils` are those that count, without any all of them. A
        council whose name the others begin with (`HĐND huyện`) stands for all of those.
        """
        named = tuple(councils)
        found: list[Met] = []
        for (council, years), documents in self._terms.items():
            if named and not any(council == one or council.startswith(one + " ") for one in named):
                continue
            if term and term != years and self._ordinals.get((council, term)) != years:
                continue
            if session is None:
                found.append(Met(council, years, None, _term(years), documents))
            elif days := self._days.get((council, years, session)):
                found.append(Met(council, years, session, _session(days), days.total()))
        return sorted(found, key=lambda met: (-met.documents, met.council, met.years))


def _term(years: str) -> Span:
    """Return whole years, as `nhiệm kỳ 2016-2021` is read as a date too."""
    first, last = map(int, years.split("-"))
    return Span(date(first, 1, 1), date(last + 1, 1, 1))


def _session(days: Counter[date]) -> Span:
    """Return the days of a session: what is said at least half as often as the commonest day, and lies near it."""
    best = max(days, key=lambda day: (days[day], day))
    near = [
        day for day, count in days.items() if 2 * count >= days[best] and abs(day - best) <= timedelta(days=LONGEST)
    ]
    return Span.between(min(near), max(near))
