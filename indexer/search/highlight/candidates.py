"""Find the syllables of several texts that may be some wanted words, whatever their marks, without cutting the texts.

All texts are one array of signs; what is asked of it is asked once, however many they are.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from corpus.vi.syllables import is_bare, syllables
from corpus.vi.text import fold, tidy

# What signs are in the table: none of a word; space, but no newline; what ends sentences; what joins letters or hides;
# and from `_FIRST` on digits and letters, as ASCII or as some other letter.
_OTHER, _SPACE, _END, _ODD, _FIRST, _LETTER = ord("-"), ord(" "), ord("."), 2, ord("0"), ord("@")
_MARKED = 128  # added to what bears a mark
_CODES = 1 << 16
_KEY = 8  # letters by which a syllable is looked for; Vietnamese ones have at most seven

_Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Placed:
    """Holds where texts have syllables that may be wanted words: `starts` and `ends` are code points of `text`, in
    which every text begins at one of `firsts` and ends with a newline.

    `numbers` count syllables, those between them too: neighbours in a text are one apart. `texts` and `lines` tell,
    counted from 0, in which text and in which line of all of them a syllable is; `breaks` are where those lines end,
    `sentences` where in a line a sentence begins after another. `bare` tells of each text whether none of its syllables
    bears a mark.
    """

    text: str
    firsts: _Numbers
    breaks: _Numbers
    sentences: _Numbers
    starts: _Numbers
    ends: _Numbers
    numbers: _Numbers
    texts: _Numbers
    lines: _Numbers
    bare: NDArray[np.bool_]


def placed(texts: Sequence[str], words: frozenset[str]) -> Placed:
    """Return where the texts have syllables whose letters without marks are those of one of the folded `words`.

    Of words longer than eight letters only eight are compared, so that more may be found, never less.
    """
    text = "\n".join((*texts, "")) or "\n"
    firsts = np.cumsum([0, *(len(one) + 1 for one in texts)])
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.int32)
    signs = _table().take(codes, mode="clip")
    signs[[at for at in np.flatnonzero(codes >= _CODES).tolist() if text[at].isalnum()]] = _ODD
    breaks = np.flatnonzero(codes == ord("\n"))
    bare = ~np.logical_or.reduceat(signs >= _MARKED, firsts[:-1])
    folded = signs & (_MARKED - 1)
    word = folded >= _FIRST
    edges = np.flatnonzero(word[1:] != word[:-1]) + 1  # a text ends with no letter
    edges = np.concatenate(([0], edges)) if word[0] else edges
    starts, ends = edges[::2], edges[1::2]
    line = folded.tobytes() + bytes(_KEY)
    keys = np.ndarray(len(text), "<u8", line, strides=(1,))[starts] & _lengths()[np.minimum(ends - starts, _KEY)]
    numbers = np.flatnonzero(np.isin(keys, np.fromiter({_key(one) for one in words}, np.uint64)))
    starts, ends = starts[numbers], ends[numbers]
    if (odd := signs == _ODD).any():
        cut = np.flatnonzero(np.logical_or.reduceat(odd, firsts[:-1])).tolist()
        kept = ~np.isin(firsts.searchsorted(starts, "right") - 1, cut)
        rows = [np.stack((starts[kept], ends[kept], numbers[kept]))]
        for i in cut:
            found, bare[i] = _cut(texts[i], int(firsts[i]), words)
            rows.append(found)
        every = np.concatenate(rows, axis=1)
        starts, ends, numbers = every[:, every[0].argsort()]
    own, lines = firsts.searchsorted(starts, "right") - 1, breaks.searchsorted(starts)
    return Placed(text, firsts, breaks, _sentences(signs), starts, ends, numbers, own, lines, bare)


def _cut(text: str, first: int, words: frozenset[str]) -> tuple[_Numbers, bool]:
    """Return starts, ends and numbers in a text of which marks are not composed or words have hidden signs, and whether
    it is bare."""
    found = syllables(text)
    rows = [(first + one.start, first + one.end, number) for number, one in enumerate(found) if fold(one.term) in words]
    return np.array(rows, np.int64).reshape(-1, 3).T, is_bare([one.term for one in found])


def _sentences(signs: NDArray[np.uint8]) -> _Numbers:
    begins = np.flatnonzero((signs[:-1] == _END) & (signs[1:] == _SPACE)) + 2
    while (space := signs[begins] == _SPACE).any():  # a text ends with a newline
        begins += space
    return begins


@lru_cache(maxsize=20_000)
def _key(word: str) -> int:
    # A letter of another writing may fold to several, of which a text has the one.
    signs = [min(ord(sign), _CODES - 1) for sign in unicodedata.normalize("NFC", word)[:_KEY]]
    return int.from_bytes((_table()[signs] & (_MARKED - 1)).tobytes(), "little")


@cache
def _lengths() -> NDArray[np.uint64]:
    """Return for each number of letters the bits of a key that are theirs."""
    return np.array([(1 << 8 * length) - 1 for length in range(_KEY + 1)], np.uint64)


@cache
def _table() -> NDArray[np.uint8]:
    """Return for each sign its small letter without marks as ASCII, raised where it bears one."""
    table = np.full(_CODES, _OTHER, np.uint8)
    for code in range(_CODES):
        sign = chr(code)
        if sign.isalnum():
            small = tidy(sign).lower()
            bare = fold(small)
            table[code] = ord(bare) if len(bare) == 1 and bare.isascii() else _LETTER
            table[code] += _MARKED * (bare != small)
            if len(small) != 1:
                table[code] = _ODD
        elif 0x300 <= code < 0x370 or not tidy(sign):
            table[code] = _ODD
        elif sign.isspace() and sign != "\n":
            table[code] = _SPACE
    table[0x1161:0x11C3] = _ODD  # parts of Hangul syllables
    table[[ord(sign) for sign in ".!?;"]] = _END
    return table
