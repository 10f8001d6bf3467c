"""The first and the last day of the calendar: in every field of a document and in every parameter, nothing fails."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import product
from pathlib import Path
from typing import Any

import falcon.testing
import pytest

from corpus.document import VIETNAM, Document, DocumentError, Official, from_json, to_json
from corpus.extraction.extract import complete
from corpus.readers import Failure, read_file
from corpus.vi.dates.find import find_dates, find_typed_dates
from indexer.engines.factory import open_engine
from indexer.indexing.fingerprint import fingerprint
from tests.support.sample import application
from tests.support.search import search_over

FIRST, LAST = date.min, date.max
EDGES = [FIRST, date(1, 1, 2), date(9999, 12, 30), LAST]
RELATIVE = "Hôm qua, hôm nay, ngày mai, tuần trước, tuần tới, tháng trước, tháng tới, quý trước, năm ngoái, 90 ngày qua"


def _documents() -> list[Document]:
    text = f"HĐND huyện Lam Khê họp. {RELATIVE}. Chủ tịch HĐND huyện Nguyễn Văn Hòa nói ngày 5 tháng 7."
    documents = [
        Document(id=f"{field}-{day}", title="Quy chế chợ đêm", text=text, kind="resolution", **{field: day})
        for field, day in product(("issued", "effective", "expires"), EDGES)
    ]
    moments = {"dau": datetime(1, 1, 1, 7, tzinfo=VIETNAM), "cuoi": datetime(9999, 12, 31, 23, 59, tzinfo=VIETNAM)}
    documents += [
        Document(id=f"published-{name}", title="Tin chợ đêm", text=text, kind="news", published=moment)
        for name, moment in moments.items()
    ]
    signer = Official("Nguyễn Văn Hòa", "Chủ tịch HĐND huyện Lam Khê")
    documents += [
        Document(id=f"term-{n}", title="Quy chế", text=text, kind="resolution", term=term, session="3", signer=signer,
                 issued=day, issuer="HĐND huyện Lam Khê")
        for n, (term, day) in enumerate(product(("0001-9999", "2016-2021", "9995-9999", "XIX"), EDGES))
    ]  # fmt: skip
    return documents


@pytest.fixture(scope="module")
def edges(tmp_path_factory: pytest.TempPathFactory) -> falcon.testing.TestClient:
    home = tmp_path_factory.mktemp("edges")
    search = search_over(open_engine(f"whoosh:{home / 'index'}", fingerprint()), home, *_documents())
    return falcon.testing.TestClient(application(search))


def _get(client: falcon.testing.TestClient, path: str, **parameters: Any) -> Any:
    answer = client.simulate_get(path, params=parameters)
    assert answer.status_code == 200, answer.text
    return answer.json


def test_every_document_is_indexed_and_shown(edges: falcon.testing.TestClient) -> None:
    for document in _documents():
        assert _get(edges, f"/v1/documents/{document.id}")["id"] == document.id
        assert edges.simulate_get(f"/van-ban/{document.id}").status_code == 200


@pytest.mark.parametrize("field", ["issued", "effective"])
@pytest.mark.parametrize("day", EDGES)
def test_a_filter_finds_just_the_documents_of_its_day(edges: falcon.testing.TestClient, field: str, day: date) -> None:
    found = _get(edges, "/v1/search", **{"from": day.isoformat(), "to": day.isoformat(), "date": field, "size": 100})
    ids = {hit["id"] for hit in found["hits"] if not hit["id"].startswith("term-")}
    assert ids == {f"{field}-{day}"}


@pytest.mark.parametrize(("bound", "day"), [("from", LAST), ("to", FIRST)])
def test_an_open_end_has_the_outermost_day_in_it(edges: falcon.testing.TestClient, bound: str, day: date) -> None:
    found = _get(edges, "/v1/search", **{bound: day.isoformat(), "date": "effective", "size": 100})
    assert f"effective-{day}" in {hit["id"] for hit in found["hits"]}
    whole = _get(edges, "/v1/search", **{"from": "0001", "date": "effective", "size": 100})
    assert {f"effective-{day}" for day in EDGES} <= {hit["id"] for hit in whole["hits"]}


VALUES = ["0000", "0001", "0001-01", "0001-01-01", "0001-01-02", "9999", "9999-12", "9999-12-30", "9999-12-31", "10000",
          "9999-12-32", "0000-12-31", "9999-12-31T24:00"]  # fmt: skip


@pytest.mark.parametrize("value", VALUES)
def test_no_parameter_fails_at_the_edges(edges: falcon.testing.TestClient, value: str) -> None:
    for path, name in product(
        ("/v1/search", "/tim-kiem", "/v1/officials", "/v1/suggest", "/feeds/search.atom"),
        ("q", "from", "to", "on", "date", "term", "session", "official", "issuer", "status"),
    ):
        for more in ({}, {"date": "mentioned"}, {"q": "chủ tịch hđnd huyện lam khê"}, {"facets": "year,month"}):
            answer = edges.simulate_get(path, params={**more, name: value})
            assert answer.status_code < 500, (path, name, answer.text)
    for query in (f"từ:{value}", f"đến:{value}", f"năm:{value}", f"chủ tịch hđnd huyện năm {value}"):
        assert edges.simulate_get("/v1/search", params={"q": query}).status_code == 200
        assert edges.simulate_get("/tim-kiem", params={"q": query}).status_code == 200


@pytest.mark.parametrize("day", EDGES)
def test_officials_on_an_outermost_day_are_answered(edges: falcon.testing.TestClient, day: date) -> None:
    answer = _get(edges, "/v1/officials", q="nguyen van hoa", on=day.isoformat())
    assert answer["total"] >= 1


def test_an_end_on_the_last_day_is_shown_as_no_end(edges: falcon.testing.TestClient) -> None:
    assert "31/12/9999" not in edges.simulate_get("/van-ban/expires-9999-12-31").text
    assert "30/12/9999" in edges.simulate_get("/van-ban/expires-9999-12-30").text
    assert _get(edges, "/v1/documents/expires-9999-12-31")["expires"] == "9999-12-31"


@pytest.mark.parametrize("day", EDGES)
def test_relative_days_beside_an_edge_never_fail(day: date) -> None:
    find_dates(RELATIVE, reference=day)
    find_typed_dates(RELATIVE.lower(), day)
    complete(Document(id="a", title="A", text=RELATIVE, kind="resolution", issued=day))


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00", "0001-01-01", "0001-01-01T00:00:00+14:00",
                                    "9999-12-31T20:00:00+00:00", "9999-12-31T23:59:59-12:00"])  # fmt: skip
def test_a_moment_outside_some_calendar_is_left_out_and_listed(moment: str, tmp_path: Path) -> None:
    with pytest.raises(DocumentError) as refused:
        from_json({"title": "A", "published": moment})
    assert refused.value.field == "published"
    path = tmp_path / "a.jsonl"
    path.write_text(f'{{"id": "goc", "title": "Quy chế", "text": "Điều 1.", "ngay_dang": "{moment}"}}', "utf-8")
    document, failure = read_file(path)
    assert isinstance(document, Document)
    assert document.published is None
    assert isinstance(failure, Failure)
    assert "ngay_dang" in failure.message


@pytest.mark.parametrize("moment", [datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 16, 59, tzinfo=UTC)])
def test_a_moment_inside_both_calendars_is_kept(moment: datetime) -> None:
    shape = to_json(Document(id="a", title="A", published=moment))
    assert from_json(shape).published == moment
    assert from_json({"title": "A", "published": "9999-12-31T23:59:59"}).published
    assert from_json({"title": "A", "issued": "0001-01-01", "effective": "9999-12-31"}).effective == LAST
