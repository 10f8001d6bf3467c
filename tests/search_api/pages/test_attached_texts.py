"""A hit in a file leads to its page, a document's page shows the texts of its files, copies lead to their page."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime

import httpx
import pytest

from corpus.document import Attachment, Document
from corpus.store import open_store
from corpus.store.originals import FolderOriginals
from indexer.engines.memory import MemoryEngine
from indexer.indexing.build import build
from indexer.search import Search
from search_api.app import create_app
from search_api.kept_files import KeptFiles
from search_api.pages.attached_texts import MAX_SHOWN_TEXT, attached_texts
from tests.support.html_pages import read
from tests.support.sample import SERVICE_SETTINGS, serving

NOW = datetime(2025, 7, 1, tzinfo=UTC)
PDF = b"%PDF-1.4\nthu"
SHA256 = hashlib.sha256(PDF).hexdigest()
PAGES = (
    "Điều 1. Hỗ trợ nuôi ong.",
    "Điều 2. Kinh phí <b>do</b> ngân sách xã.",
    "| Xã | Đàn |\n|---|---|\n| Lam Khê | 12 |",
)
STARTS = (0, len(PAGES[0]) + 2, len(PAGES[0] + PAGES[1]) + 4)
KEPT = Attachment("Nghi-quyet-12.pdf", sha256=SHA256, text="\n\n".join(PAGES), page_starts=STARTS)
NOT_KEPT = Attachment("Phụ lục.docx", text="Danh sách hộ nuôi tằm.\n\nNuôi tằm lấy tơ.")
NEWS = Document("tin", "Công bố nghị quyết", "Xã công bố.", attachments=(KEPT, NOT_KEPT))
TEXT = (
    "Điều 1. " + "Hội đồng nhân dân xã quyết định thành lập tổ hợp tác trồng chè. " * 5 + "Điều 2. Giao xã thực hiện."
)
FACTS = {"number": "7/2024/NQ-HĐND", "issuer": "Hội đồng nhân dân xã Lam Khê", "kind": "resolution"}
PAGE = Document("trang", "Trồng chè", TEXT, url="https://lamkhe.example/7", **FACTS)  # type: ignore[arg-type]
COPY = Document("ban-pdf", "Trồng chè", TEXT, pages=(0, 30), **FACTS)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    home = tmp_path_factory.mktemp("attached")
    with closing(open_store(f"sqlite:///{home / 'store.sqlite'}")) as store:
        originals = FolderOriginals(home / "blobs")
        originals.write(SHA256, [PDF])
        store.put([NEWS, PAGE, COPY], at=NOW, originals={"ban-pdf": SHA256})
        engine = MemoryEngine("f")
        build(store, engine)
        search = Search(engine, store)
        application = create_app(search, SERVICE_SETTINGS, files=KeptFiles(store, originals))
        with closing(search), serving(application) as (server, _), httpx.Client(base_url=server.url) as client:
            yield client


def test_a_hit_links_the_page_of_the_file_and_that_the_file_itself(web: httpx.Client) -> None:
    page = read(web.get("/tim-kiem", params={"q": "kinh phí"}).text)
    (address,) = (link for link in page.links if link.endswith("#tep-1-trang-2"))
    assert "Nghi-quyet-12.pdf, trang 2" in page.text
    shown = read(web.get(address).text)
    assert "tep-1-trang-2" in shown.ids
    assert "/v1/documents/tin/attachments/1#page=2" in shown.links
    assert web.get("/v1/documents/tin/attachments/1").content == PDF
    (snippet,) = web.get("/v1/search", params={"q": "kinh phí"}).json()["hits"][0]["snippets"]
    assert (snippet["attachment"], snippet["page"]) == ("Nghi-quyet-12.pdf", 2)


def test_a_hit_in_a_file_that_is_not_kept_links_its_text(web: httpx.Client) -> None:
    page = read(web.get("/tim-kiem", params={"q": "nuôi tằm"}).text)
    (address,) = (link for link in page.links if link.endswith("#tep-2"))
    shown = read(web.get(address).text)
    assert "tep-2" in shown.ids
    assert shown.marked == ["nuôi", "nuôi tằm", "Nuôi tằm"]  # the first in the other file


def test_the_page_of_a_document_shows_its_files_by_page(web: httpx.Client) -> None:
    page = read(web.get("/van-ban/tin", params={"q": "kinh phí"}).text)
    assert {"tep-1", "tep-1-trang-1", "tep-1-trang-2", "tep-1-trang-3", "tep-2"} <= set(page.ids)
    assert page.marked == ["Kinh phí"]
    assert "<b>do</b>" in page.text
    assert "table" in page.tags


def test_a_copy_leads_to_its_page_which_offers_its_file(web: httpx.Client) -> None:
    for address in ("/van-ban/{}", "/v1/documents/{}"):
        moved = web.get(address.format("ban-pdf"), params={"q": "chè"} if "van-ban" in address else {})
        assert moved.status_code == 308
        assert moved.headers["Location"].startswith(address.format("trang"))
    assert "/v1/documents/ban-pdf/original" in read(web.get("/van-ban/trang").text).links
    assert web.get("/v1/documents/ban-pdf/original").content == PDF
    assert web.get("/v1/search", params={"q": "trồng chè"}).json()["total"] == 1


def test_a_long_text_of_a_file_is_cut_and_says_so() -> None:
    long = Attachment("dai.pdf", text="Một hai\n\n" + "ba " * MAX_SHOWN_TEXT, page_starts=(0, 9, 2 * MAX_SHOWN_TEXT))
    (shown,) = attached_texts(Document("a", "Tin", attachments=(long,)), lambda text: ((4, 11),))
    assert (shown.is_cut, shown.is_open, [page.number for page in shown.pages]) == (True, True, [1, 2])
    assert [page.paragraphs[0].marks for page in shown.pages] == [((4, 7),), ((0, 2),)]
