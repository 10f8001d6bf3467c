"""Lay out recognised pages."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.formats.content import PageContent
from corpus.formats.page_layout import blocks_of_pages
from corpus.formats.page_parts import Glyph, PrintedPage
from corpus.formats.recognised import RecognisedPage


def pages_of_recognised(pages: Sequence[RecognisedPage]) -> tuple[PageContent, ...]:
    """Return the blocks of recognised pages."""
    printed = [
        PrintedPage(
            page.width,
            page.height,
            tuple(Glyph(w.text, w.left, w.right, w.bottom, w.bottom - w.top, "") for w in page.words),
        )
        for page in pages
    ]
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
