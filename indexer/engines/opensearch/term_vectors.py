"""Find asked words in the codes of some records: how often and where each stands, as a few arrays for all of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from corpus.vi.text import fold
from indexer.engines.opensearch.mapping import HEAD, LAYERS, NAMES, PLACED, SECTIONS, numbered
from indexer.engines.query_tree import Form, Phrase
from indexer.engines.ranking import FIELDS, B

Ints = NDArray[np.int64]
_FIELD = np.repeat(np.arange(len(NAMES)), len(LAYERS))
_LAYER = np.tile(np.arange(len(LAYERS)), len(NAMES))
_EXACT = LAYERS.index("exact")
_SLOTS = 1 << 16
FEW = 10  # numbers up to which comparing with each is quicker than a table


def _found(numbers: NDArray[np.uint32], asked: NDArray[np.uint32]) -> tuple[Ints, Ints]:
    """Return where one of the asked numbers stands, and which one, in their order."""
    if len(asked) <= FEW:
        places = [np.flatnonzero(numbers == one) for one in asked]
        return np.concatenate(places), np.repeat(np.arange(len(asked)), [len(own) for own in places])
    slot = np.zeros(_SLOTS, np.bool_)  # a look at the lower half of each number leaves few to be looked at closely
    slot[asked & (_SLOTS - 1)] = True
    at = np.flatnonzero(slot[numbers & np.uint32(_SLOTS - 1)])
    which = np.searchsorted(asked, numbers[at]).clip(max=len(asked) - 1)
    right = asked[which] == numbers[at]
    at, which = at[right], which[right]
    order = np.argsort(which, kind="stable")
    return at[order], which[order]


class Texts:
    """Holds where any of the asked forms stands in any of the records, whose `codes` are as `shape.document` made them.

    `shares[field, record]` tells what one occurrence counts there; `titles` how long the records' titles are.
    """

    def __init__(self, codes: Sequence[bytes], forms: Iterable[Form], averages: Sequence[float]) -> None:
        self.count = len(codes)
        whole = b"".join(codes)
        numbers, marks = np.frombuffer(whole, "<u4"), np.frombuffer(whole, "<u2")
        starts = np.cumsum([0, *(len(code) // 4 for code in codes)], dtype=np.int64)[:-1]
        heads = numbers[starts[:, None] + np.arange(HEAD)].astype(np.int64)
        counts, lengths = heads[:, : len(SECTIONS)], heads[:, len(SECTIONS) : -1]
        self._bare = heads[:, -1] > 0
        self.titles: Ints = lengths[:, NAMES.index("title")]
        weights = np.array(list(FIELDS.values()))
        self.shares = weights[:, None] / (1 - B + B * lengths.T / np.array(averages)[:, None])
        self._asked = np.unique(np.array([numbered(form.term)[0] for form in forms] or [0], "<u4"))
        at, number = _found(numbers, self._asked)
        begins = starts[:, None] + HEAD + np.cumsum(counts, axis=1) - counts
        flat = begins.ravel()
        section = np.searchsorted(flat, at, "right") - 1
        ends = (begins + counts).ravel()
        right = (section >= 0) & (at < ends[section])  # and not among the marks, or in a head
        at, number, section = at[right], number[right], section[right]
        self._record, section_of = section // len(SECTIONS), section % len(SECTIONS)
        self._place = at - flat[section]
        first = starts[self._record] + HEAD
        self._marks = marks[2 * (first + counts.sum(axis=1)[self._record]) + (at - first)].astype(np.int64)
        self._field, self._layer = _FIELD[section_of], _LAYER[section_of]
        self._begin = np.searchsorted(number, np.arange(len(self._asked) + 1))

    def where(self, form: Form) -> tuple[Ints, Ints, Ints]:
        """Return field, record and place of each occurrence of an asked form."""
        number, marks = numbered(form.term)
        i = int(np.searchsorted(self._asked, np.uint32(number)))
        part = slice(self._begin[i], self._begin[i + 1])
        own, record = self._marks[part], self._record[part]
        if form.layer == "folded":
            fits = (own > 0) & (fold(form.term) == form.term)
        else:
            fits = own == marks
        layer = _EXACT if form.layer in ("folded", "bare") else LAYERS.index(form.layer)
        fits &= self._layer[part] == layer
        if form.layer == "bare":
            fits &= self._bare[record]
        return self._field[part][fits], record[fits], self._place[part][fits]

    def having(self, phrase: Phrase) -> Ints:
        """Return the records in which the terms of a phrase follow each other in one of the first one's fields."""
        fields = np.array([name in phrase.terms[0].fields for name in NAMES])
        found: Ints | None = None
        for term in phrase.terms:
            own = [self.where(form) for form in term.forms if form.layer in PLACED]
            field, record, place = (np.concatenate(part) for part in zip(*own, strict=True))
            key = np.unique(((field * self.count + record) << 32 | place)[fields[field]])
            found = key if found is None else np.intersect1d(found + 1, key, assume_unique=True)
        return np.unique((found >> 32) % self.count) if found is not None else np.empty(0, np.int64)
