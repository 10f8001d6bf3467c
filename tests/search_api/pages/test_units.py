"""Pages say what a unit or a dissolved body became, and lead there."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qs, urlsplit

import falcon.testing
import pytest

from corpus.document import Document
from corpus.settings import load
from indexer.engines.memory import MemoryEngine
from search_api.app import create_app
from tests.support.html_pages import Page, read
from tests.support.openapi import assert_fits, described
from tests.support.search import search_over

DOCUMENTS = (
    ("hk", "Nghị quyết về phí chợ", "HĐND quận Hoàn Kiếm", date(2020, 7, 1), None),
    ("hb", "Quyết định về hè phố phường Hàng Bạc", "UBND phường Hàng Bạc", date(2023, 5, 4), None),
    ("ph", "Nghị quyết về hè phố phường Hoàn Kiếm", "HĐND phường Hoàn Kiếm", date(2025, 9, 1), None),
    ("dp", "Quyết định về chợ xã Tân Lập", "UBND xã Tân Lập", date(2020, 7, 1), "huyện Đan Phượng"),
    ("sl", "Quyết định về chợ xã Tân Lập", "UBND xã Tân Lập", date(2020, 7, 1), "tỉnh Sơn La"),
    ("lk", "Nghị quyết về chợ Lam Khê", "HĐND huyện Lam Khê", date(2020, 7, 1), "huyện Lam Khê"),
)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> falcon.testing.TestClient:
    documents = (
        Document(id=id, title=title, kind="resolution", issuer=issuer, issued=day, place=place)
        for id, title, issuer, day, place in DOCUMENTS
    )
    search = search_over(MemoryEngine("test"), tmp_path_factory.mktemp("units"), *documents)
    return falcon.testing.TestClient(create_app(search, load({}), today=lambda: date(2026, 1, 5)))


def page(service: falcon.testing.TestClient, path: str, **parameters: str) -> Page:
    answer = service.simulate_get(path, params=parameters)
    assert answer.status_code == 200
    return read(answer.text)


@pytest.mark.parametrize(
    ("query", "sentence", "found"),
    [
        ("hè phố phường Hàng Bạc", "kết thúc hoạt động 30/06/2025; nay thuộc phường Hoàn Kiếm", {"hb", "ph"}),
        ("hè phố phường Hoàn Kiếm", "hình thành từ phường Hàng Mã", {"hb", "ph"}),
        ("phí chợ quận Hoàn Kiếm", "nay thuộc phường Hoàn Kiếm, phường Cửa Nam, phường Hồng Hà và 2", {"hk"}),
    ],
)
def test_a_unit_is_explained_with_one_link_that_widens(
    service: falcon.testing.TestClient, query: str, sentence: str, found: set[str]
) -> None:
    shown = page(service, "/tim-kiem", q=query)
    assert sentence in shown.text
    [link] = [link for link in shown.links if "with=" in link]
    assert not parse_qs(urlsplit(link).query).get("q", [""])[0].count("Hoàn Kiếm")
    wider = read(service.simulate_get(link).text)
    assert {link.split("?")[0].rpartition("/")[2] for link in wider.links if link.startswith("/van-ban/")} == found
    assert any("with=" not in link and "unit=" in link for link in wider.links)  # a chip takes it back


def test_a_body_in_a_query_leads_to_its_page(service: falcon.testing.TestClient) -> None:
    assert "/co-quan/hdnd-quan-hoan-kiem" in page(service, "/tim-kiem", q="HĐND quận Hoàn Kiếm phí chợ").links


def test_a_name_of_several_places_offers_each_as_a_filter(service: falcon.testing.TestClient) -> None:
    shown = page(service, "/tim-kiem", q="chợ xã Tân Lập")
    assert "xã Tân Lập, huyện Đan Phượng, thành phố Hà Nội" in shown.text
    for unit, id in (("xa-tan-lap-ha-noi", "dp"), ("xa-tan-lap-son-la", "sl")):
        link = next(link for link in shown.links if f"unit={unit}" in link and "Tân" not in link)
        chosen = read(service.simulate_get(link).text)
        assert {link.split("?")[0] for link in chosen.links if link.startswith("/van-ban/")} == {f"/van-ban/{id}"}


def test_a_document_of_a_dissolved_council_leads_to_those_that_took_over(service: falcon.testing.TestClient) -> None:
    shown = page(service, "/van-ban/hk")
    assert "HĐND quận Hoàn Kiếm (kết thúc hoạt động 30/06/2025)." in shown.text
    assert "Cơ quan tiếp nhận:" in shown.text
    bodies = [link for link in shown.links if link.startswith("/co-quan/")]
    assert "/co-quan/hdnd-phuong-hoan-kiem" in bodies
    for link in bodies:
        assert service.simulate_get(link).status_code == 200, link


@pytest.mark.parametrize("id", ["ph", "lk"])
def test_a_document_of_any_other_body_says_nothing_of_an_end(service: falcon.testing.TestClient, id: str) -> None:
    assert "kết thúc hoạt động" not in page(service, f"/van-ban/{id}").text


@pytest.mark.parametrize(
    "id", ["hdnd-quan-hoan-kiem", "hdnd-phuong-hoan-kiem", "ubnd-xa-tan-lap", "hdnd-phuong-hong-ha--thanh-pho-ha-noi"]
)
def test_the_page_of_a_body_leads_to_others(service: falcon.testing.TestClient, id: str) -> None:
    shown = page(service, f"/co-quan/{id}")
    assert len(shown.ids) == len(set(shown.ids))
    others = [link for link in shown.links if link.startswith("/co-quan/")]
    assert others
    for link in others[:3]:
        assert service.simulate_get(link).status_code == 200, link
    for link in shown.links:
        if "with=" in link:
            assert service.simulate_get(link).status_code == 200, link
    assert_fits(service.simulate_get(f"/v1/bodies/{id}").json, described("/v1/bodies/{id}"), "body")


def test_the_answer_of_a_search_names_units_as_described(service: falcon.testing.TestClient) -> None:
    answer = service.simulate_get("/v1/search", params={"q": "phường Hàng Bạc", "facets": "unit"}).json
    assert_fits(answer, described("/v1/search"), "answer")
    [entity] = [one for one in answer["query"]["understood"] if one["type"] == "unit"]
    assert entity["as"] == {
        "id": "phuong-hang-bac-ha-noi",
        "name": "phường Hàng Bạc",
        "level": "commune",
        "place": "quận Hoàn Kiếm, thành phố Hà Nội",
        "until": "2025-06-30",
        "now": [{"id": "phuong-hoan-kiem-ha-noi", "name": "phường Hoàn Kiếm", "place": "thành phố Hà Nội"}],
    }
