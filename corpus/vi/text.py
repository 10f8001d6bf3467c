"""Normalize Vietnamese text (composed letters, a single tone place, no invisible characters) and fold its marks."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import filterfalse

# Quality marks come before tone marks in a composed letter: ế is e + circumflex + acute.
QUALITY = "\u0302\u0306\u031b"
TONES = "\u0300\u0301\u0303\u0309\u0323"
# Soft hyphens, joiners, marks and isolates of the writing direction, tags, lone surrogates.
INVISIBLE = (
    "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff"
    "\U000e0000-\U000e007f"
)

_MARKS = re.compile(f"[{QUALITY}{TONES}]{{2,}}")
_HIDDEN = re.compile(f"[{INVISIBLE}]")
# All of `\s` but a blank and a line end. In one class with the rest it costs a third of `[^\S\n ]` as an alternative.
_SPACES = "\t\x0b\x0c\r\x1c-\x1f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_SPACE = re.compile(f"[{_SPACES}]")
_NEWLINE = re.compile(r"\r\n?|\u0085|[\u2028\u2029]")
# Other shapes of plain letters: full width, ligatures, Roman numerals, bold and slanted letters. Not all
# of NFKC: `²` and `½` are more than a shape.
SHAPES = "\uff01-\uff5e\ufb00-\ufb06\u2160-\u217f\U0001d400-\U0001d7ff"
_SHAPED = re.compile(f"[{SHAPES}]")
_ETHS = "Ððɖ"  # Icelandic and African letters that look like Đ and đ
_ETH = str.maketrans(_ETHS, "Đđđ")
_UNTIDY = re.compile(f"[{QUALITY}{TONES}{INVISIBLE}{_ETHS}{SHAPES}{_SPACES}]")  # what `tidy` may change
_COMBINING = re.compile(f"[{QUALITY}{TONES}]")

# Onset, nucleus, coda of a syllable without its tone. `qu` and `gi` before a vowel belong to the onset.
_SYLLABLE = re.compile(
    r"(ngh|ng|nh|ch|gh|gi(?=[aăâeêoôơuư])|kh|ph|qu(?=[aăâeêiouơôy])|th|tr|[bcdđghklmnpqrstvx])?"
    r"([aăâeêioôơuưy]{1,3})"
    r"(ng|nh|ch|[cmnpt])?"
)
_QUALITY_VOWELS = frozenset("ăâêôơư")


def tidy(text: str) -> str:
    """Return the text in NFC with marks in order, letters of one shape, plain spaces, and no invisible characters."""
    if not _UNTIDY.search(text) and unicodedata.is_normalized("NFC", text):
        return text
    return _SPACE.sub(" ", _NEWLINE.sub("\n", _HIDDEN.sub("", compose(text))))


def compose(text: str) -> str:
    """Return NFC, after quality marks are put before tone marks (`e` + acute + circumflex is `ế` too)."""
    if any(letter in text for letter in _ETHS):
        text = text.translate(_ETH)
    text = _SHAPED.sub(_plain, text)
    if unicodedata.is_normalized("NFC", text) and not _COMBINING.search(text):
        return text
    decomposed = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", _MARKS.sub(_in_order, decomposed))


def _plain(letter: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", letter.group())


def _in_order(marks: re.Match[str]) -> str:
    return "".join(sorted(marks.group(), key=lambda mark: mark in TONES))


@lru_cache(maxsize=200_000)
def term(syllable: str) -> str:
    """Return the index term of a syllable: tidy, lower case, tone mark at its traditional place (`hoà` is `hòa`)."""
    word = tidy(syllable).lower()
    return word if word.isascii() else place_tone(word)


def place_tone(word: str) -> str:
    """Move the tone mark to where the traditional rule puts it; return anything but a Vietnamese syllable unchanged.

    The rule: on the vowel with a quality mark (the last, in `ươ`), else before a final consonant, else on the
    middle of three vowels, else on the first of two. So `hoà` becomes `hòa`, while `quý`, `giá`, `của` stay.
    """
    decomposed = unicodedata.normalize("NFD", word)
    tones = [c for c in decomposed if c in TONES]
    if len(tones) != 1:
        return word
    toneless = unicodedata.normalize("NFC", decomposed.replace(tones[0], ""))
    syllable = _SYLLABLE.fullmatch(toneless)
    if not syllable:
        return word
    onset_length, vowels, coda = syllable.start(2), syllable.group(2), syllable.group(3)
    after = onset_length + _tone_index(vowels, closed=bool(coda)) + 1
    return unicodedata.normalize("NFC", toneless[:after] + tones[0] + toneless[after:])


def _tone_index(vowels: str, *, closed: bool) -> int:
    """Return which of the vowels bears the tone; `closed`: a final consonant follows them."""
    marked = [i for i, vowel in enumerate(vowels) if vowel in _QUALITY_VOWELS]
    if marked:
        return marked[-1]
    if closed:
        return len(vowels) - 1
    return 1 if len(vowels) == 3 else 0


def fold(text: str) -> str:
    """Return the text without tone and quality marks, đ as d; case is unchanged."""
    if text.isascii():
        return text
    return _fold_word(text) if len(text) <= _MAX_CACHED_LETTERS else _fold(text)


def _fold(text: str) -> str:
    plain = _SHAPED.sub(_plain, text).translate(_ETH)
    decomposed = unicodedata.normalize("NFD", plain.replace("đ", "d").replace("Đ", "D"))
    return "".join(filterfalse(unicodedata.combining, decomposed))


_MAX_CACHED_LETTERS = 12  # of a word whose folded form is cached
_fold_word = lru_cache(maxsize=100_000)(_fold)


def slug(text: str) -> str:
    """Return the text as lower-case ASCII letters and digits joined by hyphens (`Số 05/NQ-HĐND` → `so-05-nq-hdnd`)."""
    return re.sub(r"[^a-z0-9]+", "-", fold(tidy(text)).lower()).strip("-")
