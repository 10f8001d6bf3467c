"""Pages of the law database as published: where their texts begin and end, read by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.document import Document
from corpus.readers import Failure, read_file

# The list of the database's own page above a text (status, days) is no part of these.
TEXTS = [
    ("anle_thuoctinh.html", "Về xem xét quyết định hành chính", "| Từ khóa |  |"),
    ("vbpl_thuoctinh.html", "| Số ký hiệu | 101/2015/QH13 |", "Tình trạng hiệu lực: Còn hiệu lực |  |  |  |"),
    ("vbpl_v1.html", "QUỐC HỘI\n\nSố: Không số", "(Đã ký)\n\nNguyễn Sinh Hùng"),
    ("vbpl_v2.html", "| Số ký hiệu | 31/VBHN-VPQH |", "| File download | 31.VBHN.VPQH.doc |  |  |"),
]
LISTS = ("vbpl_luocdo_phaply.html", "vbpl_related_doc.html", "vbpl_search.html")


@pytest.mark.parametrize(("name", "first", "last"), TEXTS)
def test_a_page_has_its_text_to_the_last_line(shared_data: Path, name: str, first: str, last: str) -> None:
    (document,) = read_file(shared_data / "files" / name)
    assert isinstance(document, Document)
    assert first in document.text[:600]
    assert document.text.endswith(last)


@pytest.mark.parametrize("name", LISTS)
def test_a_page_of_links_is_refused_with_a_sentence(shared_data: Path, name: str) -> None:
    (failure,) = read_file(shared_data / "files" / name)
    assert isinstance(failure, Failure)
    assert "không tìm thấy nội dung bài viết" in failure.message
