"""Render pages from templates, and hold what every page needs."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import falcon
import jinja2
from markupsafe import Markup

from corpus.document import NO_END
from indexer.engines.lru import LruCache
from indexer.schema.persons import full_role
from search_api import body_shapes, json_shapes, sitting_shapes
from search_api.answer_cache import SearchService
from search_api.kept_files import KeptFiles
from search_api.pages import (
    body_links,
    document_text,
    effect_notice,
    labels,
    mark_places,
    other_language,
    passage_text,
    reading_links,
    results_links,
)
from search_api.pages.document_text import PaperBlock
from search_api.pages.page_request import current_request, in_language
from search_api.pages.paper import MAX_CACHED_CODE_POINTS, Paper
from search_api.pages.relation_groups import DivisionChange
from search_api.problems import NOT_FOUND, Problem
from search_api.resources import answer_tagged, tag_of
from search_api.sentences import pages as sentences
from search_api.sentences.pages import DEFAULT_LANGUAGE, PAGE_LANGUAGES
from search_api.site import Site, style_sheet

_FOLDER = Path(__file__).parent
# One file is sent; where rules are equally specific, the later wins.
_STYLES = (
    "frame",
    "forms",
    "suggestions",
    "results",
    "filters",
    "understood",
    "bars",
    "home",
    "document",
    "paper",
    "reading",
    "relations",
    "about",
    "official",
    "sitting",
    "help",
    "site",
    "coverage",
    "wide",
    "access",
    "print",
)


class Pages:
    """Renders every page; holds the templates, the static files and the search whose answers they show.

    `site` says under which name, and `public_url` is the address at which people reach it.
    """

    def __init__(
        self,
        search: SearchService,
        today: Callable[[], date],
        files: KeptFiles | None = None,
        *,
        site: Site,
        public_url: str,
    ) -> None:
        self.search = search
        self.today = today
        self.files = files
        self.site = site
        self.public_url = public_url
        self.papers = LruCache[str, Paper](MAX_CACHED_CODE_POINTS, lambda paper: paper.size)
        self.static = {path.name: path.read_bytes() for path in (_FOLDER / "static").iterdir()}
        styles = {name: (_FOLDER / "styles" / f"{name}.css").read_bytes() for name in _STYLES}
        styles["frame"] += style_sheet(site)
        self.static["style.css"] = b"".join(styles.values())
        if site.logo:
            self.static[f"logo{site.logo.suffix}"] = site.logo.content
        self.version = self._digest()
        self._templates = {language: self._environment(language) for language in PAGE_LANGUAGES}

    def _digest(self) -> str:
        """Return what changes with any static file, and with the site's own settings."""
        parts = [repr(self.site).encode(), *(self.static[name] for name in sorted(self.static))]
        return hashlib.sha256(b"".join(parts)).hexdigest()[:12]

    def _environment(self, language: str) -> jinja2.Environment:
        templates = jinja2.Environment(
            loader=jinja2.FileSystemLoader(_FOLDER / "templates"),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            finalize=None if language == DEFAULT_LANGUAGE else other_language.finalized,
        )
        templates.filters.update(
            badge=effect_notice.badge,
            document_name=effect_notice.document_name,
            status_name=effect_notice.status_name,
            day=labels.day,
            count=labels.count,
            with_quotes_marked=str if language == DEFAULT_LANGUAGE else other_language.with_quotes_marked,
            role=full_role,
            also_at=labels.also_at,
            title_end=results_links.title_end,
            runs=document_text.runs,
            passage_text=passage_text.passage_text,
            linked_runs=document_text.linked_runs,
            document_page=json_shapes.document_page,
            document_address=reading_links.document_address,
            passage_address=reading_links.passage_address,
            result_anchor=reading_links.result_anchor,
            with_mark_anchors=mark_places.with_mark_anchors,
            body_page=body_shapes.body_page,
            official_page=json_shapes.official_page,
            sitting_page=sitting_shapes.sitting_page,
            sitting=labels.sitting,
            whole_sitting=labels.whole_sitting,
            span=labels.span,
            search_page=json_shapes.search_page,
            in_language=in_language,
        )
        templates.globals.update(
            version=self.version,
            site=self.site.in_language(language),
            public_url=self.public_url,
            languages={code: catalogue.LANGUAGE_NAME for code, catalogue in PAGE_LANGUAGES.items()},
            default_language=DEFAULT_LANGUAGE,
            kinds=PAGE_LANGUAGES[language].KIND_LABELS,
            s=sentences,
            no_end=NO_END,
            max_open_bodies=body_links.MAX_OPEN_BODIES,
            max_open_chips=results_links.MAX_OPEN_CHIPS,
        )
        return templates

    def render(self, template: str, **values: Any) -> bytes:
        """Return a page as bytes; half a surrogate pair, which UTF-8 cannot hold, becomes `?`."""
        language = sentences.LANGUAGE
        page = self._templates[language].get_template(template).render(request_of_page=current_request(), **values)
        finished = page if language == DEFAULT_LANGUAGE else other_language.finished(page, language)
        return finished.encode(errors="replace")

    def versions(self) -> tuple[object, ...]:
        """Return what every page depends on besides its subject, for its ETag."""
        return self.version, current_request(), self.public_url, self.files is not None

    def block_html(self, block: PaperBlock) -> Markup:
        """Return a block of a document's text."""
        html: Markup = self._macros("_paper.html").block(block)
        return html

    def notes_html(self, changes: Mapping[str, Sequence[DivisionChange]]) -> dict[str, Markup]:
        """Return what is said of the divisions that other documents changed, by anchor."""
        return {anchor: self._macros("_effect.html").changed(listed) for anchor, listed in changes.items()}

    def _macros(self, template: str) -> Any:
        return self._templates[sentences.LANGUAGE].get_template(template).module

    def failure(self, problem: Problem) -> bytes:
        """Return the page that says what went wrong and where to go on."""
        # NOT_FOUND is a sentence for programs; the template has one for people.
        detail = None if problem.detail is NOT_FOUND else problem.detail.of(sentences.LANGUAGE)
        return self.render("failure.html", problem=problem, detail=detail)

    def answer(self, req: falcon.Request, resp: falcon.Response, page: Callable[[], bytes]) -> None:
        """Answer with a page that depends on its address, the index and the day; with 304 a client that has it."""
        tag = tag_of(self.search.state().stamp, self.today(), *self.versions())
        answer_tagged(req, resp, tag, falcon.MEDIA_HTML, page)
