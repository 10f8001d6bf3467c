"""A query is put right from the words that an index has, and every process puts it right the same way."""

from __future__ import annotations

from indexer.spelling import Frequency, correct


def among(*known: str, pairs: tuple[str, ...] = ()) -> Frequency:
    return lambda layer, term: int(term in (pairs if layer == "pairs" else known))


def test_of_equal_candidates_the_first_by_its_letters_is_offered() -> None:
    assert correct("xthuong", among("thuong", "xhuong")) == "thuong"
    assert correct("thuongx", among("thuong", "thuongs", "thuonga")) == "thuong"


def test_a_word_is_put_right_only_beside_a_neighbour_that_some_text_has_it_beside() -> None:
    known = among("mặt", "bằng", pairs=("mat_bang",))
    assert correct("mặt bàng", known) == "mặt bằng"
    assert correct("mặt bàng", among("mặt", "bằng")) is None


def test_what_is_known_too_long_or_in_another_language_is_left_alone() -> None:
    known = among("mặt", "bằng")
    for text in ("mặt bằng", "", "a" * 2000, "one two three four", "bằng " * 31 + "bàng"):
        assert correct(text, known) is None
