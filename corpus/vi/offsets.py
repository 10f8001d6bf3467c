"""Tidy a text and keep the way back, so that offsets found in the tidy text are told in the original."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from corpus.vi.text import INVISIBLE, tidy

# What tidy may change as one: a line end of two signs, or a letter with its marks and the invisible signs around it.
_CLUSTER = re.compile(f"\\r\\n|[^\\u0300-\\u036f](?:[\\u0300-\\u036f{INVISIBLE}])*|(?s:.)")


class Aligned(NamedTuple):
    """Holds a tidy text; `places[i]` is the offset in the original of its i-th sign (None: they are the same)."""

    text: str
    places: list[int] | None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span in the original of a non-empty span of the tidy text."""
        if self.places is None:
            return start, end
        return self.places[start], self.places[end]


def align(text: str) -> Aligned:
    """Return the tidy form of a text with its way back. Costs nothing more than `tidy` where they are the same."""
    clean = tidy(text)
    if clean == text or (len(clean) == len(text) and unicodedata.is_normalized("NFC", text)):
        return Aligned(clean, None)
    parts: list[str] = []
    places: list[int] = []
    for found in _CLUSTER.finditer(text):
        part = tidy(found.group())
        parts.append(part)
        places.extend([found.start()] * len(part))
    places.append(len(text))
    return Aligned("".join(parts), places)
