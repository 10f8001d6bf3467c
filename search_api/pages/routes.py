"""List the addresses of the pages, with the resource of each."""

from __future__ import annotations

import hashlib
from pathlib import Path

import falcon

from search_api.compression import BEST_LEVEL, MIN_BYTES, compressed, is_text, takes_gzip
from search_api.pages.body_page import BodyView
from search_api.pages.browser_search import SUGGESTIONS_PATH, BrowserSearchView, BrowserSuggestionsView
from search_api.pages.coverage_page import PATH as COVERAGE_PATH
from search_api.pages.coverage_page import CoverageView
from search_api.pages.document_page import DocumentView
from search_api.pages.help_page import HelpView
from search_api.pages.home_page import HomeView
from search_api.pages.official_page import OfficialView
from search_api.pages.privacy_page import PrivacyView
from search_api.pages.rendering import Pages
from search_api.pages.search_page import SearchView
from search_api.pages.sitemap import RobotsView, SitemapPartView, SitemapView
from search_api.pages.sitting_page import SittingView
from search_api.problems import NOT_FOUND, Problem
from search_api.resources import answer_tagged

_MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".ico": "image/x-icon",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".webp": "image/webp",
}
_SVG_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


def page_routes(pages: Pages) -> dict[str, object]:
    """Return the resource of each address."""
    static = _StaticFile(pages)
    return {
        "/": HomeView(pages),
        "/huong-dan": HelpView(pages),
        "/rieng-tu": PrivacyView(pages),
        "/tim-kiem": SearchView(pages),
        COVERAGE_PATH: CoverageView(pages),
        "/van-ban/{id}": DocumentView(pages),
        "/nguoi/{id}": OfficialView(pages),
        "/co-quan/{id}": BodyView(pages),
        "/ky-hop/{id}": SittingView(pages),
        "/static/{name}": static,
        "/favicon.ico": _Favicon(static),
        "/robots.txt": RobotsView(pages),
        "/sitemap.xml": SitemapView(pages),
        "/sitemap-{n:int}.xml": SitemapPartView(pages),
        "/opensearch.xml": BrowserSearchView(pages),
        SUGGESTIONS_PATH: BrowserSuggestionsView(pages),
    }


class _StaticFile:
    """Sends a static file, which is compressed and has its tag from the start."""

    def __init__(self, pages: Pages) -> None:
        self.files = pages.static
        self.tags = {name: hashlib.sha256(body).hexdigest()[:32] for name, body in self.files.items()}
        self.compressed = {
            name: compressed(body, BEST_LEVEL)
            for name, body in self.files.items()
            if is_text(_MEDIA_TYPES[Path(name).suffix]) and len(body) >= MIN_BYTES
        }

    def on_get(self, req: falcon.Request, resp: falcon.Response, name: str) -> None:
        if name not in self.files:
            raise Problem(404, NOT_FOUND)
        packed = self.compressed.get(name) if takes_gzip(req.get_header("Accept-Encoding")) else None
        body = packed or self.files[name]
        answer_tagged(req, resp, self.tags[name], _MEDIA_TYPES[Path(name).suffix], lambda: body)
        if packed and resp.data:
            resp.set_header("Content-Encoding", "gzip")
        if name.endswith(".svg"):  # opened by itself it is a page, which a logo from elsewhere could fill with scripts
            resp.set_header("Content-Security-Policy", _SVG_POLICY)
        resp.cache_control = ["public", "max-age=31536000", "immutable"]  # pages name the version in the address


class _Favicon:
    """Sends the icon that browsers ask for without being told of it."""

    def __init__(self, static: _StaticFile) -> None:
        self.static = static

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        self.static.on_get(req, resp, "favicon.ico")
        resp.cache_control = ["public", "max-age=86400"]
