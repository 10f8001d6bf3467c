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
from search_api.pages.rendering import Pages
from search_api.resources import answer_bytes
from search_api.sentences import pages as sentences
from search_api.sentences.pages import DEFAULT_LANGUAGE

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


def read_help(markdown: str, language: str = DEFAULT_LANGUAGE) -> HelpText:
    """Read the help from Markdown, which begins with its title.

    Code is an example of a query, unless it ends with a colon: that is the name of a field. Code is Vietnamese in every
    language, and so is what is emphasised in another one.
    """
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    parser.add_render_rule("code_inline", _code)
    parser.add_render_rule("table_open", _table)
    parser.add_render_rule("table_close", lambda self, tokens, index, options, env: "</table></div>\n")
    _, title, _, *tokens = parser.parse(markdown)
    headings = tuple(_headings(tokens))
    if language != DEFAULT_LANGUAGE:
        _mark_vietnamese(tokens)
    pieces = parser.renderer.render(tokens, parser.options, {}).split(_CUT)
    parts = (HelpPart(example=piece) if i % 2 else HelpPart(html=piece) for i, piece in enumerate(pieces))
    return HelpText(title.content, headings, tuple(parts))


def _mark_vietnamese(tokens: Sequence[Token]) -> None:
    for child in (child for token in tokens for child in token.children or ()):
        if child.type in ("em_open", "code_inline"):
            child.attrSet("lang", DEFAULT_LANGUAGE)


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
        self.texts = {
            path.stem: read_help(path.read_text(encoding="utf-8"), path.stem) for path in _FOLDER.glob("*.md")
        }
        self.finding: tuple[tuple[str, date], frozenset[str]] | None = None  # of which state of the index and which day

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer with the help."""
        page = self.pages.render(
            "help.html", head=PageHead("/huong-dan"), help=self.texts[sentences.LANGUAGE], finding=self._finding()
        )
        answer_bytes(req, resp, page, falcon.MEDIA_HTML)

    def _finding(self) -> frozenset[str]:
        """Return the examples of all languages that find something in what is indexed today."""
        search, today = self.pages.search, self.pages.today()
        state = search.state()
        if not state.ready:
            return frozenset()
        known = self.finding
        if known is None or known[0] != (state.stamp, today):
            examples = dict.fromkeys(example for text in self.texts.values() for example in text.examples)
            found = (text for text in examples if search.search(Request(text=text, size=1), today=today).total)
            known = self.finding = (state.stamp, today), frozenset(found)
        return known[1]
