"""Test who of the people that a text names is an official of the document."""

from __future__ import annotations

from corpus.document import Document, Official
from corpus.extraction.extract import complete


def test_a_citizen_named_once_is_no_official_anywhere_in_it() -> None:
    text = "Lãnh đạo xã thăm hộ ông Trần Hữu Thử. Ông Trần Hữu Thử cảm ơn. Chủ tịch UBND xã Lê Văn Đọc tặng quà."
    document = complete(Document(id="x", title="Thăm hộ nghèo", text=text, kind="news"))
    assert document.officials == (Official("Lê Văn Đọc", "Chủ tịch UBND xã"),)


def test_an_initial_for_a_name_makes_nobody_an_official() -> None:
    document = complete(Document(id="x", title="Tin", text="Bà Trần Thị B. trình báo với công an xã.", kind="news"))
    assert document.officials == ()


def test_private_people_and_leaders_of_history_are_no_officials() -> None:
    """Who is only addressed, with no office, holds none."""
    text = (
        "Chủ tịch UBND tỉnh Phạm Anh Mẫu thăm hộ ông Trần Hữu Thử và bà Đinh Thị Nháp bên tượng Tổng Bí thư Trần Phú."
    )
    document = complete(Document(id="x", title="Thăm hộ dân", text=text, kind="news"))
    assert [official.name for official in document.officials] == ["Phạm Anh Mẫu"]
