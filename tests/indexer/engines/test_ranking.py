"""The formulas of the ranking are the same for a number and for an array of numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from indexer.engines.ranking import FIELDS, field_norm, max_impact, recency, saturation, title_cover

NUMBERS = [0, 1, 2, 5, 40, 1100, 40_000]


@pytest.mark.parametrize(
    "formula",
    [saturation, recency, lambda length: field_norm("title", length, 12.5), lambda covered: title_cover(covered, 7)],
)
def test_a_formula_takes_numbers_and_arrays_alike(formula: Callable[[Any], Any]) -> None:
    assert formula(np.array(NUMBERS)).tolist() == pytest.approx([formula(number) for number in NUMBERS])


def test_a_record_of_the_future_is_as_recent_as_todays() -> None:
    assert recency(-30) == recency(0) > recency(1) > 1


def test_an_average_field_counts_its_weight_and_a_longer_one_less() -> None:
    assert field_norm("title", 10, 10.0) == pytest.approx(FIELDS["title"])
    assert field_norm("title", 11, 10.0) < FIELDS["title"]


def test_a_term_adds_less_than_its_bound_and_rarer_terms_more() -> None:
    assert 0 == saturation(0) < saturation(1) < saturation(100) < 1
    assert max_impact(100, 1) > max_impact(100, 50) > max_impact(100, 100) > 0


def test_a_record_without_a_title_gains_nothing_by_it() -> None:
    assert title_cover(0, 0) == 1
    assert title_cover(3, 3) > title_cover(2, 3) > 1
