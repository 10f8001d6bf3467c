"""The texts of attachments are searched below the documents' own, and a hit shows the file and the page."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.document import Attachment, Document
from indexer.engines.memory import MemoryEngine
from indexer.engines.port import Engine
from indexer.schema.documents import document_record
from indexer.schema.stored import decode_document
from tests.support.search import ask, result_ids, search_over

PAGES = (
    "Điều 1. Quy định mức hỗ trợ nuôi ong lấy mật.",
    "Điều 2. Kinh phí do ngân sách xã bảo đảm.",
    "Nơi nhận: như trên.",
)
TEXT = "\n\n".join(PAGES)
STARTS = tuple(TEXT.index(page) for page in PAGES)
FILE = Attachment("Nghi-quyet-12.pdf", "application/pdf", "0" * 64, 3, text=TEXT, page_starts=STARTS)
PAGE = Document("trang", "Nghị quyết về chăn nuôi", "Xã Lam Khê công bố nghị quyết mới.", attachments=(FILE,))
OTHER = Document("khac", "Tin thời tiết", "Trời nắng, đàn ong bay xa.")


def test_words_of_an_attachment_find_its_document(engine: Engine, tmp_path: Path) -> None:
    search = search_over(engine, tmp_path, PAGE, OTHER)
    assert result_ids(search, "kinh phí ngân sách") == ["trang"]
    assert result_ids(search, '"nuôi ong lấy mật"') == ["trang"]
    assert result_ids(search, '"lấy mật kinh phí"') == []  # on two pages
    assert result_ids(search, "công bố lấy mật") == ["trang"]  # one word in the text, the other in the file
    assert result_ids(search, "ong") == ["khac", "trang"]
    assert result_ids(search, "phi*") == ["trang"]


def test_a_hit_names_the_file_and_the_page(tmp_path: Path) -> None:
    search = search_over(MemoryEngine("f"), tmp_path, PAGE, OTHER)
    (snippet,) = ask(search, "kinh phí ngân sách").results[0].snippets
    assert snippet.text == PAGES[1]
    assert (snippet.attachment, snippet.page) == ((1, "Nghi-quyet-12.pdf"), 2)
    assert [snippet.text[start:end] for start, end in snippet.marks] == ["Kinh phí", "ngân sách"]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("chăn nuôi", [1]),  # the text has none of it
        ("nghị quyết", [None]),
        ("công bố lấy mật", [None, 1]),
        ("xã", [None, 1]),  # found in both: the text first
        ("xã bảo đảm", [1, None]),  # the whole query only in the file
        ("thời tiết", [None]),
    ],
)
def test_the_text_is_shown_first_unless_the_file_has_more(query: str, shown: list[int | None], tmp_path: Path) -> None:
    search = search_over(MemoryEngine("f"), tmp_path, PAGE, OTHER)
    (result,) = ask(search, query).results
    assert [snippet.attachment and snippet.attachment.number for snippet in result.snippets] == shown


@pytest.mark.parametrize("times", [1, 3])
def test_the_same_words_in_a_text_stand_above_those_of_a_file(times: int, tmp_path: Path) -> None:
    text = " ".join(["Nuôi ong ở vùng đồi."] * times)
    own = Document("van", "Tin một", text + "\n\nHết tin.")
    attached = Document("kem", "Tin hai", "Hết tin.", attachments=(Attachment("tep.docx", text=text),))
    search = search_over(MemoryEngine("f"), tmp_path, own, attached)
    assert result_ids(search, "nuôi ong") == ["van", "kem"]


def test_a_file_about_the_query_beats_a_text_that_names_it_once(tmp_path: Path) -> None:
    said = Document("nhac", "Tin một", "Xã có đường mới. Có hộ nuôi ong. " + "Đường đi qua nhiều xóm. " * 20)
    about = Document("kem", "Tin hai", "Xem tệp.", attachments=(Attachment("tep.docx", text="Nuôi ong lấy mật. " * 8),))
    search = search_over(MemoryEngine("f"), tmp_path, said, about)
    assert result_ids(search, "nuôi ong") == ["kem", "nhac"]


def test_an_attachment_is_stored_with_its_text_and_pages() -> None:
    empty = Attachment("trong.pdf")
    untidy = Attachment("b.pdf", text="Hoà\u00a0bình\n\nTrang 2", page_starts=(0, 10))
    document = Document("a", "Tin", "Một dòng.\n\nHai dòng.", attachments=(FILE, empty, untidy))
    stored = document_record(document).stored
    decoded, _ = decode_document(b"[]\n" + stored)
    assert decoded.text == document.text
    assert decoded.attachments[:2] == (FILE, empty)
    last = decoded.attachments[2]
    assert (last.text or "")[last.page_starts[1] :] == "Trang 2"


def test_documents_without_attached_texts_are_stored_as_before() -> None:
    assert b"text_sizes" not in document_record(OTHER).stored
    assert "attachments" not in document_record(OTHER).terms


def test_a_number_cited_in_a_file_finds_its_document(tmp_path: Path) -> None:
    file = Attachment("a.pdf", text="Căn cứ Nghị quyết số 05/2020/NQ-HĐND của huyện.")
    search = search_over(MemoryEngine("f"), tmp_path, Document("a", "Tin", "Xem tệp.", attachments=(file,)), OTHER)
    (result,) = ask(search, "05/2020/NQ-HĐND").results
    (snippet,) = result.snippets
    assert [snippet.text[start:end] for start, end in snippet.marks] == ["05/2020/NQ-HĐND"]
