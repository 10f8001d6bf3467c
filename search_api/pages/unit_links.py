"""Prepare links to the documents of units: from a name in a query, from a chosen filter."""

from __future__ import annotations

from corpus.vi.units import unit as unit_of
from indexer.results import Request, Understood
from search_api.pages import labels
from search_api.pages.results_links import RESULTS_PATH, Link
from search_api.parameters import QueryPairs, address, without
from search_api.sentences import pages as sentences


def of_unit(entity: Understood, rest: QueryPairs) -> list[Link]:
    """Return the link that widens the search to what a unit of the query was or became, or the links that choose one of
    several of its name. In them a filter is in place of the name, which the query of `rest` does not have."""
    base = without(rest, "unit", "with")
    if choices := labels.units(entity.meaning, "choices"):
        return [
            Link(", ".join(filter(None, (unit.name, unit.place))), address(RESULTS_PATH, (*base, ("unit", unit.id))))
            for unit in choices
        ]
    filtered = (*base, ("unit", str(entity.meaning["id"])))
    if "now" in entity.meaning:
        text = sentences.WITH_SUCCESSORS.format(names=labels.names(entity.meaning, "now", 1))
        return [Link(text, address(RESULTS_PATH, (*filtered, ("with", "successors"))))]
    if "was" in entity.meaning:
        return [Link(sentences.WITH_PREDECESSORS, address(RESULTS_PATH, (*filtered, ("with", "predecessors"))))]
    return []


def chips(request: Request, pairs: QueryPairs) -> list[Link]:
    """Return the link that takes back what widens the chosen units."""
    if not request.units_with or not request.filters.get("unit"):
        return []
    label = sentences.UNITS_WITH_LABELS[request.units_with]
    return [Link(label, address(RESULTS_PATH, without(pairs, "page", "with")))]


def names(request: Request) -> dict[str, str]:
    """Return the names of the units that a search is filtered by, by their ids."""
    known = map(unit_of, request.filters.get("unit", ()))
    return {unit.id: unit.name for unit in known if unit}
