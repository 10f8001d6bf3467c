"""Bring Vietnamese text to one form: composed letters, one tone place, no invisible signs; and fold accents away."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Quality marks come before tone marks in a composed letter: ế is e + circumflex + acute.
QUALITY = "\u0302\u0306\u031b"
TONES = "\u0300\u0301\u0303\u0309\u0323"
INVISIBLE = "\u00ad\u034f\u200b\u200c\u200d\u200e\u200f\u202a-\u202e\u2060-\u2064\ufeff\ud800-\udfff"

_MARKS = re.compile(f"[{QUALITY}{TONES}]{{2,}}")
_HIDDEN = re.compile(f"[{INVISIBLE}]")
_SPACE = re.compile(r"[^\S\n ]")
_NEWLINE = re.compile(r"\r\n?|\u0085|[\u2028\u2029]")
_ETHS = "Ððɖ"
_ETH = str.maketrans(_ETHS, "Đđđ")
_ODD = re.compile(f"[{QUALITY}{TONES}{INVISIBLE}Ððɖ\u0085\u2028\u2029\r]|[^\\S\\n ]")  # what `tidy` may change

# Onset, nucleus, coda of a syllable without its tone. `qu` and `gi` before a vowel belong to the onset.
_SYLLABLE = re.compile(
    r"(ngh|ng|nh|ch|gh|gi(?=[aăâeêoôơuư])|kh|ph|qu(?=[aăâeêiouơôy])|th|tr|[bcdđghklmnpqrstvx])?"
    r"([aăâeêioôơuưy]{1,3})"
    r"(ng|nh|ch|[cmnpt])?"
)
_QUALITY_VOWELS = frozenset("ăâêôơư")


def tidy(text: str) -> str:
    """Return the text as it should be kept: NFC with marks in order, plain spaces and newlines, no invisible signs."""
    if not _ODD.search(text) and unicodedata.is_normalized("NFC", text):
        return text
    return _SPACE.sub(" ", _NEWLINE.sub("\n", _HIDDEN.sub("", compose(text))))


def compose(text: str) -> str:
    """Return NFC, after quality marks are put before tone marks (`e` + acute + circumflex is `ế` too)."""
    if any(sign in text for sign in _ETHS):
        text = text.translate(_ETH)
    if unicodedata.is_normalized("NFC", text) and not _LOOSE.search(text):
        return text
    apart = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", _MARKS.sub(_in_order, apart))


_LOOSE = re.compile(f"[{QUALITY}{TONES}]")


def _in_order(found: re.Match[str]) -> str:
    return "".join(sorted(found.group(), key=lambda mark: mark in TONES))


@lru_cache(maxsize=200_000)
def term(syllable: str) -> str:
    """Return the term of one syllable as typed: tidy, small letters, tone mark at its one place (`hoà` is `hòa`)."""
    word = tidy(syllable).lower()
    return word if word.isascii() else place_tone(word)


def place_tone(word: str) -> str:
    """Move the tone mark to where the traditional rule puts it; what is no Vietnamese syllable stays as it is.

    The rule: on the vowel with a quality mark (the last, in `ươ`), else before a final consonant, else on the
    middle of three vowels, else on the first of two. So `hoà` becomes `hòa`, while `quý`, `giá`, `của` stay.
    """
    apart = unicodedata.normalize("NFD", word)
    tones = [c for c in apart if c in TONES]
    if len(tones) != 1:
        return word
    bare = unicodedata.normalize("NFC", apart.replace(tones[0], ""))
    found = _SYLLABLE.fullmatch(bare)
    if not found:
        return word
    vowels = found.group(2)
    at = found.start(2) + _tone_index(vowels, bool(found.group(3)))
    return unicodedata.normalize("NFC", bare[: at + 1] + tones[0] + bare[at + 1 :])


def _tone_index(vowels: str, closed: bool) -> int:
    marked = [i for i, v in enumerate(vowels) if v in _QUALITY_VOWELS]
    if marked:
        return marked[-1]
    if closed:
        return len(vowels) - 1
    return 1 if len(vowels) == 3 else 0


def fold(text: str) -> str:
    """Return the text without tone and quality marks, đ as d; capitals stay capitals."""
    if text.isascii():
        return text
    return _fold_word(text) if len(text) <= 12 else _fold(text)


def _fold(text: str) -> str:
    apart = unicodedata.normalize("NFD", text.translate(_ETH).replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in apart if not unicodedata.combining(c))


_fold_word = lru_cache(maxsize=100_000)(_fold)


def slug(text: str) -> str:
    """Return small ASCII letters and digits joined by hyphens, safe in a URL (`Số 05/NQ-HĐND` → `so-05-nq-hdnd`)."""
    return re.sub(r"[^a-z0-9]+", "-", fold(tidy(text)).lower()).strip("-")
