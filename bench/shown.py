"""Measure what a page costs: that of a document of 744 KB, and pages of results beside the API's answers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from statistics import median
from time import process_time
from urllib.parse import quote

from falcon.testing import TestClient

import corpus
from corpus.document import Document
from corpus.ingest import add
from corpus.settings import load
from corpus.store import open_store
from corpus.store.originals import FolderOriginals
from indexer.engines.factory import open_engine
from indexer.indexing.build import build
from indexer.indexing.fingerprint import fingerprint
from indexer.search import Search
from search_api.app import create_app

LARGE_BYTES = 744_000
ARTICLES = 400
QUESTIONS = ("ngân sách", "nghị quyết nông thôn mới", "05/2020/NQ-HĐND", "Trần Thị Minh Nguyệt", "kỳ họp tháng 12/2018")
GOAL_AGAIN_MS, GOAL_BESIDE_API_MS = 50, 15
_ROUNDS = 7
_TODAY = date(2025, 7, 1)
_HEAD = (
    "ỦY BAN NHÂN DÂN\nXÃ BÌNH HÒA\n\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n\n"
    "Số: 127/2024/QĐ-UBND\n\nBình Hòa, ngày 05 tháng 8 năm 2024\n\nQUYẾT ĐỊNH\nBan hành bộ quy định của xã\n\n"
    "ỦY BAN NHÂN DÂN XÃ BÌNH HÒA\n\nCăn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;\n\nQUYẾT ĐỊNH:"
)
_CLAUSE = (
    "{clause}. Hộ thứ {number} được hỗ trợ từ ngân sách xã theo Nghị quyết số {number}/2023/NQ-HĐND; ông Nguyễn Văn "
    "Bình, Chủ tịch UBND xã, chịu trách nhiệm về hồ sơ, thời hạn và mức chi của khoản này trước Hội đồng nhân dân xã."
)
_END = "Nơi nhận:\n- Như Điều 2;\n- Lưu: VT.\n\nTM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\n\nNguyễn Văn Bình"


def large_document() -> Document:
    """Return a decision with 400 articles of as many letters as there are in 744 KB."""
    numbers = count(1)
    articles = [f"Điều {article}. Quy định thứ {article}" for article in range(1, ARTICLES + 1)]
    size = len("\n\n".join((_HEAD, *articles, _END)).encode())
    clause = 0
    while size < LARGE_BYTES:
        clause += 1
        for at, article in enumerate(articles):
            text = _CLAUSE.format(clause=clause, number=next(numbers))
            articles[at] = f"{article}\n\n{text}"
            size += len(text.encode()) + 2
            if size >= LARGE_BYTES:
                break
    return Document("bo-quy-dinh", "Quyết định ban hành bộ quy định", "\n\n".join((_HEAD, *articles, _END)))


def rows(folder: Path) -> Iterator[dict[str, object]]:
    """Yield the processor time of a document's page, the first time and again, and of each page of results beside that
    of the same search by the API; in one process, as clients get them that take gzip, and as they are.
    """
    home = folder / "shown"
    document = large_document()
    with closing(open_store(f"sqlite:///{home / 'store.sqlite'}")) as store:
        now = datetime(2025, 7, 1, tzinfo=UTC)
        sample = Path(corpus.__file__).parent / "sample"
        add(
            [sample], store, FolderOriginals(home / "blobs"), source=None, clock=lambda: now, report=lambda event: None,
            tessdata=str(home),
        )  # fmt: skip
        store.put([document], at=now)
        engine = open_engine(f"whoosh:{home / 'index'}", fingerprint())
        build(store, engine, processes=1)
        with closing(Search(engine, store)) as search:
            client = TestClient(create_app(search, replace(load({}), home=home), today=lambda: _TODAY))
            client.simulate_get("/")  # templates
            for query in ("", "ngân sách xã"):
                yield _page(client, document, query)
            for question in QUESTIONS:
                yield _results(client, question)


def _page(client: TestClient, document: Document, query: str) -> dict[str, object]:
    path = f"/van-ban/{document.id}" + (f"?q={quote(query)}" if query else "")
    first = _cpu_ms(client, path)
    return {
        "page": "document",
        "query": query,
        "kb": len(document.text.encode()) // 1000,
        "first_cpu_ms": first,
        "again_cpu_ms": _median_ms(client, path),
        "again_gzip_cpu_ms": _median_ms(client, path, gzip=True),
        "goal_again_ms": GOAL_AGAIN_MS,
    }


def _results(client: TestClient, question: str) -> dict[str, object]:
    page, api = (f"{path}?q={quote(question)}" for path in ("/tim-kiem", "/v1/search"))
    _cpu_ms(client, page)
    page_ms, api_ms = _median_ms(client, page), _median_ms(client, api)
    return {
        "page": "results",
        "query": question,
        "page_cpu_ms": page_ms,
        "api_cpu_ms": api_ms,
        "beside_api_ms": round(page_ms - api_ms, 1),
        "goal_beside_api_ms": GOAL_BESIDE_API_MS,
    }


def _median_ms(client: TestClient, path: str, *, gzip: bool = False) -> float:
    return median(_cpu_ms(client, path, gzip=gzip) for _ in range(_ROUNDS))


def _cpu_ms(client: TestClient, path: str, *, gzip: bool = False) -> float:
    headers = {"Accept-Encoding": "gzip"} if gzip else {}
    before = process_time()
    answer = client.simulate_get(path, headers=headers)
    spent = process_time() - before
    if answer.status_code != 200:
        raise RuntimeError(f"{path}: {answer.status}")
    return round(spent * 1000, 1)
