"""Lay out recognised pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median

from corpus.formats.content import PageContent
from corpus.formats.page_layout import blocks_of_pages
from corpus.formats.page_parts import Glyph, PrintedPage
from corpus.formats.recognised import RecognisedPage, RecognisedWord


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
    """Yield the words of a page, those of a line with one baseline and one size, and a blank after each."""
    for line in _lines(page.words):
        y, size = (median(word.bottom for word in line), median(word.bottom - word.top for word in line))
        for word in line:
            yield Glyph(word.text, word.left, word.right, y, size)
            yield Glyph(" ", word.right, word.right + 1, y, size)


def _lines(words: Sequence[RecognisedWord]) -> Iterator[list[RecognisedWord]]:
    """Yield the words that recognition gave one after another on a line."""
    line: list[RecognisedWord] = []
    for word in words:
        if line:
            last = line[-1]
            middle = (word.top + word.bottom) / 2
            if word.left < last.right - 2 or not last.top < middle < last.bottom:
                yield line
                line = []
        line.append(word)
    if line:
        yield line
