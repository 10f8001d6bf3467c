"""The tidy form of texts."""

from __future__ import annotations

from corpus.vi.text import tidy


def test_every_space_but_a_line_end_becomes_a_plain_blank() -> None:
    spaces = [letter for letter in map(chr, range(0x10000)) if letter.isspace()]
    ends = "\n\r\x85\u2028\u2029"
    assert {space: tidy(f"a{space}b") for space in spaces} == {s: "a\nb" if s in ends else "a b" for s in spaces}
