"""CSV and TSV: a document a row, by the names of the first row."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from corpus.document import Document
from corpus.readers import Failure
from tests.support.files import in_1258, read_as

TABLE = (
    "so_hieu,ngay_ban_hanh,co_quan_ban_hanh,trich_yeu\n"
    "12/QĐ-UBND,05/08/2024,UBND xã Bình Hòa,Về việc thành lập Tổ công tác\n"
    "13/QĐ-UBND,06/08/2024,UBND xã Bình Hòa,Về việc giao nhiệm vụ\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1258"])
@pytest.mark.parametrize(("name", "delimiter"), [("a.csv", ","), ("a.csv", ";"), ("a.tsv", "\t"), ("a.txt", ",")])
def test_each_row_of_a_table_is_a_document(tmp_path: Path, name: str, delimiter: str, encoding: str) -> None:
    table = TABLE.replace(",", delimiter)
    data = in_1258(table) if encoding == "cp1258" else table.encode(encoding)
    first, second = read_as(name, data, tmp_path)
    assert isinstance(first, Document)
    assert isinstance(second, Document)
    assert (first.number, first.issued, first.title) == (
        "12/QĐ-UBND",
        date(2024, 8, 5),
        "Về việc thành lập Tổ công tác",
    )
    assert (second.number, second.issuer) == ("13/QĐ-UBND", "UBND xã Bình Hòa")


def test_a_quoted_cell_may_have_line_ends_and_delimiters(tmp_path: Path) -> None:
    data = 'sep=;\r\nTiêu đề;Nội dung\r\nChợ;"Một; hai\r\n\r\n""Ba"""\r\nĐò;Bốn\r\n'
    documents = read_as("a.csv", data, tmp_path)
    assert [(d.title, d.text) for d in documents if isinstance(d, Document)] == [
        ("Chợ", 'Một; hai\n\n"Ba"'),
        ("Đò", "Bốn"),
    ]


def test_a_title_may_stand_above_the_names(tmp_path: Path) -> None:
    (document,) = read_as("a.csv", "DANH SÁCH VĂN BẢN,\n,\nSố hiệu,Trích yếu\n12/QĐ-UBND,Về chợ\n", tmp_path)
    assert isinstance(document, Document)
    assert (document.number, document.title) == ("12/QĐ-UBND", "Về chợ")


def test_a_bad_row_is_named_and_costs_no_other(tmp_path: Path) -> None:
    data = 'title,text\nMột,a\nHai,b,c\nBa,"c\nBốn,d\n"Năm"x,e\nSáu,f\n'
    results = read_as("a.csv", data, tmp_path)
    assert [r.where if isinstance(r, Failure) else r.title for r in results] == [
        "Một",
        "a.csv, dòng 3",
        "a.csv, dòng 4",
        "Bốn",
        "a.csv, dòng 6",
        "Sáu",
    ]


def test_a_table_without_title_and_text_names_its_columns(tmp_path: Path) -> None:
    (failure,) = read_as("a.csv", "cot_mot,cot_hai\n1,2\n", tmp_path)
    assert isinstance(failure, Failure)
    assert "cot_mot, cot_hai" in failure.message


def test_a_sentence_with_commas_is_no_table(tmp_path: Path) -> None:
    (document,) = read_as("a.txt", "Tiêu đề, nội dung và tác giả\n\nLà những gì một bài cần có.", tmp_path)
    assert isinstance(document, Document)
    assert document.title == "Tiêu đề, nội dung và tác giả"
