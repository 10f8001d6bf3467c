"""Tell how close the words of a query stand in each of a few records: whole arrays, whatever engine has the places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from indexer.weights import K1, NEAR, PAIRS, REACH, idf

Scores = NDArray[np.float64]
Keys = NDArray[np.int64]

# Of each field the share of each candidate (what one occurrence counts there), and of each word its places in
# candidates as keys, `record << 32 | place`, rising.
Field = tuple[Scores, Sequence[Keys]]

Pairs = Mapping[tuple[int, int], int]


def beside(runs: Iterable[Sequence[int]]) -> Pairs:
    """Return which words (by number) follow which in the runs of a query, and how often."""
    return Counter(pair for run in runs for pair in pairwise(run))


def nearby(runs: Iterable[Sequence[int]]) -> Pairs:
    """Return which words stand within REACH of each other in the runs of a query, the smaller number first."""
    pairs: Counter[tuple[int, int]] = Counter()
    for run in runs:
        for i, first in enumerate(run):
            pairs.update((min(first, other), max(first, other)) for other in run[i + 1 : i + 1 + REACH])
    return pairs


def closeness(fields: Iterable[Field], runs: Sequence[Sequence[int]], rows: Keys) -> Scores:
    """Return what closeness adds to each of the candidates `rows`, rising; words are numbers from 0 on.

    A pair is as rare as it is among the candidates: nobody need count it in the whole index, and it tells these
    apart.
    """
    words = 1 + max((word for run in runs for word in run), default=-1)
    asked = beside(runs), nearby(runs)
    tables = [_table(pairs, words, ordered=ordered) for pairs, ordered in zip(asked, (True, False), strict=True)]
    found: list[list[tuple[Keys, Scores]]] = [[], []]
    for share, places in fields:
        key = np.concatenate([np.empty(0, np.int64), *places])
        order = np.argsort(key, kind="stable")  # runs that rise already: a merge
        key = key[order]
        word = np.repeat(np.arange(len(places)), [len(own) for own in places])[order]
        row = np.searchsorted(rows, key >> 32)
        for shift in range(1, len(key)):
            gap = key[shift:] - key[:-shift]
            at = np.flatnonzero(gap <= REACH)
            if not len(at):  # after some REACH shifts; forms that two words share stand at one place
                break
            first, second, where = word[at], word[at + shift], row[at]
            for table, own, fits in zip(tables, found, (gap[at] == 1, True), strict=True):
                pair = np.where(fits & (gap[at] > 0), table[first, second], -1)
                kept = pair >= 0
                own.append((where[kept] * (table.max(initial=0) + 1) + pair[kept], share[where[kept]]))
    total = np.zeros(len(rows))
    for weight, pairs, own in zip((PAIRS, NEAR), asked, found, strict=True):
        if pairs and own:
            key, share = (np.concatenate(part) for part in zip(*own, strict=True))
            times = np.bincount(key, share, len(rows) * len(pairs)).reshape(len(rows), len(pairs))
            rare = [idf(len(rows), having) for having in np.count_nonzero(times, axis=0).tolist()]
            total += weight * (times * (K1 + 1) / (times + K1)) @ (np.array(rare) * list(pairs.values()))
    return total


def _table(pairs: Pairs, words: int, *, ordered: bool) -> NDArray[np.int32]:
    """Return the number of each pair by its two words, -1 for what is none."""
    table = np.full((words, words), -1, np.int32)
    for number, (first, second) in enumerate(pairs):
        table[first, second] = number
        if not ordered:
            table[second, first] = number
    return table
