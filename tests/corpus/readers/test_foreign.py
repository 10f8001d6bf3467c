"""The content of a file becomes a document: with pages, a title, and what of it was not read."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.document import Document, from_json, to_json
from corpus.formats.blocks import Block, HeadingBlock, ParagraphBlock
from corpus.formats.content import FileContent, PageContent, UnreadableContent
from corpus.readers import Failure, LeftOut, read_file
from corpus.readers.foreign import document_of

HEAD = (
    ParagraphBlock("ỦY BAN NHÂN DÂN\nXÃ BÌNH HÒA\nSố: 12/QĐ-UBND"),
    ParagraphBlock("QUYẾT ĐỊNH\nVề việc thành lập Tổ công tác"),
)


def page(*blocks: Block, scan: bool = False) -> PageContent:
    return PageContent(blocks, is_scan=scan)


def test_the_pages_of_a_document_begin_where_their_text_does() -> None:
    document = document_of(FileContent((page(*HEAD), page(ParagraphBlock("Điều 2. Chợ")), page(ParagraphBlock("Hết")))))
    assert [document.text[at:][:4] for at in document.pages] == ["ỦY B", "Điều", "Hết"]
    assert document.text.endswith("\n\nĐiều 2. Chợ\n\nHết")
    assert from_json(to_json(document)) == document


def test_a_document_of_one_page_has_no_pages() -> None:
    assert document_of(FileContent((page(*HEAD),))).pages == ()


def test_scanned_pages_are_named_and_their_letters_left_out() -> None:
    scans = [page(ParagraphBlock("rác"), scan=True)] * 3
    document = document_of(FileContent((page(*HEAD), *scans, page(ParagraphBlock("Hết")), scans[0])))
    assert document.notes == ("trang 2–4, 6 là ảnh chụp, chưa đọc được",)
    assert "rác" not in document.text
    assert document.text[document.pages[4] :] == "Hết"


def test_a_file_of_scans_alone_is_a_failure() -> None:
    with pytest.raises(UnreadableContent, match="2 trang"):
        document_of(FileContent((page(scan=True), page(scan=True))))


def test_the_first_heading_of_a_file_without_a_head_is_its_title() -> None:
    content = FileContent(
        (page(HeadingBlock("Báo cáo chợ", 1), ParagraphBlock("Chợ họp.")), page(ParagraphBlock("Hết")))
    )
    document = document_of(content)
    assert (document.title, document.text, document.pages) == ("Báo cáo chợ", "Chợ họp.\n\nHết", (0, 10))


def test_the_title_that_a_file_names_comes_before_its_first_line() -> None:
    content = FileContent((page(ParagraphBlock("Kính gửi các hộ"), ParagraphBlock("Chợ họp.")),), title="Thư mời")
    document = document_of(content)
    assert (document.title, document.text) == ("Thư mời", "Kính gửi các hộ\n\nChợ họp.")


def test_the_council_files_are_read_with_their_pages(shared_data: Path) -> None:
    (document,) = read_file(shared_data / "fixtures" / "qd-127.pdf")
    assert isinstance(document, Document)
    assert len(document.pages) == 2
    (refused,) = read_file(shared_data / "fixtures" / "password.pdf")
    assert isinstance(refused, Failure)
    assert not isinstance(refused, LeftOut)
    assert "mật khẩu" in refused.message
