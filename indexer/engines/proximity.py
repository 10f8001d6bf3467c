"""Tell how close the words of a query stand in each of a few records: whole arrays, whatever engine has the places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from indexer.engines.ranking import K1, NEAR, PAIRS, REACH, idf

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
    close: list[Keys] = []
    for shift in range(1, len(keys)):
        at = (keys[shift:] - keys[:-shift] <= REACH).nonzero()[0]
        if not len(at):  # after some REACH shifts; forms that two words share stand at one place
            break
        close.append(at)
    at = np.concatenate([np.empty(0, np.int64), *close])
    after = at + np.arange(1, len(close) + 1).repeat(np.array([len(own) for own in close], np.int64))
    gap, both = keys[after] - keys[at], words[at] * size + words[after]
    shared = bool((keys[1:] == keys[:-1]).any())
    total = np.zeros(count)
    for weight, ordered, pairs, fits in ((PAIRS, True, beside(runs), gap == 1), (NEAR, False, nearby(runs), gap > 0)):
        pair = _table(pairs, size, ordered=ordered)[both]
        kept = (fits & (pair >= 0)).nonzero()[0]
        if shared:  # two places that both have both words of a pair are one pair, not two
            place = keys.searchsorted(keys[at[kept]])
            one = (place * (REACH + 1) + gap[kept]) * max(1, len(pairs)) + pair[kept]
            kept = kept[np.unique(one, return_index=True)[1]]
        if len(kept):
            where = keys[at[kept]] >> 32
            times = np.bincount(where % count * len(pairs) + pair[kept], shares[where], count * len(pairs))
            times = times.reshape(count, len(pairs))
            rare = [idf(count, having) for having in np.count_nonzero(times, axis=0).tolist()]
            total += weight * (times * (K1 + 1) / (times + K1)) @ (np.array(rare) * list(pairs.values()))
    return total


def _table(pairs: Pairs, words: int, *, ordered: bool) -> NDArray[np.int32]:
    """Return the number of each pair by `first * words + second`, -1 for what is none."""
    table = np.full(words * words, -1, np.int32)
    for number, (first, second) in enumerate(pairs):
        table[first * words + second] = number
        if not ordered:
            table[second * words + first] = number
    return table
