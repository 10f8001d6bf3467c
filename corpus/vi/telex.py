"""Read what an input method would have made of the keys, where it was off: `nguwowif`, `d9o62ng`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from corpus.vi.text import fold, place_tone

# Rhymes as they are written after an onset; `iê` is `yê` where there is none. Every onset may bear these.
_RHYMES = """
    a ai am an ang anh ao ap at au ac ach ay          ăm ăn ăng ăp ăt ăc    âm ân âng âp ât âc âu ây
    e em en eng eo ep et ec      ê êm ên ênh êp êt êch êu      i ia im in inh ip it ich iu
    iêm iên iêng iêp iêt iêc iêu
    o oi om on ong op ot oc      ô ôi ôm ôn ông ôp ôt ôc       ơ ơi ơm ơn ơp ơt      oong ooc
    u ua ui um un ung up ut uc   uôi uôm uôn uông uôt uôc
    ư ưa ưi ưu ưng ưt ưc         ươi ươm ươn ương ươp ươt ươc ươu
""".split()
# Rhymes with a rounded glide before the vowel: never after a lip consonant, save in a few loans.
_ROUNDED = """
    oa oai oam oan oang oanh oao oap oat oac oach oay   oăm oăn oăng oăt oăc   oe oem oen oeo oet
    uân uâng uât uây   uê uênh uêch   uy uya uych uyn uynh uyp uyt uyu uyên uyêt
""".split()
_ONSETS = ("", *"b c ch d đ g gi h kh l m n ng nh p ph r s t th tr v x".split())
_LIPS = frozenset(("b", "m", "p", "ph", "v"))
_BEFORE_FRONT = {"c": "k", "g": "gh", "ng": "ngh"}  # how an onset is written before e, ê, i
_WITH_Y = ("", *"b d h k l m n nh ph s t th tr v x".split())  # `y` for `i` after these, in names and by habit

# What the rules above leave out but people write: `qu` with more rhymes, loans, names of places and peoples.
_ALSO = """
    quao quau quap quâc quăp quên quêt quêu qui quit quinh quich quôc quơ quơi quơn    huơ thuơ
    boa boan buyt moay phuy voan    đak đăk lăk krông
