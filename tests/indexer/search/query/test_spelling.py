"""A query is put right from the words that an index has, and every process puts it right the same way."""

from __future__ import annotations

from collections.abc import Sequence

from indexer.search.query.spelling import CountTerms, LayerTerm, correct


def among(*known: str, pairs: tuple[str, ...] = ()) -> CountTerms:
    return lambda layer_terms: [int(term in (pairs if layer == "pairs" else known)) for layer, term in layer_terms]


def test_of_equal_candidates_the_first_by_its_letters_is_offered() -> None:
    assert correct("xthuong", among("thuong", "xhuong")) == "thuong"
    assert correct("thuongx", among("thuong", "thuongs", "thuonga")) == "thuong"


def test_a_correction_must_stand_beside_its_neighbour_in_some_text() -> None:
    known = among("mặt", "bằng", pairs=("mat_bang",))
    assert correct("mặt bàng", known) == "mặt bằng"
    assert correct("mặt bàng", among("mặt", "bằng")) is None


def test_known_too_long_or_foreign_words_are_left_alone() -> None:
    known = among("mặt", "bằng")
    for text in ("mặt bằng", "", "a" * 2000, "one two three four", "bằng " * 31 + "bàng"):
        assert correct(text, known) is None


def test_words_that_were_split_are_joined() -> None:
    known = among("nghị", "quyết", "quy", pairs=("nghi_quyet",))
    assert correct("ng hị quyết", known) == "nghị quyết"
    assert correct("nghị quy ết", known) == "nghị quyết"


def test_a_rare_word_is_corrected_only_where_rare_ones_count_as_unknown() -> None:
    """And only by a word that is MIN_TIMES_COMMONER times as common."""
    counts = {"huyện": 400, "huyên": 1, "lam": 300, "huyen_lam": 200}

    def known(layer_terms: Sequence[LayerTerm]) -> list[int]:
        return [counts.get(term, 0) for _, term in layer_terms]

    assert correct("huyên lam", known) is None
    assert correct("huyên lam", known, rare=2) == "huyện lam"
    counts["huyện"] = 20
    assert correct("huyên lam", known, rare=2) is None


def test_marks_slip_sooner_than_letters() -> None:
    assert (
        correct("đuờng", lambda layer_terms: [{"đường": 1, "đồng": 9}.get(term, 0) for _, term in layer_terms])
        == "đường"
    )


def test_a_word_is_split_only_into_parts_that_stand_side_by_side() -> None:
    assert correct("hộiđồng", among("hội", "đồng", pairs=("hoi_dong",))) == "hội đồng"
    assert correct("taxi", among("ta", "xi")) is None


def test_codes_are_found_with_and_without_their_hyphen() -> None:
    pairs = ("se_4", "f_16", "su_34")
    known = among("se", "f", "su", "4", "16", "34", pairs=pairs)
    assert [correct(code, known) for code in ("se4", "f16", "su34")] == ["se 4", "f 16", "su 34"]
    assert correct("F-16", among("f", "16", "f16")) == "F16"
