"""Documents that contradict each other, or themselves, are in force or unknown as they should, through the real app."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import falcon.testing
import pytest

from corpus.document import NO_END, Citation, Document
from corpus.store import open_store
from indexer.engines.factory import open_engine
from indexer.indexing.build import build
from indexer.indexing.fingerprint import fingerprint
from indexer.search import Search
from search_api.app import create_app
from tests.support.openapi import assert_fits, described
from tests.support.related import NOW, resolution
from tests.support.sample import SERVICE_SETTINGS

PATH = "/v1/documents/{id}/relations"
SUPPORT = (
    "Điều 1. Hội đồng nhân dân huyện hỗ trợ mỗi hộ trồng chè một triệu đồng trong năm đầu và năm trăm nghìn đồng trong "
    "hai năm tiếp theo, theo danh sách do Ủy ban nhân dân xã lập."
)
OLD = resolution("cu", "12/2019/NQ-HĐND", date(2019, 12, 10), SUPPORT, effective=date(2020, 1, 1))


def repealing(number: str = "12/2019/NQ-HĐND", of: str = "huyện", id: str = "moi", **fields: Any) -> Document:
    """Return a resolution that repeals the one of a number."""
    text = f"Điều 1. Bãi bỏ Nghị quyết số {number} của Hội đồng nhân dân {of}. {SUPPORT}"
    given = {"effective": date(2021, 8, 1), **fields}
    return resolution(id, "05/2021/NQ-HĐND", date(2021, 7, 15), text, **given)


class Service:
    """Answers from documents that tests put and delete."""

    def __init__(self, home: Path) -> None:
        self.store, self.engine = open_store(f"sqlite:///{home / 's'}"), open_engine("memory:", fingerprint())

    def put(self, *documents: Document, gone: tuple[str, ...] = ()) -> None:
        self.store.put(list(documents), at=NOW)
        self.store.delete(gone, at=NOW)
        assert not build(self.store, self.engine, processes=1).failures
        search = Search(self.engine, self.store)  # another one, as one looks for a new generation only now and then
        app = create_app(search, SERVICE_SETTINGS, today=lambda: date(2025, 7, 1))
        self.client = falcon.testing.TestClient(app)

    def relations(self, id: str, **params: str) -> dict[str, Any]:
        answer = self.client.simulate_get(PATH.format(id=id), params=params)
        assert_fits(answer.json, described(PATH), "relations")
        assert self.client.simulate_get(f"/van-ban/{id}", params=params).status_code == 200
        return dict(answer.json)

    def effect(self, id: str, **params: str) -> tuple[str, str | None]:
        """Return a document's status and which other one brought it about."""
        answer = self.relations(id, **params)
        return answer["status"], answer.get("by", {}).get("id")

    def ids(self, **params: str) -> list[str]:
        answer = self.client.simulate_get("/v1/search", params=params)
        assert_fits(answer.json, described("/v1/search"), "search")
        return sorted(hit["id"] for hit in answer.json["hits"])


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    service = Service(tmp_path)
    with closing(service.store):
        yield service


def test_a_document_that_repeals_itself_stays_in_force(service: Service) -> None:
    itself = repealing("05/2021/NQ-HĐND", citations=(Citation("05/2021/NQ-HĐND", "repeals"),))
    service.put(itself)
    assert service.effect("moi") == ("in-force", None)
    assert service.relations("moi")["relations"] == service.ids(citing="moi") == []


def test_of_two_documents_of_one_number_a_repeal_ends_neither(service: Service) -> None:
    service.put(OLD, replace(OLD, id="khac", text="Điều 1. Quy định mức thu phí chợ."), repealing())
    assert service.effect("cu") == service.effect("khac") == ("unknown", "moi")
    service.put(gone=("khac",))
    assert service.effect("cu") == ("expired", "moi")


def test_a_repeal_ends_only_what_its_council_made(service: Service) -> None:
    service.put(OLD, replace(OLD, id="khac", issuer="HĐND huyện Đồi Chè"), repealing(of="huyện Đồi Chè"))
    assert service.effect("cu") == ("in-force", None)
    assert service.effect("khac") == ("expired", "moi")


