"""What a person types is read as a tree, and what cannot be read is passed over and noted, never an error."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.search.query.parser import Beginning, BooleanGroup, Field, Node, Not, Quoted, Word, parse


def shape(node: Node) -> object:
    match node:
        case Word(text):
            return text
        case Quoted(text):
            return [text]
        case Beginning(text):
            return f"{text}…"
        case Field(name, words):
            return {name: [word.text for word in words]}
        case Not(part):
            return ("not", shape(part))
        case BooleanGroup(parts, either):
            return (("or" if either else "and"), *map(shape, parts))


@pytest.mark.parametrize(
    ("typed", "tree"),
    [
        ("", ("and",)),
        ("hội nghị", ("and", "hội", "nghị")),
        ('giá "khởi điểm" đất', ("and", "giá", ["khởi điểm"], "đất")),
        ("“giá đất”", ("and", ["giá đất"])),
        ("giá -đất", ("and", "giá", ("not", "đất"))),
        ('-"giá đất" thuê', ("and", ("not", ["giá đất"]), "thuê")),
        ("a - b", ("and", "a", "-", "b")),
        ("2016-2021", ("and", "2016-2021")),
        ("12/NQ-HĐND", ("and", "12/NQ-HĐND")),
        ("hoặc", ("and", "hoặc")),
        ("| giá |", ("and", "giá")),
        ("or giá", ("and", "or", "giá")),
        ("THU VÀ CHI", ("and", "THU", "VÀ", "CHI")),
        ("-(giá đất)", ("and", ("not", ("and", "giá", "đất")))),
        ("người:Dương Đức Tuấn", ("and", {"official": ["Dương", "Đức", "Tuấn"]})),
        ("nguoi: tuan năm:2020", ("and", {"official": ["tuan"]}, {"year": ["2020"]})),
        ('cơ quan:"HĐND huyện" giá', ("and", {"issuer": ["HĐND huyện"]}, "giá")),
        ("coquan:hdnd", ("and", {"issuer": ["hdnd"]})),
        ("co quan: hdnd", ("and", {"issuer": ["hdnd"]})),
        ("số:12/NQ-HĐND", ("and", {"number": ["12/NQ-HĐND"]})),
        ("từ:1/3/2020 đến:15/4/2020", ("and", {"from": ["1/3/2020"]}, {"to": ["15/4/2020"]})),
        ("kỳ họp:10 khóa:XIX", ("and", {"session": ["10"]}, {"term": ["XIX"]})),
        ("kind:plan", ("and", {"kind": ["plan"]})),
        ("dẫn:12/NQ-HĐND quan hệ:bãi bỏ", ("and", {"citing": ["12/NQ-HĐND"]}, {"relation": ["bãi", "bỏ"]})),
        ("dan: 12/NQ-HĐND quan_he:cites", ("and", {"citing": ["12/NQ-HĐND"]}, {"relation": ["cites"]})),
        ("Hướng dẫn: 5 bước", ("and", "Hướng", "dẫn:", "5", "bước")),
        ("hội đồng nhân dân: 5", ("and", "hội", "đồng", "nhân", "dân:", "5")),
        ("dân: 5", ("and", "dân:", "5")),
        ("các mối quan hệ: 5", ("and", "các", "mối", "quan", "hệ:", "5")),
        ("-loại:tin giá", ("and", ("not", {"kind": ["tin", "giá"]}))),
        ("ghi chú: giá", ("and", "ghi", "chú:", "giá")),
    ],
)
def test_the_syntax_is_read_as_a_tree(typed: str, tree: object) -> None:
    parsed = parse(typed)
    assert shape(parsed.tree) == tree
    assert not parsed.notes


@pytest.mark.parametrize(
    ("typed", "tree", "at"),
    [
        ('giá "đất thuê', ("and", "giá", ["đất thuê"]), (4, 13)),
        ("giá (đất", ("and", "giá", "đất"), (4, 5)),
        ("giá) đất", ("and", "giá", "đất"), (3, 4)),
        ("OR giá", ("and", "giá"), (0, 2)),
        ("giá OR", ("and", "giá"), (4, 6)),
        ("giá ()", ("and", "giá"), (4, 6)),
        ("giá năm:", ("and", "giá"), (4, 8)),
        ("AND giá", ("and", "giá"), (0, 3)),
        ("giá NOT", ("and", "giá"), (4, 7)),
        ("giá OR đất", ("and", ("or", "giá", "đất")), (4, 6)),
        ("giá HOẶC đất thuê", ("and", ("or", "giá", ("and", "đất", "thuê"))), (4, 8)),
        ("giá or đất", ("and", ("or", "giá", "đất")), (4, 6)),
        ("giá|đất", ("and", ("or", "giá", "đất")), (3, 4)),
        ("giá || đất", ("and", ("or", "giá", "đất")), (4, 6)),
        ("(giá OR đất) thuê", ("and", ("or", "giá", "đất"), "thuê"), (5, 7)),
        ("giá AND đất", ("and", "giá", "đất"), (4, 7)),
        ("giá and đất", ("and", "giá", "đất"), (4, 7)),
        ("GIÁ AND ĐẤT", ("and", "GIÁ", "ĐẤT"), (4, 7)),
        ("NOT giá", ("and", ("not", "giá")), (0, 3)),
        ("giá VÀ đất", ("and", "giá", "đất"), (4, 6)),
        ("giá NOT đất", ("and", "giá", ("not", "đất")), (4, 7)),
        ("a OR OR b", ("and", ("or", "a", "b")), (2, 4)),
    ],
)
def test_broken_syntax_and_operators_are_noted_with_their_place(typed: str, tree: object, at: tuple[int, int]) -> None:
    parsed = parse(typed)
    assert shape(parsed.tree) == tree
    assert [(note.start, note.end) for note in parsed.notes] == [at]


def test_brackets_beyond_any_sense_do_not_exhaust_the_stack() -> None:
    assert parse("(" * 5000 + "giá" + ")" * 5000).notes
    assert parse("-(" * 5000).notes


@given(st.text(alphabet='ab "()-:“” OR năm người:số\n', max_size=40))
def test_no_text_breaks_the_parser_and_places_lie_in_the_text(typed: str) -> None:
    parsed = parse(typed)
    for note in parsed.notes:
        assert 0 <= note.start < note.end <= len(typed)
        assert note.message.endswith(".")


@pytest.mark.parametrize(
    ("typed", "tree", "codes"),
    [
        ("ngân* sách", ("and", "ngân…", "sách"), ["wildcard"]),
        ("(hội OR ngân*)", ("and", ("or", "hội", "ngân…")), ["wildcard", "operator-or"]),
        ("-ngân*", ("and", ("not", "ngân…")), ["wildcard"]),
        ("n* ng*n", ("and", "n*", "ng*n"), ["ignored-wildcard", "ignored-wildcard"]),
    ],
)
def test_a_star_at_the_end_of_a_word_is_noted(typed: str, tree: object, codes: list[str]) -> None:
    parsed = parse(typed)
    assert (shape(parsed.tree), [note.code for note in parsed.notes]) == (tree, codes)
