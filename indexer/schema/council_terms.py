"""Write and read the column of councils' terms and sessions, which dates those that a query names.

Every document that mentions a council's term or session has a value in the column; the most frequent values hold.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from corpus.extraction.council_terms import CouncilSession
from corpus.vi.dates.span import Span

COLUMN = "council_session"
_YEARS = re.compile(r"(?!0000)[0-9]{4}-[0-9]{4}")
MAX_SESSION_DAYS = 15  # from the first day of a session to the last


@dataclass(frozen=True, slots=True)
class CouncilPeriod:
    """Says when a council's term, or a session of it, was; `documents` is the number of documents that say so."""

    council: str
    years: str
    session: str | None
    span: Span
    documents: int


def encode_session(session: CouncilSession) -> str:
    """Return the value of the column for a council's term or session."""
    day = session.day.isoformat() if session.day else ""
    return "\t".join((session.council, session.ordinal or "", session.years or "", session.session or "", day))


class CouncilTerms:
    """Dates terms and sessions, from the column's values with their document counts."""

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
        """Return the years (`2016-2021`) of councils' terms of an ordinal (`XIX`), those of most documents first."""
        documents = Counter[str]()
        for (council, known), years in self._ordinals.items():
            if known == ordinal:
                documents[years] += self._terms[council, years]
        return tuple(years for years, _ in documents.most_common())

    def ordinal(self, council: str, years: str) -> str | None:
        """Return the ordinal of a council's term; None where documents give none, or several."""
        known = {ordinal for (name, ordinal), term in self._ordinals.items() if (name, term) == (council, years)}
        return known.pop() if len(known) == 1 else None

    def periods(self, session: str | None, term: str | None, councils: Iterable[str] = ()) -> list[CouncilPeriod]:
        """Return the periods of a session, or of a term where `session` is None, those of most documents first.

        `term` is an ordinal or years, None for any. `councils` restricts the councils; none means all. A name that is
        the beginning of others (`HĐND huyện`) stands for all of those.
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
                periods.append(CouncilPeriod(council, years, session, session_span(days), days.total()))
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
    return Span.between(date(first, 1, 1), date(last, 12, 31))


def session_span(days: Counter[date]) -> Span:
    """Return the days of a session: those near the most frequent day that are named at least half as often."""
    main = max(days, key=lambda day: (days[day], day))
    reach = timedelta(days=MAX_SESSION_DAYS)
    near = [day for day, count in days.items() if 2 * count >= days[main] and abs(day - main) <= reach]
    return Span.between(min(near), max(near))
