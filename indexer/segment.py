"""Join syllables to words with pyvi: the only place that imports it, and only when the first text comes."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from functools import cache
from typing import cast

from corpus.vi.syllables import terms

# The model's memory grows with the longest string that it has seen, so it never sees a longer one than this.
LONGEST = 2_000


@cache
def _tokenize() -> Callable[[str], str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", category=DeprecationWarning)
        warnings.simplefilter("ignore", category=SyntaxWarning)
        from pyvi import ViTokenizer
    return cast(Callable[[str], str], ViTokenizer.tokenize)


def load() -> None:
    """Load the model now (a second, 120 MB), so that the first search does not wait for it."""
    _tokenize()


def words(text: str) -> list[str]:
    """Return the words of two syllables or more as terms joined by `_` (`hội_đồng`, `nhân_dân`), in order."""
    found: list[str] = []
    for line in text.split("\n"):
        for start in range(0, len(line), LONGEST):
            tokens = _tokenize()(line[start : start + LONGEST]).split()
            found.extend("_".join(terms(token.replace("_", " "))) for token in tokens if "_" in token)
    return found
