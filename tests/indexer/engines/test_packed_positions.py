"""Packed positions order and compare as pairs of row and position do."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from indexer.engines.packed_positions import in_rows, is_first, pack, positions, rows

pairs = st.lists(st.tuples(st.integers(0, 2**31 - 1), st.integers(0, 2**32 - 1)), max_size=20)


@given(pairs)
def test_rows_and_positions_come_back_and_sort_as_pairs(pairs: list[tuple[int, int]]) -> None:
    row, position = np.array(pairs, np.int64).reshape(-1, 2).T
    keys = np.sort(pack(row, position))
    assert list(zip(rows(keys).tolist(), positions(keys).tolist(), strict=True)) == sorted(pairs)
    distinct = keys[is_first(keys)]
    assert list(zip(rows(distinct).tolist(), positions(distinct).tolist(), strict=True)) == sorted(set(pairs))


@given(pairs, st.integers(0, 2**31), st.integers(0, 2**31))
def test_the_keys_of_some_rows_are_a_range(pairs: list[tuple[int, int]], first: int, last: int) -> None:
    keys = np.sort(pack(*np.array(pairs, np.int64).reshape(-1, 2).T))
    expected = [key for key in keys.tolist() if first <= key >> 32 < last]
    assert in_rows(keys, first, max(first, last)).tolist() == expected
