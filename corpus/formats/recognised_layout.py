"""Lay out recognised pages: their words as those of a PDF, without what specks, strokes and photographs give."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median

from corpus.formats.content import PageContent
from corpus.formats.head_repair import repaired_head
from corpus.formats.page_layout import blocks_of_pages
from corpus.formats.page_parts import Glyph, PrintedPage
from corpus.formats.recognised import RecognisedPage, RecognisedWord

# In percent of confidence.
_MIN_WORD = 20
_MIN_SHORT_WORD = 60  # of one or two signs
_MIN_SIGNS = 75  # of signs without a letter or a figure
_MIN_PAGE = 50  # less sure words are no text but a photograph
_LIST_MARKS = frozenset("-–+")
_STRAY_SIGNS = frozenset("|_~`´'‘’°•*")  # what rules, strokes and specks are taken for


def pages_of_recognised(pages: Sequence[RecognisedPage]) -> tuple[PageContent, ...]:
    """Return the blocks of recognised pages, with the confidence of each; the head of a document is repaired."""
    words = [_legible(page.words) for page in pages]
    printed = [
        PrintedPage(page.width, page.height, tuple(_glyphs(legible)), page.rules)
        for page, legible in zip(pages, words, strict=True)
    ]
    return tuple(
        PageContent(repaired_head(blocks), confidence=_confidence(legible), name_readings=page.name_readings)
        for blocks, legible, page in zip(blocks_of_pages(printed), words, pages, strict=True)
    )


def _confidence(words: Sequence[RecognisedWord]) -> int:
    """Return the mean confidence, by letters."""
    return round(
        sum(word.confidence * len(word.text) for word in words) / max(1, sum(len(word.text) for word in words))
    )


def _legible(words: Sequence[RecognisedWord]) -> list[RecognisedWord]:
    """Return the words that are read well enough; none where even these are unsure."""
    kept = [word for word in words if _is_word(word)]
    return kept if _confidence(kept) >= _MIN_PAGE else []


def _is_word(word: RecognisedWord) -> bool:
    if word.text in _LIST_MARKS:
        return word.confidence >= _MIN_WORD
    if not any(map(str.isalnum, word.text)):
        return not _STRAY_SIGNS.issuperset(word.text) and word.confidence >= _MIN_SIGNS
    return word.confidence >= (_MIN_SHORT_WORD if len(word.text) <= 2 else _MIN_WORD)


def _glyphs(words: Sequence[RecognisedWord]) -> Iterator[Glyph]:
    """Yield the words of a page, those of a line with one baseline and one size, and a blank after each."""
    for line in _lines(words):
        tall = [word for word in line if any(map(str.isalnum, word.text))] or line
        y, size = median(word.bottom for word in tall), median(word.bottom - word.top for word in tall)
        for word in line:
            yield Glyph(word.text, word.left, word.right, y, size)
            yield Glyph(" ", word.right, word.right + 1, y, size)


def _lines(words: Sequence[RecognisedWord]) -> Iterator[list[RecognisedWord]]:
    """Yield the words that recognition gave one after another on a line."""
    line: list[RecognisedWord] = []
    for word in words:
        if line and not _goes_on(line[-1], word):
            yield line
            line = []
        line.append(word)
    if line:
        yield line


def _goes_on(last: RecognisedWord, word: RecognisedWord) -> bool:
    """Tell whether a word stands right of another on its line: the middle of one is beside the other, a dash is low."""
    if word.left < last.right - 2:
        return False
    middle, last_middle = (word.top + word.bottom) / 2, (last.top + last.bottom) / 2
    return last.top < middle < last.bottom or word.top < last_middle < word.bottom
