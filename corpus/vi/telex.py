"""Read what an input method would have made of the keys, where it was off: `nguwowif`, `d9o62ng`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from corpus.vi.text import fold, place_tone
from corpus.vi.word_lists import entries

# The spelling of Vietnamese, from its general rules. Rhymes that every onset may bear, as written after one: `iê`
# is `yê` where there is none.
_RHYMES = """
    a ai am an ang anh ao ap at au ac ach ay     ăm ăn ăng ăp ăt ăc     âm ân âng âp ât âc âu ây
    e em en eng eo ep et ec     ê êm ên ênh êp êt êch êu     i ia im in inh ip it ich iu
    iêm iên iêng iêp iêt iêc iêu
    o oi om on ong op ot oc     ô ôi ôm ôn ông ôp ôt ôc     ơ ơi ơm ơn ơp ơt     oong ooc
    u ua ui um un ung up ut uc     uôi uôm uôn uông uôt uôc
    ư ưa ưi ưu ưng ưt ưc     ươi ươm ươn ương ươp ươt ươc ươu
"""
# Rhymes with a rounded glide before the vowel: not after a lip consonant, save in a few loans; `qu` in place of c.
_ROUNDED = """
    oa oai oam oan oang oanh oao oap oat oac oach oay     oăm oăn oăng oăt oăc     oe oem oen oeo oet
    uân uâng uât uây     uê uênh uêch     uy uya uych uyn uynh uyp uyt uyu uyên uyêt
"""
_ONSETS = "b c ch d đ g gi h kh l m n ng nh p ph r s t th tr v x"
_NOT_ROUNDED = frozenset(("b", "m", "p", "ph", "v", "c", "gi"))
_BEFORE_FRONT = {"c": "k", "g": "gh", "ng": "ngh"}  # how an onset is written before e, ê, i
_WITH_Y = "d h k l m n nh s t th v"  # `y` is written for `i` after these, by habit or in names
# What the rules leave out but people write: `qu` with more rhymes, a few words, loans, names of places and peoples.
_ALSO = """
    quao quau quap quâc quăp quên quêt quêu qui quit quinh quich quôc quơ quơi quơn     huơ thuơ
    boa boan buyt moay phuy voan     kan kông đak đăk lăk krông
