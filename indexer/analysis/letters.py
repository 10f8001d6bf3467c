"""Keep offsets of a text between its letters, each of which includes the combining marks that follow it."""

from __future__ import annotations

import unicodedata


def letter_end(text: str, at: int) -> int:
    """Return the first place from `at` on that parts no letter from its marks: `at` itself in nearly every text.

    Most letters with marks are one code point in a tidy text, but not all can be composed (`m̀`).
    """
    while at < len(text) and not text[at].isascii() and unicodedata.combining(text[at]):
        at += 1
    return at
