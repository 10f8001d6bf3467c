"""Cut a text into syllables that know their place in the original."""

from __future__ import annotations

import re
from typing import NamedTuple

from corpus.vi.text import INVISIBLE, fold, term

_SYLLABLE = re.compile(f"[^\\W_](?:[^\\W_]|[\u0300-\u036f{INVISIBLE}])*")


class Syllable(NamedTuple):
    """One run of letters and digits: `original[start:end]` is what was written, `term` its one form."""

    start: int
    end: int
    term: str


def syllables(text: str) -> list[Syllable]:
    """Return the syllables of a text in any normal form; offsets are code points of that very text."""
    return [Syllable(m.start(), m.end(), term(m.group())) for m in _SYLLABLE.finditer(text)]


def terms(text: str) -> list[str]:
    """Return only the terms, where no offsets are asked for."""
    return [term(found) for found in _SYLLABLE.findall(text)]


def is_bare(words: list[str]) -> bool:
    """Tell whether a text of these terms was written with no marks at all (and so may mean any marked form)."""
    return all(fold(word) == word for word in words)


def like_syllable(said: str) -> bool:
    """Tell whether letters can be read as a syllable: `ban` can, `bql` cannot."""
    return bool(_SPELLED.fullmatch(fold(said).lower()))


_SPELLED = re.compile(r"(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdghklmnpqrstvx])?[aeiouy]{1,3}(?:ng|nh|ch|[cmnpt])?")
