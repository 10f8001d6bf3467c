"""What is saved from a portal and is no document is refused with a sentence; what only looks so is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus import sentences
from corpus.document import Document
from corpus.readers import Failure
from tests.support.files import read_as

FORM = (
    "Tìm kiếm văn bản\nTừ khóa:\nLoại văn bản\n-- Tất cả --\nCơ quan ban hành:\nTừ ngày\nĐến ngày\nTìm kiếm\nNhập lại\n"
)
NEWS = "Tin tức\n" + "".join(f"Xã họp lần thứ {n}\n{n}/01/2024 | 08:30\n" for n in range(9, 2, -1))
SCHEDULE = "Lịch công tác tuần\n" + "".join(f"Thứ Hai, {n}/01/2024\nHọp giao ban\n" for n in range(1, 8))
ARTICLE = (
    "Xã họp\n09/01/2024 | 08:30\n"
    + "Sáng 09/01/2024, UBND xã Bình Hòa họp phiên thường kỳ tháng 01 để bàn về kế hoạch sửa chợ, " * 2
    + "".join(f"\nTin cũ {n}\n{n}/01/2024 | 08:30" for n in range(8, 2, -1))
)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("404 Not Found\n\nnginx", sentences.TEXT_IS_ERROR_PAGE),
        ("Lỗi 404\nTrang bạn yêu cầu không tồn tại.", sentences.TEXT_IS_ERROR_PAGE),
        ("Cổng thông tin xã\nXin lỗi, không tìm thấy trang này!", sentences.TEXT_IS_ERROR_PAGE),
        ("Server Error in '/' Application.\n\nRuntime Error", sentences.TEXT_IS_ERROR_PAGE),
        ("Hệ thống đang bảo trì, mời bạn quay lại sau.", sentences.TEXT_IS_ERROR_PAGE),
        (FORM, sentences.TEXT_IS_SEARCH_FORM),
        (NEWS, sentences.TEXT_IS_LISTING),
        ("Tin tức\n" + "Xã họp\nXem chi tiết\n" * 5, sentences.TEXT_IS_LISTING),
        ("<span>Số 5</span> <a href='x'>Về chợ</a>", sentences.TEXT_IS_FRAGMENT),
    ],
)
def test_what_is_no_document_is_refused_with_the_reason(tmp_path: Path, text: str, reason: str) -> None:
    # Markdown may have tags, which are taken off.
    for name in ("trang.txt", "trang.md")[: 1 if "<" in text else 2]:
        (failure,) = read_as(name, text, tmp_path)
        assert isinstance(failure, Failure)
        assert failure.message == reason


@pytest.mark.parametrize(
    "text",
    [
        SCHEDULE,
        ARTICLE,
        "Trang thiết bị không còn phù hợp\n\nUBND xã thay máy tính của bộ phận một cửa.",
        "Hướng dẫn tra cứu\n\nĐể tìm văn bản, hãy nhập từ khóa, chọn loại văn bản rồi bấm nút tìm kiếm ở cuối trang.",
        "Đường 404\n\nXã sửa đường 404.",
        "Giá < 5 <b>và</b> > 3",
    ],
)
def test_what_only_looks_so_is_kept(tmp_path: Path, text: str) -> None:
    (document,) = read_as("tin.txt", text, tmp_path)
    assert isinstance(document, Document)
