"""Pages tell search engines and other sites what they are: addresses, descriptions, linked data that scripts cannot."""

from __future__ import annotations

import json
import re
from datetime import date
from html import unescape

import httpx
import pytest

from corpus.document import Document
from indexer.results import Effect
from search_api.pages.cut_texts import cut_at_word
from search_api.pages.page_head import MAX_DESCRIPTION_LETTERS, document_head
from tests.support.sample_pages import sample_pages

DAY = date(2025, 7, 1)
HOSTILE = "</script><!--<script>alert(1)</script> & \u2028 “Nghị quyết”"


def linked_data(page: str) -> dict[str, object]:
    """Return what a page says in JSON-LD, read as browsers find the end of a script."""
    [data] = re.findall(r'<script type="application/ld\+json">(.*?)</script', page, re.DOTALL | re.IGNORECASE)
    read = json.loads(data)
    assert isinstance(read, dict)
    return read


def content_of(page: str, name: str) -> str:
    [content] = re.findall(rf'<meta (?:name|property)="{name}" content="([^"]*)"', page)
    return unescape(content)


def canonical(page: str) -> list[str]:
    return re.findall(r'<link rel="canonical" href="([^"]+)">', page)


def test_a_resolution_is_legislation(client: httpx.Client) -> None:
    page = client.get("/van-ban/29-2024-nq-hdnd-huyen-lam-khe?q=ngưng").text
    data = linked_data(page)
    assert data["@type"] == "Legislation"
    assert data["legislationIdentifier"] == "29/2024/NQ-HĐND"
    assert data["legislationType"] == "Nghị quyết"
    assert data["legislationDate"] == "2024-12-18"
    assert data["legislationPassedBy"] == {"@type": "Organization", "name": "HĐND huyện Lam Khê"}
    assert data["legislationLegalForce"] == "https://schema.org/InForce"
    assert data["inLanguage"] == "vi"
    assert [other["legislationIdentifier"] for other in data["legislationChanges"]] == ["08/2022/NQ-HĐND"]  # type: ignore[attr-defined]
    [address] = canonical(page)
    assert address.endswith("/van-ban/29-2024-nq-hdnd-huyen-lam-khe")
    assert data["url"] == address


def test_legal_force_is_that_of_today_on_whatever_day_is_asked(client: httpx.Client) -> None:
    for on in ("", "?on=2013-01-01"):
        page = client.get(f"/van-ban/12-2012-nq-hdnd-huyen-lam-khe{on}").text
        assert linked_data(page)["legislationLegalForce"] == "https://schema.org/NotInForce"


def test_news_is_a_news_article(client: httpx.Client) -> None:
    data = linked_data(client.get("/van-ban/vb-927e2a1dcb22911e").text)
    assert data["@type"] == "NewsArticle"
    assert str(data["headline"]).startswith("BCĐ phòng, chống dịch")
    assert str(data["datePublished"]).startswith("2020-")


@pytest.mark.parametrize("kind", ["news", "resolution", "report"])
def test_no_text_of_a_document_ends_the_script(kind: str) -> None:
    document = Document("a", HOSTILE, f"{HOSTILE}\n\n{HOSTILE * 3}", kind=kind, issuer=HOSTILE, source=HOSTILE)
    head = document_head(document, (), Effect(DAY, "in-force"), (), "https://tracuu.binhhoa.example")
    assert not set("<>&\u2028\u2029") & set(head.linked_data)
    assert json.loads(head.linked_data)["name"] == HOSTILE


def test_the_description_is_the_abstract_or_what_is_said_first() -> None:
    effect, url = Effect(DAY, None), "https://tracuu.binhhoa.example"
    text = "Bình Hòa, ngày 3\n\nSáng 3/6, HĐND huyện Bình Hòa khai mạc kỳ họp thứ 5 để xem xét sáu nghị quyết."
    without = Document("a", "Khai mạc kỳ họp", text, kind="news")
    assert document_head(without, (), effect, (), url).description.startswith("Sáng 3/6, HĐND huyện Bình Hòa")
    given = Document("a", "Khai mạc kỳ họp", text, kind="news", summary="Kỳ họp xem xét sáu nghị quyết.")
    assert document_head(given, (), effect, (), url).description == "Kỳ họp xem xét sáu nghị quyết."


@pytest.mark.parametrize("text", ["", "Ngắn.", "Nghị quyết " * 40, "a" * 500, "Quy định,\n mức hỗ trợ " * 20])
def test_a_description_ends_with_a_word_within_its_bound(text: str) -> None:
    cut = cut_at_word(text, MAX_DESCRIPTION_LETTERS)
    line = " ".join(text.split())
    assert len(cut) <= MAX_DESCRIPTION_LETTERS + 1
    assert "\n" not in cut
    if cut != line:
        words = line.split()
        assert cut.endswith("…")
        assert (
            all(part.rstrip("…").rstrip(",") in [w.rstrip(",") for w in words] for part in cut.split())
            or len(words) == 1
        )


def test_every_page_has_one_canonical_address_and_results_are_not_listed(client: httpx.Client) -> None:
    for name, address in sample_pages(client).items():
        page = client.get(address).text
        if name == "failure":
            continue
        [found] = canonical(page)
        path = found.split("/", 3)[3]
        assert address.lstrip("/").partition("?")[0] == path.partition("?")[0]
        is_results = address.startswith("/tim-kiem")
        assert ('<meta name="robots" content="noindex, follow">' in page) is is_results
        assert is_results or content_of(page, "og:url") == found
        assert is_results or name == "help" or 0 < len(content_of(page, "description")) <= MAX_DESCRIPTION_LETTERS + 1


def test_pages_are_known_again_until_index_day_or_parameters_change(client: httpx.Client) -> None:
    pages = sample_pages(client)
    for name in ("results", "official", "body"):
        tag = client.get(pages[name]).headers["ETag"]
        assert client.get(pages[name], headers={"If-None-Match": tag}).status_code == 304
        sign = "&" if "?" in pages[name] else "?"
        other = client.get(f"{pages[name]}{sign}x=1", headers={"If-None-Match": tag})
        assert other.status_code == 200
