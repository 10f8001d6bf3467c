"""A table of contents lists every division once; of many, those of each part stand behind a click."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from corpus.extraction.structure import divisions
from search_api.pages.contents import MAX_FLAT_ENTRIES, MAX_GROUP_ENTRIES, MAX_TITLE, contents


def _articles(first: int, last: int) -> str:
    return "".join(f"Điều {number}. Việc thứ {number}\n\nNội dung.\n\n" for number in range(first, last + 1))


def test_a_table_of_contents_needs_four_divisions() -> None:
    text = "Chương I\nCHUNG\n\nĐiều 1. Một\n\nĐiều 2. Hai\n\n"
    assert contents(divisions(text)) == []
    [group] = contents(divisions(text + "Điều 3. Ba"))
    assert group.title is None
    assert [entry.is_part for entry in group.entries] == [True, False, False, False]


def test_many_articles_are_grouped_by_chapter() -> None:
    text = "Chương I\nCHUNG\n\n" + _articles(1, 30) + "Chương II\nRIÊNG\n\n" + _articles(31, 31) + "Chương III\nHẾT\n\n"
    groups = contents(divisions(text + _articles(32, 60)))
    assert [group.title for group in groups] == [
        "Chương I. CHUNG: Điều 1 đến Điều 30",
        "Chương II. RIÊNG",
        "Chương III. HẾT: Điều 32 đến Điều 60",
    ]
    assert groups[0].entries[0].anchor == "chuong-i"


def test_four_hundred_articles_without_chapters_are_eight_groups() -> None:
    groups = contents(divisions(_articles(1, 400)))
    assert [group.title for group in groups][:2] == ["Điều 1 đến Điều 50", "Điều 51 đến Điều 100"]
    assert len(groups) == 8


def test_long_titles_are_cut() -> None:
    text = _articles(1, 3) + "Điều 4. " + "rất " * 38 + "dài\n\nHết."
    entries = contents(divisions(text))[0].entries
    assert all(len(entry.text) <= MAX_TITLE + len("Điều 4. ") for entry in entries)


@given(st.lists(st.sampled_from(["Chương", "Điều", "Mục"]), max_size=130))
def test_every_division_is_listed_once_in_order(names: list[str]) -> None:
    text = "".join(f"{name} {number}. Tên {number}\n\nChữ.\n\n" for number, name in enumerate(names, 1))
    listed = divisions(text)
    groups = contents(listed)
    if len(listed) >= 4:
        assert [entry.anchor for group in groups for entry in group.entries] == [each.anchor for each in listed]
    if len(listed) > MAX_FLAT_ENTRIES:
        assert all(len(group.entries) <= MAX_GROUP_ENTRIES for group in groups)
