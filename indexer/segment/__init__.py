"""Join syllables to words as pyvi does, word for word, at many times its speed.

pyvi's model is read from its files (`model`) and asked in our own way (`labelling`); here a text is cut into tokens
before, and its words are put together after. Nothing is loaded before the first text comes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import NamedTuple, TypeVar

from corpus.vi.syllables import terms
from indexer.segment.labelling import APART, CAPITAL, END_CODE, LINE_END, UNDERSCORE, code, labels
from indexer.segment.model import model

# Longer lines are labelled in pieces of so many code points, and lines together up to so many tokens: what is needed
# at one time stays small, however long a text is.
LONGEST = 2_000
BATCH = 50_000

# pyvi's own expression, less what it keeps in groups, for a run between two spaces.
_TOKEN = re.compile(
    r"[A-ZĐ]+\.|Tp\.|Mr\.|Mrs\.|Ms\.|Dr\.|ThS\."
    r"|==>|->|\.\.\.|>>"
    r"|\w+://\S+"
    r"|[a-zA-Z0-9_.+-]+@(?:[a-zA-Z0-9-]+\.)+[a-zA-Z0-9-]+"
    r"|\d+(?:[.,_]\d+)+|[^\w\s]|\w+"
)

Made = TypeVar("Made")


def load() -> None:
    """Read the model now (a fifth of a second, 20 MB), so that the first search does not wait for it."""
    model()


def words(text: str) -> list[str]:
    """Return the words of two syllables or more as terms joined by `_` (`hội_đồng`, `nhân_dân`), in order."""
    return words_of([text])[0]


def words_of(texts: Sequence[str]) -> list[list[str]]:
    """Return the words of each text: the same as one by one, and much quicker where texts are many."""
    found: list[list[str]] = [[] for _ in texts]
    together: list[str] = []
    owners: list[list[str]] = []
    for text, own in zip(texts, found, strict=True):
        for piece in _pieces(text):
            together += tokens(piece)
            together.append(LINE_END)
            owners.append(own)
            if len(together) > BATCH:
                _join(together, owners)
                together, owners = [], []
    _join(together, owners)
    return found


def tokens(line: str) -> list[str]:
    """Cut a line into the tokens that pyvi labels: runs of letters and figures, and most signs by themselves."""
    cut = _memory().cut
    return [token for run in unicodedata.normalize("NFC", line).split() for token in cut[run]]


def _pieces(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        for start in range(0, len(line), LONGEST):
            yield line[start : start + LONGEST]


def _join(tokens: list[str], owners: list[list[str]]) -> None:
    """Add the words of each line to the list that owns the line."""
    known = _memory()
    codes = list(map(known.code.__getitem__, tokens))
    owner = iter(owners)
    found = next(owner, [])
    run: list[str] = []
    before = END_CODE
    for token, here, goes_on in zip(tokens, codes, labels(codes), strict=True):
        # As in pyvi no sign and no figure is part of a word, and no capital follows a small letter in one.
        if goes_on and not (here | before) & APART and here & CAPITAL <= before & CAPITAL:
            run.append(token)
        else:
            if len(run) > 1 or before & UNDERSCORE:
                found.append(known.word[" ".join(run)])
            run = [token]
            if here == END_CODE:
                found = next(owner, found)
        before = here


def _spelt(run: str) -> str:
    return "_".join(terms(run.replace("_", " ")))


class _Memo(dict[str, Made]):
    """Remembers what was made of short strings: all syllables and most words have room."""

    def __init__(self, make: Callable[[str], Made]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, key: str) -> Made:
        made = self._make(key)
        if len(key) <= 40:
            if len(self) >= 50_000:
                self.clear()
            self[key] = made
        return made


class _Memory(NamedTuple):
    cut: _Memo[tuple[str, ...]]
    code: _Memo[int]
    word: _Memo[str]


@cache
def _memory() -> _Memory:
    return _Memory(
        _Memo(lambda run: (run,) if run.isalnum() else tuple(_TOKEN.findall(run))), _Memo(code), _Memo(_spelt)
    )
