"""Kept files over HTTP: their type, name, parts and tags, and nothing that runs in a browser; a real server."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import unquote

import httpx
import pytest

from corpus.document import Attachment, Document
from corpus.ingest import add
from corpus.store import Store, open_store
from corpus.store.database_originals import open_originals
from corpus.store.originals import Originals
from indexer.engines.factory import open_engine
from indexer.indexing.build import build
from indexer.indexing.fingerprint import fingerprint
from indexer.search import Search
from search_api.app import create_app
from search_api.kept_files import KeptFiles
from tests.support.files import ROOT
from tests.support.sample import SERVICE_SETTINGS, serving

NOW = datetime(2025, 7, 1, tzinfo=UTC)
PDF = (ROOT / "corpus/sample/van-ban/2024/27-nq-hdnd.pdf").read_bytes()
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
LARGE = b"%PDF-1.4\n" + bytes(range(256)) * 10_000  # three chunks
PARAGRAPHS = "".join(
    f"<p>Ông Tám trả lời cử tri về chợ mới lần {n}, nêu rõ kế hoạch trong năm nay.</p>" for n in range(5)
)
PAGE = f"<!doctype html><title>Chợ</title><script>alert(1)</script><article><h1>Chợ mới</h1>{PARAGRAPHS}</article>"
LINES = '{"title": "Một", "text": "a"}\n{"title": "Hai", "text": "b"}\n'
FILES = {
    "pdf": ("Nghị quyết số 12 (bản ký).pdf", PDF),
    "anh": ("../../etc/ảnh.exe", PNG),
    "lon": ("lon.pdf", LARGE),
    "trang": ("trang.pdf", PAGE.encode()),
    "hong": ("hong.pdf", b"%PDF-1.7 hong"),
    "mat": ("mat.pdf", None),
    "xau": ("xau.pdf", b""),
}


class Files:
    """Holds a service with a document that has an attachment of each kind, and its originals."""

    def __init__(self, store: Store, originals: Originals, client: httpx.Client) -> None:
        self.store, self.originals, self.client = store, originals, client

    def get(self, file: str, **headers: str) -> httpx.Response:
        """Ask for an attachment by its key in FILES."""
        return self.client.get(
            address(file), headers={name.replace("_", "-"): value for name, value in headers.items()}
        )


def address(file: str) -> str:
    return f"/v1/documents/kem/attachments/{list(FILES).index(file) + 1}"


def filled(store: Store, originals: Originals, folder: Path) -> None:
    folder.mkdir()
    (folder / "nghi-quyet.pdf").write_bytes(PDF)
    (folder / "nhieu.jsonl").write_text(LINES)
    (folder / "cho-moi.html").write_text(PAGE)
    add([folder], store, originals, source=None, clock=lambda: NOW, report=lambda event: None)
    attachments = []
    for name, content in FILES.values():
        sha256 = hashlib.sha256(content or b"mat").hexdigest()
        if content is not None:
            originals.write(sha256, [content[i : i + 1_000_000] for i in range(0, len(content), 1_000_000)])
        attachments.append(Attachment(name, "text/html", sha256=sha256, pages=2, url="https://cong.gov.vn/a"))
    attachments[-1] = replace(attachments[-1], sha256="../../store.sqlite")
    store.put([Document("kem", "Có tệp kèm theo", "Chữ.", attachments=tuple(attachments))], at=NOW)


@contextmanager
def served(folder: Path, place: str, switch: bool = True) -> Iterator[Files]:
    with closing(open_store(f"sqlite:///{folder / 'store.sqlite'}")) as store:
        originals = open_originals(place.format(folder=folder), store)
        if not store.count():
            filled(store, originals, folder / "them")
        engine = open_engine("memory:", fingerprint())
        build(store, engine)
        search = Search(engine, store)
        settings = replace(SERVICE_SETTINGS, originals=switch)
        application = create_app(search, settings, files=KeptFiles(store, originals))
        with closing(search), serving(application) as (server, _), httpx.Client(base_url=server.url) as client:
            yield Files(store, originals, client)


@pytest.fixture(scope="module", params=["file:{folder}/blobs", "store:"], ids=["folder", "database"])
def files(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Files]:
    with served(tmp_path_factory.mktemp("files"), request.param) as running:
        yield running


def original_of(files: Files, title: str) -> httpx.Response:
    (id,) = (document.id for document in files.store.documents() if title in document.title + document.text)
    return files.client.get(f"/v1/documents/{id}/original")


def name_in(answer: httpx.Response) -> tuple[str, str]:
    """Return the disposition of an answer and the name of its file."""
    header = answer.headers["content-disposition"]
    extended = header.partition("filename*=UTF-8''")[2]
    return header.partition(";")[0], unquote(extended) or header.partition('filename="')[2].rstrip('"')


def test_the_original_of_a_document_is_sent_whole(files: Files) -> None:
    answer = original_of(files, "27/NQ-HĐND")
    assert (answer.status_code, answer.content) == (200, PDF)
    assert answer.headers["content-type"] == "application/pdf"
    assert name_in(answer) == ("inline", "nghi-quyet.pdf")
    assert answer.headers["etag"] == f'"{hashlib.sha256(PDF).hexdigest()}"'


def test_a_file_of_several_documents_is_not_sent(files: Files) -> None:
    answer = original_of(files, "Hai")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert "nhiều văn bản" in answer.json()["detail"]


def test_a_page_is_downloaded_and_never_runs(files: Files) -> None:
    for answer in (original_of(files, "chợ mới"), files.get("trang")):
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "application/octet-stream"
        assert name_in(answer)[0] == "attachment"
        assert name_in(answer)[1].endswith(".html")
        assert answer.text == PAGE


@pytest.mark.parametrize("file", ["pdf", "anh", "lon", "trang"])
def test_every_file_is_sandboxed_and_not_sniffed(files: Files, file: str) -> None:
    headers = files.get(file).headers
    assert headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert headers["x-content-type-options"] == "nosniff"
    assert "Content-Range" in headers["access-control-expose-headers"]


def test_a_name_keeps_its_letters_and_gets_the_ending_of_its_content(files: Files) -> None:
    assert name_in(files.get("pdf")) == ("inline", "Nghị quyết số 12 (bản ký).pdf")
    assert name_in(files.get("anh")) == ("inline", "etc_ảnh.exe.png")
    assert files.get("anh").headers["content-type"] == "image/png"


@pytest.mark.parametrize(
    ("asked", "start", "stop"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=999990-1000010", 999_990, 1_000_011),
        ("bytes=2000000-", 2_000_000, None),
        ("bytes=-7", -7, None),
        ("bytes=5-99999999", 5, None),
    ],
)
def test_a_part_of_a_file_is_sent_alone(files: Files, asked: str, start: int, stop: int | None) -> None:
    answer = files.get("lon", Range=asked)
    assert answer.status_code == 206
    assert answer.content == LARGE[start:stop]
    first = start % len(LARGE)
    assert answer.headers["content-range"] == f"bytes {first}-{first + len(answer.content) - 1}/{len(LARGE)}"


@pytest.mark.parametrize("asked", ["bytes=0-1,5-6", "bytes=x", "bytes=7-5", "lines=1-2", "bytes=-0", "0-5"])
def test_parts_that_are_not_understood_give_the_whole_file(files: Files, asked: str) -> None:
    answer = files.get("pdf", Range=asked)
    assert (answer.status_code, answer.content) == (200, PDF)


def test_a_part_beyond_the_end_is_416(files: Files) -> None:
    answer = files.get("pdf", Range=f"bytes={len(PDF)}-")
    assert answer.status_code == 416
    assert answer.headers["content-range"] == f"bytes */{len(PDF)}"
    assert str(len(PDF)) in answer.json()["detail"]


def test_a_part_of_another_version_gives_the_whole_file(files: Files) -> None:
    tag = files.get("pdf").headers["etag"]
    assert files.get("pdf", Range="bytes=1-2", If_Range=tag).content == PDF[1:3]
    for other in ('"0"', f"W/{tag}", "Wed, 21 Oct 2015 07:28:00 GMT"):
        assert files.get("pdf", Range="bytes=1-2", If_Range=other).content == PDF


def test_who_has_the_file_gets_304_and_head_gets_no_bytes(files: Files) -> None:
    tag = files.get("pdf").headers["etag"]
    known = files.get("pdf", If_None_Match=tag)
    assert (known.status_code, known.content) == (304, b"")
    head = files.client.head(address("pdf"), headers={"Range": "bytes=0-1"})
    assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", str(len(PDF)))
    assert head.headers["accept-ranges"] == "bytes"


@pytest.mark.parametrize("accept", ["application/pdf", "image/*", "*/*"])
def test_a_file_is_sent_to_who_accepts_no_json(files: Files, accept: str) -> None:
    assert files.get("pdf", Accept=accept).status_code == 200


@pytest.mark.parametrize("path", ["mat", "xau", "kem/attachments/0", "kem/attachments/99", "kem/attachments/x"])
def test_what_is_not_kept_is_a_problem_with_a_sentence(files: Files, path: str) -> None:
    answer = files.client.get(f"/v1/documents/{path}" if "/" in path else address(path))
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert "tệp" in answer.json()["detail"]


def test_an_old_id_leads_to_the_same_file_of_the_new_one(files: Files) -> None:
    document = files.store.get("kem")
    assert document is not None
    files.store.put([replace(document, id="kem-cu")], at=NOW + timedelta(days=1))
    files.store.join("kem", "kem-cu", at=NOW)
    for rest in ("original", "attachments/2"):
        moved = files.client.get(f"/v1/documents/kem-cu/{rest}")
        assert (moved.status_code, moved.headers["location"]) == (308, f"/v1/documents/kem/{rest}")


def test_the_page_links_its_files_with_format_and_size(files: Files) -> None:
    page = files.client.get("/van-ban/kem").text
    assert f'<a href="{address("pdf")}">Nghị quyết số 12 (bản ký).pdf</a>' in page
    assert "PDF, 2,5 MB, 2 trang" in page
    assert '<a href="https://cong.gov.vn/a" rel="noopener noreferrer external">mat.pdf</a>' in page
    assert address("mat") not in page


def test_damaged_bytes_are_never_sent(tmp_path: Path) -> None:
    with served(tmp_path, "file:{folder}/blobs") as files:
        assert files.get("hong").status_code == 200
        sha256 = hashlib.sha256(FILES["hong"][1] or b"").hexdigest()
        (tmp_path / "blobs" / sha256[:2] / sha256).write_bytes(b"%PDF-1.7 khac")
        for asked in ({}, {"Range": "bytes=0-3"}, {"If_None_Match": f'"{sha256}"'}):
            answer = files.get("hong", **asked)
            assert answer.status_code == 404
            assert "hỏng" in answer.json()["detail"]


def test_files_are_switched_off_by_a_setting(tmp_path: Path) -> None:
    with served(tmp_path, "file:{folder}/blobs", switch=False) as files:
        answer = files.get("pdf")
        assert answer.status_code == 404
        assert "không cho tải" in answer.json()["detail"]
        page = files.client.get("/van-ban/kem").text
        assert "/attachments/" not in page
        assert "https://cong.gov.vn/a" in page
