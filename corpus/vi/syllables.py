"""Split a text into syllables with their offsets in the original."""

from __future__ import annotations

import re
from typing import NamedTuple

from corpus.vi.text import INVISIBLE, fold, term

_SYLLABLE = re.compile(f"[^\\W_](?:[^\\W_]|[\u0300-\u036f{INVISIBLE}])*")


class Syllable(NamedTuple):
    """Holds one run of letters and digits: `original[start:end]` as it was written, and its index term."""

    start: int
    end: int
    term: str


def syllables(text: str) -> list[Syllable]:
    """Return the syllables of a text in any Unicode normal form; offsets are code points of the given text."""
    return [Syllable(m.start(), m.end(), term(m.group())) for m in _SYLLABLE.finditer(text)]


def terms(text: str) -> list[str]:
    """Return the terms of the syllables of a text, without offsets."""
    return [term(written) for written in _SYLLABLE.findall(text)]


def is_bare(words: list[str]) -> bool:
    """Tell whether a text of these terms was written with no marks at all (and so may mean any marked form)."""
    return all(fold(word) == word for word in words)


def looks_like_syllable(letters: str) -> bool:
    """Tell whether letters can be pronounced as a syllable: `ban` can, `bql` cannot."""
    return bool(_PRONOUNCEABLE.fullmatch(fold(letters).lower()))


_PRONOUNCEABLE = re.compile(
    r"(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdghklmnpqrstvx])?[aeiouy]{1,3}(?:ng|nh|ch|[cmnpt])?"
)
