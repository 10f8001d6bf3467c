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
from search_api import body_shapes, json_shapes, parameters
from search_api.pages import (
    reading_links,
    results_links,
    unit_links,
)
from search_api.pages.rendering import Pages
from search_api.pages.results_links import Link
from search_api.sentences import pages as sentences


class SearchView:
    """Answers `/tim-kiem`."""

    def __init__(self, pages: Pages) -> None:
        self.pages = pages
        self.known = parameters.typed_search(parse_span)

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer with the page of results."""
        parsed, request = parameters.read_search(req.query_string, self.known)
        request = replace(request, facets=results_links.SHOWN_FACETS)
        results_page = self.pages.search.search(request, today=self.pages.today())
        pairs = parameters.without(parsed.pairs, "facets")
        following = json_shapes.next_page(results_page, request)
        exact = results_links.understood_ids(results_page, "number", "document") if request.page == 1 else []
        listed = {result.id for result in results_page.results}
        self.pages.show(
            resp,
            "results.html",
            results_page=results_page,
            request=request,
            typed=dict((*parsed.refused, *pairs)),
            refused=dict(parsed.refused),
            notices=[
                *results_links.cut_notices(parsed.pairs),
                *results_links.ignored_notices(parsed.refused, self.known),
            ],
            repeated=results_links.repeated(pairs),
            facets=results_links.facets(results_page, pairs),
            chips=[
                *results_links.chips(request, pairs, self._names(request) | unit_links.names(request)),
                *unit_links.chips(request, pairs),
            ],
            guess_links=unit_links.of_query(results_page, pairs) | self._issuers(results_page),
            understood=results_links.understood(results_page, request, pairs),
            sorts=results_links.sorts(request, pairs),
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
            wider=results_links.wider(pairs),
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

    def _issuers(self, results_page: ResultsPage) -> dict[str, list[Link]]:
        labels = {
            entity.text: str(entity.meaning["text"]) for entity in results_page.understood if entity.type == "issuer"
        }
        ids = self.pages.search.body_ids(labels.values()) if labels else {}
        pages = ((text, ids[label]) for text, label in labels.items() if label in ids)
        return {text: [Link(sentences.TO_BODY, body_shapes.body_page(id))] for text, id in pages}

    def _people(self, results_page: ResultsPage) -> Iterator[tuple[Person, list[RoleHeld]]]:
        for id in results_links.understood_ids(results_page, "official", "id"):
            person = self.pages.search.official(id)
            if person:
                yield person, results_links.main_roles(person)
