"""Define what recognition sees on a page that is a picture: plain data, which is kept, as it takes long to get."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.formats.content import NameReading
from corpus.formats.page_parts import Rule


@dataclass(frozen=True, slots=True)
class RecognisedWord:
    """Holds a word, its box in points from the upper left corner of the upright page, and its confidence in percent."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    confidence: int


@dataclass(frozen=True, slots=True)
class RecognisedPage:
    """Holds the words of a page in the order of recognition; its size is in points.

    `name_readings` are further readings of the lines at the signature, where a stamp may lie over the name; `rules` are
    the straight lines of its tables.
    """

    width: float
    height: float
    words: tuple[RecognisedWord, ...]
    name_readings: tuple[NameReading, ...] = ()
    rules: tuple[Rule, ...] = ()
