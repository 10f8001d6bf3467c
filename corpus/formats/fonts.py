"""Read runs of letters by their fonts: old encodings, signs of symbol fonts, letters shown as capitals."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby

from corpus.formats.flow import FontRun
from corpus.formats.legacy_encodings import decode_run, encoding_of_font
from corpus.formats.symbols import symbol
from corpus.vi.text import compose

# Letters that no text in an old encoding has, and letters that are others in one.
_UNICODE_ONLY = re.compile("[ĂăĐđĨĩŨũƠơƯư\u1ea0-\u1ef9\u0300\u0301\u0303\u0309\u0323]")
_LATIN_1 = re.compile("[\xa1-\xff]")
_SOFT_HYPHEN = "\u00ad"
_SURROGATE = re.compile("[\ud800-\udfff]")
_PRIVATE = re.compile("[\uf020-\uf0ff]")
_SYMBOL_FONTS = ("symbol", "wingdings", "webdings", "marlett")


def lying_fonts(runs: Iterable[FontRun]) -> frozenset[str]:
    """Return the fonts of old encodings whose runs are mostly Unicode: text was converted, the name of the font not."""
    unicode: Counter[str] = Counter()
    legacy: Counter[str] = Counter()
    for run in runs:
        if run.text.isascii() or encoding_of_font(run.font) is None:
            continue
        unicode[run.font] += len(_UNICODE_ONLY.findall(run.text))
        legacy[run.font] += len(_LATIN_1.findall(run.text))
    return frozenset(font for font, count in unicode.items() if 2 * count > legacy[font])


def text_of_runs(runs: Sequence[FontRun], lying: frozenset[str] = frozenset()) -> str:
    """Return the text of a paragraph in Unicode, NFC; runs of one font that meet are decoded as one."""
    parts: list[str] = []
    is_unicode = any(encoding_of_font(run.font) and _UNICODE_ONLY.search(run.text) for run in runs)
    for (font, is_capitals), group in groupby(runs, key=lambda run: (run.font, run.is_capitals)):
        text = "".join(run.text for run in group)
        if font.lower().startswith(_SYMBOL_FONTS):
            text = "".join(symbol(ord(letter), font) or letter for letter in text)
        elif not text.isascii():
            text = text if is_unicode or font in lying else decode_run(text, font)
            text = _PRIVATE.sub(lambda sign: symbol(ord(sign[0]), "Wingdings") or symbol(ord(sign[0]), "Symbol"), text)
        elif encoding_of_font(font) and font not in lying and not is_unicode:
            text = decode_run(text, font)  # a font of capitals
        parts.append(text.upper() if is_capitals else text)
    text = "".join(parts).replace(_SOFT_HYPHEN, "")
    if _SURROGATE.search(text):  # formats that hold UTF-16 give a pair for one character
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return compose(text)
