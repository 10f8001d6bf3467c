"""Read the word lists in `data/`: one entry a line, `#` begins a line of explanation."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"
JOINER = re.compile(r"\s*[,&–—-]\s*|\s+và\s+|\s+va\s+", re.IGNORECASE)
_TONES = (("ủy", "uỷ"), ("Ủy", "Uỷ"), ("óa", "oá"), ("òa", "oà"))


@cache
def entries(name: str) -> tuple[str, ...]:
    """Return the entries of `data/<name>.txt` in their order, without explanations and empty lines."""
    lines = (DATA / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def choice(forms: Iterable[str]) -> str:
    """Return the alternatives of a pattern that match any of the forms, the longest first.

    Words may stand apart by several spaces, any joiner stands for any other, and the tone mark may be at both places.
    """
    return "|".join(_spelled(form) for form in sorted(set(forms), key=len, reverse=True))


def _spelled(form: str) -> str:
    words = (re.escape(part).replace(r"\ ", " +") for part in JOINER.split(form))
    pattern = "(?: *[,&–-] *| +và +| +)".join(words)
    for new, old in _TONES:
        pattern = pattern.replace(new, f"(?:{new}|{old})")
    return pattern
