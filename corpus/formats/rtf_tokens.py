"""Cut RTF into tokens: words with their numbers, letters, groups. Binary data is stepped over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from corpus import sentences
from corpus.formats.content import UnreadableContent

MAX_TOKENS = 4_000_000  # each costs about a microsecond
_TOKEN = re.compile(
    rb"\\([A-Za-z]{1,32})(-?[0-9]{1,10})? ?|((?:\\'[0-9A-Fa-f]{2})+)|\\([^A-Za-z'])|([{}])|([^\\{}]+)|\\'?", re.DOTALL
)


class RtfToken(NamedTuple):
    """Holds a token: `word` with its `number`, or `letters` (bytes), or `sign` (a group's brace or an escaped sign)."""

    word: bytes = b""
    number: int | None = None
    letters: bytes = b""
    sign: bytes = b""


def tokens(data: bytes) -> Iterator[RtfToken]:
    """Yield the tokens. Raises UnreadableContent for more than MAX_TOKENS."""
    at = 0
    for _ in range(MAX_TOKENS):
        match = _TOKEN.match(data, at)
        if match is None:
            return
        at = match.end()
        word, number, escapes, sign, brace, letters = match.groups()
        if word:
            value = int(number) if number else None
            if word == b"bin" and value:
                at += max(0, value)
            else:
                yield RtfToken(word=word, number=value)
        elif escapes:
            yield RtfToken(letters=bytes.fromhex(escapes.replace(b"\\'", b"").decode("ascii")))
        elif letters:
            yield RtfToken(letters=letters.translate(None, b"\r\n\0"))
        elif sign or brace:
            yield RtfToken(sign=b"\\" + sign if sign else brace)
    raise UnreadableContent(sentences.CONTENT_TOO_COMPLEX)
