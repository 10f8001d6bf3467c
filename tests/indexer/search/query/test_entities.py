from __future__ import annotations

import pytest

from bench.false_alarms import CHECKED_TYPES, golden
from tests.support.sample import sample_search
from tests.support.search import ask


@pytest.mark.parametrize(("words", "true"), golden())
def test_only_entities_that_are_there_are_recognised(words: str, true: frozenset[str]) -> None:
    understood = ask(sample_search(), words).understood
    assert {f"{entity.type}:{entity.text}" for entity in understood if entity.type in CHECKED_TYPES} == true
