"""Type a clean Vietnamese text in other ways: the ways that readers type, and those in which systems store."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping

from corpus.vi.text import fold

_TELEX_TONES = {"\u0301": "s", "\u0300": "f", "\u0309": "r", "\u0303": "x", "\u0323": "j"}
_VNI_TONES = {"\u0301": "1", "\u0300": "2", "\u0309": "3", "\u0303": "4", "\u0323": "5"}
_VNI_MARKS = {"\u0302": "6", "\u031b": "7", "\u0306": "8"}
_WORD = re.compile(r"[^\W\d_]+")
LEAST = 5  # letters of a word that may have a slip
# Keys of a keyboard that a finger slips to.
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_BESIDE = {key: row[max(0, i - 1) : i] + row[i + 1 : i + 2] for row in _ROWS for i, key in enumerate(row)}
# An open rhyme in which the tone stands on either vowel: `hòa/hoà`, `khỏe/khoẻ`, `thủy/thuỷ`, but never `quý`.
_OPEN = re.compile(
    r"(?<![qQ])([oOuU])([\u0300\u0301\u0303\u0309\u0323]?)([aAeEyY])([\u0300\u0301\u0303\u0309\u0323]?)(?![\w\u0300-\u036f])"
)


def nfd(text: str) -> str:
    """Return the text decomposed, as some systems store it."""
    return unicodedata.normalize("NFD", text)


def other_tone_place(text: str) -> str:
    """Return the text with the tone of `oa`, `oe` and `uy` on the other vowel where both are in use."""

    def moved(found: re.Match[str]) -> str:
        first, before, second, after = found.groups()
        pair = (first + second).lower()
        if pair not in ("oa", "oe", "uy") or not (before or after) or (before and after):
            return found.group()
        return first + after + second + before

    return unicodedata.normalize("NFC", _OPEN.sub(moved, nfd(text)))


def telex(text: str) -> str:
    """Return the keys of Telex, tones at the end of the syllable."""
    return _WORD.sub(lambda word: _telex(word.group()), unicodedata.normalize("NFC", text))


def vni(text: str) -> str:
    """Return the keys of VNI, tones at the end of the syllable."""
    return _WORD.sub(lambda word: _vni(word.group()), unicodedata.normalize("NFC", text))


def _telex(word: str) -> str:
    made, tone = "", ""
    for sign in nfd(word):
        if sign in _TELEX_TONES:
            tone = _TELEX_TONES[sign]
        elif sign == "\u0302":
            made += made[-1]
        elif sign in "\u031b\u0306":
            made += "w"
        else:
            made += {"đ": "dd", "Đ": "DD"}.get(sign, sign)
    return made + tone


def _vni(word: str) -> str:
    made, tone = "", ""
    for sign in nfd(word):
        if sign in _VNI_TONES:
            tone = _VNI_TONES[sign]
        else:
            made += _VNI_MARKS.get(sign, {"đ": "d9", "Đ": "D9"}.get(sign, sign))
    return made + tone


def typo(text: str) -> str:
    """Return the text with one slip in one word of LEAST letters or more: two swapped, one lost, doubled or beside it.

    The same text always gets the same slip; a text without such a word stays as it is.
    """
    text = unicodedata.normalize("NFC", text)
    words = [word for word in _WORD.finditer(text) if len(word.group()) >= LEAST]
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
        yield from (left + beside + right for beside in _BESIDE.get(letter, ""))


LOSSLESS: Mapping[str, Callable[[str], str]] = {
    "nfd": nfd,
    "upper": str.upper,
    "tone": other_tone_place,
    "nbsp": lambda text: text.replace(" ", "\u00a0"),
    "zero-width": lambda text: text.replace(" ", " \u200b"),
}
KEYS: Mapping[str, Callable[[str], str]] = {"no-accents": fold, "telex": telex, "vni": vni}
