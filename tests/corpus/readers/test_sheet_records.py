"""Rows of a spreadsheet are documents where its columns say so, and a table of one document elsewhere."""

from __future__ import annotations

from datetime import date

from corpus.document import Document
from corpus.formats.blocks import HeadingBlock, TableBlock
from corpus.formats.content import FileContent, PageContent
from corpus.formats.sheet import read
from corpus.readers.sheet_records import split_lists
from corpus.readers.source import FromRecord
from tests.support.office_files import FIXTURES


def content(*blocks: HeadingBlock | TableBlock) -> FileContent:
    return FileContent((PageContent(blocks),))


def table(*rows: str) -> TableBlock:
    return TableBlock(tuple(tuple(row.split(" | ")) for row in rows), has_head=True)


def documents(file: FileContent) -> list[Document]:
    return [result.document for result in split_lists(file, "a.xlsx").results if isinstance(result, FromRecord)]


def test_each_row_of_a_list_is_a_document_as_in_csv() -> None:
    found = split_lists(read((FIXTURES / "danh-muc.xlsx").read_bytes()), "danh-muc.xlsx")
    assert found.rest is None
    first, second, third = documents(read((FIXTURES / "danh-muc.xlsx").read_bytes()))
    assert (first.number, first.issued, first.issuer) == ("127/QĐ-UBND", date(2024, 8, 5), "UBND xã Bình Hòa")
    assert (second.title, second.issued) == ("Về mức thu phí chợ", date(2024, 7, 12))
    assert third.issued == date(2024, 8, 1)


def test_a_budget_or_a_plan_is_no_list_of_documents() -> None:
    plan = content(table("STT | Nội dung | Cơ quan | Thời gian", "1 | Họp thôn | UBND xã | Quý I"))
    assert split_lists(plan, "a.xlsx") == ((), plan)


def test_lists_and_tables_in_one_file_are_told_apart() -> None:
    budget = table("STT | Nội dung | Số tiền", "1 | Phí | 5")
    file = content(HeadingBlock("Một", 1), table("Số ký hiệu | Trích yếu", "5/NQ | Phí chợ"), budget)
    found = split_lists(file, "a.xlsx")
    assert [document.title for document in documents(file)] == ["Phí chợ"]
    assert found.rest == content(HeadingBlock("Một", 1), budget)


def test_headings_between_rows_are_no_documents() -> None:
    file = content(table("Số | Ngày ban hành | Trích yếu", "I. Nghị quyết |  | ", "5/NQ | 1/2/2020 | Phí chợ"))
    assert [document.number for document in documents(file)] == ["5/NQ"]
