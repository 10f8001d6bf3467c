"""Pages as common portals make them, of invented wording: the body in whole, and nothing of what stands around it."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.document import Document
from corpus.readers import read_file
from tests.support.files import ROOT

PAGES = sorted((ROOT / "tests" / "fixtures" / "pages").glob("*.html"))
BODY = """\
Sáng 12/3/2024, Thường trực HĐND huyện Lam Khê họp phiên thường kỳ tháng 3 dưới sự chủ trì của đồng chí Lê Văn Mẫu, \
Chủ tịch HĐND huyện.

Phiên họp cho ý kiến về kết quả giám sát việc thu phí chợ và việc trả lời kiến nghị của cử tri các xã Cẩm Sơn, Vĩnh Hà.

- Chợ Lam Khê: 120 triệu đồng;
- Chợ Cẩm Sơn: 45 triệu đồng.

Đồng chí Chủ tịch HĐND huyện đề nghị các ban rà soát kỹ nội dung trình kỳ họp, gửi tài liệu trước 10 ngày.

Phiên họp thống nhất trình kỳ họp giữa năm bốn dự thảo nghị quyết."""


@pytest.mark.parametrize("path", PAGES, ids=[path.stem for path in PAGES])
def test_a_portal_page_gives_its_body_and_no_furniture(path: Path) -> None:
    (document,) = read_file(path)
    assert isinstance(document, Document)
    assert document.text == BODY
    assert document.title == "Thường trực HĐND huyện Lam Khê họp phiên tháng 3"
    assert str(document.published)[:10] == "2024-03-12"
