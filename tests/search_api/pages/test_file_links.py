"""Readers of a recognised document are told which pages to compare with the original."""

from __future__ import annotations

import pytest

from corpus.document import POOR_CONFIDENCE, Document
from search_api.pages.file_links import FileLink, original_at_poor_page, scan_notice
from search_api.pages.labels import size, web


@pytest.mark.parametrize(
    ("confidence", "expected"),
    [
        ((), None),
        ((100, POOR_CONFIDENCE), "Văn bản này đọc từ bản chụp; khi cần viện dẫn, xin đối chiếu với bản gốc."),
        ((POOR_CONFIDENCE - 1,), "Văn bản này đọc từ bản chụp kém rõ, xin đối chiếu với bản gốc."),
        ((97, 60, 99), "Văn bản này đọc từ bản chụp; trang 2 kém rõ, xin đối chiếu với bản gốc."),
        (
            (10,) * 200,
            "Văn bản này đọc từ bản chụp; trang 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 và 190 trang khác kém rõ, "
            "xin đối chiếu với bản gốc.",
        ),
    ],
)
def test_the_notice_names_the_pages_that_were_read_badly(confidence: tuple[int, ...], expected: str | None) -> None:
    assert scan_notice(Document("a", "Văn bản", page_confidence=confidence)) == expected


def test_the_original_opens_at_the_first_page_read_badly() -> None:
    original = FileLink("a.pdf", href="/v1/documents/a/original")
    for confidence, place in (((97, 60, 9), "#page=2"), ((97, 98), ""), ((60,), "")):
        document = Document("a", "Văn bản", page_confidence=confidence)
        assert original_at_poor_page(document, original) == f"/v1/documents/a/original{place}"
        assert original_at_poor_page(document, None) is None


@pytest.mark.parametrize(
    ("bytes", "expected"),
    [
        (0, "0 byte"),
        (812, "812 byte"),
        (47_056, "47 KB"),
        (999_499, "999 KB"),
        (999_500, "1,0 MB"),
        (1_250_000, "1,2 MB"),
        (1_234_567_890, "1.234,5 MB"),
    ],
)
def test_a_size_is_written_as_people_say_it(bytes: int, expected: str) -> None:
    assert size(bytes) == expected


def test_only_addresses_of_the_web_are_links() -> None:
    assert web("https://cong.gov.vn/a.pdf") == "https://cong.gov.vn/a.pdf"
    assert [web(url) for url in (None, "", "/a.pdf", "javascript:alert(1)", "file:///etc/passwd")] == [None] * 5
