"""Read a query that was typed with the input method off: `hooij ddoongf` is `hội đồng`, where the index says so."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from corpus.vi.syllables import is_bare, terms
from corpus.vi.telex import decodings
from indexer.results import Understood

_TOKEN = re.compile(r"[^\s\"“”„«»():,;.!?/]+")
_LONE_DIGIT = re.compile(r"[A-Za-z]+\d")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Holds the query as it was meant, and where each of its tokens stood in what was typed."""

    text: str
    understood: tuple[Understood, ...] = ()
    moved: tuple[tuple[int, int], ...] = ((0, 0),)

    def typed(self, at: int) -> int:
        """Return the place in what was typed of a place in `text`."""
        new, old = max(pair for pair in self.moved if pair[0] <= at)
        following = next((pair[1] for pair in sorted(self.moved) if pair[0] > at), None)
        return old + at - new if following is None else min(old + at - new, following)


def decode(text: str, known: Callable[[str], bool]) -> Decoded:
    """Return a query with raw Telex or VNI keys read, where the keys are no word that is `known` and the reading is.

    One word with a Vietnamese mark shows that the input method was on. A key that is one figure at the end (`quan1`)
    may be a number, and is only read beside other words that are read.
    """
    if not is_bare(terms(text)):
        return Decoded(text)
    found = {}
    for token in _TOKEN.finditer(text):
        readings = decodings(token.group())
        if readings and not known(token.group().lower()):
            reading = next((one for one in readings if known(one)), None)
            if reading:
                found[token.span()] = reading
    if all(_LONE_DIGIT.fullmatch(text[start:end]) for start, end in found):
        return Decoded(text)
    made, moved, at = "", [(0, 0)], 0
    for (start, end), reading in found.items():
        made += text[at:start]
        moved.append((len(made), start))
        made += reading
        moved.append((len(made), end))
        at = end
    made += text[at:]
    return Decoded(made, (Understood("telex", text, {"text": made}),), tuple(moved))
