"""Find what a query matched in several texts at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.vi.dates.span import Span
from corpus.vi.document_numbers import NumberMention, index_keys
from corpus.vi.text import fold, term
from indexer.engines.query_tree import fits
from indexer.search.highlight.candidates import Placed, placed
from indexer.search.highlight.query_terms import Forms, Wanted

DATE = "#"  # what a date is, beside folded words

_Numbers = NDArray[np.int64]
_Truths = NDArray[np.bool_]


class Text(NamedTuple):
    """Holds a text in which marks are looked for, with the dates and the numbers of documents in it, and their places.

    Those behind the end of the text are passed over. A date is marked that is just an asked one, or that fits one of
    `mentioned`: why its document was found.
    """

    text: str
    dates: Iterable[tuple[int, int, Span]] = ()
    numbers: Iterable[NumberMention] = ()
    mentioned: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Marks:
    """Holds what matched in some texts, in order: from where to where in `placed.text`, and which of `names` it is.

    Names are folded, so that spellings of a word are one.
    """

    placed: Placed
    starts: _Numbers
    ends: _Numbers
    words: _Numbers
    names: dict[str, int]


def find(texts: Sequence[Text], wanted: Wanted) -> Marks:
    """Return all that was wanted and stands in the texts, each place once."""
    hits = _Hits(placed([one.text for one in texts], wanted.plain))
    at, places = hits.marked(wanted), hits.placed
    starts, ends, words = places.starts[at], places.ends[at], hits.words[at]
    if others := list(_others(texts, wanted)):
        names = [hits.names.setdefault(name, len(hits.names)) for *_, name in others]
        begins = places.firsts[[text for text, *_ in others]]
        starts = np.concatenate((starts, begins + [start for _, start, _, _ in others]))
        ends = np.concatenate((ends, begins + [end for _, _, end, _ in others]))
        words = np.concatenate((words, names))
        order = np.lexsort((ends, starts))  # of the same place the last is kept
        starts, ends, words = starts[order], ends[order], words[order]
        kept = np.append((starts[1:] != starts[:-1]) | (ends[1:] != ends[:-1]), True)
        starts, ends, words = starts[kept], ends[kept], words[kept]
    return Marks(places, starts, ends, words, hits.names)


def _others(texts: Sequence[Text], wanted: Wanted) -> Iterator[tuple[int, int, int, str]]:
    """Yield numbers and dates: in which text, from where to where, and their names."""
    for i, one in enumerate(texts):
        for mention in one.numbers:
            if mention.end <= len(one.text) and wanted.keys & set(index_keys(mention.number, mention.number.year)):
                yield i, mention.start, mention.end, mention.number.key
        for start, end, said in one.dates:
            fitting = said in wanted.spans or any(fits(said, span) for span in one.mentioned)
            if fitting and end <= len(one.text):
                yield i, start, end, DATE


class _Hits:
    """Asks of all syllables that may be wanted which of them are, by asking once for each term."""

    def __init__(self, places: Placed) -> None:
        self.placed = places
        pieces = list(map(places.text.__getitem__, map(slice, places.starts.tolist(), places.ends.tolist())))
        terms: dict[str, int] = {}
        number = {piece: terms.setdefault(term(piece), len(terms)) for piece in dict.fromkeys(pieces)}
        self._which = np.array([number[piece] for piece in pieces], np.int64)
        self._terms = list(terms)
        self.names: dict[str, int] = {}
        words = [self.names.setdefault(fold(one), len(self.names)) for one in self._terms]
        self.words = np.array(words, np.int64)[self._which]
        numbers, texts = places.numbers, places.texts
        self._beside = (numbers[1:] == numbers[:-1] + 1) & (texts[1:] == texts[:-1])
        self._bare = places.bare[places.texts] if places.bare.any() else None

    def marked(self, wanted: Wanted) -> _Truths:
        """Tell of each whether it is to be marked."""
        words, texts, lines = self.words, self.placed.texts, self.placed.lines
        matching = self._match(wanted.words)
        pairs = np.zeros((len(self.names), len(self.names)), bool)
        for pair in wanted.pairs:
            left, _, right = pair.partition("_")
            if left in self.names and right in self.names:
                pairs[self.names[left], self.names[right]] = True
        first = self._beside & matching[:-1] & matching[1:] & pairs[words[:-1], words[1:]]
        paired = np.zeros(len(words), bool)
        paired[:-1] |= first
        paired[1:] |= first
        elsewhere = np.zeros((len(self.placed.bare), len(self.names)), bool)
        elsewhere[texts[paired], words[paired]] = True
        for full, shorts in wanted.shorter:
            own = np.array([self.names[name] for name in full if name in self.names], np.int64)
            for short in shorts:
                elsewhere[np.ix_(texts[self._standing(short)], own)] = True
        marked = matching & (paired | ~elsewhere[texts, words])
        for phrase in wanted.phrases:
            at, more = self._standing(phrase), len(phrase) - 1
            at = at[lines[at] == lines[at + more]]
            for i in range(more + 1):
                marked[at + i] = True
        return marked

    def _match(self, forms: Forms) -> _Truths:
        def among(*, bare: bool) -> _Truths:
            return np.array([forms.match(one, bare=bare) for one in self._terms], bool)[self._which]

        return among(bare=False) if self._bare is None else np.where(self._bare, among(bare=True), among(bare=False))

    def _standing(self, words: tuple[Forms, ...]) -> _Numbers:
        """Return those at which the words begin to stand one after another."""
        standing = self._match(words[0])
        for i, forms in enumerate(words[1:], 1):
            standing = standing[:-1] & self._beside[i - 1 :] & self._match(forms)[i:]
        return np.flatnonzero(standing)
