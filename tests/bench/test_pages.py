"""The generated pages: their bodies stand in them once, and the comparison sees what is lost, added or moved."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.pages import BLOCKS, CONTAINERS, NEIGHBOURS, POSITIONS, Page, loss, pages, rows


def test_every_kind_of_block_container_and_place_is_met() -> None:
    assert sum(1 for _ in pages()) == len(BLOCKS) * len(CONTAINERS) * len(POSITIONS) * len(NEIGHBOURS)
    kinds = [page.name.split(" / ") for page in pages(17 * 7 + 2)]
    assert {kind[1] for kind in kinds} == set(CONTAINERS)


@pytest.mark.parametrize(
    ("read", "lost", "added"),
    [
        ("Cá tầm mười hai tấn.", None, None),
        ("Cá tầm mười hai tấn. Và sâm ba tấn.", [], ["Và", "sâm", "ba", "tấn"]),
        ("Cá tầm.", ["mười", "hai", "tấn"], []),
        ("mười hai tấn Cá tầm.", ["(thứ tự)"], ["(thứ tự)"]),
    ],
)
def test_lost_added_and_moved_words_are_told(
    read: str, lost: list[str] | None, added: list[str] | None, tmp_path: Path
) -> None:
    rest = "Hội nghị kết thúc lúc chín giờ trưa cùng ngày tại nhà văn hóa xã Bình Hòa."
    html = f"<html><body><article><p>Mở đầu. {read}</p><p>{rest}</p></article></body>"
    found = loss(Page("a", html, f"Mở đầu. Cá tầm mười hai tấn. {rest}"), tmp_path)
    assert (found and found.lost, found and found.added) == (lost, added)


def test_the_row_counts_the_pages_that_are_read_right() -> None:
    (row,) = rows(997, 0)
    assert row["pages"] == len(list(pages(997)))
    assert 0 <= row["right"] <= row["pages"]  # type: ignore[operator]
