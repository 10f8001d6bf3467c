"""Look up the terms of a query in the codes of some records: all occurrences and their positions as a few arrays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from corpus.vi.text import fold
from indexer.engines.opensearch.mapping import (
    FIELD_NAMES,
    HEADER_NUMBERS,
    IS_BARE,
    IS_POOR,
    POSITIONAL_LAYERS,
    RECORD_LAYERS,
    SECTIONS,
    term_number,
)
from indexer.engines.packed_positions import Int64s, pack, rows
from indexer.engines.query_tree import Form, Phrase
from indexer.engines.ranking import field_norm

Floats = NDArray[np.float64]

MAX_COMPARED_NUMBERS = 10  # up to which comparing with each is quicker than a table
_FIELD_OF_SECTION = np.repeat(np.arange(len(FIELD_NAMES)), len(RECORD_LAYERS))
_LAYER_OF_SECTION = np.tile(np.arange(len(RECORD_LAYERS)), len(FIELD_NAMES))
_EXACT = RECORD_LAYERS.index("exact")
_SLOTS = 1 << 16


def field_norms(lengths: Int64s, averages: Sequence[float]) -> Floats:
    """Return what one occurrence in a field adds to a term's BM25F sum: the field's weight over its length norm.

    `lengths` has the shape (record, field), the norms have (field, record).
    """
    of_fields = zip(FIELD_NAMES, lengths.T, averages, strict=True)
    return np.array([field_norm(name, of_field, average) for name, of_field, average in of_fields])


class TermVectors:
    """Holds every occurrence of any of some forms in some records, whose `codes` `mapping.to_document` made.

    `norms[field, record]` is what one occurrence counts there; `title_lengths` has a length for each record,
    `poor` tells which of them were read badly.
    """

    def __init__(self, codes: Sequence[bytes], forms: Iterable[Form], averages: Sequence[float]) -> None:
        self.count = len(codes)
        joined = b"".join(codes)
        numbers, marks = np.frombuffer(joined, "<u4"), np.frombuffer(joined, "<u2")
        starts = np.cumsum([0, *(len(code) // 4 for code in codes)], dtype=np.int64)[:-1]
        headers = numbers[starts[:, None] + np.arange(HEADER_NUMBERS)].astype(np.int64)
        counts, lengths = headers[:, : len(SECTIONS)], headers[:, len(SECTIONS) : -1]
        self._bare = (headers[:, -1] & IS_BARE) > 0
        self.poor = (headers[:, -1] & IS_POOR) > 0
        self.title_lengths: Int64s = lengths[:, FIELD_NAMES.index("title")]
        self.norms = field_norms(lengths, averages)
        self._targets = np.unique(np.array([term_number(form.term)[0] for form in forms] or [0], "<u4"))
        at, target = _occurrences(numbers, self._targets)
        begins = starts[:, None] + HEADER_NUMBERS + np.cumsum(counts, axis=1) - counts
        section_begins, section_ends = begins.ravel(), (begins + counts).ravel()
        section = np.searchsorted(section_begins, at, "right") - 1
        valid = (section >= 0) & (at < section_ends[section])  # neither among the marks nor in a header
        at, target, section = at[valid], target[valid], section[valid]
        self._record, section_of_record = section // len(SECTIONS), section % len(SECTIONS)
        self._position = at - section_begins[section]
        first = starts[self._record] + HEADER_NUMBERS
        self._marks = marks[2 * (first + counts.sum(axis=1)[self._record]) + (at - first)].astype(np.int64)
        self._field, self._layer = _FIELD_OF_SECTION[section_of_record], _LAYER_OF_SECTION[section_of_record]
        self._begin = np.searchsorted(target, np.arange(len(self._targets) + 1))

    def occurrences(self, form: Form) -> tuple[Int64s, Int64s, Int64s]:
        """Return field, record and position of each occurrence of a form; the vectors must have been made with it."""
        number, form_marks = term_number(form.term)
        i = int(np.searchsorted(self._targets, np.uint32(number)))
        part = slice(self._begin[i], self._begin[i + 1])
        marks, record = self._marks[part], self._record[part]
        if form.layer == "folded":
            fits = (marks > 0) & (fold(form.term) == form.term)
        else:
            fits = marks == form_marks
        layer = _EXACT if form.layer in ("folded", "bare") else RECORD_LAYERS.index(form.layer)
        fits &= self._layer[part] == layer
        if form.layer == "bare":
            fits &= self._bare[record]
        return self._field[part][fits], record[fits], self._position[part][fits]

    def with_phrase(self, phrase: Phrase) -> Int64s:
        """Return the records in which the terms of a phrase follow each other in a field of the first term."""
        fields = np.array([name in phrase.terms[0].fields for name in FIELD_NAMES])
        ends: Int64s | None = None  # where the terms so far end, as keys of field and record with the position
        for term in phrase.terms:
            parts = [self.occurrences(form) for form in term.forms if form.layer in POSITIONAL_LAYERS]
            field, record, position = (np.concatenate(part) for part in zip(*parts, strict=True))
            keys = np.unique(pack(field * self.count + record, position)[fields[field]])
            ends = keys if ends is None else np.intersect1d(ends + 1, keys, assume_unique=True)
        return np.unique(rows(ends) % self.count) if ends is not None else np.empty(0, np.int64)


def _occurrences(numbers: NDArray[np.uint32], targets: NDArray[np.uint32]) -> tuple[Int64s, Int64s]:
    """Return the indices at which a target stands, and the index of that target, in the order of the targets."""
    if len(targets) <= MAX_COMPARED_NUMBERS:
        indices = [np.flatnonzero(numbers == target) for target in targets]
        return np.concatenate(indices), np.repeat(np.arange(len(targets)), [len(part) for part in indices])
    slot = np.zeros(_SLOTS, np.bool_)  # comparing the lower half of each number leaves few to compare whole
    slot[targets & (_SLOTS - 1)] = True
    at = np.flatnonzero(slot[numbers & np.uint32(_SLOTS - 1)])
    which = np.searchsorted(targets, numbers[at]).clip(max=len(targets) - 1)
    equal = targets[which] == numbers[at]
    at, which = at[equal], which[equal]
    order = np.argsort(which, kind="stable")
    return at[order], which[order]
