"""Search engines find every document once: robots.txt, and a sitemap that is streamed."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import httpx
import pytest
from falcon.testing import TestClient, create_environ

from corpus.document import Document
from corpus.store import Store, open_store
from corpus.store.tables import DOCUMENT, row_of
from indexer.engines.factory import open_engine
from indexer.indexing.build import build
from indexer.indexing.fingerprint import fingerprint
from indexer.search import Search
from search_api.app import create_app
from tests.support.sample import SERVICE_SETTINGS

NOW = datetime(2025, 7, 1, tzinfo=UTC)
XML = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
MANY = 120_000
TEXT = "Điều 1. Thông qua mức hỗ trợ xây dựng đường thôn, xóm trên địa bàn huyện Bình Hòa năm 2025. " * 3


def addresses(xml: bytes) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(xml).iter(f"{XML}loc")]


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Give a service whose store has 120,000 documents, written as rows; the index has none of them."""
    home = tmp_path_factory.mktemp("large")
    store = open_store(f"sqlite:///{home / 'store.sqlite'}")
    row = row_of(Document("a", "Tin", "Nội dung", kind="news"), NOW, None)
    with store.database.writing() as connection:
        connection.execute(DOCUMENT.insert(), [row | {"id": f"vb-{number:06}"} for number in range(MANY)])
    engine = open_engine("memory:", fingerprint())
    with engine.write(fresh=True):
        pass
    search = Search(engine, store)
    yield TestClient(create_app(search, SERVICE_SETTINGS, today=lambda: date(2025, 7, 1)))
    search.close()
    store.close()


def test_120000_documents_are_seven_parts_without_one_lost_or_twice(large: TestClient) -> None:
    parts = addresses(large.simulate_get("/sitemap.xml").content)
    assert [part.rpartition("/")[2] for part in parts] == [f"sitemap-{number}.xml" for number in range(1, 8)]
    listed = [addresses(large.simulate_get("/" + part.rpartition("/")[2]).content) for part in parts]
    assert all(len(part) <= 50_000 for part in listed)
    documents = [address for part in listed for address in part if "/van-ban/" in address]
    assert len(documents) == len(set(documents)) == MANY
    assert large.simulate_get("/sitemap-8.xml").status_code == 404
    assert large.simulate_get("/sitemap-0.xml").status_code == 404


def test_a_part_is_streamed_in_little_memory_without_reading_a_document(
    large: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(Store, "get")
    monkeypatch.delattr(Store, "get_many")
    monkeypatch.delattr(Store, "documents")
    tracemalloc.start()
    try:
        size = sum(map(len, large.app(create_environ("/sitemap-2.xml"), lambda *answer: None)))
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert size > 1_600_000
    assert most < 1_500_000


def test_a_copy_of_a_document_is_not_listed(tmp_path: Path) -> None:
    first = Document(
        "nq-1",
        "Nghị quyết",
        f"Số: 05/2025/NQ-HĐND\n\n{TEXT}",
        kind="resolution",
        number="05/2025/NQ-HĐND",
        issuer="HĐND huyện Bình Hòa",
        issued=date(2025, 6, 3),
        url="https://a.example/1",
    )
    store = open_store(f"sqlite:///{tmp_path / 'store.sqlite'}")
    store.put([first, replace(first, id="nq-2", url="https://b.example/1")], at=NOW)
    engine = open_engine("memory:", fingerprint())
    build(store, engine)
    search = Search(engine, store)
    client = TestClient(create_app(search, SERVICE_SETTINGS, today=lambda: date(2025, 7, 1)))
    listed = [address for address in addresses(client.simulate_get("/sitemap.xml").content) if "/van-ban/" in address]
    assert len(listed) == 1
    assert client.simulate_get("/van-ban/" + listed[0].rpartition("/")[2]).status_code == 200
    search.close()
    store.close()


def test_every_address_of_the_sitemap_is_a_page(client: httpx.Client) -> None:
    answer = client.get("/sitemap.xml")
    assert answer.headers["Content-Type"].startswith("application/xml")
    listed = addresses(answer.content)
    assert len(listed) == len(set(listed)) > 70
    assert {address.split("/")[3] for address in listed} >= {"van-ban", "nguoi", "co-quan", "ky-hop"}
    for address in listed:
        assert client.head("/" + address.split("/", 3)[3]).status_code == 200
    days = [element.text for element in ElementTree.fromstring(answer.content).iter(f"{XML}lastmod")]
    assert set(days) == {"2025-07-01"}


def test_robots_keep_results_out_and_documents_in(client: httpx.Client) -> None:
    text = client.get("/robots.txt").text
    robots = RobotFileParser()
    robots.parse(text.splitlines())
    for address in ("/tim-kiem?q=a", "/tim-kiem", "/goi-y?q=a", "/v1/search?q=a"):
        assert not robots.can_fetch("*", address)
    for address in (
        "/",
        "/van-ban/a",
        "/nguoi/a",
        "/co-quan/a",
        "/ky-hop/a",
        "/huong-dan",
        "/thong-ke",
        "/static/a.css",
    ):
        assert robots.can_fetch("*", address)
    [sitemap] = robots.site_maps() or []
    assert sitemap.endswith("/sitemap.xml")


def test_browsers_can_search_here_from_their_address_bar(client: httpx.Client) -> None:
    answer = client.get("/opensearch.xml")
    described = ElementTree.fromstring(answer.content)
    space = "{http://a9.com/-/spec/opensearch/1.1/}"
    templates = {url.get("type"): url.get("template", "") for url in described.iter(f"{space}Url")}
    assert len(described.findtext(f"{space}ShortName") or "") <= 16
    results = templates["text/html"].replace("{searchTerms}", "ng%C3%A2n+s%C3%A1ch").split("/", 3)[3]
    assert "kết quả" in client.get("/" + results).text
    suggestions = templates["application/x-suggestions+json"].replace("{searchTerms}", "ngan").split("/", 3)[3]
    typed, offered = client.get("/" + suggestions).json()
    assert typed == "ngan"
    assert offered
    assert (
        '<link rel="search" type="application/opensearchdescription+xml" href="/opensearch.xml"' in client.get("/").text
    )


def test_the_icon_is_where_browsers_look_for_it(client: httpx.Client) -> None:
    icon = client.get("/favicon.ico")
    assert (icon.status_code, icon.headers["Content-Type"]) == (200, "image/x-icon")
    assert icon.content.startswith(b"\0\0\1\0")
