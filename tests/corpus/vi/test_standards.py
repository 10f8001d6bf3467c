"""Numbers of standards are read in the form in which they are written and in those in which they are typed."""

from __future__ import annotations

import pytest

from corpus.vi.standards import find_standards
from tests.support.files import GOLDEN

ROWS = [line.split("\t") for line in (GOLDEN / "standards.tsv").read_text("utf-8").splitlines() if line[0] != "#"]


@pytest.mark.parametrize(("text", "numbers"), [(text, numbers) for text, *numbers in ROWS])
def test_standards_are_read_in_every_form(text: str, numbers: list[str]) -> None:
    assert ([mention.number for mention in find_standards(text)] or ["-"]) == numbers
    assert all(text[mention.start : mention.end] == mention.text for mention in find_standards(text))
