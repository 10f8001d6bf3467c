"""Write and read the column of sittings: which session of which council a document is of.

A value names council, unit, term, number and day, as one document says it, so that a change of a document concerns its
own record alone. What belongs together is told when it is read (`sittings`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from corpus.document import Document, day_of
from corpus.extraction.council_terms import CouncilSession
from corpus.extraction.sittings import sitting_of
from corpus.vi.bodies import parse_body
from corpus.vi.dates.sessions import COUNCIL_TERMS
from corpus.vi.dates.span import Span
from corpus.vi.syllables import terms
from corpus.vi.unit_names import units_named
from corpus.vi.units import Unit, unit
from indexer.schema.council_terms import session_span
from indexer.schema.units import body_named

COLUMN = "sitting"
# A council is elected at its first sitting, within so many days of the beginning of its term or its unit.
_DAYS_TO_FIRST_SITTING = timedelta(days=150)
MAX_DAYS_APART = 60  # of a sitting that was put off; documents further apart are of two councils of one name


@dataclass(frozen=True, slots=True)
class KnownSitting:
    """Holds a sitting as its documents name it: `values` are theirs in the column, `days` those on which it sat.

    `unit` is None where the table of units does not know it.
    """

    council: str
    unit: Unit | None
    term: str
    number: str
    values: tuple[str, ...]
    documents: int
    days: Span | None


def sitting_values(document: Document, sessions: Iterable[CouncilSession]) -> tuple[str, ...]:
    """Return the value of the column for a completed document; none where its sitting is not known."""
    sitting = sitting_of(document, sessions)
    if sitting is None:
        return ()
    body = body_named(sitting.council, document)
    day = day_of(document)
    if sitting.number == "1" and day and not _is_first(sitting.term, body.unit if body else None, day):
        return ()
    parts = (sitting.council, body.unit.id if body else "", sitting.term, sitting.number)
    return ("\t".join((*parts, sitting.day.isoformat() if sitting.day else "")),)


def _is_first(term: str, at: Unit | None, day: date) -> bool:
    """Tell whether a council of a unit may have had its first sitting by a day."""
    begins = COUNCIL_TERMS[term].start
    if at and at.since:
        begins = max(begins, at.since)
    return day < begins + _DAYS_TO_FIRST_SITTING


def sittings(values: Iterable[tuple[str, int]]) -> list[KnownSitting]:
    """Return the sittings of the column's values, with the numbers of their documents.

    Left out are those of a name that several councils bear, where documents do not say which one is meant.
    """
    counts: dict[tuple[str, str, str, str], Counter[str]] = defaultdict(Counter)
    labels: dict[str, Counter[str]] = defaultdict(Counter)
    days: dict[tuple[str, str, str, str], Counter[date]] = defaultdict(Counter)
    with_unit: set[str] = set()
    for value, count in values:
        council, unit_id, term, number, day = value.rsplit("\t", 4)
        name = " ".join(terms(council))
        key = name, unit_id, term, number
        counts[key][value] += count
        labels[name][council] += count
        if day:
            days[key][date.fromisoformat(day)] += count
        if unit_id:
            with_unit.add(name)
    known = []
    for (name, unit_id, term, number), documents in counts.items():
        label = max(labels[name], key=lambda spelling: (labels[name][spelling], spelling))
        sat = days[name, unit_id, term, number]
        if not unit_id and (name in with_unit or _is_shared(label) or _are_apart(sat)):
            continue
        span = session_span(sat) if sat else None
        at = unit(unit_id) if unit_id else None
        known.append(KnownSitting(label, at, term, number, tuple(sorted(documents)), documents.total(), span))
    return known


def _is_shared(council: str) -> bool:
    """Tell whether the name of a council is that of several units of one time."""
    body = parse_body(council)
    units = units_named(body.place) if body and body.place else ()
    return len({each.until is None for each in units}) < len(units)


def _are_apart(days: Counter[date]) -> bool:
    return bool(days) and (max(days) - min(days)).days > MAX_DAYS_APART
