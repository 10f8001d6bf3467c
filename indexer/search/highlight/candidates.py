"""Find the syllables of several texts that may be some words, whatever their marks, without tokenizing the texts.

All texts are concatenated and every character is mapped to one byte: its class, or, for a letter or digit, its
lower-case form without marks. Words are then runs of such bytes. Since a Vietnamese syllable has at most seven letters,
a word is identified by its first eight bytes read as one integer: an overlapping view of the byte array, of eight bytes
at every position, gives the integers of all positions without copying, and one `isin` finds the words. Texts with
characters for which this does not hold (marks that are not composed, hidden characters) are tokenized instead.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from corpus.vi.syllables import is_bare, syllables
from corpus.vi.text import fold, tidy


class _Class(IntEnum):
    """Classes of characters; from FIRST_OF_WORD on a byte is a digit or letter, as ASCII or as OTHER_LETTER.

    NumPy compares arrays with plain integers much faster than with members, hence `.value` at every use.
    """

    ODD = 2  # joins letters or is hidden: its text must be tokenized
    SPACE = ord(" ")  # but no line feed
    OTHER = ord("-")  # part of no word
    SENTENCE_END = ord(".")
    FIRST_OF_WORD = ord("0")
    OTHER_LETTER = ord("@")
    MARKED = 128  # a bit that is added to a letter with marks


_CODE_POINTS = 1 << 16  # that the table classifies
_WITHOUT_MARKS = np.uint8(_Class.MARKED.value - 1)  # mask
_KEY_LETTERS = 8

Ints = NDArray[np.int64]
_Bytes = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Candidates:
    """Holds the candidate syllables of some texts, as arrays with one element for each candidate unless said otherwise.

    `text` is all texts, each followed by a line feed; `firsts` (number of texts + 1) is where each begins in it.
    `starts` and `ends` are code points of `text`. `numbers` count all syllables, so that neighbours in a text differ by
    one. `texts` and `lines` are the indices of the text and of the line among all lines. `breaks` are where all lines
    end, `sentences` where sentences begin within a line. `bare` tells for each text whether no syllable bears a mark.
    """

    text: str
    firsts: Ints
    breaks: Ints
    sentences: Ints
    starts: Ints
    ends: Ints
    numbers: Ints
    texts: Ints
    lines: Ints
    bare: NDArray[np.bool_]


def find_candidates(
    texts: Sequence[str], words: frozenset[str], beginnings: frozenset[str] = frozenset()
) -> Candidates:
    """Return the syllables whose letters without marks are those of one of the folded `words`, or begin with those of
    one of the `beginnings`.

    Of longer words only the first eight letters are compared, so that there may be more candidates, never fewer.
    """
    text = "\n".join((*texts, "")) or "\n"
    firsts = np.cumsum([0, *(len(part) + 1 for part in texts)])
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.int32)
    classes = _classified(codes, text)
    breaks = np.flatnonzero(codes == ord("\n"))
    bare = ~np.logical_or.reduceat(classes >= _Class.MARKED.value, firsts[:-1])
    folded = classes & _WITHOUT_MARKS
    starts, ends = _word_bounds(folded)
    keys = _prefix_keys(folded, starts, ends)
    fitting = np.isin(keys, _keys(words))
    for beginning in beginnings:
        fitting |= keys & _length_masks()[min(len(beginning), _KEY_LETTERS)] == np.uint64(_key(beginning))
    numbers = np.flatnonzero(fitting)
    starts, ends = starts[numbers], ends[numbers]
    odd = classes == _Class.ODD.value
    if odd.any():
        odd_texts = np.flatnonzero(np.logical_or.reduceat(odd, firsts[:-1])).tolist()
        regular = ~np.isin(firsts.searchsorted(starts, "right") - 1, odd_texts)
        rows = [np.stack((starts[regular], ends[regular], numbers[regular]))]
        for i in odd_texts:
            tokenized, bare[i] = _tokenized(texts[i], int(firsts[i]), words, beginnings)
            rows.append(tokenized)
        merged = np.concatenate(rows, axis=1)
        starts, ends, numbers = merged[:, merged[0].argsort()]
    text_numbers, lines = firsts.searchsorted(starts, "right") - 1, breaks.searchsorted(starts)
    sentences = _sentence_starts(classes)
    return Candidates(text, firsts, breaks, sentences, starts, ends, numbers, text_numbers, lines, bare)


def _classified(codes: NDArray[np.int32], text: str) -> _Bytes:
    """Return the class of each character of a text, whose code points are `codes`."""
    classes = _table().take(codes, mode="clip")
    classes[[at for at in np.flatnonzero(codes >= _CODE_POINTS).tolist() if text[at].isalnum()]] = _Class.ODD.value
    return classes


def _word_bounds(folded: _Bytes) -> tuple[Ints, Ints]:
    """Return where the runs of letters and digits start and end."""
    in_word = folded >= _Class.FIRST_OF_WORD.value
    edges = np.flatnonzero(in_word[1:] != in_word[:-1]) + 1  # the last character is a line feed, which ends any word
    edges = np.concatenate(([0], edges)) if in_word[0] else edges
    return edges[::2], edges[1::2]


def _prefix_keys(folded: _Bytes, starts: Ints, ends: Ints) -> NDArray[np.uint64]:
    """Return the first eight letters of each word as one integer, little-endian, through an overlapping view."""
    padded = folded.tobytes() + bytes(_KEY_LETTERS)
    at_every_position = np.ndarray(len(folded), "<u8", padded, strides=(1,))
    keys: NDArray[np.uint64] = at_every_position[starts] & _length_masks()[np.minimum(ends - starts, _KEY_LETTERS)]
    return keys


def _tokenized(text: str, first: int, words: frozenset[str], beginnings: Iterable[str]) -> tuple[Ints, bool]:
    """Return starts, ends and numbers of the candidates in a text by tokenizing it, and whether it is bare."""
    cut, starts = syllables(text), tuple(beginnings)
    rows = [
        (first + syllable.start, first + syllable.end, number)
        for number, syllable in enumerate(cut)
        if (folded := fold(syllable.term)) in words or folded.startswith(starts)
    ]
    return np.array(rows, np.int64).reshape(-1, 3).T, is_bare([syllable.term for syllable in cut])


def _sentence_starts(classes: _Bytes) -> Ints:
    is_end, is_space = classes[:-1] == _Class.SENTENCE_END.value, classes[1:] == _Class.SPACE.value
    starts = np.flatnonzero(is_end & is_space) + 2
    while (space := classes[starts] == _Class.SPACE.value).any():  # a line feed follows each text
        starts += space
    return starts


def _keys(words: frozenset[str]) -> NDArray[np.uint64]:
    return np.fromiter({_key(word) for word in words}, np.uint64)


@lru_cache(maxsize=20_000)
def _key(word: str) -> int:
    # A letter of another script may fold to several letters, of which a text has the one.
    codes = [min(ord(letter), _CODE_POINTS - 1) for letter in unicodedata.normalize("NFC", word)[:_KEY_LETTERS]]
    return int.from_bytes((_table()[codes] & _WITHOUT_MARKS).tobytes(), "little")


@cache
def _length_masks() -> NDArray[np.uint64]:
    """Return for each number of letters the bits of a key that belong to them."""
    return np.array([(1 << 8 * length) - 1 for length in range(_KEY_LETTERS + 1)], np.uint64)


@cache
def _table() -> _Bytes:
    """Return the class of each of the first 65,536 code points."""
    table = np.full(_CODE_POINTS, _Class.OTHER.value, np.uint8)
    for code in range(_CODE_POINTS):
        table[code] = _class(chr(code))
    table[0x1161:0x11C3] = _Class.ODD.value  # parts of Hangul syllables
    table[[ord(sign) for sign in ".!?;"]] = _Class.SENTENCE_END.value
    return table


def _class(character: str) -> int:
    if character.isalnum():
        lower = tidy(character).lower()
        if len(lower) != 1:
            return _Class.ODD.value
        bare = fold(lower)
        letter = ord(bare) if len(bare) == 1 and bare.isascii() else _Class.OTHER_LETTER.value
        return letter + _Class.MARKED.value * (bare != lower)
    if 0x300 <= ord(character) < 0x370 or not tidy(character):
        return _Class.ODD.value
    if character.isspace() and character != "\n":
        return _Class.SPACE.value
    return _Class.OTHER.value
