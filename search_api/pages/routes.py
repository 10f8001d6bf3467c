"""List the addresses of the pages, with the resource of each."""

from __future__ import annotations

from pathlib import Path

import falcon

from search_api.pages.body_page import BodyView
from search_api.pages.document_page import DocumentView
from search_api.pages.help_page import HelpView
from search_api.pages.home_page import HomeView
from search_api.pages.official_page import OfficialView
from search_api.pages.rendering import Pages
from search_api.pages.search_page import SearchView
from search_api.problems import NOT_FOUND, Problem
from search_api.resources import answer_bytes

_MEDIA_TYPES = {".css": "text/css; charset=utf-8", ".svg": "image/svg+xml", ".js": "text/javascript; charset=utf-8"}


def page_routes(pages: Pages) -> dict[str, object]:
    """Return the resource of each address."""
    return {
        "/": HomeView(pages),
        "/huong-dan": HelpView(pages),
        "/tim-kiem": SearchView(pages),
        "/van-ban/{id}": DocumentView(pages),
        "/nguoi/{id}": OfficialView(pages),
        "/co-quan/{id}": BodyView(pages),
        "/static/{name}": _StaticFile(pages),
    }


class _StaticFile:
    def __init__(self, pages: Pages) -> None:
        self.files = pages.static

    def on_get(self, req: falcon.Request, resp: falcon.Response, name: str) -> None:
        if name not in self.files:
            raise Problem(404, NOT_FOUND)
        answer_bytes(req, resp, self.files[name], _MEDIA_TYPES[Path(name).suffix])
        resp.cache_control = ["public", "max-age=31536000", "immutable"]  # pages name the version in the address
