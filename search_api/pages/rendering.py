"""Render pages from templates, and hold what every page needs."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import falcon
import jinja2

from corpus.document import KIND_LABELS, NO_END
from indexer.schema.persons import full_role
from search_api import body_shapes, json_shapes
from search_api.answer_cache import SearchService
from search_api.kept_files import KeptFiles
from search_api.pages import (
    body_links,
    document_text,
    effect_notice,
    labels,
    mark_places,
    reading_links,
)
from search_api.problems import NOT_FOUND, Problem
from search_api.sentences import pages as sentences

_FOLDER = Path(__file__).parent
# One file is sent; where rules are equally specific, the later wins.
_STYLES = (
    "frame",
    "forms",
    "suggestions",
    "results",
    "bars",
    "home",
    "document",
    "reading",
    "relations",
    "about",
    "official",
    "help",
    "wide",
    "print",
)


class Pages:
    """Renders every page; holds the templates, the static files and the search whose answers they show."""

    def __init__(self, search: SearchService, today: Callable[[], date], files: KeptFiles | None = None) -> None:
        self.search = search
        self.today = today
        self.files = files
        self.static = {path.name: path.read_bytes() for path in (_FOLDER / "static").iterdir()}
        self.static["style.css"] = b"".join((_FOLDER / "styles" / f"{name}.css").read_bytes() for name in _STYLES)
        self._templates = jinja2.Environment(
            loader=jinja2.FileSystemLoader(_FOLDER / "templates"),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters.update(
            badge=effect_notice.badge,
            status_name=effect_notice.status_name,
            day=labels.day,
            count=labels.count,
            role=full_role,
            also_at=labels.also_at,
            runs=document_text.runs,
            linked_runs=document_text.linked_runs,
            document_page=json_shapes.document_page,
            document_address=reading_links.document_address,
            passage_address=reading_links.passage_address,
            result_anchor=reading_links.result_anchor,
            with_mark_anchors=mark_places.with_mark_anchors,
            body_page=body_shapes.body_page,
            official_page=json_shapes.official_page,
            search_page=json_shapes.search_page,
        )
        tag = hashlib.sha256(b"".join(self.static[name] for name in sorted(self.static))).hexdigest()[:12]
        self._templates.globals.update(
            version=tag, kinds=KIND_LABELS, s=sentences, no_end=NO_END, max_open_bodies=body_links.MAX_OPEN_BODIES
        )

    def render(self, template: str, **values: Any) -> bytes:
        """Return a page as bytes; half a surrogate pair, which UTF-8 cannot hold, becomes `?`."""
        return self._templates.get_template(template).render(**values).encode(errors="replace")

    def failure(self, problem: Problem) -> bytes:
        """Return the page that says what went wrong and where to go on."""
        # NOT_FOUND is a sentence for programs; the template has one for people.
        detail = None if problem.detail is NOT_FOUND else problem.detail.of(sentences.LANGUAGE)
        return self.render("failure.html", problem=problem, detail=detail)

    def show(self, resp: falcon.Response, template: str, **values: Any) -> None:
        """Answer with a page."""
        resp.content_type = falcon.MEDIA_HTML
        resp.cache_control = ["no-cache"]
        resp.data = self.render(template, **values)
