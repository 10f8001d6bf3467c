"""Write and read the column of abbreviations that documents define (`Ban Quản lý dự án (BQLDA)`), each for its source.

An abbreviation holds for the source that defined it: documents of another source may mean something else by it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from corpus.document import Document
from corpus.vi.abbreviations import defined_abbreviations
from corpus.vi.syllables import Syllable, looks_like_syllable, terms
from corpus.vi.text import fold

COLUMN = "abbreviation"
MAX_DEFINITIONS = 20  # of one document; more are ignored
MAX_EXPANSIONS = 3  # of one short or full form
MIN_LETTERS = 3  # of a short form that is searched for where the full one was typed: `DN` has several meanings
MAX_FULL_FORM_SYLLABLES = 12


@dataclass(frozen=True, slots=True)
class Expansion:
    """Says that documents of a source write `text` for a short or a full form; `source` is None for all sources.

    `shown` is displayed in place of `text` where that includes an adjacent word (`Q. Hoàn` in `quận Hoàn Kiếm`).
    """

    text: str
    source: str | None = None
    shown: str | None = None


def abbreviation_values(document: Document) -> Iterator[str]:
    """Yield the values of the column for a document."""
    for short, full in islice(defined_abbreviations(document.text).items(), MAX_DEFINITIONS):
        if document.source and len(terms(full)) <= MAX_FULL_FORM_SYLLABLES:
            yield "\t".join((document.source, short, full))


class SourceAbbreviations:
    """Recognises short and full forms in queries, from the column's values with their document counts."""

    def __init__(self, values: Iterable[tuple[str, int]]) -> None:
        self._expansions: dict[str, Counter[Expansion]] = defaultdict(Counter)
        self._beginnings: set[str] = set()  # the first two words of full forms
        self._spellings: set[str] = set()  # of short forms, with marks
        for value, count in values:
            source, short, full = value.rsplit("\t", 2)  # the name of a source may have a tab in it, a text never
            words = tuple(map(fold, terms(full)))
            self._expansions[_key(short)][Expansion(full, source)] += count
            self._spellings.add(_letters(short))
            if len(_key(short)) >= MIN_LETTERS:
                self._expansions[" ".join(words)][Expansion(short, source)] += count
                self._beginnings.add(" ".join(words[:2]))

    def recognise(self, text: str, typed: list[Syllable]) -> Iterator[tuple[int, int, tuple[Expansion, ...]]]:
        """Yield (start, end, other forms) of each defined short or full form of a query, from left to right.

        `typed` are the syllables of `text`; offsets are code points. A short form that is spelled like a syllable is
        recognised only in capitals, and not where the whole query is in capitals; one with marks only with the same
        marks (`ĐÃ` is no `DA`).
        """
        if not self._expansions:
            return
        folded = [fold(syllable.term) for syllable in typed]
        at = 0
        while at < len(typed):
            end = self._full_form_end(folded, at)
            if end is not None:
                yield typed[at].start, typed[end - 1].end, self._best(" ".join(folded[at:end]))
            elif self._is_short_form(text, typed[at]):
                yield typed[at].start, typed[at].end, self._best(_key(typed[at].term))
            at = end or at + 1

    def _full_form_end(self, folded: list[str], at: int) -> int | None:
        """Return where the longest full form that begins at a syllable ends; None where none begins."""
        if " ".join(folded[at : at + 2]) not in self._beginnings:
            return None
        ends = range(min(len(folded), at + MAX_FULL_FORM_SYLLABLES), at + 1, -1)
        return next((end for end in ends if " ".join(folded[at:end]) in self._expansions), None)

    def _is_short_form(self, text: str, syllable: Syllable) -> bool:
        key, written = _key(syllable.term), text[syllable.start : syllable.end]
        stands_out = written.isupper() and not text.isupper()
        if key not in self._expansions or not (stands_out or not looks_like_syllable(key)):
            return False
        return fold(written) == written or _letters(written) in self._spellings

    def _best(self, key: str) -> tuple[Expansion, ...]:
        return tuple(expansion for expansion, _ in self._expansions[key].most_common(MAX_EXPANSIONS))


def _key(short: str) -> str:
    return fold(_letters(short))


def _letters(short: str) -> str:
    return "".join(filter(str.isalnum, short)).lower()
