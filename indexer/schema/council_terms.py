"""Write and read the column of councils' terms and sessions, from which queries learn when they were.

Every document that tells of a council's term or session has a value in the column; what most documents say holds.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from corpus.extraction.council_terms import CouncilSession
from corpus.vi.dates.span import Span

COLUMN = "sitting"
_YEARS = re.compile(r"(?!0000)[0-9]{4}-[0-9]{4}")
MAX_SESSION_DAYS = 15  # from the first day of a session to the last


@dataclass(frozen=True, slots=True)
class CouncilPeriod:
    """Says when a council's term, or a session of it, was; `documents` is how many of them say so."""

    council: str
    years: str
    session: str | None
    span: Span
    documents: int


def encode_session(sitting: CouncilSession) -> str:
    """Return the value of the column for a council's term or session."""
    day = sitting.day.isoformat() if sitting.day else ""
    return "\t".join((sitting.council, sitting.ordinal or "", sitting.years or "", sitting.session or "", day))


class CouncilTerms:
    """Tells when terms and sessions were, from the column's values with their document counts."""

    def __init__(self, values: Iterable[tuple[str, int]]) -> None:
        ordinals: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        self._terms: Counter[tuple[str, str]] = Counter()
        self._days: dict[tuple[str, str, str], Counter[date]] = defaultdict(Counter)
        for value, count in values:
            council, ordinal, years, session, day = value.rsplit("\t", 4)  # only a name may have a tab in it
            if not _is_term(years):
                continue
            self._terms[council, years] += count
            if ordinal:
                ordinals[council, ordinal][years] += count
            if session and day:
                self._days[council, years, session][date.fromisoformat(day)] += count
        self._ordinals = {key: _most_documented(years) for key, years in ordinals.items()}

    def years(self, ordinal: str) -> tuple[str, ...]:
        """Return the years that councils count as their term of an ordinal (`XIX`), those of most documents first."""
        documents = Counter[str]()
        for (council, known), years in self._ordinals.items():
            if known == ordinal:
                documents[years] += self._terms[council, years]
        return tuple(years for years, _ in documents.most_common())

    def asked(self, session: str | None, term: str | None, councils: Iterable[str] = ()) -> list[CouncilPeriod]:
        """Return when a session or term was, by the most documents first.

        `term` is an ordinal or years, None for any. `councils` limits whose terms count; without any, all do. A
        council whose name is the beginning of others (`HĐND huyện`) stands for all of those.
        """
        councils = tuple(councils)
        periods: list[CouncilPeriod] = []
        for (council, years), documents in self._terms.items():
            if councils and not any(council == name or council.startswith(name + " ") for name in councils):
                continue
            if term and term != years and self._ordinals.get((council, term)) != years:
                continue
            if session is None:
                periods.append(CouncilPeriod(council, years, None, _term_span(years), documents))
            elif days := self._days.get((council, years, session)):
                periods.append(CouncilPeriod(council, years, session, _session_span(days), days.total()))
        return sorted(periods, key=lambda period: (-period.documents, period.council, period.years))


def _most_documented(years: Counter[str]) -> str:
    """Return the years that most documents name; of equals the later ones."""
    return max(years, key=lambda term: (years[term], term))


def _is_term(years: str) -> bool:
    """Tell whether a document gives years in their order, of the calendar: `2021-2016` is a slip."""
    return _YEARS.fullmatch(years) is not None and years[:4] <= years[5:]


def _term_span(years: str) -> Span:
    """Return whole years, as the date `nhiệm kỳ 2016-2021` is read too."""
    first, last = map(int, years.split("-"))
    return Span(date(first, 1, 1), date(last + 1, 1, 1))


def _session_span(days: Counter[date]) -> Span:
    """Return the days of a session: those near the most frequent day that are named at least half as often."""
    main = max(days, key=lambda day: (days[day], day))
    reach = timedelta(days=MAX_SESSION_DAYS)
    near = [day for day, count in days.items() if 2 * count >= days[main] and abs(day - main) <= reach]
    return Span.between(min(near), max(near))
