"""Answer the page of a council's sitting."""

from __future__ import annotations

from dataclasses import dataclass

import falcon

from indexer.sitting_results import SittingDocument, SittingPage
from search_api.pages import labels
from search_api.pages.page_head import PageHead
from search_api.pages.rendering import Pages
from search_api.problems import Problem
from search_api.sentences import Message
from search_api.sentences import pages as sentences
from search_api.sitting_shapes import sitting_page

MAX_OPEN_DOCUMENTS = 20  # of a group; the others stand behind a click


@dataclass(frozen=True, slots=True)
class GroupOfSitting:
    """Holds the documents of a group: the first ones, and the rest behind a click."""

    code: str
    title: str
    first: tuple[SittingDocument, ...]
    rest: tuple[SittingDocument, ...]


class SittingView:
    """Answers `/ky-hop/{id}`."""

    def __init__(self, pages: Pages) -> None:
        self.pages = pages

    def on_get(self, req: falcon.Request, resp: falcon.Response, id: str) -> None:
        """Answer with the page of a sitting."""
        page = self.pages.search.sitting(id)
        if page is None:
            raise Problem(404, Message("NO_SITTING_PAGE"))
        self.pages.answer(req, resp, lambda: self._page(page))

    def _page(self, page: SittingPage) -> bytes:
        name = labels.sitting(page.sitting)
        listed = sum(len(group.documents) for group in page.groups)
        return self.pages.render(
            "sitting.html",
            head=PageHead(sitting_page(page.sitting.id), sentences.SITTING_DESCRIPTION.format(name=name)),
            sitting=page.sitting,
            name=name,
            term=labels.term(page.sitting),
            page=page,
            groups=_groups(page),
            unlisted=page.total - listed,
        )


def _groups(page: SittingPage) -> list[GroupOfSitting]:
    return [
        GroupOfSitting(
            group.code,
            sentences.SITTING_GROUPS[group.code],
            group.documents[:MAX_OPEN_DOCUMENTS],
            group.documents[MAX_OPEN_DOCUMENTS:],
        )
        for group in page.groups
    ]
