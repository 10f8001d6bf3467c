"""Print pages for tests of their layout: lines of letters at places, as a PDF's reader or recognition gives them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from corpus.formats.blocks import Block
from corpus.formats.page_layout import blocks_of_pages
from corpus.formats.page_parts import Glyph, PrintedPage, Rule

WIDTH, HEIGHT, LEFT, RIGHT = 595.0, 842.0, 85.0, 540.0


def printed(text: str, x: float, y: float, *, size: float = 13, font: str = "Times") -> list[Glyph]:
    """Return the letters of a line that begins at a place; each is half as wide as the font is high."""
    return [
        Glyph(letter, x + at * size / 2, x + (at + 1) * size / 2, y, size, font)
        for at, letter in enumerate(text)
        if letter != " "
    ]


def centred(text: str, y: float, **how: float) -> list[Glyph]:
    """Return the letters of a line in the middle of the text."""
    return printed(text, (LEFT + RIGHT - len(text) * 6.5) / 2, y, **how)  # type: ignore[arg-type]


def wrapped(text: str, y: float, *, indent: float = 36, pitch: float = 18) -> tuple[list[Glyph], float]:
    """Return the letters of a paragraph wrapped at the right margin, and the baseline below it."""
    glyphs: list[Glyph] = []
    line, x = "", LEFT + indent
    for word in text.split():
        if line and x + (len(line) + 1 + len(word)) * 6.5 > RIGHT:
            glyphs += printed(line, x, y)
            line, x, y = "", LEFT, y + pitch
        line = f"{line} {word}".strip()
    return glyphs + printed(line, x, y), y + pitch


def box(x0: float, y0: float, x1: float, y1: float) -> list[Rule]:
    """Return the four sides of a cell."""
    return [Rule(x0, y0, x1, y0), Rule(x0, y1, x1, y1), Rule(x0, y0, x0, y1), Rule(x1, y0, x1, y1)]


def blocks(glyphs: Iterable[Glyph], rules: Sequence[Rule] = ()) -> tuple[Block, ...]:
    """Return the blocks of one page."""
    return pages([(glyphs, rules)])[0]


def pages(sheets: Iterable[tuple[Iterable[Glyph], Sequence[Rule]]]) -> list[tuple[Block, ...]]:
    """Return the blocks of the pages of a document."""
    return blocks_of_pages(PrintedPage(WIDTH, HEIGHT, tuple(glyphs), tuple(rules)) for glyphs, rules in sheets)
