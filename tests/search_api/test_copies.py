"""One resolution that two portals publish is one result with two sources, in JSON and on pages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from typing import Any

import falcon.testing
import pytest

from corpus.document import Attachment, Document
from corpus.store import open_store
from indexer.engines.factory import open_engine
from indexer.indexing.build import build
from indexer.indexing.fingerprint import fingerprint
from indexer.schema.stored import DocumentSource
from indexer.search import Search
from search_api.app import create_app
from search_api.pages.labels import also_at
from search_api.sentences import pages_vi
from tests.support.html_pages import read
from tests.support.openapi import assert_fits, described
from tests.support.sample import SERVICE_SETTINGS

NOW = datetime(2025, 7, 1, tzinfo=UTC)
TEXT = (
    "Điều 1. Hỗ trợ mỗi hộ trồng chè 500.000 đồng một năm, không quá ba năm liền.\n\n"
    "Điều 2. Kinh phí do ngân sách quận bảo đảm; Ủy ban nhân dân quận tổ chức thực hiện Nghị quyết này.\n\n"
    "CHỦ TỊCH\n\nNguyễn Văn Lâm"
)
FACTS: dict[str, Any] = {"number": "7/2024/NQ-HĐND", "kind": "resolution", "issued": date(2024, 7, 15)}
DISTRICT = Document(
    "quan",
    "Hỗ trợ trồng chè",
    TEXT,
    url="https://quan.example/7",
    source="Cổng quận",
    issuer="HĐND Q. Lam Khê",
    **FACTS,
)
PROVINCE = Document(
    "tinh-tin",
    "Nghị quyết về hỗ trợ trồng chè",
    f"{TEXT}\n\nNơi nhận: Văn phòng điều phối nông thôn mới.",
    url="https://tinh.example/van-ban?so=7&kieu=a",
    source="Cổng tỉnh",
    section="Công báo",
    issuer="HỘI ĐỒNG NHÂN DÂN QUẬN LAM KHÊ",
    attachments=(Attachment("Phụ lục.docx", text="Danh sách vườn chè cổ thụ."),),
    **FACTS,
)
NAMESAKE = Document(
    "tin", "Ông Nguyễn Văn Lâm, Chủ tịch HĐND quận Lam Khê, thăm hộ trồng chè", kind="news", source="Cổng tỉnh"
)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[falcon.testing.TestClient]:
    home = tmp_path_factory.mktemp("copies")
    with closing(open_store(f"sqlite:///{home / 'store.sqlite'}")) as store:
        engine = open_engine(f"whoosh:{home / 'index'}", fingerprint())
        for documents in ([PROVINCE], [DISTRICT], [NAMESAKE]):  # the last makes the leader be written once more
            store.put(documents, at=NOW)
            build(store, engine)
        with closing(Search(engine, store)) as search:
            yield falcon.testing.TestClient(create_app(search, SERVICE_SETTINGS))


PLACES = [
    {"id": "tinh-tin", "source": "Cổng tỉnh", "url": PROVINCE.url},
    {"id": "quan", "source": "Cổng quận", "url": DISTRICT.url},
]


def search(client: falcon.testing.TestClient, **parameters: str) -> dict[str, Any]:
    """Return the answer of a search, which is as described."""
    answer: dict[str, Any] = client.simulate_get("/v1/search", params=parameters).json
    assert_fits(answer, described("/v1/search"), "search")
    return answer


def test_a_resolution_of_two_portals_is_one_hit_with_both(client: falcon.testing.TestClient) -> None:
    (hit,) = search(client, q="7/2024/NQ-HĐND", kind="resolution")["hits"]
    assert hit["sources"] == sorted(PLACES, key=lambda place: place["id"] != hit["id"])
    assert "sources" not in search(client, q="", kind="news")["hits"][0]


def test_each_source_and_section_finds_and_counts_it(client: falcon.testing.TestClient) -> None:
    facets = search(client, facets="source,section")["facets"]
    counts = {value["value"]: value["count"] for values in facets.values() for value in values}
    assert counts == {"Cổng tỉnh": 2, "Cổng quận": 1, "Công báo": 1}
    assert client.simulate_get("/v1/stats").json["sources"] == {"Cổng tỉnh": 2, "Cổng quận": 1}
    for filters in ({"source": "Cổng quận"}, {"source": "Cổng tỉnh"}, {"section": "Công báo"}):
        assert search(client, kind="resolution", **filters)["total"] == 1


@pytest.mark.parametrize("words", ['"Văn phòng điều phối nông thôn mới"', "vườn chè cổ thụ", "Ủy ban nhân dân quận"])
def test_words_of_either_are_found(client: falcon.testing.TestClient, words: str) -> None:
    assert search(client, q=words, kind="resolution")["total"] == 1


def test_the_address_of_a_copy_leads_to_the_document(client: falcon.testing.TestClient) -> None:
    ids = {place["id"] for place in PLACES}
    (leader,) = (hit["id"] for hit in search(client, kind="resolution")["hits"])
    (copy,) = ids - {leader}
    for path in ("/v1/documents/{}", "/van-ban/{}"):
        moved = client.simulate_get(path.format(copy))
        assert (moved.status_code, moved.headers["location"]) == (308, path.format(leader))
    document = client.simulate_get(f"/v1/documents/{leader}").json
    assert_fits(document, described("/v1/documents/{id}"), "document")
    assert {place["id"] for place in document["sources"]} == ids


@pytest.mark.parametrize("address", ["/tim-kiem?q=ch%C3%A8", "/van-ban/{}"])
def test_pages_link_where_it_was_published_too(client: falcon.testing.TestClient, address: str) -> None:
    (leader,) = (hit["id"] for hit in search(client, kind="resolution")["hits"])
    page = read(client.simulate_get(address.format(leader)).text)
    (other,) = (place for place in PLACES if place["id"] != leader)
    assert f"{pages_vi.ALSO_AT} {other['source']}" in " ".join(page.text.split())
    assert other["url"] in page.links


def test_a_file_of_the_same_source_is_no_other_place() -> None:
    own = DocumentSource("a", "Cổng xã", "https://xa.example/1")
    others = DocumentSource("b", "Cổng xã"), DocumentSource("c", None, "https://tinh.example/2"), DocumentSource("d")
    assert also_at((own, *others)) == [("tinh.example", "https://tinh.example/2")]
    assert also_at((own, DocumentSource("e", "Cổng tỉnh", "javascript:alert(1)"))) == [("Cổng tỉnh", None)]
    assert also_at(()) == []
