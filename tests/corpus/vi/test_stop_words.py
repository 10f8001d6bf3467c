from __future__ import annotations

from corpus.vi.stop_words import FUNCTION_WORDS, WHO_HOLDS_WORDS
from corpus.vi.text import fold, term


def test_function_words_are_terms() -> None:
    assert {word for word in FUNCTION_WORDS if term(word) != word} == set()


def test_words_of_a_question_are_folded() -> None:
    assert {word for word in WHO_HOLDS_WORDS if fold(term(word)) != word} == set()
