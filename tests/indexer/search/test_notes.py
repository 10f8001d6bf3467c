"""Each note has a code that does not change, and, where words are left, the query without what is noted."""

from __future__ import annotations

import pytest

from indexer.results import NOTE_CODES
from tests.support.sample import sample_search
from tests.support.search import ask

WAYS_OUT = (
    ("unclosed-quote", 'đất đai "giá đất', "đất đai giá đất"),
    ("no-such-phrase", '"học phí"', "học phí"),
    ("unopened-bracket", "giá đất)", "giá đất"),
    ("deep-bracket", "(" * 25 + "giá" + ")" * 25, "giá"),
    ("empty-brackets", "giá đất ()", "giá đất"),
    ("unclosed-bracket", "(giá đất", "giá đất"),
    ("operator-or", "đất OR nhà", 'đất "OR" nhà'),
    ("operator-or", "đất | nhà", "đất nhà"),
    ("operator-and", "giá VÀ đất", "giá và đất"),
    ("operator-not", "giá NOT nhà", "giá not nhà"),
    ("nothing-before-operator", "OR giá đất", "giá đất"),
    ("nothing-after-operator", "giá đất OR", "giá đất"),
    ("nothing-after-minus", "giá -&", "giá &"),
    ("wildcard", "nông* thôn", "nông thôn"),
    ("ignored-wildcard", "nông thôn n*", "nông thôn"),
    ("unknown-field", "tacgia:khôi", "khôi"),
    ("field-without-value", "giá đất loại:", "giá đất"),
    ("unknown-value", "giá đất loại:khôngcó", "giá đất khôngcó"),
    ("one-letter-name", "giá đất người:h", "giá đất"),
    ("unknown-number", "giá đất số:99/NQ-HĐND", "giá đất"),
    ("impossible-date", "họp 31/02/2020", "họp tháng 2/2020"),
    ("impossible-date", "họp tháng 13/2020", "họp năm 2020"),
    ("impossible-date", "họp năm 20200", "họp"),
    ("no-common-day", "giá đất từ:2021 đến:2020", "giá đất"),
    ("no-common-day", "từ:2021 đến:2020", None),
    ("not-all-words", "nghị quyết về ngân sách là gì?", None),
    ("no-word", "!!!", None),
)


@pytest.mark.parametrize(("code", "typed", "instead"), WAYS_OUT)
def test_a_note_has_the_query_without_what_is_noted(code: str, typed: str, instead: str | None) -> None:
    assert instead in [note.instead for note in ask(sample_search(), typed).notes if note.code == code]


def test_there_is_a_query_for_each_code() -> None:
    assert {code for code, _, _ in WAYS_OUT} == set(NOTE_CODES)


def test_two_notes_offer_the_same_way_out_once() -> None:
    assert [note.instead for note in ask(sample_search(), '"học phí').notes] == ["học phí", None]


@pytest.mark.parametrize("typed", ["TCVN:2019 giá", "https://binhhoa.example/giá", "Kính gửi: UBND", "10:30 họp"])
def test_a_colon_that_is_no_field_needs_no_note(typed: str) -> None:
    assert "unknown-field" not in [note.code for note in ask(sample_search(), typed).notes]
