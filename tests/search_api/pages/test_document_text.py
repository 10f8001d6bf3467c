from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from search_api.pages.document_text import Paragraph, linked_runs, paragraphs, runs


def test_articles_become_headings() -> None:
    """A longer article only begins with its name; a second series of articles has anchors of its own."""
    text = (
        "Chương I\n\nĐiều 1. Phạm vi\n\nNội dung.\n\nĐiều 2. " + "a " * 100 + "\n\nĐiều kiện chung\n\nĐiều 1. Sửa đổi"
    )
    headings = [(p.heading, p.text[: p.lead], p.anchor) for p in paragraphs(text)]
    assert headings == [
        ("part", "", "chuong-i"),
        ("article", "", "dieu-1"),
        (None, "", None),
        (None, "Điều 2.", "dieu-2"),
        (None, "", None),
        ("article", "", "dieu-1-2"),
    ]


def test_marks_fall_into_the_paragraphs_that_they_are_in() -> None:
    text = "  Đầu tiên\n\n\nnông thôn\n mới  \n\nhết"
    cut = list(paragraphs(text, ((2, 5), (text.index("thôn"), text.index("thôn") + 4))))
    assert [[p.text[start:end] for start, end in p.marks] for p in cut] == [["Đầu"], ["thôn"], []]
    assert [p.text for p in cut] == ["Đầu tiên", "nông thôn\n mới", "hết"]


@given(st.text(), st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20))), st.integers(0, 10))
def test_cutting_a_text_at_its_marks_loses_nothing(text: str, marks: list[tuple[int, int]], start: int) -> None:
    start = min(start, len(text))
    assert "".join(run.text for run in runs(text, sorted(marks), start)) == text[start:]


def test_a_link_may_contain_a_mark() -> None:
    [paragraph] = paragraphs("Ông Khoa cảm ơn.", ((4, 8),), ((0, 8, "/nguoi/x"),))
    parts = [(part.href, "".join(run.text for run in part.runs)) for part in linked_runs(paragraph)]
    assert parts == [(None, ""), ("/nguoi/x", "Ông Khoa"), (None, " cảm ơn.")]
    assert [run.marked for part in linked_runs(paragraph) for run in part.runs if run.text == "Khoa"] == [True]


def test_rows_between_bars_are_a_table() -> None:
    """A cell's own bar is shown without its sign; the paragraph above names the table."""
    text = "Danh sách:\n\n| STT | Thôn |\n|---|---|\n| 1 | Đồi \\| Suối |\n|  | Núi |\n\n| một vạch"
    before, table, after = paragraphs(text, marks=((25, 29),))
    cells = [[_shown(table, start, end) for start, end in row] for row in table.table.rows]
    assert cells == [["STT", "Thôn"], ["1", "Đồi | Suối"], ["", "Núi"]]
    assert table.table.has_head
    assert table.label == "Danh sách:"
    assert not before.table.rows
    assert not after.table.rows


def _shown(paragraph: Paragraph, start: int, end: int) -> str:
    return "".join(run.text for part in linked_runs(paragraph, start, end) for run in part.runs)


def test_the_first_paragraph_of_a_page_names_it() -> None:
    text = "Một\n\nHai\n\nĐiều 1. Ba\n\nBốn"
    pages = (0, text.index("Hai"), text.index("Điều"), text.index("Điều"))
    assert [p.page for p in paragraphs(text, pages=pages)] == [None, 2, 4, None]
    assert all(p.page is None for p in paragraphs(text))


def test_a_title_below_its_chapter_stands_in_the_heading() -> None:
    text = "Chương I\n\nQUY ĐỊNH CHUNG\n\nĐiều 1. Phạm vi\n1. Xã.\n\n2. Thôn."
    blocks = [(p.text, p.heading, p.anchor) for p in paragraphs(text)]
    assert blocks == [
        ("Chương I\n\nQUY ĐỊNH CHUNG", "part", "chuong-i"),
        ("Điều 1. Phạm vi", "article", "dieu-1"),
        ("1. Xã.", None, "dieu-1-khoan-1"),
        ("2. Thôn.", None, "dieu-1-khoan-2"),
    ]
