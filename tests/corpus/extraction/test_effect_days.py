"""The days of effect that a document says of itself, by the golden table `relations/effect_days.tsv`."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Document
from corpus.extraction.effect_days import effect_days
from corpus.extraction.extract import complete
from tests.support.files import GOLDEN

LINES = (GOLDEN / "relations" / "effect_days.tsv").read_text("utf-8").splitlines()
ROWS = [line.split("\t") for line in LINES if line[0] != "#"]
PIECES = (
    "Nghị quyết này", "có hiệu lực", "từ ngày", "31/12/9999", "01/01/1900", "sau 999 ngày", "kể từ ngày ký",
    "đến hết năm", "hết hiệu lực", "năm ngân sách 2017", "Điều 1. ", "“", "\n", ".", ";", "áp dụng", "2020",
)  # fmt: skip


def _document(kind: str, issued: str, text: str) -> Document:
    number = "05/TTr-UBND" if kind == "proposal" else "05/2020/NQ-HĐND"
    day = date.fromisoformat(issued)
    return Document("a", "Về một việc", text.replace("⏎", "\n"), kind, number=number, issuer="HĐND huyện", issued=day)


@pytest.mark.parametrize(("kind", "issued", "effective", "expires", "text"), ROWS, ids=[row[4][:60] for row in ROWS])
def test_a_document_says_from_when_to_when_it_has_effect(
    kind: str, issued: str, effective: str, expires: str, text: str
) -> None:
    document = complete(_document(kind, issued, text))
    assert (str(document.effective or "-"), str(document.expires or "-")) == (effective, expires)


def test_given_days_of_effect_win() -> None:
    document = _document("resolution", "2020-07-15", "Nghị quyết này có hiệu lực từ ngày 25/7/2020 đến hết năm 2022.")
    given_days = Document("a", text=document.text, kind="resolution", effective=date(2020, 8, 1), expires=date.max)
    assert (complete(given_days).effective, complete(given_days).expires) == (date(2020, 8, 1), date.max)


@given(st.lists(st.sampled_from(PIECES), max_size=14).map(" ".join), st.dates())
def test_no_words_about_effect_are_too_much(text: str, issued: date) -> None:
    days = effect_days(Document("a", kind="resolution", issued=issued), text)
    assert not (days.effective and days.expires) or days.effective <= days.expires
