"""Read the word lists in `data/` (an entry a line, `#` begins a comment line) and make patterns of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from corpus.vi.bounded import compile_bounded
from corpus.vi.text import fold

DATA = Path(__file__).parent / "data"
JOINER = compile_bounded(r"\s*[,&–—-]\s*|\s+và\s+|\s+va\s+", re.IGNORECASE)
_WORD = re.compile(r"\w+")
# The two places of the tone mark, of those rhymes that stand in the lists.
_TONE_PLACES = (("ủy", "uỷ"), ("Ủy", "Uỷ"), ("óa", "oá"), ("òa", "oà"))


@cache
def entries(name: str) -> tuple[str, ...]:
    """Return the entries of `data/<name>.txt` in their order, without comments and empty lines."""
    lines = (DATA / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def alternation(forms: Iterable[str]) -> str:
    """Return the source of a pattern that matches any of the forms, the longest first.

    Words may stand several spaces apart, any joiner matches any other, and the tone mark may stand at either place.
    Alternatives are grouped by first letter, as `re` tries hundreds of them one by one.
    """
    by_first_letter: dict[str, list[str]] = {}
    for form in sorted(set(forms), key=lambda form: (-len(form), form)):
        by_first_letter.setdefault(fold(form[0]).lower(), []).append(form)
    return "|".join(
        f"(?=[{_first_letters(folded, group)}])(?:{'|'.join(map(_pattern, group))})"
        for folded, group in by_first_letter.items()
    )


def _first_letters(folded: str, forms: list[str]) -> str:
    """Return the first letters of forms, as they are written and (where the tone mark moves) without the mark."""
    return "".join(re.escape(letter) for letter in sorted({folded, *(form[0].lower() for form in forms)}))


def _pattern(form: str) -> str:
    parts = (re.escape(part).replace(r"\ ", " +") for part in JOINER.split(form))
    pattern = "(?: *[,&–-] *| +và +| +)".join(parts)
    for new, old in _TONE_PLACES:
        pattern = pattern.replace(new, f"(?:{new}|{old})")
    return pattern


def first_words(forms: Iterable[str]) -> frozenset[str]:
    """Return the first words of the forms in lower case, with the tone mark at either place."""
    words = {word.group().lower() for form in forms if (word := _WORD.search(form))}
    return frozenset(word.replace(new, place) for word in words for new, old in _TONE_PLACES for place in (new, old))


@cache
def _groups_by_word(groups: tuple[frozenset[str], ...]) -> Mapping[str, tuple[int, ...]]:
    """Return for each word the indexes of the groups that contain it."""
    words = frozenset().union(*groups)
    return {word: tuple(i for i, group in enumerate(groups) if word in group) for word in words}


def word_starts(clean: str, *groups: frozenset[str]) -> tuple[list[int], ...]:
    """Return for each group of lower-case words the offsets in a tidy text where one of them begins.

    A lookup in a table for each word costs a tenth of a pattern of hundreds of alternatives tried at each letter.
    """
    starts: tuple[list[int], ...] = tuple([] for _ in groups)
    lower = clean.lower()
    if len(lower) != len(clean):  # a letter of another script whose lower case is not one letter
        lower = "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in clean)
    groups_by_word = _groups_by_word(groups)
    for word in _WORD.finditer(lower):
        for group in groups_by_word.get(word[0], ()):
            starts[group].append(word.start())
    return starts
