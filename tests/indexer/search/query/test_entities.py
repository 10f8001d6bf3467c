from __future__ import annotations

import pytest

from bench.false_alarms import GUESSED, golden
from tests.support.sample import sample
from tests.support.search import ask


@pytest.mark.parametrize(("words", "true"), golden())
def test_only_entities_that_are_there_are_recognised(words: str, true: frozenset[str]) -> None:
    understood = ask(sample(), words).understood
    assert {f"{entity.type}:{entity.text}" for entity in understood if entity.type in GUESSED} == true
