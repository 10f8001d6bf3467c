"""Find the syllables of a text that may be some wanted words, whatever their marks, without cutting all of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from corpus.vi.syllables import Syllable, is_bare, syllables
from corpus.vi.text import fold, term, tidy

_NO_WORD, _LETTER, _ODD = 32, 1, 2  # a space; a letter that is none of ASCII's; a sign that joins letters or hides
_MARKED = 128  # added to what bears a mark
_CODES = 1 << 16
_SHORT = 200  # code points below which cutting all of a text costs less


def syllables_among(text: str, words: Iterable[str]) -> tuple[Mapping[int, Syllable], bool]:
    """Return the syllables that are one of the folded `words` without their marks, each under its number in the text,
    and whether no syllable of the text bears a mark.

    All syllables of a text come back where it is short, or not tidy (combining marks, invisible signs).
    """
    if len(text) < _SHORT:
        return _all(text)
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.int32)
    if codes.max() >= _CODES:
        if any(ord(sign) >= _CODES and sign.isalnum() for sign in set(text)):
            return _all(text)
        codes = np.minimum(codes, _CODES - 1)
    found = _table()[codes]
    folded = np.full(len(text) + 2, _NO_WORD, np.uint8)
    np.bitwise_and(found, _MARKED - 1, out=folded[1:-1])
    if (folded == _ODD).any():
        return _all(text)
    word = folded != _NO_WORD
    edges = np.flatnonzero(word[1:] != word[:-1])
    starts, ends = edges[::2], edges[1::2]
    line = folded.tobytes()
    at: list[int] = []
    for one in words:
        wanted = b" " + _plain(one) + b" "
        place = line.find(wanted)
        while place >= 0:
            at.append(place)
            place = line.find(wanted, place + len(wanted) - 1)
    numbers = np.searchsorted(starts, sorted(at))
    placed = zip(numbers.tolist(), starts[numbers].tolist(), ends[numbers].tolist(), strict=True)
    syllable = {number: Syllable(start, end, term(text[start:end])) for number, start, end in placed}
    return syllable, not (found >= _MARKED).any()


def _all(text: str) -> tuple[Mapping[int, Syllable], bool]:
    found = syllables(text)
    return dict(enumerate(found)), is_bare([syllable.term for syllable in found])


@lru_cache(maxsize=20_000)
def _plain(word: str) -> bytes:
    return (_table()[[min(ord(sign), _CODES - 1) for sign in word]] & (_MARKED - 1)).tobytes()


@cache
def _table() -> NDArray[np.uint8]:
    """Return for each sign its small letter without marks as ASCII, raised where it bears one."""
    table = np.full(_CODES, _NO_WORD, np.uint8)
    for code in range(_CODES):
        sign = chr(code)
        if sign.isalnum():
            small = sign.lower()
            bare = fold(small)
            table[code] = ord(bare) if len(bare) == 1 and bare.isascii() else _LETTER
            table[code] += _MARKED * (bare != small)
        elif 0x300 <= code < 0x370 or not tidy(sign):
            table[code] = _ODD
    return table
