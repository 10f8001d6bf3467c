"""Rewrite a clean Vietnamese text as readers type it and as systems store it: keys, slips, normal forms."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping

from corpus.vi.spelling_variants import other_tone_place
from corpus.vi.telex import TELEX, VNI, typed_keys
from corpus.vi.text import fold

_WORD = re.compile(r"[^\W\d_]+")
MIN_SLIP_LETTERS = 5  # of a word that may have a slip
# Keys of a keyboard that a finger slips to.
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_NEIGHBOUR_KEYS = {key: row[max(0, i - 1) : i] + row[i + 1 : i + 2] for row in _ROWS for i, key in enumerate(row)}


def nfd(text: str) -> str:
    """Return the text decomposed, as some systems store it."""
    return unicodedata.normalize("NFD", text)


def telex(text: str) -> str:
    """Return the keys of Telex, tones at the end of the syllable."""
    return _WORD.sub(lambda word: typed_keys(word.group(), TELEX), unicodedata.normalize("NFC", text))


def vni(text: str) -> str:
    """Return the keys of VNI, tones at the end of the syllable."""
    return _WORD.sub(lambda word: typed_keys(word.group(), VNI), unicodedata.normalize("NFC", text))


def typo(text: str) -> str:
    """Return the text with one slip in one long enough word: letters swapped, lost, doubled or mistyped.

    The same text always gets the same slip; a text without such a word stays as it is.
    """
    text = unicodedata.normalize("NFC", text)
    words = [word for word in _WORD.finditer(text) if len(word.group()) >= MIN_SLIP_LETTERS]
    if not words:
        return text
    chance = random.Random(text)  # noqa: S311 (the same slip each time)
    word = chance.choice(words)
    slips = sorted(set(_slips(word.group())) - {word.group()})
    return text[: word.start()] + chance.choice(slips) + text[word.end() :]


def _slips(word: str) -> Iterator[str]:
    # The first letter stays: who slips there sees it.
    for i in range(1, len(word)):
        left, letter, right = word[:i], word[i], word[i + 1 :]
        yield left + right
        yield left + letter + letter + right
        yield left + right[:1] + letter + right[1:]
        yield from (left + neighbour + right for neighbour in _NEIGHBOUR_KEYS.get(letter, ""))


LOSSLESS: Mapping[str, Callable[[str], str]] = {
    "nfd": nfd,
    "upper": str.upper,
    "tone": other_tone_place,
    "nbsp": lambda text: text.replace(" ", "\u00a0"),
    "zero-width": lambda text: text.replace(" ", " \u200b"),
}
KEYS: Mapping[str, Callable[[str], str]] = {"no-accents": fold, "telex": telex, "vni": vni}
