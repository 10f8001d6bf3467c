"""Two documents and a moment that tests of the store share."""

from __future__ import annotations

from datetime import UTC, date, datetime

from corpus.document import Citation, Document, Official

NOW = datetime(2024, 1, 5, 8, 30, tzinfo=UTC)

RESOLUTION = Document(
    id="05-2020-nq-hdnd-huyen-lam-khe",
    title="Quy định mức hỗ trợ xây dựng nông thôn mới",
    text="Điều 1. Phạm vi điều chỉnh\n\nĐiều 2. Mức hỗ trợ",
    kind="resolution",
    source="Cổng thông tin huyện",
    issued=date(2020, 7, 15),
    signer=Official("Trần Thị Minh Nguyệt", "Chủ tịch HĐND huyện"),
    citations=(Citation("12/2012/NQ-HĐND", "repeals"),),
)
NEWS = Document(id="tin-1", title="Khai mạc kỳ họp thứ 9", kind="news", published=NOW)
