"""Answer the page of a body."""

from __future__ import annotations

import falcon

from indexer.body_results import BodyPage
from search_api.body_shapes import body_page
from search_api.pages import body_links
from search_api.pages.page_head import PageHead
from search_api.pages.rendering import Pages
from search_api.problems import Problem
from search_api.sentences import Message
from search_api.sentences import pages as sentences

MAX_SITTINGS = 120  # of a council that are listed, the latest: some ten a year in three terms


class BodyView:
    """Answers `/co-quan/{id}`."""

    def __init__(self, pages: Pages) -> None:
        self.pages = pages

    def on_get(self, req: falcon.Request, resp: falcon.Response, id: str) -> None:
        """Answer with the page of a body."""
        body = self.pages.search.body(id)
        if body is None:
            raise Problem(404, Message("NO_BODY_PAGE"))
        self.pages.answer(req, resp, lambda: self._page(id, body))

    def _page(self, id: str, body: BodyPage) -> bytes:
        sittings = self.pages.search.sittings(body=id, limit=MAX_SITTINGS)
        listed = {official.id for term in body.terms for official in term.officials}
        return self.pages.render(
            "body.html",
            head=PageHead(body_page(id), sentences.BODY_DESCRIPTION.format(name=body.body.name)),
            body=body,
            documents=body_links.documents(body),
            all_documents=body_links.all_documents(body),
            periods=[(period, body_links.wider(period)) for period in body.periods],
            listed=len(listed),
            sittings=sittings.sittings,
            more_sittings=sittings.total if sittings.total > MAX_SITTINGS else 0,
        )
