"""Join syllables to words as pyvi does, word for word, at many times its speed.

`crf_model` reads pyvi's model from its files and `viterbi` labels tokens with it; this module cuts a text into tokens
before and joins the labelled tokens into words after. Nothing is loaded before the first text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache
from itertools import chain
from typing import NamedTuple, TypeVar

from corpus.vi.syllables import terms
from indexer.analysis.segmentation.crf_model import model
from indexer.analysis.segmentation.viterbi import (
    APART,
    CAPITAL,
    END_CODE,
    LINE_END,
    UNDERSCORE,
    code,
    labels,
)

# These bound the memory that labelling takes, however long a text is.
MAX_PIECE = 2_000  # code points of a line that are labelled together
MAX_BATCH_TOKENS = 50_000  # tokens of several lines

# pyvi's expression without its groups, for a run between two spaces.
_TOKEN = re.compile(
    r"[A-ZĐ]+\.|Tp\.|Mr\.|Mrs\.|Ms\.|Dr\.|ThS\."
    r"|==>|->|\.\.\.|>>"
    r"|\w+://\S+"
    r"|[a-zA-Z0-9_.+-]+@(?:[a-zA-Z0-9-]+\.)+[a-zA-Z0-9-]+"
    r"|\d+(?:[.,_]\d+)+|[^\w\s]|\w+"
)

# The model was trained on open `oa`, `oe`, `uy` with the tone on the last vowel.
_MOVED = {
    first + last: plain + marked
    for plain, firsts in (("o", "òóỏõọ"), ("O", "ÒÓỎÕỌ"), ("u", "ùúủũụ"), ("U", "ÙÚỦŨỤ"))
    for last, lasts in (("a", "àáảãạ"), ("A", "ÀÁẢÃẠ"), ("e", "èéẻẽẹ"), ("E", "ÈÉẺẼẸ"), ("y", "ỳýỷỹỵ"), ("Y", "ỲÝỶỸỴ"))
    if (plain in "oO") == (last in "aAeE")
    for first, marked in zip(firsts, lasts, strict=True)
}
_OPEN = re.compile(rf"(?<![qQ])(?:{'|'.join(_MOVED)})(?!\w)")

Computed = TypeVar("Computed")


def load() -> None:
    """Read the model now (a tenth of a second, 20 MB), so that the first search does not wait for it."""
    model()


def words(text: str) -> list[str]:
    """Return the words of two syllables or more as terms joined by `_` (`hội_đồng`, `nhân_dân`), in order."""
    joined: list[str] = []
    batch: list[str] = []
    for line in as_learned(text).split("\n"):
        for start in range(0, len(line), MAX_PIECE):
            batch += tokens(line[start : start + MAX_PIECE])
            batch.append(LINE_END)
            if len(batch) > MAX_BATCH_TOKENS:
                joined += _joined(batch)
                batch = []
    return joined + _joined(batch)


def as_learned(text: str) -> str:
    """Return NFC with tones where the model has learned them, so that `hòa bình` is joined as `hoà bình` is."""
    return _OPEN.sub(lambda rhyme: _MOVED[rhyme.group()], unicodedata.normalize("NFC", text))


def tokens(line: str) -> list[str]:
    """Cut a line into the tokens that pyvi labels: runs of letters and figures, and most other signs by themselves."""
    runs = unicodedata.normalize("NFC", line).split()
    return list(chain.from_iterable(map(_memory().cut.__getitem__, runs)))


def _joined(tokens: list[str]) -> list[str]:
    """Return the words of the tokens of whole lines."""
    caches = _memory()
    codes = list(map(caches.code.__getitem__, tokens))
    result: list[str] = []
    run: list[str] = []
    before = END_CODE
    for token, here, continues in zip(tokens, codes, labels(codes), strict=True):
        # As in pyvi, no sign or digit is part of a word, and no capital follows a lower-case letter in one.
        if continues and not (here | before) & APART and here & CAPITAL <= before & CAPITAL:
            run.append(token)
        else:
            if len(run) > 1 or before & UNDERSCORE:
                result.append(caches.word[" ".join(run)])
            run = [token]
        before = here
    return result


def _cut(run: str) -> tuple[str, ...]:
    """Return the tokens of a run between two spaces."""
    if run.isalnum():
        return (run,)
    # Nearly all other runs are lower-case letters with one sign behind them, which match none of the longer forms.
    if run[:-1].isalnum() and run[:-1].islower() and run[-1] != "_":
        return run[:-1], run[-1]
    return tuple(_TOKEN.findall(run))


def _spelt(run: str) -> str:
    return "_".join(terms(run.replace("_", " ")))


class _Memo(dict[str, Computed]):
    """Caches the values of short strings; all syllables and most words fit."""

    def __init__(self, make: Callable[[str], Computed]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, key: str) -> Computed:
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
    return _Memory(_Memo(_cut), _Memo(code), _Memo(_spelt))
