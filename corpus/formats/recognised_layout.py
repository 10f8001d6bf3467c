"""Lay out recognised pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corpus.formats.content import PageContent
from corpus.formats.page_layout import blocks_of_pages
from corpus.formats.page_parts import Glyph, PrintedPage
from corpus.formats.recognised import RecognisedPage


def pages_of_recognised(pages: Sequence[RecognisedPage]) -> tuple[PageContent, ...]:
    """Return the blocks of recognised pages."""
    printed = [PrintedPage(page.width, page.height, tuple(_glyphs(page))) for page in pages]
    blocks = blocks_of_pages(printed)
    return tuple(
        PageContent(
            b,
            confidence=round(
                sum(w.confidence * len(w.text) for w in p.words) / max(1, sum(len(w.text) for w in p.words))
            )
            if p.words
            else 0,
            name_readings=p.name_readings,
        )
        for b, p in zip(blocks, pages, strict=True)
    )


def _glyphs(page: RecognisedPage) -> Iterator[Glyph]:
    for word in page.words:
        yield Glyph(word.text, word.left, word.right, word.bottom, word.bottom - word.top)
        yield Glyph(" ", word.right, word.right + 1, word.bottom, word.bottom - word.top)