""".split()

_VOWELS = frozenset("aeiouy")
_MARKED_BY_W = frozenset("aou")
_TELEX_TONES = {"s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
_VNI_TONES = {"1": "\u0301", "2": "\u0300", "3": "\u0309", "4": "\u0303", "5": "\u0323"}
# Composed mark → the key for it; the roof's key in Telex is the vowel itself.
_TELEX_MARKS = {"\u0306": "w", "\u031b": "w"}
_VNI_MARKS = {"\u0302": "6", "\u031b": "7", "\u0306": "8"}
_SHARP_OR_HEAVY = frozenset("\u0301\u0323")

_TELEX = re.compile(r"[a-z\[\]]{2,12}")
_VNI = re.compile(r"[a-z][a-z1-9]{1,11}")
# Sizes of paper, gases, short codes: one vowel alone (not `y`: `y1` is `ý`) or after `p`, with nothing but a tone.
_CODE = re.compile(r"p?[aeiou][1-5]|py[1-5]|co2|no[23]|so[234]")


class _Keys(NamedTuple):
    """What the keys say, apart: plain letters, keys of quality marks, and the tone as a combining mark or nothing."""

    letters: str
    marks: str
    tone: str


def decodings(typed: str) -> tuple[str, ...]:
    """Return the syllables that raw Telex or VNI keys of one syllable may stand for, the most likely first.

    They are NFC, in small letters, the tone mark where `place_tone` puts it. Keys of marks and tones may stand
    after their vowel or anywhere later (`hooij`, `hoojij`, `hoijo`), one `w` or `7` does for both letters of `ươ`,
    `w` alone is `ư`. There are none where the input bears no such key, is not plain ASCII, is a short code (`A4`,
    `CO2`), or gives nothing that Vietnamese spelling allows.

    A possible syllable is not yet a meant one, and many foreign words are keys of a possible one: `tax` gives `tã`,
    `test` `tét`, `of` `ò`, `now` `nơ`, `visa` `vía`. So the caller must still check that what was typed is no word
    of the index while the decoding is one, and should ask for more (a neighbour that decodes too) where the only key
    is one tone or one digit at the end: `quan1` is `quán` or `quận 1`, `thang8` is `thăng` or `tháng 8`.
    """
    if not typed.isascii():
        return ()
    word = typed.lower()
    if _TELEX.fullmatch(word):
        readings = _telex(word)
    elif _VNI.fullmatch(word) and not _CODE.fullmatch(word):
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


def _telex(word: str) -> Iterator[_Keys]:
    lone = (False, True) if "w" in word else (False,)
    for twice in (False, True):
        for alone in lone:
            keys = _telex_keys(word.replace("ooo", "oo") if twice else word, twice=twice, alone=alone)
            if keys:
                yield keys


def _telex_keys(word: str, *, twice: bool, alone: bool) -> _Keys | None:
    """Read the keys; `twice`: a second a, e, o is a letter (`ngoeo`); `alone`: `w` with no vowel to mark is `ư`."""
    letters = marks = tones = ""
    vowel = False
    for at, key in enumerate(word):
        if key == "w":
            if alone and _MARKED_BY_W.isdisjoint(letters):
                letters += "u"
            elif not vowel and word[at + 1 : at + 2] != "u":  # `nhwung`: the two keys slipped past each other
                return None
            marks += "w"
            vowel = True
        elif key in "[]":
            letters += "o" if key == "[" else "u"
            marks += "w"
            vowel = True
        elif vowel and (key in _TELEX_TONES or key == "z"):
            tones += key
        elif key == "d" and letters.startswith("d"):
            marks += "d"
        elif key in "aeo" and key in letters and not twice:
            marks += key
        else:
            letters += key
            vowel = vowel or key in _VOWELS
    if tones.endswith("z"):  # takes back a tone; with nothing to take back and no other key it is a plain letter
        return _Keys(letters, marks, "") if len(tones) == 2 or (tones == "z" and marks) else None
    return _Keys(letters, marks, _TELEX_TONES[tones] if tones else "") if len(tones) < 2 else None


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
        yield _Keys(letters, marks, _VNI_TONES[tones] if tones else "")


@cache
def toned(plain: str, tone: str) -> str | None:
    """Return a toneless syllable with a tone (a combining mark, or nothing); none where its end forbids that tone.

    Syllables that end in p, t, c, ch bear only the sharp (sắc) or the heavy tone (nặng).
    """
    if plain.endswith(("p", "t", "c", "ch")) and tone not in _SHARP_OR_HEAVY:
        return None
    if plain.endswith("k"):  # Đắk Lắk: spelling of another language, which `place_tone` leaves alone
        return unicodedata.normalize("NFC", f"{plain[:-1]}{tone}k")
    return place_tone(plain + tone) if tone else plain


@cache
def toneless() -> tuple[str, ...]:
    """Return every syllable that Vietnamese spelling allows, without its tone; those in use are a third of them."""
    found = dict.fromkeys(_ALSO)
    for onset in _ONSETS:
        for rhyme in _RHYMES:
            found[_written(onset, rhyme)] = None
        for rhyme in _ROUNDED:
            if onset not in _LIPS and onset not in ("c", "gi"):
                found[onset + rhyme] = None
    found.update(dict.fromkeys(f"qu{rhyme[1:]}" for rhyme in _ROUNDED))
    found.update(dict.fromkeys(f"{onset}y" for onset in _WITH_Y))
    # The names of places and peoples write k before any vowel: Bắc Kạn, Kon Tum.
    found.update(dict.fromkeys(f"k{rhyme}" for rhyme in _RHYMES))
    return tuple(found)


def _written(onset: str, rhyme: str) -> str:
    if onset == "" and rhyme.startswith("iê"):
        return "y" + rhyme[1:]
    if onset == "gi" and rhyme[0] == "i":
        return "g" + rhyme
    return (_BEFORE_FRONT.get(onset, onset) if rhyme[0] in "eêi" else onset) + rhyme


@cache
def _table() -> Mapping[str, tuple[str, ...]]:
    """Return the toneless syllables by their plain letters and the sorted keys of their marks, `nguoi|w`."""
    table: dict[str, dict[str, None]] = {}
    for plain in toneless():
        apart = unicodedata.normalize("NFD", plain)
        telex = vni = ""
        for before, sign in zip("_" + apart, apart, strict=False):
            if sign in _VNI_MARKS:
                telex += _TELEX_MARKS.get(sign, before)
                vni += _VNI_MARKS[sign]
            elif sign == "đ":
                telex, vni = telex + "d", vni + "9"
        for marks in {telex, vni, telex.replace("ww", "w"), vni.replace("77", "7")}:
            table.setdefault(f"{fold(plain)}|{''.join(sorted(marks))}", {})[plain] = None
    return {keys: tuple(found) for keys, found in table.items()}
