from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from corpus.store import Store
from indexer.engines.factory import open_engine
from indexer.indexing.fingerprint import fingerprint
from indexer.search import Search
from search_api.problems import language_of
from tests.support.sample import application, empty_store, serving


@pytest.fixture
def unbuilt(tmp_path: Path) -> Iterator[httpx.Client]:
    """Give a client of a service whose index was never built."""
    store = empty_store(tmp_path)
    search = Search(open_engine(f"whoosh:{tmp_path / 'index'}", fingerprint()), store)
    with (
        serving(application(search)) as (server, _),
        httpx.Client(base_url=server.url, timeout=30) as client,
    ):
        yield client
    search.close()
    store.close()


JSON, TEXT = {"Content-Type": "application/json"}, {"Content-Type": "text/plain"}

KINDS: list[tuple[int, str, str, dict[str, Any]]] = [
    (400, "GET", "/v1/search?page=0", {}),
    (400, "GET", "/v1/search?nothing=1", {}),
    (400, "GET", "/v1/search?q=%FF", {}),
    (400, "GET", "/v1/documents/x?a=b", {}),
    (400, "GET", "/v1/officials?on=2019", {}),
    (400, "GET", "/v1/suggest?size=3", {}),
    (400, "POST", "/v1/citations", {}),
    (404, "GET", "/v1/nothing", {}),
    (404, "GET", "/v1", {"headers": {"Accept": "application/json"}}),
    (404, "GET", "/v1/documents/khong-co", {}),
    (404, "GET", "/v1/documents/..%2F..%2Fetc", {}),
    (404, "GET", "/v1/documents/khong-co/similar", {}),
    (404, "GET", "/v1/officials/khong-co", {}),
    (404, "GET", "/metrics", {"headers": {"Accept": "application/json"}}),
    (405, "POST", "/v1/search", {"content": "{}", "headers": JSON}),
    (405, "DELETE", "/v1/documents/x", {}),
    (405, "PUT", "/v1/documents/x", {"content": "a", "headers": TEXT}),
    (405, "GET", "/v1/citations", {}),
    (405, "BREW", "/v1/stats", {}),
    (405, "TRACE", "/health/live", {}),
    (406, "GET", "/v1/search", {"headers": {"Accept": "application/xml"}}),
    (406, "GET", "/v1/stats", {"headers": {"Accept": "nonsense"}}),
    (413, "POST", "/v1/search", {"content": "a" * 3000, "headers": JSON}),
    (414, "GET", "/v1/search?q=" + "a" * 17_000, {}),
    (413, "POST", "/v1/citations", {"content": "a" * 3000, "headers": JSON}),
    (415, "POST", "/v1/citations", {"content": "12/NQ-HĐND", "headers": TEXT}),
    (415, "GET", "/v1/search", {"content": "<a/>", "headers": {"Content-Type": "text/xml"}}),
]


def check(answer: httpx.Response, status: int) -> dict[str, Any]:
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    assert {"Origin", "Accept-Language"} <= set(answer.headers["vary"].split(", ")) or status == 404
    problem: dict[str, Any] = answer.json()
    assert {"type", "title", "status", "detail"} <= problem.keys()
    assert problem.keys() <= {"type", "title", "status", "detail", "parameter", "example"}
    assert problem["type"] == "about:blank"
    assert problem["status"] == status
    assert problem["detail"].endswith((".", "…"))
    return problem


@pytest.mark.parametrize(("status", "method", "path", "more"), KINDS)
def test_every_kind_of_problem_has_one_shape_in_both_languages(
    client: httpx.Client, status: int, method: str, path: str, more: dict[str, Any]
) -> None:
    texts = {}
    for language in ("vi", "en"):
        headers = {**more.get("headers", {}), "Accept-Language": language}
        answer = client.request(method, path, **{**more, "headers": headers})
        problem = check(answer, status)
        texts[language] = problem["title"], problem["detail"]
        assert ("parameter" in problem) is (status == 400)
        assert ("allow" in answer.headers) is (status == 405)
    assert texts["vi"][0] != texts["en"][0]
    assert texts["vi"][1] != texts["en"][1]


def test_a_bad_parameter_is_named_with_what_is_allowed_and_an_example(client: httpx.Client) -> None:
    assert client.get("/v1/search?size=500").json() == {
        "type": "about:blank",
        "title": "Yêu cầu chưa đúng",
        "status": 400,
        "detail": "Tham số size phải là số nguyên từ 1 đến 100, không phải “500”. Ví dụ: size=20.",
        "parameter": "size",
        "example": "size=20",
    }


def test_the_refusal_of_a_method_names_the_allowed_ones(client: httpx.Client) -> None:
    assert client.post("/v1/search").headers["allow"] == "GET, HEAD, OPTIONS"


def test_the_rest_is_served_after_every_refusal(client: httpx.Client) -> None:
    for _, method, path, more in KINDS:
        client.request(method, path, **more)
    assert client.get("/v1/search?q=nông").status_code == 200


def test_before_the_first_build_searches_are_put_off(unbuilt: httpx.Client) -> None:
    for path in ("/v1/search?q=a", "/v1/officials", "/v1/suggest?q=a", "/v1/stats", "/health/ready"):
        answer = unbuilt.get(path)
        detail = check(answer, 503)["detail"]
        # Only those who run the service are told what to do about it.
        assert ("python -m indexer build" in detail) is path.startswith("/health/")
        assert answer.headers["retry-after"] == "5"
    assert unbuilt.get("/health/live").status_code == 200
    assert unbuilt.get("/v1/search", headers={"Accept-Language": "en"}).json()["title"] == "Service unavailable"


def test_before_the_first_build_pages_ask_people_to_come_back(unbuilt: httpx.Client) -> None:
    for path in ("/", "/tim-kiem?q=a", "/nguoi/a"):
        answer = unbuilt.get(path)
        assert answer.status_code == 503
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert "xin trở lại sau ít phút" in answer.text
        assert "python -m" not in answer.text


class Broken:
    """Stands for a store that fails in an unexpected way."""

    def get(self, id: str) -> None:
        raise RuntimeError("secret detail")

    digest_of = get


def test_an_unexpected_error_is_logged_and_answered_without_details(caplog: pytest.LogCaptureFixture) -> None:
    store: Store = Broken()  # type: ignore[assignment]
    search = Search(open_engine("memory:", fingerprint()), store)
    with serving(application(search)) as (server, _):
        problem = check(httpx.get(f"{server.url}/v1/documents/abc"), 500)
        page = httpx.get(f"{server.url}/van-ban/abc")
    assert "secret" not in problem["detail"]
    assert page.status_code == 500
    assert "Dịch vụ gặp lỗi" in page.text
    assert "secret" not in page.text
    assert "secret detail" in caplog.text


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "vi"),
        ("", "vi"),
        ("en", "en"),
        ("en-US,en;q=0.9", "en"),
        ("vi-VN,vi;q=0.9,en;q=0.8", "vi"),
        ("vi;q=0.2, en;q=0.7", "en"),
        ("fr, *;q=0.5", "vi"),
        ("en;q=abc", "vi"),
        ("en;q=0", "vi"),
    ],
)
def test_problems_are_in_vietnamese_unless_english_is_preferred(header: str | None, language: str) -> None:
    assert language_of(header) == language
