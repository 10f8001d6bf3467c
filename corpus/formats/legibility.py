"""Tell whether the letters of a page can be trusted, or whether it is to be recognised as a picture."""

from __future__ import annotations

import re
from collections.abc import Iterable

from corpus.formats.blocks import Block, text_of_blocks
from corpus.formats.pdf_letters import PdfPage
from corpus.vi.telex import is_spelled
from corpus.vi.text import fold

_PICTURE = 0.5  # of the page: it may be a scan
_MAX_UNMAPPED = 0.1
_MIN_SPELLED = 0.8  # of the words of a Vietnamese page
_MIN_SPELLED_MARKS = 0.6  # of its words with marks
_MIN_WORDS = 20  # fewer say nothing
_MIN_MARKED = 0.08
_MAX_STAMPED_LETTERS = 160  # of a page number or a digital signature over a scan
_MIN_SHAPES = 150  # letters that are drawn as curves
_MIN_LATIN = 0.9  # of words that are written as those of any European language
_MIN_ENGLISH = 0.08

_WORD = re.compile(r"[^\W\d_]{2,}")
_LATIN = re.compile(r"[bcdfghjklmnpqrstvwxz]{0,4}(?:[aeiouyœæ]{1,4}[bcdfghjklmnpqrstvwxzß]{0,5}){1,9}")
_ENGLISH = frozenset(("the", "of", "and", "to", "in", "for", "is", "shall", "this", "by", "with", "on"))


def is_to_be_recognised(page: PdfPage, blocks: Iterable[Block]) -> bool:
    """Tell whether a page is a picture, or has letters that are not what they look like."""
    pictured = page.pictured > _PICTURE
    if page.letters == 0:
        return pictured or page.drawn >= _MIN_SHAPES
    if page.unmapped > _MAX_UNMAPPED:
        return True
    if pictured and page.letters < _MAX_STAMPED_LETTERS:
        return True
    return is_garbled(text_of_blocks(blocks), over_picture=pictured)


def is_garbled(text: str, *, over_picture: bool = False) -> bool:
    """Tell whether the words of a page are neither Vietnamese nor another language that is written in Latin letters.

    Text that lies `over_picture` was recognised by another program: where it read Vietnamese as English, few words have
    marks, but most look like words.
    """
    words = _WORD.findall(text)
    if len(words) < _MIN_WORDS:
        return False
    spelled = sum(map(is_spelled, words)) / len(words)
    if spelled >= _MIN_SPELLED:
        return False
    if over_picture:
        return sum(word.lower() in _ENGLISH for word in words) < _MIN_ENGLISH * len(words)
    marked = [word for word in words if not word.isascii()]
    if len(marked) >= _MIN_MARKED * len(words) and sum(map(is_spelled, marked)) >= _MIN_SPELLED_MARKS * len(marked):
        return False  # Vietnamese with many abbreviations and names of other peoples
    latin = sum(_is_latin(word) for word in words)
    return latin < _MIN_LATIN * len(words)


def _is_latin(word: str) -> bool:
    in_case = word.islower() or word.isupper() or word.istitle()
    return in_case and (bool(_LATIN.fullmatch(fold(word).lower())) or word.isupper())
