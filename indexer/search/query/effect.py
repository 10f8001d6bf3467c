"""Ask for documents by their effect on a day: as it was computed, else as their source states it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from corpus.vi.dates.span import AFTER_LAST_DAY, Span
from indexer.engines import query_tree as q
from indexer.results import Effect, FacetValue
from indexer.schema.effect import STATUS_LABELS, effect_column, effect_on, status_code
from indexer.search.query.document_cache import StoredDocument
from indexer.search.query.lookup import Lookup

STATED = "status"  # column of what sources say
MAX_COUNTED_WORDINGS = 20  # of a status that nobody knows, in one facet


def effect_of(stored: StoredDocument | None, on: date) -> Effect:
    """Return the effect of a document on a day, as yet without what brought it about; None is one that is not indexed.

    Where none could be computed, the status is what the source says.
    """
    period = effect_on(stored.effect, on) if stored else None
    stated = stored.document.status if stored else None
    status = period.status if period else None if stored else "unknown"
    if period is None or period.status == "unknown":
        status = stated or status
    first, end = (period.days.start, period.days.end) if period else (date.min, AFTER_LAST_DAY)
    return Effect(
        on,
        status,
        first if first > date.min else None,
        Span(first, end).last if end < AFTER_LAST_DAY else None,
        stated=stated,
    )


def expired(on: date) -> q.During:
    """Return the query for the documents that are wholly out of force on a day."""
    return _computed("expired", on)


def status_filter(typed: Sequence[str], lookup: Lookup, on: date) -> q.Query:
    """Return the filter by statuses as typed: codes, labels, or words of a source; what nobody says matches nothing."""
    return q.Any(tuple(_status(value, lookup, on) for value in typed))


def statuses(lookup: Lookup, on: date) -> Mapping[str, q.Query]:
    """Return the filters whose results the facet counts: by each code, and by words of sources that nobody knows."""
    wordings = lookup.status_wordings
    unknown = [value for value in wordings if status_code(value) is None][:MAX_COUNTED_WORDINGS]
    return {
        **{code: _with_code(code, wordings, on) for code in STATUS_LABELS},
        **{value: _only_stated((value,), on) for value in unknown},
    }


def status_facet(counts: Iterable[tuple[str, int]]) -> tuple[FacetValue, ...]:
    """Return the values of the facet that count results, the most frequent first."""
    values = [FacetValue(value, STATUS_LABELS.get(value, value), count) for value, count in counts if count]
    return tuple(sorted(values, key=lambda value: (-value.count, value.value)))


def _status(typed: str, lookup: Lookup, on: date) -> q.Query:
    if code := status_code(typed):
        return _with_code(code, lookup.status_wordings, on)
    return _only_stated(lookup.column_values(STATED, typed), on)


def _with_code(code: str, wordings: Sequence[str], on: date) -> q.Query:
    """Return the query for the documents of a status on a day, computed, or else stated in some of `wordings`."""
    computed: q.Query = _computed(code, on)
    if code == "unknown":  # what is stated of a document stands for what is not known
        others = tuple(value for value in wordings if status_code(value) != code)
        return q.Without(computed, q.Where(STATED, others))
    same = tuple(value for value in wordings if status_code(value) == code)
    return q.Any((computed, _only_stated(same, on)))


def _only_stated(values: tuple[str, ...], on: date) -> q.Query:
    """Return the query for the documents whose source says one of some values, and of which nothing was computed."""
    computed = tuple(_computed(code, on) for code in STATUS_LABELS if code != "unknown")
    return q.Without(q.Where(STATED, values), q.Any(computed))


def _computed(code: str, on: date) -> q.During:
    return q.During((effect_column(code),), Span.day(on), touching=True)
