"""No text of a document is taken for HTML, in any part of a page and in any of its languages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from urllib.parse import urlsplit

import falcon.testing
import pytest

from corpus.document import Attachment, Document, Official
from corpus.store import open_store
from indexer.engines.factory import open_engine
from indexer.indexing.build import build
from indexer.indexing.fingerprint import fingerprint
from indexer.search import Search
from search_api.app import create_app
from search_api.site import Site
from tests.support.html_pages import VOID
from tests.support.sample import SERVICE_SETTINGS

BREAKS = (
    """đất "><x-a y='1'></title></script></bdi></textarea><!-- <form method="get"> """
    """href="/x-link" ' onclick=x() lang="en" &quot;&#34;&lt;x-b&gt; {{ 7 * 7 }} \ufdd0đ\ufdd1 | đất"""
)
TEXT = (
    f"HỘI ĐỒNG NHÂN DÂN {BREAKS}\n\nNGHỊ QUYẾT\n\nVề việc {BREAKS}\n\n"
    f"Điều 1. Giá {BREAKS}\n\n{BREAKS}\n\n| Giá | {BREAKS.replace('|', '')} |\n| --- | --- |\n| đất | 5 |\n\n"
    f"Điều 2. Bãi bỏ Nghị quyết số 5/2019/NQ-HĐND {BREAKS}.\n\nĐiều 3. {BREAKS}\n\nĐiều 4. {BREAKS}"
)
RESOLUTION = Document(
    "nghi-quyet",
    f"Giá đất {BREAKS}",
    TEXT,
    kind="resolution",
    number="7/2024/NQ-HĐND",
    issuer=f"HĐND {BREAKS}",
    issued=date(2024, 7, 15),
    place=BREAKS,
    section=BREAKS,
    source=BREAKS,
    status=BREAKS,
    author=BREAKS,
    summary=BREAKS,
    term=BREAKS,
    url="https://tinh.example/?a=%22%3E%3Cx-a%3E&b='x",
    officials=(Official("Nguyễn Văn Lâm", f"Chủ tịch {BREAKS}"),),
    attachments=(Attachment(f"Phụ lục {BREAKS}.docx", text=f"Giá đất {BREAKS}"),),
)
NEWS = replace(RESOLUTION, id="tin", kind="news", number=None, url="https://tinh.example/tin", title=f"Tin {BREAKS}")
SITE = Site(name=f"Tra cứu {BREAKS}", short_name=BREAKS, contact=BREAKS, privacy=BREAKS)
PATHS = (
    "/",
    "/tim-kiem?q=gi%C3%A1+%C4%91%E1%BA%A5t",
    "/tim-kiem?q=%22%3E%3Cx-a%3E",
    "/van-ban/nghi-quyet?q=gi%C3%A1+%C4%91%E1%BA%A5t",
    "/van-ban/tin",
    "/thong-ke",
)


class PageReader(HTMLParser):
    """Reads the elements of a page, which has to close each; the texts of scripts are no HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.names: set[str] = set()
        self.attributes: set[str] = set()
        self.links: list[str] = []
        self.forms = 0
        self.comments = 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name in ("href", "action")]
        self.forms += tag == "form"
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_comment(self, data: str) -> None:
        self.comments += 1


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[falcon.testing.TestClient]:
    home = tmp_path_factory.mktemp("hostile")
    with closing(open_store(f"sqlite:///{home / 'store.sqlite'}")) as store:
        engine = open_engine(f"whoosh:{home / 'index'}", fingerprint())
        store.put([RESOLUTION, NEWS], at=datetime(2025, 7, 1, tzinfo=UTC))
        build(store, engine)
        with closing(Search(engine, store)) as search:
            yield falcon.testing.TestClient(create_app(search, SERVICE_SETTINGS, site=SITE))


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("path", PATHS)
def test_what_a_document_says_is_text(client: falcon.testing.TestClient, path: str, language: str) -> None:
    answer = client.simulate_get(f"{path}{'&' if '?' in path else '?'}lang={language}")
    assert answer.status_code == 200
    page = PageReader(answer.text)
    assert page.open == []
    assert not [name for name in page.names if name.startswith("x-")]
    assert not {"y", "onclick", "style"} & page.attributes
    assert page.comments == 0
    assert "/x-link" not in {urlsplit(link).path for link in page.links}
    assert page.forms <= 3
    assert "{{ 7 * 7 }}" in answer.text
    assert not {"\ufdd0", "\ufdd1"} & set(answer.text.partition("<body>")[2]) or language == "vi"


@pytest.mark.parametrize("path", ["//xau.example", "//xau.example/van-ban/tin", "///xau.example/", "/%2F/xau.example"])
def test_a_page_of_an_address_with_two_slashes_leads_nowhere_else(client: falcon.testing.TestClient, path: str) -> None:
    answer = client.simulate_request("GET", path)
    links = PageReader(answer.text).links
    assert links
    assert not [link for link in links if link.startswith(("//", "http")) and "xau.example" in urlsplit(link).netloc]
    assert "xau.example" not in urlsplit(answer.headers.get("location", "")).netloc
