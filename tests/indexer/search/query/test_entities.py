from __future__ import annotations

import pytest

from bench.false_alarms import GUESSED, golden
from tests.support.sample import sample
from tests.support.search import ask


@pytest.mark.parametrize(("words", "true"), golden())
def test_only_what_is_there_is_guessed(words: str, true: frozenset[str]) -> None:
    guessed = ask(sample(), words).understood
    assert {f"{one.type}:{one.text}" for one in guessed if one.type in GUESSED} == true
