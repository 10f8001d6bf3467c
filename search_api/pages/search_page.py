"""Answer the page of results."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

import falcon

from corpus.document import SAFE_ID, Document
from corpus.vi.dates.find import parse_span
from indexer.results import Request, ResultsPage
from indexer.schema.persons import Person, RoleHeld
from indexer.search.ways_on import WaysOn
from search_api import json_shapes, parameters
from search_api.pages import (
    filter_form,
    input_notices,
    reading_links,
    results_links,
    understood,
    unit_links,
)
from search_api.pages.day_choices import day_choices
from search_api.pages.page_head import PageHead
from search_api.pages.rendering import Pages


class SearchView:
    """Answers `/tim-kiem`."""

    def __init__(self, pages: Pages) -> None:
        self.pages = pages
        self.known = parameters.typed_search(parse_span)

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer with the page of results."""
        self.pages.answer(req, resp, lambda: self._page(req.query_string))

    def _page(self, query_string: str) -> bytes:
        parsed, request = parameters.read_search(query_string, self.known, exchange=True)
        request = replace(request, facets=filter_form.requested_facets(request))
        results_page = self.pages.search.search(request, today=self.pages.today())
        pairs = parameters.without(parsed.pairs, "facets")
        names = self._names(request) | unit_links.names(request)
        following = json_shapes.next_page(results_page, request)
        exact = results_links.understood_ids(results_page, "number", "document") if request.page == 1 else []
        listed = {result.id for result in results_page.results}
        found = self.pages.search.ways_on(request, today=self.pages.today()) if not results_page.total else WaysOn()
        missing, ways_on = understood.ways_on(found, pairs)
        return self.pages.render(
            "results.html",
            here=results_links.page_address(pairs, request.page),
            head=PageHead(json_shapes.search_page(results_page.text), is_listed=False),
            today=self.pages.today(),
            results_page=results_page,
            request=request,
            typed=dict((*parsed.refused, *pairs)),
            refused=dict(parsed.refused),
            notices=input_notices.input_notices(parsed, request, results_page, self.known),
            days=day_choices(pairs, self.pages.today(), refused=dict(parsed.refused), kind=request.date),
            repeated=results_links.repeated(pairs),
            filters=filter_form.filter_form(results_page, request, pairs, names),
            chips=[*results_links.chips(request, pairs, names), *unit_links.chips(request, pairs)],
            clear_all=results_links.clear_all(pairs),
            noted=understood.notes(results_page, pairs),
            understood=understood.understood(results_page, request, pairs, self._bodies(results_page)),
            missing=missing,
            ways_on=ways_on,
            sorts=results_links.sorts(request, pairs),
            sittings=self.pages.search.sittings_in_query(results_page.text) if request.page == 1 else (),
            people=list(self._people(results_page)) if request.page == 1 else [],
            exact=exact,
            document_pairs=reading_links.document_pairs(results_page, pairs),
            elsewhere=self._elsewhere([id for id in exact if id not in listed], request.on),
            page_links=results_links.page_links(results_page, request, pairs),
            previous=results_links.page_address(pairs, request.page - 1) if request.page > 1 else None,
            first_page=results_links.page_address(pairs, 1),
            following=results_links.page_address(pairs, following) if following else None,
            as_typed=results_links.as_typed(request, pairs),
            offered=results_links.offered(results_page, pairs),
        )

    def _names(self, request: Request) -> dict[str, str]:
        search = self.pages.search
        requested = request.filters.get("official", ())
        people = ((id, search.official(id) or search.official(search.official_redirect(id) or "")) for id in requested)
        cited = ((id, search.document(id)) for id in request.filters.get("citing", ()) if SAFE_ID.fullmatch(id))
        return {
            **{id: person.name for id, person in people if person},
            **{id: document.number or document.title for id, document in cited if document},
        }

    def _elsewhere(self, ids: Iterable[str], on: date | None) -> list[tuple[Document, str | None]]:
        """Return documents that are no results of this page, each with its status."""
        search, on = self.pages.search, on or self.pages.today()
        documents = filter(None, map(search.document, ids))
        return [(document, search.effect(document.id, on=on).status) for document in documents]

    def _bodies(self, results_page: ResultsPage) -> dict[str, str]:
        """Return the ids of the bodies that the query names, by their labels."""
        labels = [str(entity.meaning["text"]) for entity in results_page.understood if entity.type == "issuer"]
        return self.pages.search.body_ids(labels) if labels else {}

    def _people(self, results_page: ResultsPage) -> Iterator[tuple[Person, list[RoleHeld]]]:
        for id in results_links.understood_ids(results_page, "official", "id"):
            person = self.pages.search.official(id)
            if person:
                yield person, results_links.main_roles(person)
