"""Decode bytes into Vietnamese text: by byte order mark, as UTF-8, by its syllables, as declared, else by a guess."""

from __future__ import annotations

import re
import unicodedata

from charset_normalizer import from_bytes

from corpus import sentences
from corpus.formats.legacy_encodings import restored
from corpus.readers.source import HEAD_BYTES, MAX_LINES, Unreadable, utf16_of
from corpus.vi.text import fold, tidy

# What Vietnamese files use besides UTF-8; a wider guess takes windows-1258 for a Turkish or Baltic code page.
_GUESSABLE_ENCODINGS = ["cp1258", "cp1252"]

_DECLARED_ENCODING = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})|<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:-]{2,40})""",
    re.IGNORECASE,
)
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
_ASCII_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz")
_SIGNS_IN_WORDS = re.compile(r"[^\W\d_][µ¸¶·¹¨»¾¼½©®«¬§×¿¡¤¦¢£]|[µ¸¶¹¨¾¼½©®«¬§×¿¡¤¦¢£][^\W\d_]")
# Above this share of foreign signs among all non-ASCII characters, the text was decoded with a wrong code page.
_MAX_FOREIGN_SHARE = 0.25


def decode(data: bytes) -> str:
    """Return the text of bytes, what is in an encoding from before Unicode restored, whatever it is declared as.

    Raises Unreadable where no known encoding gives a text that people can read.
    """
    if wide := utf16_of(data[:HEAD_BYTES]):
        return restored(data.decode(wide, "replace"))
    try:
        return restored(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        pass
    repaired = data.decode("utf-8", "replace")
    foreign = sum(not c.isascii() for c in repaired)
    if repaired.count("\ufffd") * 50 <= foreign:
        return repaired  # UTF-8 with a few damaged bytes: a good document is not lost for them
    as_bytes = data.decode("latin-1")
    if (from_legacy := restored(as_bytes, is_latin_1=True)) is not as_bytes:
        return from_legacy
    for text in (_declared(data), _guessed(data)):
        if text is not None and not is_nonsense(text):
            return text
    raise Unreadable(sentences.ENCODING_UNKNOWN)


def clean(text: str) -> str:
    """Return the text tidy, without control characters and lone surrogates, which no store or page can hold.

    Raises Unreadable where it has more than MAX_LINES lines.
    """
    return _CONTROLS.sub("", tidy(bounded(text)))


def bounded(text: str) -> str:
    """Return the text. Raises Unreadable where it has more than MAX_LINES lines, which would cost gigabytes apart."""
    if len(text) > MAX_LINES and text.count("\n") + text.count("\r") - text.count("\r\n") > MAX_LINES:
        raise Unreadable(sentences.TOO_MANY_LINES.format(limit=MAX_LINES))
    return text


def is_nonsense(text: str) -> bool:
    """Tell whether a text was decoded wrongly: it has signs inside words, or letters that no Vietnamese text has."""
    text = tidy(text)
    signs = [c for c in text if not c.isascii()]
    if any(unicodedata.category(c) in ("Cc", "Cn", "Co") for c in signs) or "\x00" in text:
        return True
    strange = sum(c.isalpha() and fold(c).lower() not in _ASCII_LETTERS for c in signs)
    strange += sum(c in "äöüëïÿåñçæøÄÖÜËÏŸÅÑÇÆØ" for c in signs)
    strange += 2 * len(_SIGNS_IN_WORDS.findall(text))
    return strange > _MAX_FOREIGN_SHARE * len(signs)


def _declared(data: bytes) -> str | None:
    """Return the text by the encoding that HTML or XML declares, None where there is none or it does not fit."""
    match = _DECLARED_ENCODING.search(data[:4096])
    if not match:
        return None
    try:
        return data.decode((match.group(1) or match.group(2)).decode("ascii"))
    except (LookupError, UnicodeError, ValueError):
        return None


def _guessed(data: bytes) -> str | None:
    best = from_bytes(data, cp_isolation=_GUESSABLE_ENCODINGS).best()
    return str(best) if best else None
