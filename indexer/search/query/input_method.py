"""Decode a query that was typed with the input method off: `hooij ddoongf` is `hội đồng`, where the index says so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from corpus.vi.syllables import is_bare, terms
from corpus.vi.telex import decodings, foreign_words
from indexer.results import Understood

# Beside a word that is certainly keys: how many times as many documents must have the reading as have the keys.
MIN_READING_RATIO = 5

MAX_CHECKED_PAIRS = 8  # pairs of neighbours that are looked up

_TOKEN = re.compile(r"[^\s\"“”„«»():,;.!?/]+")
_SINGLE_FINAL_DIGIT = re.compile(r"[A-Za-z]+\d")

_Range = tuple[int, int]  # of a token in the text, half-open


class WordStatistics(Protocol):
    """Answers questions about the words of an index, each for many words at once: a call may be a round trip."""

    def word_counts(self, words: Sequence[str]) -> list[int]:
        """Return for each word how many documents have it."""

    def have_adjacent(self, phrases: Sequence[str]) -> list[bool]:
        """Return for each phrase whether some document has its words side by side."""


@dataclass(frozen=True, slots=True)
class DecodedQuery:
    """Holds a query as it was meant; `origins` are pairs of corresponding offsets in `text` and in what was typed."""

    text: str
    understood: tuple[Understood, ...] = ()
    origins: tuple[tuple[int, int], ...] = ((0, 0),)

    def typed_offset(self, offset: int) -> int:
        """Return the offset in what was typed that corresponds to an offset in `text`."""
        new, old = max(pair for pair in self.origins if pair[0] <= offset)
        following = next((pair[1] for pair in sorted(self.origins) if pair[0] > offset), None)
        return old + offset - new if following is None else min(old + offset - new, following)


def decode_query(text: str, statistics: WordStatistics) -> DecodedQuery:
    """Return a query with raw Telex or VNI keys decoded, where no document has the keys as a word and some the reading.

    One word with a Vietnamese mark shows that the input method was on. Beside a word that is certainly keys, keys that
    are an ordinary foreign word (`tax`) are decoded too, and those that some document has where their reading is far
    commoner (`too`: `tô`). A key that is a single digit at the end (`quan1`) may be a number: unless other words are
    certain, its word and a neighbour must be words that stand side by side (`ban1 tai3`, `thoi1 quen`).

    Asks once for the counts of all keys and readings, and at most once more for those neighbours.
    """
    if not is_bare(terms(text)):
        return DecodedQuery(text)
    certain, likely = _readings(text, statistics)
    if not _is_confirmed(text, certain, statistics):
        return DecodedQuery(text)
    decoded, origins, at = "", [(0, 0)], 0
    for (start, end), reading in sorted((certain | likely).items()):
        decoded += text[at:start]
        origins.append((len(decoded), start))
        decoded += reading
        origins.append((len(decoded), end))
        at = end
    decoded += text[at:]
    return DecodedQuery(decoded, (Understood("telex", text, {"text": decoded}),), tuple(origins))


def _readings(text: str, statistics: WordStatistics) -> tuple[dict[_Range, str], dict[_Range, str]]:
    """Return the reading of each token that is certainly keys, and of each that is keys if some other certainly is."""
    readings = {token.span(): decodings(token.group()) for token in _TOKEN.finditer(text)}
    keys = {span: text[slice(*span)].lower() for span in readings if readings[span]}
    words = list(dict.fromkeys(word for span, typed in keys.items() for word in (typed, *readings[span])))
    counts = dict(zip(words, statistics.word_counts(words), strict=True)) if words else {}
    certain: dict[_Range, str] = {}
    likely: dict[_Range, str] = {}
    for span, typed in keys.items():
        reading = next((reading for reading in readings[span] if counts[reading]), None)
        if reading is None:
            continue
        if not counts[typed] and typed not in foreign_words():
            certain[span] = reading
        elif not counts[typed] or counts[reading] >= MIN_READING_RATIO * counts[typed]:
            likely[span] = reading
    return certain, likely


def _is_confirmed(text: str, certain: dict[_Range, str], statistics: WordStatistics) -> bool:
    """Tell whether some word is certainly keys: by its keys alone, or, for a single final digit, by a neighbour."""
    if not all(_SINGLE_FINAL_DIGIT.fullmatch(text[start:end]) for start, end in certain):
        return True
    tokens = [token.span() for token in _TOKEN.finditer(text)]
    pairs = [(a, b) for a, b in pairwise(tokens) if b[0] == a[1] + 1 and (a in certain or b in certain)]
    phrases = [" ".join(certain.get(span, text[slice(*span)]) for span in pair) for pair in pairs[:MAX_CHECKED_PAIRS]]
    return bool(phrases) and any(statistics.have_adjacent(list(dict.fromkeys(phrases))))
