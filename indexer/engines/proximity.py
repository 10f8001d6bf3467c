"""Score the proximity of a query's words in each of a few candidates, from packed positions of any engine.

All arrays have rows for all fields at once: that of candidate `i` of `count` in field `f` is `f * count + i`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.engines.packed_positions import Keys, in_rows, is_first, rows
from indexer.engines.ranking import NEAR, PAIRS, REACH, max_impact, saturation, title_cover

Scores = NDArray[np.float64]
WordPairs = Mapping[tuple[int, int], int]  # how often each pair of words (by number) stands in the runs of a query


def adjacent_pairs(runs: Iterable[Sequence[int]]) -> WordPairs:
    """Return which words (by number) follow which in the runs of a query, and how often."""
    return Counter(pair for run in runs for pair in pairwise(run))


def nearby_pairs(runs: Iterable[Sequence[int]]) -> WordPairs:
    """Return which words stand within REACH of each other in the runs of a query, the smaller number first."""
    pairs: Counter[tuple[int, int]] = Counter()
    for run in runs:
        for i, first in enumerate(run):
            pairs.update((min(first, other), max(first, other)) for other in run[i + 1 : i + 1 + REACH])
    return pairs


def closeness(keys: Keys, words: Keys, norms: Scores, runs: Sequence[Sequence[int]], count: int) -> Scores:
    """Return what proximity adds to the score of each of `count` candidates (float64).

    `keys` are the packed positions at which words of the runs stand, rising, and `words` which (numbers from 0 on)
    stand there, rising within a position, none twice; `norms` is the field norm of each row. The doc_freq of a pair is
    that among the candidates: it tells these apart, and need not be counted in the whole index.
    """
    size = 1 + max((word for run in runs for word in run), default=-1)
    near = _neighbours(keys, words, size)
    total = np.zeros(count)
    for weight, ordered, pairs in ((PAIRS, True, adjacent_pairs(runs)), (NEAR, False, nearby_pairs(runs))):
        row, number = _occurrences(near, pairs, size, ordered=ordered)
        if len(row):
            freqs = np.bincount(row % count * len(pairs) + number, norms[row], count * len(pairs))
            freqs = freqs.reshape(count, len(pairs))
            impacts = [max_impact(count, doc_freq) for doc_freq in np.count_nonzero(freqs, axis=0).tolist()]
            total += weight * saturation(freqs) @ (np.array(impacts) * list(pairs.values()))
    return total


def title_coverage(keys: Keys, title: int, lengths: NDArray[np.integer[Any]], count: int) -> Scores:
    """Return the factor of each of `count` candidates by how many positions of its title have a word of the query.

    `keys` are as for `closeness`; `title` is the number of the title among the fields, `lengths` those of the titles.
    """
    covered = in_rows(keys, title * count, (title + 1) * count)
    covered = covered[is_first(covered)]  # words may have a form, and so a position, in common
    return title_cover(np.bincount(rows(covered) - title * count, minlength=count), lengths)


@dataclass(frozen=True, slots=True)
class _Neighbours:
    """Holds pairs of words that stand within REACH of each other, one entry a pair of occurrences.

    `keys` is the packed position of the first, `gaps` how much later the second stands, 0 for two words with a form in
    common; `words` are both as `first * size + second`. `shared`: some position has several words.
    """

    keys: Keys
    gaps: Keys
    words: Keys
    shared: bool


def _neighbours(keys: Keys, words: Keys, size: int) -> _Neighbours:
    """Return which occurrences are within REACH of each other, by comparing the keys with themselves shifted."""
    firsts: list[Keys] = []
    for shift in range(1, len(keys)):
        first = (keys[shift:] - keys[:-shift] <= REACH).nonzero()[0]
        if not len(first):  # after some REACH shifts; forms that two words share stand at one position
            break
        firsts.append(first)
    first = np.concatenate([np.empty(0, np.int64), *firsts])
    second = first + np.arange(1, len(firsts) + 1).repeat(np.array([len(part) for part in firsts], np.int64))
    gaps, both = keys[second] - keys[first], words[first] * size + words[second]
    return _Neighbours(keys[first], gaps, both, not is_first(keys).all())


def _occurrences(near: _Neighbours, pairs: WordPairs, size: int, *, ordered: bool) -> tuple[Keys, NDArray[np.int32]]:
    """Return row and number of each occurrence of the pairs: side by side in their order, or near in any order."""
    numbers = _pair_numbers(pairs, size, ordered=ordered)[near.words]
    chosen = (((near.gaps == 1) if ordered else (near.gaps > 0)) & (numbers >= 0)).nonzero()[0]
    if near.shared:  # two positions that both have both words of a pair are one occurrence, not two
        position = np.unique(near.keys[chosen], return_inverse=True)[1]
        same = (position * (REACH + 1) + near.gaps[chosen]) * max(1, len(pairs)) + numbers[chosen]
        chosen = chosen[np.unique(same, return_index=True)[1]]
    return rows(near.keys[chosen]), numbers[chosen]


def _pair_numbers(pairs: WordPairs, size: int, *, ordered: bool) -> NDArray[np.int32]:
    """Return the number of each pair by `first * size + second`, -1 for what is no pair."""
    table = np.full(size * size, -1, np.int32)
    for number, (first, second) in enumerate(pairs):
        table[first * size + second] = number
        if not ordered:
            table[second * size + first] = number
    return table
