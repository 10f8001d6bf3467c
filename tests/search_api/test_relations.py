"""`/relations` and the effect of documents over HTTP: as described, of the day that is asked for, cached no longer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import falcon.testing
import httpx
import pytest

from corpus.store import open_store
from indexer.engines.factory import open_engine
from indexer.indexing.build import build
from indexer.indexing.fingerprint import fingerprint
from indexer.search import Search
from search_api.answer_cache import CachedSearch
from search_api.app import create_app
from tests.support.openapi import assert_fits, described
from tests.support.related import NOW, resolution
from tests.support.sample import SERVICE_SETTINGS

PATH = "/v1/documents/{id}/relations"
OLD = resolution(
    "cu",
    "12/2012/NQ-HĐND",
    date(2012, 12, 19),
    "Quy định mức hỗ trợ làm đường thôn, xóm và kênh mương nội đồng trên địa bàn các xã của huyện trong giai đoạn mới, "
    "áp dụng cho mọi thôn.\n\nĐiều 5. Nghị quyết này có hiệu lực từ ngày 01 tháng 01 năm 2013.",
    status="Còn hiệu lực",
    url="https://lamkhe.example/cu",
)
NEW = resolution(
    "moi",
    "05/2020/NQ-HĐND",
    date(2020, 7, 15),
    "Điều 8. Bãi bỏ Nghị quyết số 12/2012/NQ-HĐND ngày 19 tháng 12 năm 2012 của Hội đồng nhân dân huyện.\n\n"
    "Điều 9. Nghị quyết này có hiệu lực từ ngày 01 tháng 8 năm 2020.",
)
LAST_DAY = date(2020, 7, 31)


class Service:
    """Answers on a day that a test sets."""

    def __init__(self, search: Search) -> None:
        self.day = date(2025, 7, 1)
        self.client = falcon.testing.TestClient(
            create_app(CachedSearch(search), SERVICE_SETTINGS, today=lambda: self.day)
        )

    def get(self, path: str, tag: str | None = None, **params: str) -> falcon.testing.Result:
        return self.client.simulate_get(path, params=params, headers={"If-None-Match": tag} if tag else None)

    def relations(self, id: str, **params: str) -> Any:
        answer = self.get(PATH.format(id=id), **params)
        assert answer.status_code == 200, answer.text
        assert_fits(answer.json, described(PATH), "relations")
        return answer.json


@pytest.fixture(scope="module")
def searched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Search]:
    with closing(open_store(f"sqlite:///{tmp_path_factory.mktemp('kho') / 's'}")) as store:
        copy = replace(OLD, id="ban-sao", url=None, pages=(0, 40))
        store.put([OLD, NEW, copy], at=NOW)
        engine = open_engine("memory:", fingerprint())
        build(store, engine, processes=1)
        with closing(Search(engine, store)) as search:
            yield search


@pytest.fixture
def service(searched: Search) -> Service:
    return Service(searched)


def test_relations_are_answered_as_the_contract_says(service: Service) -> None:
    sentence = "Bãi bỏ Nghị quyết số 12/2012/NQ-HĐND ngày 19 tháng 12 năm 2012 của Hội đồng nhân dân huyện."
    answer = service.relations("cu")
    assert answer["by"].pop("sentence").endswith(sentence)
    (edge,) = answer["relations"]
    assert edge.pop("sentence").endswith(sentence)
    assert answer == {
        "status": "expired",
        "since": "2020-08-01",
        "by": {"id": "moi", "number": "05/2020/NQ-HĐND", "page": "/van-ban/moi", "where": "Điều 8"},
        "stated": "Còn hiệu lực",
        "asked_on": "2025-07-01",
        "relations": [
            {
                "relation": "repeals",
                "direction": "in",
                "number": "05/2020/NQ-HĐND",
                "document": {
                    "id": "moi",
                    "page": "/van-ban/moi",
                    "title": "Nghị quyết moi",
                    "issued": "2020-07-15",
                },
                "where": "Điều 8",
            }
        ],
        "total": 1,
    }


def test_relations_are_of_the_day_that_is_asked_for(service: Service) -> None:
    before = service.relations("cu", on=LAST_DAY.isoformat())
    assert (before["status"], before["since"], before["until"]) == ("in-force", "2013-01-01", "2020-07-31")
    assert before["asked_on"] == "2020-07-31"
    assert service.relations("cu", on="2012-12-31")["status"] == "not-yet"
    for edge in ("0001-01-01", "9999-12-31"):
        assert service.relations("cu", on=edge)["asked_on"] == edge


def test_bad_requests_for_relations_are_refused(service: Service) -> None:
    for params, status in (({"on": "hôm qua"}, 400), ({"q": "a"}, 400)):
        answer = service.get(PATH.format(id="cu"), **params)
        assert (answer.status_code, answer.json["parameter"]) == (status, *params)
    assert service.get(PATH.format(id="khong-co")).status_code == 404
    assert service.get(PATH.format(id="%2e%2e")).status_code == 404


def test_the_relations_of_a_copy_are_those_of_its_document(service: Service) -> None:
    moved = service.get(PATH.format(id="ban-sao"), on="2021-06-01")
    assert moved.status_code == 308
    assert moved.headers["location"] == f"{PATH.format(id='cu')}?on=2021-06-01"
    assert [hit["id"] for hit in service.get("/v1/search", citing="ban-sao").json["hits"]] == ["moi"]


def test_a_documents_status_and_its_tag_change_with_the_day(service: Service) -> None:
    """Nothing is built anew for time to pass."""
    service.day = LAST_DAY
    first = service.get("/v1/documents/cu")
    assert (first.json["status"], first.json["stated"]) == ("in-force", "Còn hiệu lực")
    assert_fits(first.json, described("/v1/documents/{id}"), "document")
    service.day = date(2020, 7, 30)
    assert service.get("/v1/documents/cu", first.headers["etag"]).status_code == 304
    service.day = date(2020, 8, 1)
    again = service.get("/v1/documents/cu", first.headers["etag"])
    assert (again.status_code, again.json["status"]) == (200, "expired")


def test_a_document_is_answered_while_nothing_can_be_searched(tmp_path: Path) -> None:
    """Its effect is then what its source says."""
    with closing(open_store(f"sqlite:///{tmp_path / 's'}")) as store:
        store.put([OLD, NEW], at=NOW)
        with closing(Search(open_engine("memory:", fingerprint()), store)) as search:
            service = Service(search)
            old, new = (service.get(f"/v1/documents/{id}").json for id in ("cu", "moi"))
            assert (old["status"], old["stated"]) == ("Còn hiệu lực",) * 2
            assert (new["status"], "stated" in new) == ("unknown", False)
            assert service.get(PATH.format(id="cu")).status_code == 503


def test_hits_and_the_facet_have_the_status_of_a_day(service: Service) -> None:
    for params, status in (({}, "expired"), ({"on": "2020-07-31"}, "in-force")):
        answer = service.get("/v1/search", citing="", q="đường thôn", facets="status", **params).json
        assert_fits(answer, described("/v1/search"), "results")
        assert [hit["status"] for hit in answer["hits"]] == [status]
        assert [(value["value"], value["count"]) for value in answer["facets"]["status"]] == [(status, 1)]
        assert service.get("/v1/search", status=status, q="đường thôn", **params).json["total"] == 1


def test_the_documents_that_name_one_are_a_search(service: Service) -> None:
    for params in ({"citing": "cu"}, {"citing": "12/2012/NQ-HĐND", "relation": "repeals"}, {"relation": "repeals"}):
        assert [hit["id"] for hit in service.get("/v1/search", **params).json["hits"]] == ["moi"]
    assert service.get("/v1/search", citing="cu", relation="amends").json["total"] == 0
    refused = service.get("/v1/search", relation="kills")
    assert (refused.status_code, refused.json["parameter"]) == (400, "relation")


def test_relations_of_the_sample_fit_their_description(client: httpx.Client) -> None:
    hits = client.get("/v1/search", params={"relation": "repeals", "size": 3}).json()["hits"]
    assert hits
    for hit in hits:
        answer = client.get(PATH.format(id=hit["id"]))
        assert_fits(answer.json(), described(PATH), "relations")
        assert any(edge["relation"] == "repeals" for edge in answer.json()["relations"])
        assert client.get(PATH.format(id=hit["id"]), headers={"If-None-Match": "*"}).status_code == 304
