"""A table that goes on over page ends is one table in the text: its parts stay on their pages."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.formats.blocks import TableBlock
from corpus.formats.content import FileContent, PageContent
from corpus.formats.page_parts import Glyph, Rule
from corpus.readers.foreign import document_of
from tests.support.printed_pages import box, centred, pages, printed

HEAD = ("STT", "Họ và tên", "Ghi chú")
EDGES = (85.0, 125.0, 300.0, 500.0)
Sheet = tuple[list[Glyph], list[Rule]]


def sheet(
    rows: Sequence[Sequence[str]], *, top: float = 60, edges: Sequence[float] = EDGES, last: float = 700
) -> Sheet:
    """Return a page with a table; its last row reaches down to `last`."""
    letters: list[Glyph] = []
    rules: list[Rule] = []
    for at, row in enumerate(rows):
        y = top + 20 * at
        bottom = last if at == len(rows) - 1 else y + 20
        for x0, x1, cell in zip(edges, edges[1:], row, strict=False):
            rules += box(x0, y, x1, bottom)
            letters += printed(cell, x0 + 5, y + 14, size=10)
    return letters, rules


def tables(*sheets: Sheet) -> list[list[TableBlock]]:
    return [[block for block in page if isinstance(block, TableBlock)] for page in pages(sheets)]


def text(*sheets: Sheet) -> tuple[str, tuple[int, ...]]:
    document = document_of(FileContent(tuple(map(PageContent, pages(sheets)))))
    return document.text, document.pages


def test_a_table_over_a_page_end_is_one_paragraph_by_page() -> None:
    whole, starts = text(sheet([HEAD, ("1", "Đỗ Khuê", "")]), sheet([HEAD, ("2", "Trần Thị Vy", "vắng")]))
    lines = ["| STT | Họ và tên | Ghi chú |", "|---|---|---|", "| 1 | Đỗ Khuê |  |", "| 2 | Trần Thị Vy | vắng |"]
    assert whole.split("\n") == lines
    assert whole[starts[1] :] == lines[-1]


def test_a_column_that_only_a_later_page_fills_is_in_all_rows() -> None:
    first, second = tables(sheet([HEAD[:2], ("1", "Đỗ Khuê")]), sheet([("2", "Trần Thị Vy", "vắng")]))
    assert first == [TableBlock((("STT", "Họ và tên"), ("1", "Đỗ Khuê")), has_head=True)] != second


def test_a_head_of_two_rows_is_read_once() -> None:
    head = [HEAD, ("(1)", "(2)", "(3)")]
    first, second = tables(sheet([*head, ("1", "Đỗ Khuê", "vắng")]), sheet([*head, ("2", "Trần Thị Vy", "")]))
    assert first[0].rows == (*head, ("1", "Đỗ Khuê", "vắng"))
    assert second == [TableBlock((("2", "Trần Thị Vy", ""),), has_head=False, continues=True)]


def test_a_row_that_a_page_end_cuts_stands_where_it_begins() -> None:
    first, second = tables(
        sheet([HEAD, ("1", "Đỗ Khuê", "vắng mặt vì")]), sheet([HEAD, ("", "", "đi công tác"), ("2", "Trần Thị Vy", "")])
    )
    assert first[0].rows[-1] == ("1", "Đỗ Khuê", "vắng mặt vì đi công tác")
    assert second[0].rows == (("2", "Trần Thị Vy", ""),)


def test_a_row_without_a_number_is_a_row_of_its_own() -> None:
    first, second = tables(sheet([HEAD, ("1", "Đỗ Khuê", "10")]), sheet([HEAD, ("", "Cộng", "20")]))
    assert (first[0].rows[-1], second[0].rows) == (("1", "Đỗ Khuê", "10"), (("", "Cộng", "20"),))


def test_a_table_with_another_head_is_another_one() -> None:
    second = sheet([("STT", "Tên chợ", "Ghi chú"), ("1", "Chợ Giữa", "mới")])
    assert [found.continues for [found] in tables(sheet([HEAD, ("1", "Đỗ Khuê", "")]), second)] == [False, False]


def test_a_table_with_other_columns_is_another_one() -> None:
    second = sheet([("2", "Trần Thị Vy", "vắng")], edges=(85, 200, 400, 500))
    assert [found.continues for [found] in tables(sheet([HEAD, ("1", "Đỗ Khuê", "x")]), second)] == [False, False]


def test_a_short_table_at_the_top_of_a_page_has_ended() -> None:
    second = sheet([("2", "Trần Thị Vy", "vắng")])
    assert not tables(sheet([HEAD, ("1", "Đỗ Khuê", "x")], last=150), second)[1][0].continues


def test_words_between_two_tables_part_them() -> None:
    letters, rules = sheet([("2", "Trần Thị Vy", "vắng")], top=120)
    second = ([*centred("DANH SÁCH BỔ SUNG", 80), *letters], rules)
    assert not tables(sheet([HEAD, ("1", "Đỗ Khuê", "x")]), second)[1][0].continues


def test_a_page_with_nothing_but_the_head_again_is_left_out() -> None:
    first, second, third = tables(
        sheet([HEAD, ("1", "Đỗ Khuê", "x")]), sheet([HEAD, ("", "", "")]), sheet([HEAD, ("2", "Trần Thị Vy", "y")])
    )
    assert (len(first), second, third[0].continues) == (1, [], True)
