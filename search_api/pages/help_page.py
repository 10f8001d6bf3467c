"""Answer the page that explains how to search; its examples are links where they find something here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import falcon
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from corpus.vi.text import fold
from indexer.results import Request
from search_api.pages.page_head import PageHead
from search_api.pages.page_request import current_request
from search_api.pages.rendering import Pages
from search_api.resources import answer_bytes
from search_api.sentences import pages as sentences

_FOLDER = Path(__file__).parent / "help"  # a file for each language of the pages
_CUT = "\0"  # which no rendered page has: on both sides of an example


@dataclass(frozen=True, slots=True)
class HelpPart:
    """Holds a piece of the help: HTML, or the query of an example, which stands between two such pieces."""

    html: str = ""
    example: str = ""


@dataclass(frozen=True, slots=True)
class HelpHeading:
    """Names a heading of the help and its anchor."""

    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class HelpText:
    """Holds the help in one language: its title, its headings, and all that follows the title."""

    title: str
    headings: tuple[HelpHeading, ...]
    parts: tuple[HelpPart, ...]

    @property
    def examples(self) -> tuple[str, ...]:
        """Give the queries of the examples, each once."""
        return tuple(dict.fromkeys(part.example for part in self.parts if part.example))


def read_help(markdown: str) -> HelpText:
    """Read the help from Markdown, which begins with its title.

    Code is an example of a query, unless it ends with a colon: that is the name of a field.
    """
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    parser.add_render_rule("code_inline", _code)
    parser.add_render_rule("table_open", _table)
    parser.add_render_rule("table_close", lambda self, tokens, index, options, env: "</table></div>\n")
    _, title, _, *tokens = parser.parse(markdown)
    headings = tuple(_headings(tokens))
    pieces = parser.renderer.render(tokens, parser.options, {}).split(_CUT)
    parts = (HelpPart(example=piece) if i % 2 else HelpPart(html=piece) for i, piece in enumerate(pieces))
    return HelpText(title.content, headings, tuple(parts))


def _code(self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    if tokens[index].content.endswith(":"):
        return self.code_inline(tokens, index, options, env)
    return f"{_CUT}{tokens[index].content}{_CUT}"


def _table(self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    """Return a table that is scrolled in itself on a small screen, by keyboard too; its heading names it."""
    heading = next(token.attrGet("id") for token in reversed(tokens[:index]) if token.type == "heading_open")
    return f'<div class="table" role="region" aria-labelledby="{heading}" tabindex="0"><table>\n'


def _headings(tokens: Sequence[Token]) -> Iterator[HelpHeading]:
    """Yield the headings, and give each its anchor."""
    for token, content in pairwise(tokens):
        if token.type == "heading_open":
            anchor = re.sub(r"\W+", "-", fold(content.content).lower()).strip("-")
            token.attrSet("id", anchor)
            yield HelpHeading(content.content, anchor)


class HelpView:
    """Answers `/huong-dan`."""

    def __init__(self, pages: Pages) -> None:
        self.pages = pages
        self.texts = {path.stem: read_help(path.read_text(encoding="utf-8")) for path in _FOLDER.glob("*.md")}
        self.rendered: dict[
            str, tuple[object, bytes]
        ] = {}  # by language: for which state of the index, day and address

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer with the help."""
        today, language = self.pages.today(), sentences.LANGUAGE
        state = self.pages.search.state().stamp, today, current_request()
        rendered = self.rendered.get(language)
        if rendered is None or rendered[0] != state:
            rendered = self.rendered[language] = state, self._render(self.texts[language], today)
        answer_bytes(req, resp, rendered[1], falcon.MEDIA_HTML)

    def _render(self, text: HelpText, today: date) -> bytes:
        return self.pages.render(
            "help.html", head=PageHead("/huong-dan"), help=text, finding=self._finding(text.examples, today)
        )

    def _finding(self, examples: Sequence[str], today: date) -> frozenset[str]:
        """Return the examples that find something in what is indexed."""
        search = self.pages.search
        if not search.state().ready:
            return frozenset()
        requests = ((text, Request(text=text, size=1)) for text in examples)
        return frozenset(text for text, request in requests if search.search(request, today=today).total)
