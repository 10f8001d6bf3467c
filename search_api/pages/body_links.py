"""Prepare what the page of a body shows: links to its documents of a kind or a year, and to other bodies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from corpus.vi.dates.span import Span
from indexer.body_results import BodyPage, BodyPeriod
from indexer.results import FacetValue
from search_api.pages import labels
from search_api.pages.results_links import MAX_OPEN_VALUES, RESULTS_PATH, FacetLinks, Link, facet_links, own_days
from search_api.parameters import address
from search_api.sentences import pages as sentences

MAX_OPEN_BODIES = 4  # that took over or were before; the others stand behind a click
MAX_OPEN_YEARS = 12  # the others stand behind a click


def documents(body: BodyPage) -> list[FacetLinks]:
    """Return links to the documents of a body by kind and by year, with their numbers."""
    return by_kind_and_year(("issuer", body.body.name), body.kinds, body.years)


def by_kind_and_year(
    condition: tuple[str, str], kinds: Sequence[FacetValue], years: Sequence[FacetValue]
) -> list[FacetLinks]:
    """Return links to the documents of a condition by kind and by year, the latest first, with their numbers."""
    by_kind = [_link("kind", value, (condition, ("kind", value.value))) for value in kinds]
    latest = sorted(years, key=lambda value: value.value, reverse=True)
    by_year = [_link("year", value, (condition, *own_days(Span.year(int(value.value))))) for value in latest]
    return [
        facet_links(sentences.FACET_LABELS[name], links, shown)
        for name, links, shown in (("kind", by_kind, MAX_OPEN_VALUES), ("year", by_year, MAX_OPEN_YEARS))
        if links
    ]


def all_documents(body: BodyPage) -> Link | None:
    """Return the link to all documents of a body; None where it issued none."""
    count = body.body.documents
    return Link(body.body.name, address(RESULTS_PATH, [("issuer", body.body.name)]), count) if count else None


def wider(period: BodyPeriod) -> Link | None:
    """Return the link to the documents of a body's unit together with those of what it became, or was made of."""
    filtered = [("unit", period.unit.id)]
    if period.now:
        return Link(sentences.UNIT_WITH_SUCCESSORS, address(RESULTS_PATH, [*filtered, ("with", "successors")]))
    if period.was:
        return Link(sentences.UNIT_WITH_PREDECESSORS, address(RESULTS_PATH, [*filtered, ("with", "predecessors")]))
    return None


def _link(facet: str, value: FacetValue, pairs: Iterable[tuple[str, str]]) -> Link:
    return Link(labels.facet_value(facet, value), address(RESULTS_PATH, pairs), value.count)
