"""Answer the first page: what is new, what is here to look through, and examples of searches that find something."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

import falcon

from corpus.vi.dates.span import Span
from indexer.results import FacetValue, Request, ResultsPage
from indexer.schema import reading
from search_api import body_shapes, json_shapes
from search_api.pages import labels
from search_api.pages.day_choices import day_choices
from search_api.pages.page_head import PageHead
from search_api.pages.page_request import PageRequest, current_request
from search_api.pages.rendering import Pages
from search_api.pages.results_links import RESULTS_PATH, FacetLinks, Link, facet_links, own_days
from search_api.parameters import address
from search_api.resources import answer_bytes
from search_api.sentences import pages as sentences

LATEST = 8  # documents that are listed
MAX_BODIES = 30  # that are listed, those of most documents
# Every council deals with these: the first that finds something here is offered as an example.
_QUERIES_WITHOUT_MARKS = ("ho tro xay dung nong thon moi", "tiep xuc cu tri", "du toan ngan sach")
_FACETS = ("kind", "year", "official", "section")


class HomeView:
    """Answers `/`."""

    def __init__(self, pages: Pages) -> None:
        self.pages = pages
        self.rendered: tuple[tuple[str | None, date, PageRequest], bytes] | None = None

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer with the first page."""
        state = self.pages.search.state()
        if state.problem and not state.ready:
            raise state.problem.with_traceback(None)  # each request would lengthen the traceback
        made_for = state.stamp, self.pages.today(), current_request()
        rendered = self.rendered
        if rendered is None or rendered[0] != made_for:
            rendered = self.rendered = made_for, self._render(made_for[1])
        answer_bytes(req, resp, rendered[1], falcon.MEDIA_HTML)

    def _render(self, today: date) -> bytes:
        search = self.pages.search
        newest = search.search(Request(sort="newest", size=LATEST, facets=_FACETS), today=today)
        stats = search.stats()
        return self.pages.render(
            "home.html",
            head=PageHead("/", sentences.HOME_LEAD),
            stats=stats,
            scans=stats.readings.get(reading.FROM_SCAN, 0),
            poor_scans=stats.readings.get(reading.POORLY, 0),
            latest=newest.results,
            all_latest=address(RESULTS_PATH, [("sort", "newest")]),
            days=day_choices((), today),
            browsed=list(self._browsed(newest.facets)),
            examples=self._examples(newest, today),
        )

    def _browsed(self, facets: Mapping[str, tuple[FacetValue, ...]]) -> Iterator[FacetLinks]:
        """Yield the documents by kind, year, body, person and section, as far as there are several."""
        links = {name: [_listing(name, value) for value in facets.get(name, ())] for name in _FACETS}
        links["year"].sort(key=lambda link: link.text, reverse=True)
        bodies = self.pages.search.bodies(limit=MAX_BODIES).bodies
        links["issuer"] = [
            Link(body.name, body_shapes.body_page(body.id), body.documents) for body in bodies if body.documents
        ]
        for name in ("kind", "year", "issuer", "official", "section"):
            if len(links[name]) > 1:
                yield facet_links(sentences.FACET_LABELS[name], links[name])

    def _examples(self, newest: ResultsPage, today: date) -> list[tuple[str, str]]:
        """Return searches that do find something here: without marks, by number, by an official's name."""
        search = self.pages.search
        queries = (
            text for text in _QUERIES_WITHOUT_MARKS if search.search(Request(text=text, size=1), today=today).total
        )
        resolution = Request(filters={"kind": ("resolution",)}, sort="newest", size=1)
        number = next(
            (result.number for result in search.search(resolution, today=today).results if result.number), None
        )
        official = next((value.label for value in newest.facets.get("official", ())), None)
        examples = [
            (next(queries, None), sentences.EXAMPLE_WITHOUT_MARKS),
            (number, sentences.EXAMPLE_NUMBER),
            (official, sentences.EXAMPLE_OFFICIAL),
        ]
        return [(text, why) for text, why in examples if text]


def _listing(name: str, value: FacetValue) -> Link:
    """Return the link to the documents of a value; of a person to the person."""
    if name == "official":
        return Link(value.label, json_shapes.official_page(value.value), value.count)
    if name == "year":
        pairs = (*own_days(Span.year(int(value.value))), ("sort", "newest"))
        return Link(value.label, address(RESULTS_PATH, pairs), value.count)
    label = labels.facet_value(name, value)
    return Link(label, address(RESULTS_PATH, [(name, value.value), ("sort", "newest")]), value.count)
