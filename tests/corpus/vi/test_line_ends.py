"""The rule of line ends: which are inside a sentence, and which part lines."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.vi.line_ends import with_joined_lines
from corpus.vi.text import tidy

GOLDEN = Path(__file__).parents[2] / "golden" / "line_ends.tsv"
ROWS = [line for line in GOLDEN.read_text("utf-8").splitlines() if line and not line.startswith("#")]
PIECES = st.sampled_from(
    ["\n", "\n\n", " ", ",", ".", "-", "QĐ-", "ngày", "12", "/", "chợ", "Lê Văn", "UBND", "(", "a)", "x" * 70]
)


@pytest.mark.parametrize("row", ROWS)
def test_a_line_end_parts_lines_or_joins_a_sentence(row: str) -> None:
    text = row.replace("~", "\n").replace("⏎", "\n")
    assert with_joined_lines(text) == row.replace("~", " ").replace("⏎", "\n")


@given(st.lists(PIECES, max_size=40).map("".join))
def test_joining_lines_changes_nothing_but_line_ends(text: str) -> None:
    clean = tidy(text)
    joined = with_joined_lines(clean)
    assert len(joined) == len(clean)
    assert all(new == old or (old, new) == ("\n", " ") for new, old in zip(joined, clean, strict=True))


def test_a_blank_line_always_parts_paragraphs() -> None:
    text = "Xã sẽ xây dựng chợ đầu\n\nmối nông sản\n \nvà cầu"
    assert with_joined_lines(text) == text
