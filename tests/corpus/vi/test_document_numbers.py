from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.vi.document_numbers import (
    DocumentNumber,
    NumberMention,
    document_kind,
    find_numbers,
    index_keys,
    parse_number,
)
from corpus.vi.text import fold
from tests.support.files import GOLDEN

TABLE = GOLDEN / "numbers.tsv"
NUMBERS = st.builds(
    DocumentNumber,
    serial=st.integers(1, 99_999),
    suffix=st.sampled_from(("", "a", "b")),
    year=st.none() | st.integers(1945, 2099),
    kind=st.sampled_from(("NQ", "QĐ", "TTr", "TB", "BC", "KH", "CT", "NĐ", "TT", "TTLT", "UBND")),
    body=st.sampled_from(("HĐND", "UBND", "TTHĐND", "QU", "TW", "CP", "TTg", "BYT-BNV", "VP", "BPC", "TNMT", "HĐND7")),
)


def rows() -> list[tuple[str, str, str]]:
    lines = TABLE.read_text("utf-8").splitlines()
    return [(how, text, expected) for how, text, expected in (s.split("\t") for s in lines if s and s[0] != "#")]


def shown(mention: NumberMention) -> str:
    number = mention.number
    return f"{mention.text} = {number.text} = {number.key}, {document_kind(number) or 'unknown'}"


@pytest.mark.parametrize(("how", "text", "expected"), rows())
def test_numbers_are_found_as_the_table_says(how: str, text: str, expected: str):
    assert (" | ".join(map(shown, find_numbers(text, lenient=how == "lenient"))) or "-") == expected


@given(NUMBERS)
def test_a_number_is_read_from_its_text_alone_and_in_a_sentence(number: DocumentNumber):
    assert parse_number(number.text) == number
    assert parse_number(f"Số: {number.text}") == number
    (mention,) = find_numbers(f"Căn cứ văn bản số {number.text} ngày 15/7/2020;")
    assert (mention.text, mention.number) == (number.text, number)


@given(NUMBERS)
def test_a_number_without_accents_and_capitals_has_the_same_key(number: DocumentNumber):
    if number.kind == "UBND" or number.body in ("BYT-BNV", "HĐND7"):
        return
    typed = parse_number(fold(number.text).lower())
    assert typed == number
    assert typed.key == number.key


@given(NUMBERS, st.integers(1945, 2099))
def test_index_keys_cover_every_way_to_query_a_number(number: DocumentNumber, issued: int):
    keys = index_keys(number, issued)
    year = number.year or issued
    serial = f"{number.serial}{number.suffix}"
    assert number.key in keys
    assert fold(f"{serial}/{year}/{number.kind}").lower() in keys
    assert fold(f"{serial}/{number.kind}").lower() in keys
    assert len(set(keys)) == len(keys)


def test_a_year_typed_after_a_number_selects_that_years_document():
    (typed,) = find_numbers("12 nq hdnd 2018", lenient=True)
    number = parse_number("12/NQ-HĐND")
    assert number is not None
    assert typed.number.key in index_keys(number, 2018)
    assert typed.number.key not in index_keys(number, 2019)


@pytest.mark.parametrize("value", ["", "06", "Không số", "12/NQ-HĐND và 13/NQ-HĐND", "ngày 15/7/2020", "Số:"])
def test_a_field_without_a_single_number_gives_none(value: str):
    assert parse_number(value) is None


@given(st.text(alphabet="0123456789/-–. aNQnqHĐNDhđndubố\nsqđyếtị", max_size=60), st.booleans())
def test_mentions_lie_in_order_in_the_text(text: str, lenient: bool):
    end = 0
    for mention in find_numbers(text, lenient=lenient):
        assert end <= mention.start < mention.end
        assert text[mention.start : mention.end] == mention.text
        end = mention.end


@given(st.text(max_size=60))
def test_no_text_is_an_error(text: str):
    find_numbers(text, lenient=True)
    parse_number(text)


def test_a_hostile_text_does_not_stall_the_search():
    assert find_numbers("1/NQ-" + "A-" * 20_000, lenient=True)
    assert len(find_numbers("12 nq " * 5_000, lenient=True)) == 5_000


def test_every_number_of_a_gazette_is_read(shared_data: Path):
    lines = (shared_data / "gazette" / "son-la-2026.jsonl").read_text("utf-8").splitlines()
    written = [json.loads(line)["so_hieu"] for line in lines]
    read = [parse_number(value) for value in written]
    assert None not in read
    assert [number.text for number in read if number] == [value.replace("TT HĐND", "TTHĐND") for value in written]


def test_every_cited_number_in_titles_is_found(shared_data: Path):
    text = (shared_data / "reference" / "citing-titles.txt").read_text("utf-8")
    cited = re.findall(r"\d+/\d{4}/(?:NQ|QĐ)-(?:HĐND|UBND)", text)
    mentioned = {mention.text for mention in find_numbers(text)}
    assert len(cited) > 900
    assert set(cited) <= mentioned
