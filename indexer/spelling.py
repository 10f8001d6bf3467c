"""Offer another query where little or nothing was found: a slip in a word, wrong marks, words joined or split."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise
from string import ascii_lowercase

from corpus.vi.syllables import syllables
from corpus.vi.telex import toned, toneless
from corpus.vi.text import fold

LEAST = 5  # letters from which on a word may have a slip; shorter ones are too near to each other
MOST = 16  # letters of two syllables that were joined; what is longer is no Vietnamese
LONGEST = 30  # words of a query that was typed; a longer one was pasted
RARE = 2  # records that have a word which may still be a slip, where another word is FAR times as common
FAR = 50
UNKNOWN = 3  # words that may be wrong in one query; with more of them it is in another language

# How many records have a term of a layer, in titles or texts.
Frequency = Callable[[str, str], int]

_TONES = ("", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323")


def correct(text: str, frequency: Frequency, *, rare: int = 0) -> str | None:
    """Return the query with its unknown words put right; None where there are none, or one cannot be.

    Words that `rare` records or fewer have count as unknown too; then what is offered is FAR times as common.
    """
    if len(syllables(text)) > LONGEST:
        return None
    whole = _unsplit(text, frequency)
    return _put_right(whole, frequency, rare) or (whole if whole != text else None)


def _unsplit(text: str, frequency: Frequency) -> str:
    """Join neighbours of which one is no word and which together are one: `ng hị quyết`, `quy ết`."""
    words = syllables(text)
    for left, right in reversed(list(pairwise(words))):
        if text[left.end : right.start] == " " and not (_known(left.term, frequency) and _known(right.term, frequency)):
            joined = left.term + right.term
            if fold(joined) in _forms() and _known(joined, frequency):
                return _unsplit(text[: left.end] + text[right.start :], frequency)
    return text


def _put_right(text: str, frequency: Frequency, rare: int) -> str | None:
    words = syllables(text)
    count = {word.term: _count(word.term, frequency) for word in words if not word.term.isdecimal()}
    unknown = {term for term, having in count.items() if having <= rare}
    if len(unknown) > UNKNOWN or any(len(term) > MOST for term in unknown):
        return None
    made, at = "", 0
    before = ""
    for i, word in enumerate(words):
        better = word.term
        if word.term in unknown:
            bare = fold(word.term) == word.term
            worth = {one: _worth(before, one, frequency, bare=bare) for one in _candidates(word.term, frequency)}
            # Marks slip sooner than letters; of equals the first by its letters, so that every process offers the same.
            found = max(
                sorted(worth), key=lambda one: _likely(one, word.term, worth[one], alone=not before), default=""
            )
            if not found or (before and not worth[found][0]):  # no text has it beside the word before it
                return None
            if rare:
                after = fold(words[i + 1].term) if i + 1 < len(words) else ""
                alone = after and not frequency("pairs", f"{fold(found.split(' ')[-1])}_{after}")
                if alone or worth[found][1] < FAR * max(1, count[word.term]):
                    return None
            made += text[at : word.start] + found
            better, at = found, word.end
        before = fold(better.split(" ")[-1])
    return made + text[at:] if at else None


def _known(term: str, frequency: Frequency) -> bool:
    return _count(term, frequency) > 0


def _count(term: str, frequency: Frequency) -> int:
    return max(frequency("exact", term), frequency("folded", term) if fold(term) == term else 0)


def _worth(before: str, candidate: str, frequency: Frequency, *, bare: bool) -> tuple[int, int]:
    """Return how well a candidate goes with the word before it, and how common it is.

    Only for a word that was typed without marks (`bare`) are the marked forms of a candidate its own.
    """
    words = candidate.split(" ")
    pair = f"{before}_{fold(words[0])}" if before else "_".join(map(fold, words[:2]))
    common = (frequency("exact", word) + (frequency("folded", word) if bare else 0) for word in words)
    return frequency("pairs", pair) if "_" in pair else 0, min(common)


def _likely(candidate: str, typed: str, worth: tuple[int, int], *, alone: bool) -> tuple[bool, bool, int, int]:
    return (alone or worth[0] > 0, fold(candidate) == fold(typed), *worth)


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
        beside = frequency("pairs", f"{fold(term[:cut])}_{fold(term[cut:])}")
        if beside and _known(term[:cut], frequency) and _known(term[cut:], frequency):
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
