"""Offer another query where nothing was found: a slip in a word, wrong marks, or words that were joined."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from string import ascii_lowercase

from corpus.vi.syllables import syllables
from corpus.vi.telex import toned, toneless
from corpus.vi.text import fold

LEAST = 5  # letters from which on a word may have a slip; shorter ones are too near to each other
MOST = 16  # letters of two syllables that were joined; what is longer is no Vietnamese
LONGEST = 30  # words of a query that was typed; a longer one was pasted
UNKNOWN = 3  # words that may be wrong in one query; with more of them it is in another language

# How many records have a term of a layer, in titles or texts.
Frequency = Callable[[str, str], int]

_TONES = ("", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323")


def correct(text: str, frequency: Frequency) -> str | None:
    """Return the query with its unknown words put right; None where there are none, or one cannot be."""
    words = syllables(text)
    if len(words) > LONGEST:
        return None
    unknown = {word.term for word in words if not word.term.isdecimal() and not _known(word.term, frequency)}
    if len(unknown) > UNKNOWN or any(len(term) > MOST for term in unknown):
        return None
    made, at = "", 0
    before = ""
    for word in words:
        better = word.term
        if word.term in unknown:
            bare = fold(word.term) == word.term
            worth = {one: _worth(before, one, frequency, bare=bare) for one in _candidates(word.term, frequency)}
            # Of equals the first by its letters, so that every process offers the same.
            found = max(sorted(worth), key=lambda one: worth[one], default="")
            if not found or (before and not worth[found][0]):  # no text has it beside the word before it
                return None
            made += text[at : word.start] + found
            better, at = found, word.end
        before = fold(better.split(" ")[-1])
    return made + text[at:] if at else None


def _known(term: str, frequency: Frequency) -> bool:
    return bool(frequency("exact", term) or (fold(term) == term and frequency("folded", term)))


def _worth(before: str, candidate: str, frequency: Frequency, *, bare: bool) -> tuple[int, int]:
    """Return how well a candidate goes with the word before it, and how common it is.

    Only for a word that was typed without marks (`bare`) are the marked forms of a candidate its own.
    """
    words = candidate.split(" ")
    pair = f"{before}_{fold(words[0])}" if before else "_".join(map(fold, words[:2]))
    common = (frequency("exact", word) + (frequency("folded", word) if bare else 0) for word in words)
    return frequency("pairs", pair), min(common)


def _candidates(term: str, frequency: Frequency) -> Iterator[str]:
    plain = fold(term)
    marked = plain != term
    near = {plain} if marked else set()
    if len(plain) >= LEAST:
        near |= set(_slips(plain))
    for other in near:
        if marked:
            yield from (form for form in _forms().get(other, ()) if frequency("exact", form))
        elif _known(other, frequency):
            yield other
    for cut in range(2, len(term) - 1):
        if _known(term[:cut], frequency) and _known(term[cut:], frequency):
            yield f"{term[:cut]} {term[cut:]}"


def _slips(word: str) -> Iterator[str]:
    """Yield the words that are one letter more, less or other, or two neighbours changed, away from a word."""
    for i in range(len(word) + 1):
        left, right = word[:i], word[i:]
        if right:
            yield left + right[1:]
        if len(right) > 1:
            yield left + right[1] + right[0] + right[2:]
        for letter in ascii_lowercase:
            yield left + letter + right
            if right:
                yield left + letter + right[1:]


@cache
def _forms() -> dict[str, tuple[str, ...]]:
    """Return every syllable that spelling allows, by what it is without marks."""
    found: dict[str, list[str]] = {}
    for plain in toneless():
        for tone in _TONES:
            if syllable := toned(plain, tone):
                found.setdefault(fold(plain), []).append(syllable)
    return {plain: tuple(forms) for plain, forms in found.items()}
