"""Read the word lists in `data/`: one entry a line, `#` begins a line of explanation."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"
JOINER = re.compile(r"\s*[,&–—-]\s*|\s+và\s+|\s+va\s+", re.IGNORECASE)
_WORD = re.compile(r"\w+")
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


def first_words(forms: Iterable[str]) -> frozenset[str]:
    """Return the first words of the forms in small letters, with the tone mark at either place."""
    words = {found.group().lower() for form in forms if (found := _WORD.search(form))}
    return frozenset(word.replace(pair[0], place) for word in words for pair in _TONES for place in pair)


@cache
def _union(groups: tuple[frozenset[str], ...]) -> frozenset[str]:
    return frozenset().union(*groups)


def word_starts(clean: str, *groups: frozenset[str]) -> tuple[list[int], ...]:
    """Return for each group where in a tidy text the words begin that are in it (small letters).

    A look into a set for each word costs a tenth of a pattern of hundreds of alternatives at each letter.
    """
    found: tuple[list[int], ...] = tuple([] for _ in groups)
    small = clean.lower()
    if len(small) != len(clean):  # a letter of another script that has no small form of one letter
        small = "".join(sign.lower() if len(sign.lower()) == 1 else sign for sign in clean)
    union = _union(groups)
    for match in _WORD.finditer(small):
        word = match.group()
        if word not in union:
            continue
        for starts, group in zip(found, groups, strict=True):
            if word in group:
                starts.append(match.start())
    return found
