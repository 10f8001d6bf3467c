"""List the other accepted spelling of a syllable: i for y, and the tone mark on the other vowel."""

from __future__ import annotations

import re
import unicodedata

# Syllables in which i and y sound the same and both are written: `kỹ/kĩ`, `lý/lí`, `tỷ/tỉ`, `quy/qui`, `Thy/Thi`.
_I_OR_Y = re.compile(r"(qu|th|[bhklmnstvx])([iìỉĩíịyỳỷỹýỵ])")
_SWAPPED = dict(zip("iìỉĩíịyỳỷỹýỵ", "yỳỷỹýỵiìỉĩíị", strict=True))
# An open rhyme in which the tone stands on either vowel: `hòa/hoà`, `khỏe/khoẻ`, `thủy/thuỷ`, but never `quý`.
_OPEN_RHYME = re.compile(
    r"(?<![qQ])([oOuU])([\u0300\u0301\u0303\u0309\u0323]?)([aAeEyY])([\u0300\u0301\u0303\u0309\u0323]?)(?![\w\u0300-\u036f])"
)


def i_y_variant(term: str) -> str | None:
    """Return the same syllable with i for y or y for i, where Vietnamese writes both; None elsewhere."""
    match = _I_OR_Y.fullmatch(term)
    return match.group(1) + _SWAPPED[match.group(2)] if match else None


def other_tone_place(text: str) -> str:
    """Return a text in NFC with the tone of `oa`, `oe` and `uy` on the other vowel, where both places are in use."""

    def moved(rhyme: re.Match[str]) -> str:
        first, first_tone, second, second_tone = rhyme.groups()
        pair = (first + second).lower()
        if pair not in ("oa", "oe", "uy") or bool(first_tone) == bool(second_tone):
            return rhyme.group()
        return first + second_tone + second + first_tone

    return unicodedata.normalize("NFC", _OPEN_RHYME.sub(moved, unicodedata.normalize("NFD", text)))
