"""Check both accepted spellings of a syllable, and that a query with either finds the other, ranked below its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.document import Document
from corpus.vi.spelling_variants import i_y_variant, other_tone_place
from corpus.vi.text import term
from indexer.engines.factory import open_engine
from indexer.engines.port import Engine
from tests.support.search import result_ids, search_over


@pytest.mark.parametrize(
    ("typed", "variant"),
    [("kỹ sư", "kĩ sư"), ("quy định", "qui định"), ("quỹ đất", "quĩ đất"), ("công ty", "công ti")],
)
def test_i_and_y_match_each_other_but_the_typed_one_ranks_first(
    typed: str, variant: str, engine: Engine, tmp_path: Path
) -> None:
    search = search_over(
        engine, tmp_path, Document("typed", f"Tin về {typed}"), Document("variant", f"Tin về {variant}")
    )
    assert result_ids(search, typed) == ["typed", "variant"]
    assert result_ids(search, variant) == ["variant", "typed"]


@pytest.mark.parametrize("word", ["quyết", "tiền", "gì", "thủy", "yên", "hai", "chi", "phi", "ý"])
def test_a_syllable_with_only_one_of_i_and_y_has_no_variant(word: str) -> None:
    assert i_y_variant(word) is None


@pytest.mark.parametrize("word", ["kỹ", "lí", "tỷ", "quy", "thi", "mĩ"])
def test_the_variant_of_a_variant_is_the_syllable(word: str) -> None:
    variant = i_y_variant(word)
    assert variant not in (None, word)
    assert i_y_variant(f"{variant}") == word


@pytest.mark.parametrize(
    ("text", "moved"),
    [("Hòa Bình", "Hoà Bình"), ("khoẻ", "khỏe"), ("THỦY", "THUỶ"), ("quý, của, loan, tuỳ", "quý, của, loan, tùy")],
)
def test_the_tone_moves_where_both_places_are_in_use(text: str, moved: str) -> None:
    assert other_tone_place(text) == moved
    assert other_tone_place(moved) == text


def test_a_query_finds_both_words_of_every_listed_i_y_pair(shared_data: Path, tmp_path: Path) -> None:
    """The typed word ranks first."""
    lines = (shared_data / "reference" / "i-and-y.txt").read_text("utf-8").splitlines()
    pairs = [tuple(map(term, line.replace("*", "").split())) for line in lines if line.strip()]
    words = sorted({word for pair in pairs for word in pair})
    documents = (Document(str(i), f"Tin về {word}") for i, word in enumerate(words))
    search = search_over(open_engine("memory:", "test"), tmp_path, *documents)
    missed = []
    for pair in pairs:
        for typed, variant in (pair, pair[::-1]):
            results = [words[int(id)] for id in result_ids(search, f"về {typed}", size=100)]
            if results[:1] != [typed] or variant not in results:
                missed.append(f"{typed}/{variant}: {results}")
    assert len(pairs) >= 30
    assert missed == []
