"""Where Vietnamese writes i or y in a syllable, either is found by the other, below itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.document import Document
from corpus.vi.text import term
from indexer.analysis.query_terms import like
from indexer.engines.factory import open_engine
from indexer.engines.port import Engine
from tests.support.search import ids, searching


@pytest.mark.parametrize(
    ("one", "other"),
    [("kỹ sư", "kĩ sư"), ("quy định", "qui định"), ("quỹ đất", "quĩ đất"), ("công ty", "công ti")],
)
def test_i_and_y_are_equals_but_what_was_typed_comes_first(
    one: str, other: str, engine: Engine, tmp_path: Path
) -> None:
    search = searching(engine, tmp_path, Document("one", f"Tin về {one}"), Document("other", f"Tin về {other}"))
    assert ids(search, one) == ["one", "other"]
    assert ids(search, other) == ["other", "one"]


@pytest.mark.parametrize("word", ["quyết", "tiền", "gì", "thủy", "yên", "hai", "chi", "phi", "ý"])
def test_i_and_y_that_are_no_equals_are_left_alone(word: str) -> None:
    assert like(word) is None


def test_every_pair_of_a_list_of_i_and_y_finds_both_the_typed_one_first(shared_data: Path, tmp_path: Path) -> None:
    lines = (shared_data / "reference" / "i-and-y.txt").read_text("utf-8").splitlines()
    pairs = [tuple(map(term, line.replace("*", "").split())) for line in lines if line.strip()]
    words = sorted({word for pair in pairs for word in pair})
    documents = (Document(str(i), f"Tin về {word}") for i, word in enumerate(words))
    search = searching(open_engine("memory:", "test"), tmp_path, *documents)
    missed = []
    for pair in pairs:
        for typed, other in (pair, pair[::-1]):
            found = [words[int(id)] for id in ids(search, f"về {typed}", size=100)]
            if found[:1] != [typed] or other not in found:
                missed.append(f"{typed}/{other}: {found}")
    assert len(pairs) >= 30
    assert missed == []
