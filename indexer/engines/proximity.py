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


def closeness(keys: Keys, words: Keys, shares: Scores, runs: Sequence[Sequence[int]], count: int) -> Scores:
    """Return what closeness adds to each of `count` candidates.

    `keys` tell where words stand in a field of a candidate: `(field * count + candidate) << 32 | place`, rising, and
    `words` which (numbers from 0 on) stand there, rising within a place, none twice; `shares` what one occurrence
    counts, by `field * count + candidate`. A pair is as rare as it is among the candidates: nobody need count it in
    the whole index, and it tells these apart.
    """
    size = 1 + max((word for run in runs for word in run), default=-1)
    asked = beside(runs), nearby(runs)
    tables = [_table(pairs, size, ordered=ordered) for pairs, ordered in zip(asked, (True, False), strict=True)]
    found: list[list[tuple[Keys, Keys, Keys]]] = [[], []]
    for shift in range(1, len(keys)):
        gap = keys[shift:] - keys[:-shift]
        at = np.flatnonzero(gap <= REACH)
        if not len(at):  # after some REACH shifts; forms that two words share stand at one place
            break
        gap, first, second = gap[at], words[at], words[at + shift]
        for table, own, fits in zip(tables, found, (gap == 1, gap > 0), strict=True):
            pair = np.where(fits, table[first, second], -1)
            kept = np.flatnonzero(pair >= 0)
            own.append((at[kept], pair[kept], gap[kept]))
    shared = bool((keys[1:] == keys[:-1]).any())
    total = np.zeros(count)
    for weight, pairs, own in zip((PAIRS, NEAR), asked, found, strict=True):
        if pairs and own:
            at, pair, gap = (np.concatenate(part) for part in zip(*own, strict=True))
            if shared:  # two places that have both words of a pair are one pair, not two
                place = np.searchsorted(keys, keys[at])
                once = np.unique((place * (REACH + 1) + gap) * len(pairs) + pair, return_index=True)[1]
                at, pair = at[once], pair[once]
            where = keys[at] >> 32
            times = np.bincount(where % count * len(pairs) + pair, shares[where], count * len(pairs))
            times = times.reshape(count, len(pairs))
            rare = [idf(count, having) for having in np.count_nonzero(times, axis=0).tolist()]
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
