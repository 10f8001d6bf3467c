"""Keep the short forms that documents define themselves (`Ban Quản lý dự án (BQLDA)`), each for its source.

What a short form means holds where it was defined: the documents of another source may mean something else by it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from corpus.document import Document
from corpus.vi.abbreviations import defined
from corpus.vi.syllables import Syllable, like_syllable, terms
from corpus.vi.text import fold

COLUMN = "abbreviation"  # of values, one for each pair that a document defines
MOST = 20  # pairs of one document
MEANINGS = 3  # of one short or full form
LEAST = 3  # letters of a short form that is looked for where the full one was asked: `DN` may mean too much
LONGEST = 12  # syllables of a full form


@dataclass(frozen=True, slots=True)
class Meaning:
    """Says that documents of a source write `text` for a short or a full form; `source` is None where all do.

    `shown` is what a reader is told, where `text` has a word of what stands beside it (`Q. Hoàn` in `quận Hoàn Kiếm`).
    """

    text: str
    source: str | None = None
    shown: str | None = None


def shorthand(document: Document) -> Iterator[str]:
    """Yield the values of the column for a document."""
    for short, full in islice(defined(document.text).items(), MOST):
        if document.source and len(terms(full)) <= LONGEST:
            yield "\t".join((document.source, short, full))


class Shorthand:
    """Answers from a column's values with their counts, what most documents say first."""

    def __init__(self, values: Iterable[tuple[str, int]]) -> None:
        self._means: dict[str, Counter[Meaning]] = defaultdict(Counter)
        self._begins: set[str] = set()
        self._spelled: set[str] = set()
        for value, count in values:
            source, short, full = value.split("\t")
            words = tuple(map(fold, terms(full)))
            self._means[_joined(short)][Meaning(full, source)] += count
            self._spelled.add(_spelled(short))
            if len(_joined(short)) >= LEAST:
                self._means[" ".join(words)][Meaning(short, source)] += count
                self._begins.add(" ".join(words[:2]))

    def found(self, text: str, typed: list[Syllable]) -> Iterator[tuple[int, int, tuple[Meaning, ...]]]:
        """Yield where a query has a short or a full form that some document defines, from the left, and what it means.

        A short form that may be a syllable counts only in capitals, which prove nothing where all is in capitals; with
        marks it is only itself (`ĐÃ` is no `DA`).
        """
        if not self._means:
            return
        folded = [fold(syllable.term) for syllable in typed]
        at = 0
        while at < len(typed):
            end, key = at + 1, _joined(typed[at].term)
            said = text[typed[at].start : typed[at].end]
            stands_out = said.isupper() and not text.isupper()
            known = key in self._means and (stands_out or not like_syllable(key))
            known = known and (fold(said) == said or _spelled(said) in self._spelled)
            if " ".join(folded[at : at + 2]) in self._begins:
                for last in range(min(len(typed), at + LONGEST), at + 1, -1):
                    if (words := " ".join(folded[at:last])) in self._means:
                        end, key, known = last, words, True
                        break
            if known:
                means = tuple(meaning for meaning, _ in self._means[key].most_common(MEANINGS))
                yield typed[at].start, typed[end - 1].end, means
            at = end


def _joined(short: str) -> str:
    return fold(_spelled(short))


def _spelled(short: str) -> str:
    return "".join(filter(str.isalnum, short)).lower()
