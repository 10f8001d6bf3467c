"""Answer the first page: what is here, and examples of searches that find something."""

from __future__ import annotations

from datetime import date

import falcon

from indexer.results import Request, ResultsPage
from indexer.schema import reading
from search_api.pages import (
    results_links,
)
from search_api.pages.page_head import PageHead
from search_api.pages.rendering import Pages
from search_api.resources import answer_bytes
from search_api.sentences import pages as sentences

# Every council deals with these: the first that finds something here is offered as an example.
_QUERIES_WITHOUT_MARKS = ("ho tro xay dung nong thon moi", "tiep xuc cu tri", "du toan ngan sach")


class HomeView:
    """Answers `/`."""

    def __init__(self, pages: Pages) -> None:
        self.pages = pages
        self.rendered: tuple[str, bytes] | None = None  # of which state of the index

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer with the first page."""
        state = self.pages.search.state()
        if state.problem and not state.ready:
            raise state.problem.with_traceback(None)  # each request would lengthen the traceback
        if self.rendered is None or self.rendered[0] != state.stamp:
            self.rendered = state.stamp, self._render()
        answer_bytes(req, resp, self.rendered[1], falcon.MEDIA_HTML)

    def _render(self) -> bytes:
        search, today = self.pages.search, self.pages.today()
        everything = search.search(Request(size=1, facets=("kind", "section", "official")), today=today)
        official = sentences.FACET_LABELS["official"]
        stats = search.stats()
        return self.pages.render(
            "home.html",
            head=PageHead("/", sentences.HOME_LEAD),
            stats=stats,
            scans=stats.readings.get(reading.FROM_SCAN, 0),
            poor_scans=stats.readings.get(reading.POORLY, 0),
            facets=[facet for facet in results_links.facets(everything, ()) if facet.title != official],
            examples=self._examples(everything, today),
        )

    def _examples(self, everything: ResultsPage, today: date) -> list[tuple[str, str]]:
        """Return searches that do find something here: without marks, by number, by an official's name."""
        search = self.pages.search
        queries = (
            text for text in _QUERIES_WITHOUT_MARKS if search.search(Request(text=text, size=1), today=today).total
        )
        newest = Request(filters={"kind": ("resolution",)}, sort="newest", size=1)
        number = next((result.number for result in search.search(newest, today=today).results if result.number), None)
        official = next((value.label for value in everything.facets.get("official", ())), None)
        examples = [
            (next(queries, None), sentences.EXAMPLE_WITHOUT_MARKS),
            (number, sentences.EXAMPLE_NUMBER),
            (official, sentences.EXAMPLE_OFFICIAL),
        ]
        return [(text, why) for text, why in examples if text]
