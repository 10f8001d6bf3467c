"""Prepare the filters beside results: check boxes that a form sends together, and the chart whose bars choose days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from corpus.vi.dates.span import Span
from corpus.vi.text import slug
from corpus.vi.unit_names import units_named
from indexer.results import FacetValue, Request, ResultsPage
from indexer.schema.effect import status_code
from search_api.pages import labels, results_links
from search_api.pages.bar_chart import BarChart, months_chart, years_chart
from search_api.pages.results_links import MAX_OPEN_VALUES, RESULTS_PATH, own_days
from search_api.parameters import QueryPairs, address, without
from search_api.sentences import pages as sentences

SHOWN_FILTERS = ("kind", "status", "issuer", "term", "session", "section", "official", "unit", "source")
MAX_LISTED_VALUES = 40  # of a facet; the others are counted
_EXACT = ("kind", "status", "unit")  # of which all values with results are counted


@dataclass(frozen=True, slots=True)
class Choice:
    """Holds a check box: what it sends, its text, and how many results it finds, None where that is not known."""

    id: str
    value: str
    text: str
    count: int | None
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class ChoiceGroup:
    """Holds the check boxes of a facet: the first, the rest behind a click, and how many more there are."""

    name: str
    title: str
    first: tuple[Choice, ...]
    rest: tuple[Choice, ...]
    unlisted: int


@dataclass(frozen=True, slots=True)
class FilterForm:
    """Holds the filters of a search; `repeated` are the other conditions, which the form sends too."""

    repeated: QueryPairs
    groups: tuple[ChoiceGroup, ...]
    chart: BarChart | None
    all_years: str | None


def requested_facets(request: Request) -> tuple[str, ...]:
    """Return the facets that the filters of a search need."""
    return (*SHOWN_FILTERS, "year", *(("month",) if _chosen_year(request) else ()))


def filter_form(
    results_page: ResultsPage, request: Request, pairs: QueryPairs, names: Mapping[str, str]
) -> FilterForm | None:
    """Return the filters of a search; None where there is nothing to choose. `names` are those of chosen values."""
    groups = tuple(_groups(results_page, request, names))
    chart = _chart(results_page, request, pairs)
    if not groups and chart is None:
        return None
    year = _chosen_year(request)
    return FilterForm(
        without(pairs, "page", *(group.name for group in groups)),
        groups,
        chart,
        address(RESULTS_PATH, without(pairs, "page", "from", "to", "date")) if year else None,
    )


def _groups(results_page: ResultsPage, request: Request, names: Mapping[str, str]) -> Iterator[ChoiceGroup]:
    for name in SHOWN_FILTERS:
        chosen = request.filters.get(name, ())
        choices = list(_choices(name, results_page.facets.get(name, ()), chosen, names))
        if len(choices) > 1 or chosen:
            choices.sort(key=lambda choice: not choice.is_chosen)
            first = max(MAX_OPEN_VALUES, min(len(chosen), 2 * MAX_OPEN_VALUES))
            listed = max(MAX_LISTED_VALUES, len(chosen))
            yield ChoiceGroup(
                name,
                sentences.FACET_LABELS[name],
                tuple(choices[:first]),
                tuple(choices[first:listed]),
                len(choices[listed:]),
            )


def _choices(
    name: str, counted: tuple[FacetValue, ...], chosen: tuple[str, ...], names: Mapping[str, str]
) -> Iterator[Choice]:
    """Yield the counted values, and the chosen ones that are not among them: those too can be taken back."""
    listed = {_key(name, value.value) for value in counted}
    keys = {_key(name, value): value for value in chosen}
    for number, value in enumerate(counted):
        text = labels.facet_value(name, value)
        yield Choice(f"{name}-{number}", value.value, text, value.count, _key(name, value.value) in keys)
    for number, (key, typed) in enumerate(keys.items(), len(counted)):
        if key not in listed:
            text = results_links.condition(name, typed, names)
            yield Choice(f"{name}-{number}", typed, text, 0 if name in _EXACT else None, True)


def _key(name: str, value: str) -> str:
    """Return what a value as typed has in common with the value that is counted."""
    if name == "status":
        return status_code(value) or slug(value)
    if name == "unit":
        named = units_named(value)
        return named[0].id if len(named) == 1 else value
    return value if name in ("kind", "official") else slug(value)


def _chosen_year(request: Request) -> int | None:
    """Return the year in which the chosen days of documents are."""
    if request.days is None or request.date != "own" or request.days.days <= 0:
        return None
    return request.days.start.year if request.days.start.year == request.days.last.year else None


def _chart(results_page: ResultsPage, request: Request, pairs: QueryPairs) -> BarChart | None:
    counts = {name: {value.value: value.count for value in values} for name, values in results_page.facets.items()}
    chosen = request.days if request.date == "own" else None

    def of_days(days: Span) -> str | None:
        """Days of another kind are a condition of their own, which a choice of years would take away."""
        if request.days and request.date != "own":
            return None
        return _days_address(days, pairs, is_chosen=days == request.days)

    if year := _chosen_year(request):
        months = {int(month[-2:]): count for month, count in counts.get("month", {}).items()}
        return months_chart(year, months, of_days, None if chosen == Span.year(year) else chosen)
    return years_chart({int(year): count for year, count in counts.get("year", {}).items()}, of_days, chosen)


def _days_address(days: Span, pairs: QueryPairs, *, is_chosen: bool) -> str:
    """Return the address of the results of some days; of a month that is chosen already that of its year."""
    base = without(pairs, "page", "from", "to", "date")
    is_month = days == Span.month(days.start.year, days.start.month)
    if not is_chosen:
        base = (*base, *own_days(days))
    elif is_month:
        base = (*base, *own_days(Span.year(days.start.year)))
    return address(RESULTS_PATH, base)
