"""Decode Vietnamese from before Unicode (TCVN3, VNI, VISCII, VPS, windows-1258): by its font, else by its syllables.

Text of these encodings comes as the letters that its bytes are in Latin-1 or windows-1252: `Quèc héi` is `Quốc hội` in
TCVN3. Nothing may be dropped from it before: U+00AD, the soft hyphen, is `ư` there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from html import unescape
from pathlib import Path
from typing import NamedTuple

from corpus.vi.stop_words import FUNCTION_WORDS
from corpus.vi.telex import is_spelled

ENCODINGS = ("tcvn3", "vni", "viscii", "vps", "windows-1258")

_TABLES = Path(__file__).parent / "data" / "legacy_encodings.txt"
_TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")  # in the order of the columns

# Names of fonts, as documents and PDF (`ABCDEF+.VnTimeH,Bold`) write them. A final H is the font of capitals.
_FONT = re.compile(
    r"(?:[A-Z]{6}\+)?(?:(?P<vni>VNI[- _]?[A-Z])|(?P<vps>VPS[- _]?[A-Z])|(?P<viscii>VISCII|VI [A-Z])"
    r"|(?P<tcvn3>[._]?Vn[A-Z]|\.vn[a-z]))"
)
_CAPITALS = re.compile(r"H(?:[ ,_-]?(?:Bold|Italic|Regular|Normal|Oblique|MT)){0,3}$")

_WORD = re.compile(r"[^\W\d_]+")
_LINE = re.compile(r"[^\r\n]+")
# What only text in Unicode has: its letters, the marks of decomposed ones, references to them in a page.
_UNICODE = re.compile("[ĂăĐđĨĩŨũƠơƯư\u1ea0-\u1ef9\u0300\u0301\u0303\u0309\u0323]|&#(?:7[89]\\d\\d|[xX]1[eE])")
# What the bytes from 80 on are in Latin-1 and windows-1252 (and in fonts of signs, from F080 on).
_HIGH = re.compile("[\x80-\xff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u2122\uf080-\uf0ff]")
# Those of them that text in Unicode, in Vietnamese, has seldom.
_SELDOM = re.compile(
    "[\xa1-\xbf\xc4-\xc7\xcb\xce-\xd1\xd6-\xd8\xdb\xdc\xde\xdf\xe4-\xe7\xeb\xee-\xf1\xf6-\xf8\xfb\xfc\xfe\xff]"
)
_SIGN_IN_WORD = re.compile("[^\\W\\d_][^\\w\\s.,;:!?()\"'’”“…/\\-\u2013\u2014<>&]|[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd]")
_PART = re.compile(r"[^<>\r\n]+")  # of a text or a page: it is in one encoding
_ENTITY = re.compile(r"&(?:#(?:1[2-9]\d|2\d\d|[xX][89A-Fa-f][\dA-Fa-f])|[A-Za-z]{2,7}\d?);")

_SAMPLE_CHARACTERS = 40_000  # of a text, by which it is decided
_MIN_HIGH_LETTERS = 3  # fewer say nothing
_MIN_SHARE = 0.5  # of the words with marks: those that are syllables, less the others
_MIN_LEAD = 0.25  # over the text as it is
# Of all words, with and without marks, those that are syllables: other languages have marks too, but few such words. In
# a text full of foreign names the words with marks decide, where they are several.
_MIN_VIETNAMESE, _MIN_VIETNAMESE_OF_NAMES = 0.6, 0.35
_SEVERAL_WORDS = 6


class _Score(NamedTuple):
    """Says how well a text reads: the share of words with marks that are syllables (less the others), and of all."""

    share: float
    usual: int  # words that most texts have
    good: int  # words with marks that are syllables, each once
    vietnamese: float

    def is_vietnamese(self) -> bool:
        least = _MIN_VIETNAMESE_OF_NAMES if self.good >= _SEVERAL_WORDS else _MIN_VIETNAMESE
        return self.vietnamese >= least


def decode_run(text: str, font: str) -> str:
    """Return a run's text in Unicode (NFC), by the name of its font; what is in Unicode already stays.

    `text` is what the format gave: letters of Latin-1 or windows-1252, nothing removed. A letter of VNI is two of them:
    runs that divide these are to be joined before.
    """
    encoding = encoding_of_font(font)
    decoded = decode(text, encoding) if encoding else text
    if encoding is None or _is_unicode(text, decoded):
        return unicodedata.normalize("NFC", text)
    return decoded.upper() if encoding == "tcvn3" and _CAPITALS.search(font) else decoded


def encoding_of_font(font: str) -> str | None:
    """Return the encoding that a font shows, by its name (`.VnTime`: TCVN3), None for a font of Unicode."""
    match = _FONT.match(font)
    return match.lastgroup if match else None


def decode(text: str, encoding: str) -> str:
    """Return the text in Unicode (NFC) by the table of an encoding.

    TCVN3 has no capitals with a tone, and typists wrote the small letter: it is raised in words of capitals.
    """
    table = _table(encoding)
    plain = text.translate(_bytes_as_latin_1())
    if table.codes is not None:
        plain = table.codes.sub(lambda code: table.letters[code[0]], plain)
    plain = plain.translate(table.single)
    return unicodedata.normalize("NFC", _LINE.sub(_with_capitals, plain) if encoding == "tcvn3" else plain)


def detect(text: str) -> str | None:
    """Return the encoding in which a text reads as Vietnamese, None where it is in Unicode or another language.

    It is decided by the words with marks: by the right table they are syllables. A fragment says too little: ask for a
    whole file, or for all runs of a font.
    """
    first = _HIGH.search(text)
    sample = text[max(first.start() - 100, 0) :][:_SAMPLE_CHARACTERS] if first else ""
    as_it_is = _score(sample)
    if len(_HIGH.findall(sample)) < _MIN_HIGH_LETTERS or as_it_is.share > 1 - _MIN_LEAD:
        return None
    scores = {encoding: _score(decode(sample, encoding)) for encoding in ENCODINGS}
    best = max(scores, key=lambda encoding: scores[encoding])
    is_better = scores[best].share >= max(_MIN_SHARE, as_it_is.share + _MIN_LEAD)
    return best if is_better and scores[best].is_vietnamese() else None


def restored(text: str, *, is_latin_1: bool = False) -> str:
    """Return a text, or the source of a page, with what is in an old encoding in Unicode.

    The parts between tags and line ends that have no letter of Unicode's own are judged together: a page may be half
    converted. Other text is returned as it is, after one look. `is_latin_1`: the text is bytes that are no UTF-8.
    """
    is_escaped = "&" in text and not _UNICODE.search(text)
    if not is_escaped and not is_latin_1 and len(_SELDOM.findall(text)) < _MIN_HIGH_LETTERS:
        return text
    plain = _ENTITY.sub(_letter_of_entity, text) if is_escaped else text
    parts = [part for part in _PART.findall(plain) if _HIGH.search(part) and not _UNICODE.search(part)]
    encoding = detect("\n".join(parts))
    if encoding is None:
        return text
    in_unicode = False  # the part before: decides for a part that reads as well in both

    def read(part: re.Match[str]) -> str:
        nonlocal in_unicode
        decoded = decode(part[0], encoding)
        is_unicode = _is_unicode(part[0], decoded)
        in_unicode = in_unicode if is_unicode is None else is_unicode
        return part[0] if in_unicode else decoded

    return _PART.sub(read, plain)


def _is_unicode(text: str, decoded: str) -> bool | None:
    """Tell whether a text is in Unicode already rather than in an encoding, None where it reads as well in both."""
    if _UNICODE.search(text):
        return True
    as_it_is, share = _score(text), _score(decoded).share
    return None if as_it_is.share == share else as_it_is.good > 0 and as_it_is.share > share


def _letter_of_entity(entity: re.Match[str]) -> str:
    letter = unescape(entity[0])
    return letter if _HIGH.fullmatch(letter) else entity[0]


def _score(text: str) -> _Score:
    text = unicodedata.normalize("NFC", text)
    words = _WORD.findall(text)
    marked = [word for word in words if not word.isascii()]
    valid = [word for word in marked if is_spelled(word)]
    good = len(valid)
    bad = len(marked) - good + len(_SIGN_IN_WORD.findall(text))
    # A word of one letter or of capitals may be a sign of any language.
    telling = [word for word in words if len(word) > 1 and not (word.isascii() and word.isupper())]
    vietnamese = sum(map(is_spelled, telling)) / len(telling) if telling else 0.0
    usual = sum(word.lower() in FUNCTION_WORDS for word in marked)
    return _Score((good - bad) / (good + bad) if good + bad else 0.0, usual, len(set(valid)), vietnamese)


def _with_capitals(line: re.Match[str]) -> str:
    """Raise the small letters in the words of capitals of a line: `HộI`, and `Xã` beside it."""
    words = list(_WORD.finditer(line[0]))
    raised = [_is_raised(word[0]) for word in words]
    if not any(raised):
        return line[0]
    for steps in (range(len(words)), reversed(range(len(words)))):
        for i in steps:
            if not raised[i] and not any("a" <= letter <= "z" for letter in words[i][0]):
                beside = [_is_beside(line[0], words, raised, i, i - 1), _is_beside(line[0], words, raised, i, i + 1)]
                raised[i] = any(beside) if words[i][0][0].isupper() else all(beside)
    text, end = "", 0
    for word, is_raised in zip(words, raised, strict=True):
        text += line[0][end : word.start()] + (word[0].upper() if is_raised else word[0])
        end = word.end()
    return text + line[0][end:]


def _is_raised(word: str) -> bool:
    """Tell whether a word is of capitals: one stands after its first letter, and no small letter without a mark."""
    return any(letter.isupper() for letter in word[1:]) and not any("a" <= letter <= "z" for letter in word)


def _is_beside(line: str, words: list[re.Match[str]], raised: list[bool], i: int, j: int) -> bool:
    """Tell whether word j of a line is a syllable of capitals (no abbreviation) with only a blank between it and i."""
    if not 0 <= j < len(words) or not raised[j] or not is_spelled(words[j][0]):
        return False
    return line[min(words[i].end(), words[j].end()) : max(words[i].start(), words[j].start())] == " "


class _Table(NamedTuple):
    """Holds the letters of an encoding: by single ones of Latin-1 to translate, or by codes to search for."""

    single: Mapping[int, str]
    letters: Mapping[str, str]
    codes: re.Pattern[str] | None


@cache
def _table(encoding: str) -> _Table:
    if encoding == "windows-1258":
        return _Table({code: bytes([code]).decode("cp1258", "replace") for code in range(0x80, 0x100)}, {}, None)
    windows = {code: bytes([code]).decode("cp1252", "replace") for code in range(0x80, 0xA0)}
    letters = _letters()[encoding]
    if all(len(code) == 1 for code in letters):
        return _Table(windows | {ord(code): letter for code, letter in letters.items()}, {}, None)
    longest_first = sorted(letters, key=len, reverse=True)
    return _Table(windows, letters, re.compile("|".join(map(re.escape, longest_first))))


@cache
def _letters() -> Mapping[str, Mapping[str, str]]:
    """Read the tables: for each encoding its letters by their codes."""
    tables: dict[str, dict[str, str]] = {}
    for line in _TABLES.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            table = tables.setdefault(line.strip("[]"), {})
        elif line and not line.startswith("#"):
            letter, *codes = line.split()
            for tone, code in zip(_TONES, codes, strict=False):
                if code not in (".", "-"):
                    written = bytes.fromhex(code).decode("latin-1")
                    table[written] = unicodedata.normalize("NFC", letter + tone)
                    if len(written) > 1:  # `Aù`: the mark was typed as a small one after a capital, or a capital one
                        table.setdefault(written[0] + written[1].swapcase(), table[written])
    return tables


@cache
def _bytes_as_latin_1() -> Mapping[int, str]:
    """Return the letters of windows-1252, and those of fonts of signs, by the byte that they stand for."""
    windows = {
        ord(letter): chr(code) for code in range(0x80, 0xA0) if (letter := bytes([code]).decode("cp1252", "ignore"))
    }
    return windows | {0xF000 + code: chr(code) for code in range(0x20, 0x100)}
