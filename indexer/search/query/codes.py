"""Find the codes of letters and digits in a query, which documents write in one piece or in several: `SE4`, `F-16`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import product

from corpus.vi.syllables import Syllable, looks_like_syllable
from corpus.vi.text import fold

MAX_PARTS = 4  # of a code that is written in every way: `Su-30MK2`; of a longer one only in one piece and all apart


def code_spellings(text: str, typed: Sequence[Syllable]) -> dict[int, tuple[int, tuple[str, ...]]]:
    """Return by the start of each code its end and its other spellings, with blanks where it may be parted."""
    codes: dict[int, tuple[int, tuple[str, ...]]] = {}
    for run in _runs(text, typed):
        parts = [part for syllable in run for part in _PART.findall(syllable.term)]
        letters = [part for part in parts if not part.isdecimal()]
        if not letters or len(letters) == len(parts) or any(not _is_plain(part) for part in letters):
            continue
        written = " ".join(syllable.term for syllable in run)
        others = tuple(spelling for spelling in _spellings(parts) if spelling != written)
        codes[run[0].start] = run[-1].end, others
    return codes


def _runs(text: str, typed: Sequence[Syllable]) -> Iterator[list[Syllable]]:
    """Yield the runs of syllables that only a hyphen parts, or a blank between letters and digits: `QL 1A`."""
    run: list[Syllable] = []
    for syllable in typed:
        if run and not _belongs(text[run[-1].end : syllable.start], run[-1].term, syllable.term):
            yield run
            run = []
        run.append(syllable)
    if run:
        yield run


def _belongs(between: str, before: str, after: str) -> bool:
    if between == " ":  # `xã 3` is none
        return before.isalpha() and after[:1].isdecimal() and _is_plain(before) and not looks_like_syllable(before)
    return bool(_HYPHEN.fullmatch(between))


def _is_plain(letters: str) -> bool:
    return fold(letters) == letters.replace("đ", "d")


def _spellings(parts: Sequence[str]) -> Iterator[str]:
    """Yield the parts joined in every way, a blank or nothing between two of them."""
    gaps = len(parts) - 1
    every_way = len(parts) <= MAX_PARTS
    for signs in product(("", " "), repeat=gaps) if every_way else (("",) * gaps, (" ",) * gaps):
        yield parts[0] + "".join(sign + part for sign, part in zip(signs, parts[1:], strict=True))


_PART = re.compile(r"\d+|[^\W\d_]+")
_HYPHEN = re.compile("[-\u2010-\u2013_]")
