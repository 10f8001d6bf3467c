"""Convert syllables to the keys of Telex and VNI, and back where the input method was off: `nguwowif`, `d9o62ng`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from corpus.vi.text import TONES, fold, place_tone
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
# Syllables beyond the rules that people write: `qu` with more rhymes, a few words, loans, names of places and peoples.
_IRREGULAR = """
    quao quau quap quâc quăp quên quêt quêu qui quit quinh quich quôc quơ quơi quơn     huơ thuơ
    boa boan buyt moay phuy voan     kan kông đak đăk lăk krông
"""

_VOWELS = frozenset("aeiouy")
_MARKED_BY_W = frozenset("aou")
_ACUTE, _GRAVE, _HOOK, _TILDE, _DOT_BELOW = "\u0301", "\u0300", "\u0309", "\u0303", "\u0323"
_CIRCUMFLEX, _HORN, _BREVE = "\u0302", "\u031b", "\u0306"
_BAR = "\u0335"  # of đ, which Unicode does not decompose
_STOP_TONES = frozenset((_ACUTE, _DOT_BELOW))  # the tones of syllables that end in p, t, c, ch


class InputMethod(NamedTuple):
    """Holds the keys of an input method by combining mark; an empty key is the letter itself, typed again."""

    tones: Mapping[str, str]
    marks: Mapping[str, str]


TELEX = InputMethod(
    {_ACUTE: "s", _GRAVE: "f", _HOOK: "r", _TILDE: "x", _DOT_BELOW: "j"},
    {_CIRCUMFLEX: "", _HORN: "w", _BREVE: "w", _BAR: ""},
)
VNI = InputMethod(
    {_ACUTE: "1", _GRAVE: "2", _HOOK: "3", _TILDE: "4", _DOT_BELOW: "5"},
    {_CIRCUMFLEX: "6", _HORN: "7", _BREVE: "8", _BAR: "9"},
)
_TELEX_TONES = {key: tone for tone, key in TELEX.tones.items()}
_VNI_TONES = {key: tone for tone, key in VNI.tones.items()}

_TELEX_TYPED = re.compile(r"[a-z\[\]]{2,12}")
_VNI_TYPED = re.compile(r"[a-z][a-z1-9]{1,11}")
# Where a vowel may stand twice as a letter: `ngoao`, `khoeo`, and `oo` typed with a third o (`xooong`).
_DOUBLE_LETTER = re.compile(r"o[ae][sfrxj]?o|ooo")
# Codes rather than syllables: `TW`, `kW`; a single vowel alone (not `y`: `y1` is `ý`) or after p with its tone
# (`A4`, `U17`, `pa3`); gases.
_CODE = re.compile(r"[^aou]w|p?[aeiou][1-5]\d?|py[1-5]|co2|no[23]|so[234]")


class _Keys(NamedTuple):
    """Holds typed keys by what they are for: plain letters, quality marks, and the tone as a combining mark or `""`."""

    letters: str
    marks: str
    tone: str


def typed_keys(syllable: str, method: InputMethod) -> str:
    """Return the keys that type a syllable: each mark after its letter, the tone at the end (`người` → `nguwowif`)."""
    keys, tone = "", ""
    for character in _decomposed(syllable):
        if character in method.tones:
            tone = method.tones[character]
        elif character in method.marks:
            keys += method.marks[character] or keys[-1]
        else:
            keys += character
    return keys + tone


def decodings(typed: str) -> tuple[str, ...]:
    """Return the syllables that raw Telex or VNI keys of one syllable may stand for, the most likely first.

    They are in NFC and lower case, the tone mark where `place_tone` puts it. Keys of marks and tones may stand
    after their vowel or at the end (`hooij`, `hooji`, `hoijo`), a single `w` or `7` does for both letters of `ươ`,
    `w` alone is `ư`. There are none where the input has no such key, is not plain ASCII, is a short code (`A4`,
    `CO2`, `TW`), or gives nothing that Vietnamese spelling allows.

    A possible syllable is not always the intended word, and many foreign words are keys of a possible syllable: `tax`
    gives `tã`, `test` `tét`, `of` `ò`, `moon` `môn`, `visa` `vía`. So the caller must still check (a) that no word of
    the query has a Vietnamese mark, as an input method is off for a whole query; (b) that the typed word is not in the
    index while the decoded syllable is; (c) where the only key is a single digit at the end, that another word of the
    query decodes too: `quan1` is `quán` or `quận 1`, `thang8` is `thăng` or `tháng 8`.
    """
    word = typed.lower()
    if not typed.isascii() or _CODE.fullmatch(word):
        return ()
    if _TELEX_TYPED.fullmatch(word):
        readings = _telex(word)
    elif _VNI_TYPED.fullmatch(word):
        readings = _vni(word)
    else:
        return ()
    table = _table()
    decoded: dict[str, None] = {}
    for keys in readings:
        for plain in table.get(_table_key(keys.letters, keys.marks), ()):
            syllable = with_tone(plain, keys.tone)
            if syllable and syllable != word:
                decoded[syllable] = None
    return tuple(decoded)


@cache
def foreign_words() -> frozenset[str]:
    """Return the common foreign words that raw keys of a syllable may look like, in lower case."""
    return frozenset(word for line in entries("foreign_words") for word in line.split())


def plain_letters(typed: str) -> str:
    """Return the plain letters of a syllable of which only the first raw Telex keys are typed: `ddoo` gives `do`.

    A word with the key of a tone is finished (the tone comes last), and is returned as it was typed.
    """
    word = typed.lower()
    keys = next(_telex(word), None) if _TELEX_TYPED.fullmatch(word) else None
    return keys.letters if keys and not keys.tone else typed


def _telex(word: str) -> Iterator[_Keys]:
    """Yield the ways to read a word as Telex keys, the most likely first."""
    for doubled in (False, True) if _DOUBLE_LETTER.search(word) else (False,):
        for w_is_letter in (False, True) if "w" in word else (False,):
            keys = _telex_keys(word.replace("ooo", "oo") if doubled else word, doubled=doubled, w_is_letter=w_is_letter)
            if keys:
                yield keys


def _telex_keys(word: str, *, doubled: bool, w_is_letter: bool) -> _Keys | None:
    """Read a word as Telex keys; None where they make no syllable.

    `doubled`: a second a, e or o is a letter (`ngoeo`); `w_is_letter`: `w` without a vowel to mark is `ư`.
    """
    letters = marks = tones = ""
    circumflex_apart = letter_after_tone = False
    for before, key, after in zip(" " + word, word, word[1:] + " ", strict=False):
        vowel = not _VOWELS.isdisjoint(letters)
        if key in "[]":
            letters += "o" if key == "[" else "u"
            marks += "w"
        elif key == "w":
            if w_is_letter and _MARKED_BY_W.isdisjoint(letters):
                letters += "u"
            elif not vowel and after != "u":  # `nhwung`: two keys in the wrong order
                return None
            marks += "w"
        elif vowel and key in "sfrxjz":
            tones += key
        elif key == "d" and letters.startswith("d"):
            marks += "d"
        elif key in "aeo" and key in letters and not doubled:
            circumflex_apart = circumflex_apart or key != letters[-1] or before not in (key, "d")
            marks += key
        elif (
            circumflex_apart
        ):  # the key of a circumflex stands beside its vowel or after all letters: `masan` is not `mấn`
            return None
        else:
            letter_after_tone = letter_after_tone or tones != ""
            letters += key
    if circumflex_apart and letter_after_tone:  # nobody splits a syllable twice: `cosco` is not `cốc`
        return None
    if (tones == "z" and marks) or (tones[1:] == "z" and tones != "zz"):  # `z` removes the tone
        tones = ""
    return None if len(tones) > 1 or tones == "z" else _Keys(letters, marks, _TELEX_TONES.get(tones, ""))


def _vni(word: str) -> Iterator[_Keys]:
    """Yield the only way to read a word as VNI keys, if there is any."""
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
def with_tone(plain: str, tone: str) -> str | None:
    """Return a toneless syllable with a tone (a combining mark, or `""`); None where its end forbids that tone.

    Syllables that end in p, t, c, ch have only the tones sắc (acute) and nặng (dot below).
    """
    if plain.endswith(("p", "t", "c", "ch")) and tone not in _STOP_TONES:
        return None
    if plain in ("đak", "đăk", "lăk", "krông"):  # not spelled as Vietnamese syllables: `place_tone` does not move these
        return re.sub("[aăô]", lambda vowel: unicodedata.normalize("NFC", vowel.group() + tone), plain)
    return place_tone(plain + tone)


@cache
def toneless_syllables() -> tuple[str, ...]:
    """Return every syllable that Vietnamese spelling allows, without its tone, whether it is in use or not."""
    allowed = dict.fromkeys(_IRREGULAR.split())
    for onset in ("", *_ONSETS.split()):
        allowed.update(dict.fromkeys(_spelled(onset, rhyme) for rhyme in _RHYMES.split()))
        if onset not in _NOT_ROUNDED:
            allowed.update(dict.fromkeys(onset + rhyme for rhyme in _ROUNDED.split()))
    allowed.update(dict.fromkeys("qu" + rhyme[1:] for rhyme in _ROUNDED.split()))
    allowed.update(dict.fromkeys(onset + "y" for onset in ("", *_WITH_Y.split())))
    return tuple(allowed)


@lru_cache(maxsize=100_000)
def is_spelled(word: str) -> bool:
    """Tell whether a word, with its marks, is a syllable that Vietnamese spelling allows, in use or not."""
    decomposed = unicodedata.normalize("NFD", word.lower())
    tone = "".join(mark for mark in decomposed if mark in TONES)
    if len(tone) > 1:
        return False
    plain = unicodedata.normalize("NFC", decomposed.replace(tone, "")) if tone else word.lower()
    if plain.endswith(("p", "t", "c", "ch")) and tone not in _STOP_TONES:
        return False
    return unicodedata.normalize("NFC", plain) in _toneless_set()


@cache
def _toneless_set() -> frozenset[str]:
    return frozenset(toneless_syllables())


def _spelled(onset: str, rhyme: str) -> str:
    if not onset and rhyme.startswith("iê"):
        return "y" + rhyme[1:]
    if onset == "gi" and rhyme.startswith("i"):  # `gì`, `giếng`: the two i are written once
        return "g" + rhyme
    return (_BEFORE_FRONT.get(onset, onset) if rhyme[0] in "eêi" else onset) + rhyme


@cache
def _table() -> Mapping[str, tuple[str, ...]]:
    """Return the toneless syllables by `_table_key`; a single key does for both horns of `ươ`."""
    table: dict[str, dict[str, None]] = {}
    for plain in toneless_syllables():
        telex, vni = _mark_keys(plain, TELEX), _mark_keys(plain, VNI)
        for marks in (telex, vni, telex.replace("ww", "w"), vni.replace("77", "7")):
            table.setdefault(_table_key(fold(plain), marks), {})[plain] = None
    return {key: tuple(syllables) for key, syllables in table.items()}


def _table_key(letters: str, marks: str) -> str:
    """Return plain letters and the sorted keys of their marks, as people may type the keys in any order: `nguoi|w`."""
    return f"{letters}|{''.join(sorted(marks))}"


def _mark_keys(plain: str, method: InputMethod) -> str:
    """Return the keys of the quality marks of a toneless syllable, in order."""
    letters = pairwise(_decomposed(plain))
    return "".join(method.marks[mark] or letter for letter, mark in letters if mark in method.marks)


def _decomposed(syllable: str) -> str:
    """Return a syllable in NFD, đ too as d and a combining mark."""
    return unicodedata.normalize("NFD", syllable).replace("đ", "d" + _BAR).replace("Đ", "D" + _BAR)
