"""Prepare links to the documents of units: from a name in a query, from a chosen filter."""

from __future__ import annotations

from corpus.vi.units import unit
from indexer.results import Request, Understood
from search_api.pages import labels
from search_api.pages.results_links import RESULTS_PATH, Link
from search_api.parameters import QueryPairs, address, with_value, without
from search_api.sentences import pages as sentences


def of_unit(entity: Understood, query: str, pairs: QueryPairs) -> list[Link]:
    """Return the link that widens the search to what a unit of the query was or became, or the links that choose one of
    several of its name. In them a filter is in place of the name."""
    rest = " ".join(query.replace(entity.text, " ", 1).split()).strip(" ,;")
    pairs = without(pairs, "page", "unit", "with")
    base = with_value(pairs, "q", rest) if rest else without(pairs, "q")
    if choices := labels.units(entity.meaning, "choices"):
        return [
            Link(", ".join(filter(None, (one.name, one.place))), address(RESULTS_PATH, (*base, ("unit", one.id))))
            for one in choices
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
    known = map(unit, request.filters.get("unit", ()))
    return {one.id: one.name for one in known if one}
