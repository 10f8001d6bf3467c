"""Passages of results lose what stands beside them anyway, and the bars of their tables."""

from __future__ import annotations

import pytest

from indexer.results import Snippet
from search_api.pages.passage_text import passage_text


@pytest.mark.parametrize(
    ("where", "text", "marks", "shown"),
    [
        ("Điều 7", "Điều 7. Nguồn kinh phí", ((19, 22),), "Nguồn kinh phí"),
        ("Quy chế, Điều 7", "Điều 7. Nguồn kinh phí", (), "Nguồn kinh phí"),
        ("Mục IV", "IV. KINH PHÍ", (), "KINH PHÍ"),
        ("Điều 1", "1. Nghị quyết này quy định mức hỗ trợ.", (), "1. Nghị quyết này quy định mức hỗ trợ."),
        ("Điều 1", "Điều 1 Nghị quyết số 16/NQ-HĐND", (), "Điều 1 Nghị quyết số 16/NQ-HĐND"),
        ("Điều 1", "Điều 10. Hiệu lực", (), "Điều 10. Hiệu lực"),
        ("Điều 7", "Điều 7. Nguồn kinh phí", ((0, 6),), "Điều 7. Nguồn kinh phí"),
        ("Điều 7", "Điều 7.", (), "Điều 7."),
        (None, "Điều 7. Nguồn kinh phí", (), "Điều 7. Nguồn kinh phí"),
        ("Điều 1", "| Giao thông | 228.300 | +33.500 |", (), "Giao thông · 228.300 · +33.500"),
    ],
)
def test_a_passage_is_shown_without_its_label_and_bars(
    where: str | None, text: str, marks: tuple[tuple[int, int], ...], shown: str
) -> None:
    passage = passage_text(Snippet(text, marks, where))
    assert passage.text[passage.start : passage.end] == shown
    assert len(passage.text) == len(text)  # marks keep their places
