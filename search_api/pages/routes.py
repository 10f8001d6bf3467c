"""Answer the addresses of the pages."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import falcon
import jinja2

from corpus.document import SAFE_ID, Document
from corpus.vi.dates import parse_span
from indexer.engine import EngineError
from indexer.results import Found, OfficialOf, Person, Request
from indexer.search import Search
from search_api import parameters, wire
from search_api.pages import passages, results_view, words
from search_api.problems import NOT_FOUND, Problem
from search_api.resources import answer_bytes

_HERE = Path(__file__).parent
_TYPES = {".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}
_TITLES_OF_A_ROLE = 5


class Pages:
    """Renders every page; holds the templates, the static files and what they show."""

    def __init__(self, search: Search, today: Callable[[], date]) -> None:
        self.search = search
        self.today = today
        self.static = {path.name: path.read_bytes() for path in (_HERE / "static").iterdir()}
        self._templates = jinja2.Environment(
            loader=jinja2.FileSystemLoader(_HERE / "templates"),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters.update(
            day=words.day,
            count=words.count,
            segments=passages.segments,
            document_page=wire.document_page,
            official_page=wire.official_page,
            search_page=wire.search_page,
        )
        tag = hashlib.sha256(b"".join(self.static[name] for name in sorted(self.static))).hexdigest()[:12]
        self._templates.globals.update(version=tag, kinds=words.KINDS, relations=words.RELATIONS)

    def routes(self) -> dict[str, object]:
        """Return the resource of each address."""
        return {
            "/": _Home(self),
            "/tim-kiem": _Results(self),
            "/van-ban/{id}": _Document(self),
            "/nguoi/{id}": _Official(self),
            "/static/{name}": _Static(self),
        }

    def render(self, template: str, **values: Any) -> bytes:
        """Return a page as bytes; half a surrogate pair, which UTF-8 cannot hold, becomes `?`."""
        return self._templates.get_template(template).render(**values).encode(errors="replace")

    def failure(self, problem: Problem) -> bytes:
        """Return the page that tells a person what went wrong and where to go on."""
        own = problem.detail is not NOT_FOUND  # that one speaks to programs
        return self.render("failure.html", problem=problem, detail=problem.detail.vi if own else None)

    def show(self, resp: falcon.Response, template: str, **values: Any) -> None:
        """Answer with a page."""
        resp.content_type = falcon.MEDIA_HTML
        resp.cache_control = ["no-cache"]
        resp.data = self.render(template, **values)


class _Home:
    def __init__(self, pages: Pages) -> None:
        self.pages = pages

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        search = self.pages.search
        try:
            stats = search.stats()
            request = Request(size=1, sort="newest", facets=("kind", "section", "official", "year"))
            found = search.search(request, today=self.pages.today())
        except EngineError as error:
            self.pages.show(resp, "home.html", problem=str(error), examples=(), groups=(), stats=None)
            resp.status = falcon.HTTP_503
            return
        ...