def test_a_number_without_a_year_ends_nothing_for_sure(service: Service) -> None:
    old = replace(OLD, number="12/NQ-HĐND")
    service.put(old, repealing("12/NQ-HĐND"))
    assert service.effect("cu") == ("unknown", "moi")
    service.put(repealing("12/NQ-HĐND ngày 10 tháng 12 năm 2019"))
    assert service.effect("cu") == ("expired", "moi")


def test_what_is_older_repeals_nothing_younger(service: Service) -> None:
    service.put(OLD, replace(repealing(), number="05/2018/NQ-HĐND", issued=date(2018, 7, 15)))
    assert service.effect("cu") == ("in-force", None)


def test_documents_without_a_day_are_answered(service: Service) -> None:
    service.put(replace(OLD, issued=None), repealing(effective=None), replace(OLD, id="trong", text="", number="??"))
    assert service.effect("cu") == ("unknown", "moi")
    assert service.effect("trong") == ("in-force", None)


def test_a_repeal_published_twice_is_one_until_both_are_gone(service: Service) -> None:
    service.put(OLD, replace(OLD, id="cu-2", url="https://tinh.example/cu"))
    service.put(repealing(url="https://huyen.example/moi"), repealing(id="a-moi", url="https://tinh.example/moi"))
    assert service.effect("cu") == ("expired", "a-moi")
    assert service.ids(citing="cu-2") == ["a-moi"]
    service.put(gone=("a-moi", "cu"))
    assert service.effect("cu-2") == ("expired", "moi")
    service.put(gone=("moi",))
    assert service.effect("cu-2") == ("in-force", None)


@pytest.mark.parametrize("words", ["Đang chờ <b>xem</b> xét", "a|b, c/d"])
def test_a_status_that_no_source_knows_is_shown_as_it_is(service: Service, words: str) -> None:
    service.put(replace(OLD, effective=None, status=words))
    answer = service.relations("cu")
    assert (answer["status"], answer["stated"]) == ("unknown", words)
    assert service.ids(status=words) == ["cu"]
    assert "<b>xem" not in service.client.simulate_get("/van-ban/cu").text


@pytest.mark.parametrize(
    ("days", "on", "status"),
    [
        ({"effective": date.max}, "9999-12-30", "not-yet"),
        ({"effective": date.max}, "9999-12-31", "in-force"),
        ({"effective": date.min}, "0001-01-01", "in-force"),
        ({"expires": NO_END}, "9999-12-31", "in-force"),
        ({"expires": date(9999, 12, 30)}, "9999-12-31", "expired"),
        ({"effective": date.max, "expires": date.max}, "9999-12-31", "in-force"),
        ({"effective": None, "expires": date.min}, "0001-01-02", "expired"),
    ],
)
def test_the_ends_of_the_calendar_are_days_as_others(
    service: Service, days: dict[str, date], on: str, status: str
) -> None:
    service.put(replace(OLD, **days))  # type: ignore[arg-type]
    assert service.effect("cu", on=on) == (status, None)
    assert service.ids(status=status, on=on) == ["cu"]
    for bad in ("10000-01-01", "0000-12-31", "2021-02-30"):
        assert service.client.simulate_get(PATH.format(id="cu"), params={"on": bad}).status_code == 400


def test_the_last_day_of_effect_is_named_as_one(service: Service) -> None:
    service.put(replace(OLD, expires=date(2021, 12, 31)))
    page = service.client.simulate_get("/van-ban/cu").text
    assert "<dt>Có hiệu lực đến hết</dt><dd>31/12/2021</dd>" in page
    assert "<b>Hết hiệu lực từ 01/01/2022</b>" in page


def test_thousands_of_citations_in_one_sentence_are_answered_in_bounds(service: Service) -> None:
    numbers = ", số ".join(f"{number}/2019/NQ-HĐND" for number in range(1, 201))
    service.put(OLD, repealing(numbers))
    assert service.effect("cu") == ("expired", "moi")
    answer = service.relations("moi")
    assert answer["total"] == len(answer["relations"]) == 200
    assert all(len(edge["sentence"]) < 4_000 for edge in answer["relations"])
