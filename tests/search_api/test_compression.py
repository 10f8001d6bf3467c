"""Text goes compressed to clients that take it; tags, small answers and kept files stay right."""

from __future__ import annotations

import gzip
import re

import httpx
import pytest

from search_api.compression import MIN_BYTES, takes_gzip
from tests.support.sample_pages import sample_pages

GZIP = {"Accept-Encoding": "gzip"}
PLAIN = {"Accept-Encoding": "identity"}
MAX_PAGE_BYTES = 60_000


@pytest.mark.parametrize(
    ("header", "takes"),
    [
        ("gzip, deflate, br, zstd", True),
        ("GZIP;q=0.5", True),
        ("*", True),
        ("identity;q=0.5, gzip;q=1.0", True),
        ("br, *;q=0.1", True),
        ("gzip;q=0", False),
        ("gzip;q=0, *", False),
        ("identity, gzip;q=0.3", False),
        ("deflate, br", False),
        ("", False),
        (None, False),
    ],
)
def test_weights_of_accept_encoding_are_honoured(header: str | None, takes: bool) -> None:
    assert takes_gzip(header) is takes


@pytest.mark.parametrize(
    "address", ["/", "/tim-kiem?q=ngan+sach", "/v1/search?q=ngan+sach", "/static/style.css", "/sitemap.xml"]
)
def test_both_forms_have_the_same_bytes_and_say_that_they_vary(client: httpx.Client, address: str) -> None:
    plain, packed = (client.get(address, headers=headers) for headers in (PLAIN, GZIP))
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    if "/v1/search" not in address:  # which says how long it took
        assert packed.content == plain.content
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert "Accept-Encoding" in packed.headers["Vary"]


@pytest.mark.parametrize("address", ["/", "/tim-kiem?q=ngan+sach", "/v1/stats", "/static/style.css", "/thong-ke"])
def test_a_compressed_answer_is_known_again_by_its_tag(client: httpx.Client, address: str) -> None:
    tag = client.get(address, headers=GZIP).headers["ETag"]
    assert tag.startswith('W/"')
    again = client.get(address, headers=GZIP | {"If-None-Match": tag})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
    assert "Content-Encoding" not in again.headers
    strong = client.get(address, headers=PLAIN | {"If-None-Match": tag})
    assert (strong.status_code, f"W/{strong.headers['ETag']}") == (304, tag)


def test_head_has_the_length_of_the_compressed_answer(client: httpx.Client) -> None:
    got, head = client.get("/", headers=GZIP), client.head("/", headers=GZIP)
    assert head.content == b""
    assert head.headers["Content-Length"] == got.headers["Content-Length"]
    assert head.headers["ETag"] == got.headers["ETag"]


def test_small_answers_stay_as_they_are(client: httpx.Client) -> None:
    answer = client.get("/health/live", headers=GZIP)
    assert len(answer.content) < MIN_BYTES
    assert "Content-Encoding" not in answer.headers


def test_no_page_is_over_60_kb_without_its_document(client: httpx.Client) -> None:
    for name, address in sample_pages(client).items():
        page = client.get(address, headers=PLAIN).text
        without_text = re.sub(r'<div class="text">.*?(?=<section id="relations"|<aside)', "", page, flags=re.DOTALL)
        assert len(gzip.compress(without_text.encode(), 4)) < MAX_PAGE_BYTES, name
