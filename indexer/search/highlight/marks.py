"""Find the matches of a query's terms in several texts: code point ranges, and which word each of them is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.extraction.formal_frame import FormalFrame
from corpus.vi.dates.span import Span
from corpus.vi.document_numbers import NumberMention, index_keys
from corpus.vi.text import fold, term
from indexer.engines.query_tree import fits
from indexer.results import AttachedFile
from indexer.search.highlight.candidates import Candidates, Ints, find_candidates
from indexer.search.highlight.query_terms import Forms, HighlightTerms

DATE = "#"  # stands for every date in `TextMatches.names`, where the others are folded words

_Bools = NDArray[np.bool_]


class CitingSentence(NamedTuple):
    """Gives the place of a sentence that names another document, and of the number in it, empty where it has none."""

    start: int
    end: int
    number: tuple[int, int]


class Text(NamedTuple):
    """Holds a text to highlight, with the dates (start, end, days) and the document numbers in it.

    Offsets are code points; mentions behind the end of the text are ignored. A date is marked if it is one of the
    requested spans, or fits one of `mentioned`, by which its document matched. `divisions` are its articles, annexes …:
    (end of the heading, label, anchor, empty where that is the label's slug) in their order; `pages` are where the
    pages of its file begin, none of one without; `attachment` names the file whose text it is, where it is not the
    document's own; `frame` is what of it is form; `citing` is the sentence that a search for citing documents is about.
    """

    text: str
    dates: Iterable[tuple[int, int, Span]] = ()
    numbers: Iterable[NumberMention] = ()
    mentioned: tuple[Span, ...] = ()
    divisions: Sequence[tuple[int, str, str]] = ()
    pages: Sequence[int] = ()
    attachment: AttachedFile | None = None
    frame: FormalFrame | None = None
    citing: CitingSentence | None = None


@dataclass(frozen=True, slots=True)
class TextMatches:
    """Holds the matches in some texts, in order, as arrays with one element for each match.

    `starts` and `ends` are code points of `candidates.text`; `words` are values of `names`, which numbers the folded
    words, so that all spellings of a word have one number.
    """

    candidates: Candidates
    starts: Ints
    ends: Ints
    words: Ints
    names: dict[str, int]


def find_matches(texts: Sequence[Text], terms: HighlightTerms) -> TextMatches:
    """Return the matches in the texts, each range once."""
    matcher = _Matcher(_candidates(texts, terms))
    marked, candidates = matcher.marked(terms), matcher.candidates
    starts, ends, words = candidates.starts[marked], candidates.ends[marked], matcher.words[marked]
    if others := list(_dates_and_numbers(texts, terms)):
        names = [matcher.names.setdefault(name, len(matcher.names)) for *_, name in others]
        begins = candidates.firsts[[text for text, *_ in others]]
        starts = np.concatenate((starts, begins + [start for _, start, _, _ in others]))
        ends = np.concatenate((ends, begins + [end for _, _, end, _ in others]))
        words = np.concatenate((words, names))
        order = np.lexsort((ends, starts))  # of equal ranges the last remains
        starts, ends, words = starts[order], ends[order], words[order]
        last = np.append((starts[1:] != starts[:-1]) | (ends[1:] != ends[:-1]), True)
        starts, ends, words = starts[last], ends[last], words[last]
    return TextMatches(candidates, starts, ends, words, matcher.names)


def _candidates(texts: Sequence[Text], terms: HighlightTerms) -> Candidates:
    beginnings = frozenset(fold(letters) for _, letters in terms.beginnings)
    return find_candidates([text.text for text in texts], terms.folded_words, beginnings)


def _dates_and_numbers(texts: Sequence[Text], terms: HighlightTerms) -> Iterator[tuple[int, int, int, str]]:
    """Yield numbers and dates as (index of the text, start, end, name)."""
    for i, text in enumerate(texts):
        for mention in text.numbers:
            if mention.end <= len(text.text) and terms.keys & set(index_keys(mention.number, mention.number.year)):
                yield i, mention.start, mention.end, mention.number.key
        for start, end, span in text.dates:
            is_match = span in terms.spans or any(fits(span, requested) for requested in text.mentioned)
            if is_match and end <= len(text.text):
                yield i, start, end, DATE


class _Matcher:
    """Decides which candidate syllables match, evaluating each distinct term once."""

    def __init__(self, candidates: Candidates) -> None:
        self.candidates = candidates
        ranges = map(slice, candidates.starts.tolist(), candidates.ends.tolist())
        pieces = list(map(candidates.text.__getitem__, ranges))
        terms: dict[str, int] = {}
        number = {piece: terms.setdefault(term(piece), len(terms)) for piece in dict.fromkeys(pieces)}
        self._term_index = np.array([number[piece] for piece in pieces], np.int64)
        self._terms = list(terms)
        self.names: dict[str, int] = {}
        words = [self.names.setdefault(fold(distinct), len(self.names)) for distinct in self._terms]
        self.words = np.array(words, np.int64)[self._term_index]
        numbers, texts = candidates.numbers, candidates.texts
        self._adjacent = (numbers[1:] == numbers[:-1] + 1) & (texts[1:] == texts[:-1])
        self._bare = candidates.bare[candidates.texts] if candidates.bare.any() else None

    def marked(self, terms: HighlightTerms) -> _Bools:
        """Return for each candidate whether it is to be marked."""
        words, texts, lines = self.words, self.candidates.texts, self.candidates.lines
        matching = self._match(terms.words) | self._begins(terms.beginnings)
        pairs = np.zeros((len(self.names), len(self.names)), bool)
        for pair in terms.pairs:
            left, _, right = pair.partition("_")
            if left in self.names and right in self.names:
                pairs[self.names[left], self.names[right]] = True
        firsts = self._adjacent & matching[:-1] & matching[1:] & pairs[words[:-1], words[1:]]
        paired = np.zeros(len(words), bool)
        paired[:-1] |= firsts
        paired[1:] |= firsts
        elsewhere = np.zeros((len(self.candidates.bare), len(self.names)), bool)
        elsewhere[texts[paired], words[paired]] = True
        for full, shorts in terms.short_forms:
            full_words = np.array([self.names[name] for name in full if name in self.names], np.int64)
            for short in shorts:
                elsewhere[np.ix_(texts[self._occurrences(short)], full_words)] = True
        marked = matching & (paired | ~elsewhere[texts, words])
        for phrase in terms.phrases:
            at, more = self._occurrences(phrase), len(phrase) - 1
            at = at[lines[at] == lines[at + more]]
            for i in range(more + 1):
                marked[at + i] = True
        return marked

    def _match(self, forms: Forms) -> _Bools:
        def matching(*, bare: bool) -> _Bools:
            return np.array([forms.match(distinct, bare=bare) for distinct in self._terms], bool)[self._term_index]

        if self._bare is None:
            return matching(bare=False)
        return np.where(self._bare, matching(bare=True), matching(bare=False))

    def _begins(self, beginnings: Iterable[tuple[str, str]]) -> _Bools:
        """Return for each candidate whether it begins with the letters; those of the layer `folded` have no marks."""
        exact = tuple(letters for layer, letters in beginnings if layer == "exact")
        folded = tuple(letters for layer, letters in beginnings if layer == "folded")
        begins = [term.startswith(exact) or fold(term).startswith(folded) for term in self._terms]
        return np.array(begins, bool)[self._term_index]

    def _occurrences(self, words: tuple[Forms, ...]) -> Ints:
        """Return the candidates at which the words begin, one after another."""
        occurs = self._match(words[0])
        for i, forms in enumerate(words[1:], 1):
            occurs = occurs[:-1] & self._adjacent[i - 1 :] & self._match(forms)[i:]
        return np.flatnonzero(occurs)
