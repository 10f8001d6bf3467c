"""Give each sitting of an index a readable id, made of its council, its term and its number."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from corpus.vi.dates.sessions import COUNCIL_TERMS
from corpus.vi.text import slug
from corpus.vi.units import Unit
from indexer.schema.council_terms import CouncilTerms
from indexer.schema.sittings import KnownSitting, sittings
from indexer.search.body_periods import body_id
from indexer.search.query.body_names import BodyNames
from indexer.sitting_results import NamedSitting


class SittingNames:
    """Finds sittings by id, by the values of their column, and by council; the latest first.

    An id is that of the council's page, the years of the term and the number: `hdnd-huyen-lam-khe-2016-2021-9`. A
    council that was new within a term, as its unit was, has the year of that in place of the term's first.
    """

    def __init__(self, values: Iterable[tuple[str, int]], names: BodyNames, council_terms: CouncilTerms) -> None:
        known = sorted(sittings(values), key=_latest_first)
        self._values: dict[str, tuple[str, ...]] = {}
        self._of_value: dict[str, NamedSitting] = {}
        self._by_id: dict[str, NamedSitting] = {}
        for each in known:
            named = _named(each, names, council_terms)
            self._by_id[named.id] = named
            self._values[named.id] = each.values
            self._of_value.update(dict.fromkeys(each.values, named))

    def all(self) -> list[NamedSitting]:
        """Return all sittings."""
        return list(self._by_id.values())

    def get(self, id: str) -> NamedSitting | None:
        """Return the sitting of an id; None where there is none."""
        return self._by_id.get(id)

    def of_value(self, value: str) -> NamedSitting | None:
        """Return the sitting to which a value of the column belongs; None where it is left out."""
        return self._of_value.get(value)

    def values(self, id: str) -> tuple[str, ...]:
        """Return the values of the column that the documents of a sitting have."""
        return self._values[id]


def _named(known: KnownSitting, names: BodyNames, council_terms: CouncilTerms) -> NamedSitting:
    body = names.of(known.council)
    page = body_id(known.council, known.unit, names) if known.unit else body.id if body else None
    first_year, last_year = _years(known.term, known.unit)
    return NamedSitting(
        f"{page or slug(known.council)}-{first_year}-{last_year}-{slug(known.number)}",
        known.council,
        page,
        known.term,
        known.number,
        known.documents,
        council_terms.ordinal(known.council, known.term),
        known.days.start if known.days else None,
        known.days.last if known.days else None,
    )


def _years(term: str, unit: Unit | None) -> tuple[str, str]:
    first, last = term.split("-")
    is_new = unit and unit.since and unit.since > COUNCIL_TERMS[term].start
    return (str(unit.since.year) if unit and unit.since and is_new else first), last


def _latest_first(known: KnownSitting) -> tuple[object, ...]:
    """Return the key by which sittings are listed: later terms and higher numbers first, councils by name."""
    series, _, number = known.number.rpartition(" ")
    since = known.unit.since if known.unit and known.unit.since else date.min
    return -int(known.term[:4]), -since.toordinal(), bool(series), series, -int(number), known.council