"""

_VOWELS = frozenset("aeiouy")
_MARKED_BY_W = frozenset("aou")
_TELEX_TONES = {"s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
_VNI_TONES = {"1": "\u0301", "2": "\u0300", "3": "\u0309", "4": "\u0303", "5": "\u0323"}
_VNI_MARKS = {"\u0302": "6", "\u031b": "7", "\u0306": "8"}
_SHARP_OR_HEAVY = frozenset("\u0301\u0323")

_TELEX = re.compile(r"[a-z\[\]]{2,12}")
_VNI = re.compile(r"[a-z][a-z1-9]{1,11}")
# Where a vowel may stand twice as a letter: `ngoao`, `khoeo`, and `oo` typed with a third o (`xooong`).
_TWICE = re.compile(r"o[ae][sfrxj]?o|ooo")
# What is a code before it is a syllable: `TW`, `kW`; one vowel alone (not `y`: `y1` is `ý`) or after p, and its tone
# first (`A4`, `U17`, `pa3`); gases.
_CODE = re.compile(r"[^aou]w|p?[aeiou][1-5]\d?|py[1-5]|co2|no[23]|so[234]")


class _Keys(NamedTuple):
    """What the keys say, apart: plain letters, keys of quality marks, and the tone as a combining mark or nothing."""

    letters: str
    marks: str
    tone: str


def decodings(typed: str) -> tuple[str, ...]:
    """Return the syllables that raw Telex or VNI keys of one syllable may stand for, the most likely first.

    They are NFC, in small letters, the tone mark where `place_tone` puts it. Keys of marks and tones may stand
    after their vowel or at the end (`hooij`, `hooji`, `hoijo`), one `w` or `7` does for both letters of `ươ`, `w`
    alone is `ư`. There are none where the input bears no such key, is not plain ASCII, is a short code (`A4`,
    `CO2`, `TW`), or gives nothing that Vietnamese spelling allows.

    A possible syllable is not yet a meant one, and many foreign words are keys of a possible one: `tax` gives `tã`,
    `test` `tét`, `of` `ò`, `moon` `môn`, `visa` `vía`. So the caller must still check (a) that no word of the query
    bears a Vietnamese mark, for an input method is off for the whole of a query; (b) that what was typed is no word
    of the index while the decoding is one; (c) where the only key is one digit at the end, that another word of the
    query decodes too: `quan1` is `quán` or `quận 1`, `thang8` is `thăng` or `tháng 8`.
    """
    word = typed.lower()
    if not typed.isascii() or _CODE.fullmatch(word):
        return ()
    if _TELEX.fullmatch(word):
        readings = _telex(word)
    elif _VNI.fullmatch(word):
        readings = _vni(word)
    else:
        return ()
    table = _table()
    found: dict[str, None] = {}
    for keys in readings:
        for plain in table.get(f"{keys.letters}|{''.join(sorted(keys.marks))}", ()):
            syllable = toned(plain, keys.tone)
            if syllable and syllable != word:
                found[syllable] = None
    return tuple(found)


@cache
def foreign_words() -> frozenset[str]:
    """Return the ordinary foreign words that raw keys of a syllable may look like, in small letters."""
    return frozenset(word for line in entries("foreign_words") for word in line.split())


def begun(typed: str) -> str:
    """Return the plain letters of a syllable of which only the first raw Telex keys are typed: `ddoo` gives `do`.

    What has a key of a tone is no beginning (the tone comes last), and is returned as it was typed.
    """
    word = typed.lower()
    keys = next(_telex(word), None) if _TELEX.fullmatch(word) else None
    return keys.letters if keys and not keys.tone else typed


def _telex(word: str) -> Iterator[_Keys]:
    for twice in (False, True) if _TWICE.search(word) else (False,):
        for alone in (False, True) if "w" in word else (False,):
            keys = _telex_keys(word.replace("ooo", "oo") if twice else word, twice=twice, alone=alone)
            if keys:
                yield keys


def _telex_keys(word: str, *, twice: bool, alone: bool) -> _Keys | None:
    """Read the keys; `twice`: a second a, e, o is a letter (`ngoeo`); `alone`: `w` with no vowel to mark is `ư`."""
    letters = marks = tones = ""
    roof_apart = letter_after_tone = False
    for before, key, after in zip(" " + word, word, word[1:] + " ", strict=False):
        vowel = not _VOWELS.isdisjoint(letters)
        if key in "[]":
            letters += "o" if key == "[" else "u"
            marks += "w"
        elif key == "w":
            if alone and _MARKED_BY_W.isdisjoint(letters):
                letters += "u"
            elif not vowel and after != "u":  # `nhwung`: two keys slipped past each other
                return None
            marks += "w"
        elif vowel and key in "sfrxjz":
            tones += key
        elif key == "d" and letters.startswith("d"):
            marks += "d"
        elif key in "aeo" and key in letters and not twice:
            roof_apart = roof_apart or key != letters[-1] or before not in (key, "d")
            marks += key
        elif roof_apart:  # the key of a roof stands beside its vowel or after all letters: `masan` is not `mấn`
            return None
        else:
            letter_after_tone = letter_after_tone or tones != ""
            letters += key
    if roof_apart and letter_after_tone:  # nobody splits a syllable twice: `cosco` is not `cốc`
        return None
    if (tones == "z" and marks) or (tones[1:] == "z" and tones != "zz"):  # it takes the tone back
        tones = ""
    return None if len(tones) > 1 or tones == "z" else _Keys(letters, marks, _TELEX_TONES.get(tones, ""))


def _vni(word: str) -> Iterator[_Keys]:
    letters = marks = tones = ""
    for key in word:
        if not key.isdigit():
            letters += key
        elif key != "9" and _VOWELS.isdisjoint(letters):
            return
        elif key in _VNI_TONES:
            tones += key
        else:
            marks += key
    if len(tones) < 2:
        yield _Keys(letters, marks, _VNI_TONES.get(tones, ""))


@cache
def toned(plain: str, tone: str) -> str | None:
    """Return a toneless syllable with a tone (a combining mark, or nothing); none where its end forbids that tone.

    Syllables that end in p, t, c, ch bear only the sharp tone (sắc) or the heavy one (nặng).
    """
    if plain.endswith(("p", "t", "c", "ch")) and tone not in _SHARP_OR_HEAVY:
        return None
    if plain in ("đak", "đăk", "lăk", "krông"):  # spelled as no Vietnamese syllable: `place_tone` leaves them alone
        return re.sub("[aăô]", lambda vowel: unicodedata.normalize("NFC", vowel.group() + tone), plain)
    return place_tone(plain + tone)


@cache
def toneless() -> tuple[str, ...]:
    """Return every syllable that Vietnamese spelling allows, without its tone, be it in use or not."""
    found = dict.fromkeys(_ALSO.split())
    for onset in ("", *_ONSETS.split()):
        found.update(dict.fromkeys(_written(onset, rhyme) for rhyme in _RHYMES.split()))
        if onset not in _NOT_ROUNDED:
            found.update(dict.fromkeys(onset + rhyme for rhyme in _ROUNDED.split()))
    found.update(dict.fromkeys("qu" + rhyme[1:] for rhyme in _ROUNDED.split()))
    found.update(dict.fromkeys(onset + "y" for onset in ("", *_WITH_Y.split())))
    return tuple(found)


def _written(onset: str, rhyme: str) -> str:
    if not onset and rhyme.startswith("iê"):
        return "y" + rhyme[1:]
    if onset == "gi" and rhyme.startswith("i"):  # `gì`, `giếng`: the two i are written once
        return "g" + rhyme
    return (_BEFORE_FRONT.get(onset, onset) if rhyme[0] in "eêi" else onset) + rhyme


@cache
def _table() -> Mapping[str, tuple[str, ...]]:
    """Return the toneless syllables by their plain letters and the sorted keys of their marks, `nguoi|w`."""
    table: dict[str, dict[str, None]] = {}
    for plain in toneless():
        apart = unicodedata.normalize("NFD", plain)
        telex = vni = ""
        for before, sign in zip(" " + apart, apart, strict=False):
            if sign in _VNI_MARKS:
                vni += _VNI_MARKS[sign]
                telex += before if vni[-1] == "6" else "w"  # the key of a roof is its vowel itself
            elif sign == "đ":
                telex, vni = telex + "d", vni + "9"
        for marks in (telex, vni, telex.replace("ww", "w"), vni.replace("77", "7")):
            table.setdefault(f"{fold(plain)}|{''.join(sorted(marks))}", {})[plain] = None
    return {keys: tuple(found) for keys, found in table.items()}
