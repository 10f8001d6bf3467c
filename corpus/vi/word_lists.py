"""Read the word lists in `data/`: one entry a line, `#` begins a line of explanation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from corpus.vi.text import fold

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
    They are tried by their first letter, as an engine of patterns tries hundreds of alternatives one by one.
    """
    letters: dict[str, list[str]] = {}
    for form in sorted(set(forms), key=lambda form: (-len(form), form)):
        letters.setdefault(fold(form[0]).lower(), []).append(form)
    return "|".join(
        f"(?=[{_either(first, same)}])(?:{'|'.join(map(_spelled, same))})" for first, same in letters.items()
    )


def _either(first: str, forms: list[str]) -> str:
    """Return the first letters of forms, each as it is written and (where the tone mark moves) without its mark."""
    return "".join(re.escape(letter) for letter in sorted({first, *(form[0].lower() for form in forms)}))


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
def _places(groups: tuple[frozenset[str], ...]) -> Mapping[str, tuple[int, ...]]:
    """Return for each word of the groups in which of them it is."""
    words = frozenset().union(*groups)
    return {word: tuple(i for i, group in enumerate(groups) if word in group) for word in words}


def word_starts(clean: str, *groups: frozenset[str]) -> tuple[list[int], ...]:
    """Return for each group where in a tidy text the words begin that are in it (small letters).

    A look into a set for each word costs a tenth of a pattern of hundreds of alternatives at each letter.
    """
    found: tuple[list[int], ...] = tuple([] for _ in groups)
    small = clean.lower()
    if len(small) != len(clean):  # a letter of another script that has no small form of one letter
        small = "".join(sign.lower() if len(sign.lower()) == 1 else sign for sign in clean)
    places = _places(groups)
    for match in _WORD.finditer(small):
        for place in places.get(match[0], ()):
            found[place].append(match.start())
    return found
