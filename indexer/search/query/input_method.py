"""Read a query that was typed with the input method off: `hooij ddoongf` is `hội đồng`, where the index says so."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from corpus.vi.syllables import is_bare, terms
from corpus.vi.telex import decodings, foreign_words
from indexer.results import Understood

FAR = 5  # times as many documents that have the reading as have the keys, beside a word that is read for sure

MOST = 8  # neighbours that are looked up

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


def decode(text: str, count: Callable[[str], int], said: Callable[[str], bool]) -> Decoded:
    """Return a query with raw Telex or VNI keys read, where no document has the keys as a word and some the reading.

    `count` tells how many documents have a word, `said` whether some has words side by side. One word with a
    Vietnamese mark shows that the input method was on. Beside a word that is read for sure, keys that are an ordinary
    foreign word (`tax`) are read too, and those that some document has where their reading is far commoner (`too`:
    `tô`). A key that is one figure at the end (`quan1`) may be a number: without others for sure, its word and
    a neighbour must be words that stand together (`ban1 tai3`, `thoi1 quen`).
    """
    if not is_bare(terms(text)):
        return Decoded(text)
    sure: dict[tuple[int, int], str] = {}
    likely: dict[tuple[int, int], str] = {}
    for token in _TOKEN.finditer(text):
        readings = [one for one in decodings(token.group()) if count(one)]
        if readings:
            keys = count(token.group().lower())
            if not keys and token.group().lower() not in foreign_words():
                sure[token.span()] = readings[0]
            elif not keys or count(readings[0]) >= FAR * keys:
                likely[token.span()] = readings[0]
    if all(_LONE_DIGIT.fullmatch(text[start:end]) for start, end in sure):
        tokens = [token.span() for token in _TOKEN.finditer(text)]
        beside = [(a, b) for a, b in pairwise(tokens) if b[0] == a[1] + 1 and (a in sure or b in sure)]
        if not any(said(f"{_meant(text, a, sure)} {_meant(text, b, sure)}") for a, b in beside[:MOST]):
            return Decoded(text)
    found = dict(sorted((sure | likely).items()))
    made, moved, at = "", [(0, 0)], 0
    for (start, end), reading in found.items():
        made += text[at:start]
        moved.append((len(made), start))
        made += reading
        moved.append((len(made), end))
        at = end
    made += text[at:]
    return Decoded(made, (Understood("telex", text, {"text": made}),), tuple(moved))


def _meant(text: str, place: tuple[int, int], sure: dict[tuple[int, int], str]) -> str:
    return sure.get(place, text[slice(*place)])
