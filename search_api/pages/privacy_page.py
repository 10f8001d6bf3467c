"""Answer the page on privacy, where the site has a note on it."""

from __future__ import annotations

import re

import falcon

from search_api.pages.page_head import PageHead
from search_api.pages.rendering import Pages
from search_api.problems import NOT_FOUND, Problem
from search_api.resources import answer_bytes
from search_api.sentences import pages as sentences


class PrivacyView:
    """Answers `/rieng-tu`."""

    def __init__(self, pages: Pages) -> None:
        self.pages = pages

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer with the note of the site."""
        note = self.pages.site.in_language(sentences.LANGUAGE).privacy
        if not note:
            raise Problem(404, NOT_FOUND)
        page = self.pages.render("privacy.html", head=PageHead("/rieng-tu"), paragraphs=re.split(r"\n\s*\n", note))
        answer_bytes(req, resp, page, falcon.MEDIA_HTML)
