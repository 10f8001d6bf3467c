"""The parts of a document that a citation names, by the golden table `cited_parts.tsv`."""

from __future__ import annotations

import pytest

from corpus.extraction.citations import cited_documents
from corpus.extraction.cited_parts import cited_parts
from tests.support.files import GOLDEN

LINES = (GOLDEN / "cited_parts.tsv").read_text("utf-8").splitlines()
ROWS = [line.split("\t") for line in LINES if line[0] != "#"]


@pytest.mark.parametrize(("words", "parts"), ROWS, ids=[row[0] for row in ROWS])
def test_parts_are_named_article_first_or_last(words: str, parts: str) -> None:
    assert "; ".join(cited_parts(words, 0, len(words))) == parts
    text = f"Điều 1. Bãi bỏ {words} Nghị quyết số 18/2020/NQ-HĐND."
    (place,) = cited_documents([text], None, issued=None, kind="resolution")
    assert (place.relation, "; ".join(place.parts)) == ("repeals", parts)
