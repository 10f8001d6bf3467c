"""Answer the page of an official."""

from __future__ import annotations

from datetime import date

import falcon

from corpus.document import Document, day_of
from search_api import parameters
from search_api.json_shapes import official_page
from search_api.pages import (
    results_links,
)
from search_api.pages.page_head import PageHead
from search_api.pages.rendering import Pages
from search_api.problems import Problem
from search_api.resources import moved
from search_api.sentences import Message
from search_api.sentences import pages as sentences

_MAX_DOCUMENTS_OF_A_ROLE = 5


class OfficialView:
    """Answers `/nguoi/{id}`."""

    def __init__(self, pages: Pages) -> None:
        self.pages = pages

    def on_get(self, req: falcon.Request, resp: falcon.Response, id: str) -> None:
        """Answer with the page of an official."""
        search = self.pages.search
        person = search.official(id)
        if person is None:
            raise moved(req, search.official_redirect(id), Problem(404, Message("NO_OFFICIAL_PAGE")))
        if self.pages.unchanged(req, resp):
            return
        roles = [(role, self._documents(role.documents)) for role in person.roles]
        others = [other for other in map(search.official, person.same_name) if other]
        everything = parameters.address(results_links.RESULTS_PATH, [("official", id)])
        self.pages.show(
            resp,
            "official.html",
            head=PageHead(official_page(id), sentences.OFFICIAL_DESCRIPTION.format(name=person.name)),
            person=person,
            roles=roles,
            others=others,
            everything=everything,
            bodies=search.body_ids(role.issuer for role in person.roles if role.issuer),
        )

    def _documents(self, ids: tuple[str, ...]) -> list[Document]:
        documents = map(self.pages.search.document, ids[:_MAX_DOCUMENTS_OF_A_ROLE])
        return sorted(filter(None, documents), key=lambda document: day_of(document) or date.min)
