"""Prepare what the page of results shows: links that change one condition of a search and repeat the others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from corpus.vi.dates.span import Span
from indexer.results import FILTERS, RelationsPage, Request, ResultsPage
from indexer.schema.persons import Person, RoleHeld
from search_api.pages import effect_notice, labels
from search_api.pages.cut_texts import word_end
from search_api.parameters import MAX_REACHABLE_RESULTS, QueryPairs, address, with_value, without
from search_api.sentences import pages as sentences

RESULTS_PATH = "/tim-kiem"
MAX_OPEN_VALUES = 6  # of a facet; the others stand behind a click
MAX_OPEN_CHIPS = 12  # of the chosen conditions
MAX_TITLE_LETTERS = 300  # of a title in results; the document has the whole
MAX_MAIN_ROLES = 3  # with which a person is introduced
NEIGHBOUR_PAGES = 2  # linked on each side of the current page
_NAMED_CONDITIONS = ("term", "citing")
_CONDITIONS = (*FILTERS, "from", "to", "date", "on", "with", "literal", "page")


@dataclass(frozen=True, slots=True)
class Link:
    """Holds a link, its text, and how many results it leads to; `on` where it undoes a choice."""

    text: str
    href: str
    count: int | None = None
    on: bool = False


@dataclass(frozen=True, slots=True)
class FacetLinks:
    """Holds the links of a facet: the first ones, and the rest behind a click."""

    title: str
    first: tuple[Link, ...]
    rest: tuple[Link, ...]


def chips(request: Request, pairs: QueryPairs, names: Mapping[str, str]) -> list[Link]:
    """Return for each condition the link that removes it; `names` are those of officials by identifier."""
    base = without(pairs, "page")
    links = []
    for name in FILTERS:
        for value in request.filters.get(name, ()):
            label = condition(name, value, names)
            links.append(Link(label, address(RESULTS_PATH, [p for p in base if (p[0], p[1].strip()) != (name, value)])))
    if request.days:
        span = labels.span(request.days.start, request.days.last)
        text = span if request.date == "any" else f"{sentences.DATE_LABELS[request.date]}: {span}"
        links.append(Link(labels.capitalised(text), address(RESULTS_PATH, without(base, "from", "to", "date"))))
    if request.on:
        text = sentences.EFFECT_ON_DAY.format(day=labels.day(request.on))
        links.append(Link(text, address(RESULTS_PATH, without(base, "on"))))
    for disabled in request.literal:
        others = ",".join(type for type in request.literal if type != disabled)
        rest = with_value(base, "literal", others) if others else without(base, "literal")
        text = sentences.GUESS_DISABLED.format(guess=sentences.GUESS_LABELS[disabled])
        links.append(Link(text, address(RESULTS_PATH, rest)))
    return links


def clear_all(pairs: QueryPairs) -> str:
    """Return the address of the same query without any condition."""
    return address(RESULTS_PATH, without(pairs, *_CONDITIONS))


def own_days(days: Span) -> QueryPairs:
    """Return the parameters that choose documents of a month, or of whole years, by their own days."""
    first, last = days.start, days.last
    form = "{0.year:04}-{0.month:02}" if days == Span.month(first.year, first.month) else "{0.year:04}"
    return ("from", form.format(first)), ("to", form.format(last)), ("date", "own")


def facet_links(title: str, links: Iterable[Link], shown: int = MAX_OPEN_VALUES) -> FacetLinks:
    """Return the links of a facet, of which so many stand open."""
    listed = tuple(links)
    return FacetLinks(title, listed[:shown], listed[shown:])


def title_end(title: str) -> int | None:
    """Return where a long title ends in results, behind a word; None where it is shown whole."""
    return word_end(title, MAX_TITLE_LETTERS) if len(title) > MAX_TITLE_LETTERS else None


def condition(name: str, value: str, names: Mapping[str, str]) -> str:
    """Return the name of a condition; values of some filters say nothing without the name of the filter."""
    if name == "session":
        return labels.sitting_name(value)
    if name in _NAMED_CONDITIONS:
        return f"{sentences.FACET_LABELS[name]} {names.get(value, value)}"
    if name == "status":
        return effect_notice.status_name(value) or value
    if name == "relation":
        return sentences.RELATION_LABELS[value][0]
    return sentences.KIND_LABELS.get(value, value) if name == "kind" else names.get(value, value)


def undo_address(type: str, request: Request, base: QueryPairs) -> str:
    """Return the address of the same search in which entities of this type are not recognised."""
    return address(RESULTS_PATH, with_value(base, "literal", ",".join(dict.fromkeys((*request.literal, type)))))


def sorts(request: Request, pairs: QueryPairs) -> list[Link]:
    """Return the orders to choose from."""
    base = without(pairs, "page", "sort")
    return [
        Link(
            label,
            address(RESULTS_PATH, base if name == "relevance" else (*base, ("sort", name))),
            on=name == request.sort,
        )
        for name, label in sentences.SORT_LABELS.items()
    ]


def page_links(results_page: ResultsPage, request: Request, pairs: QueryPairs) -> list[Link | None]:
    """Return the links to the pages around the current one, the first and the last; None stands for a gap."""
    last = min(-(-results_page.total // request.size), MAX_REACHABLE_RESULTS // request.size)
    if last < 2 or request.page > last:
        return []
    near = range(request.page - NEIGHBOUR_PAGES, request.page + NEIGHBOUR_PAGES + 1)
    numbers = [n for n in range(1, last + 1) if n in near or n in (1, last)]
    links: list[Link | None] = []
    for before, number in zip([0, *numbers], numbers, strict=False):
        if number > before + 1:
            links.append(None)
        links.append(Link(str(number), page_address(pairs, number), on=number == request.page))
    return links


def page_address(pairs: QueryPairs, number: int) -> str:
    """Return the address of a page of the same results."""
    return address(RESULTS_PATH, without(pairs, "page") if number == 1 else with_value(pairs, "page", str(number)))


def repeated(pairs: QueryPairs) -> Iterable[tuple[str, str]]:
    """Return the conditions that the form repeats for a new search."""
    return without(pairs, "q", "from", "to", "date", "page")


def as_typed(request: Request, pairs: QueryPairs) -> str:
    """Return the address of the same search with its spelling left alone."""
    return undo_address("spelling", request, without(pairs, "page"))


def offered(results_page: ResultsPage, pairs: QueryPairs) -> str | None:
    """Return the address of the same search for the query that is offered; None where none is."""
    query = results_page.offer
    if any(note.instead == query for note in results_page.notes):  # which has a link to it
        return None
    return address(RESULTS_PATH, with_value(without(pairs, "page"), "q", query)) if query else None


def citing(related: RelationsPage, id: str) -> str | None:
    """Return the address of the search for the documents that cite one; None where none does."""
    is_cited = any(relation.direction == "in" for relation in related.relations)
    return address(RESULTS_PATH, [("citing", id)]) if is_cited else None


def understood_ids(results_page: ResultsPage, type: str, key: str) -> list[str]:
    """Return the identifiers that meanings of a type have under a key, each once."""
    ids = (entity.meaning[key] for entity in results_page.understood if entity.type == type and key in entity.meaning)
    return list(dict.fromkeys(map(str, ids)))


def main_roles(person: Person) -> list[RoleHeld]:
    """Return the roles with the most documents, the latest first."""
    main = sorted(person.roles, key=lambda role: -len(role.documents))[:MAX_MAIN_ROLES]
    return sorted(main, key=lambda role: role.last or date.min, reverse=True)
