"""English pages: found by a parameter, kept in every link and form, and Vietnamese only where it says so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from itertools import pairwise
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx
import pytest

from search_api.sentences import pages_en, pages_vi
from tests.support.html_pages import VOID, read

STARTS = (
    "/?lang=en",
    "/huong-dan?lang=en",
    "/tim-kiem?q=ho tro nong thon moi 2020&kind=resolution&from=01/2018&sort=newest&lang=en",
    "/tim-kiem?q=nguyen van hoa&lang=en",
    "/tim-kiem?q=khongcogiohet&from=abc&lang=en",
    '/tim-kiem?q=nông thôn "mới&lang=en',
    "/tim-kiem?citing=12-2012-nq-hdnd-huyen-lam-khe&relation=repeals&status=in-force&lang=en",
    "/van-ban/12-2012-nq-hdnd-huyen-lam-khe?on=2018-01-01&lang=en",
    "/co-quan/hdnd-huyen-lam-khe?lang=en",
    "/khong-co?lang=en",
)
MAX_CRAWLED = 250
VIETNAMESE = re.compile("[ăâđêôơưĂÂĐÊÔƠƯ\u1ea0-\u1ef9]")
NO_PAGES = ("/v1/", "/static/", "/feeds/", "/health/")
SHOWN_ATTRIBUTES = ("title", "aria-label", "alt", "placeholder")


class LanguageReader(HTMLParser):
    """Reads a page: the addresses of its links and forms, and its texts with the language that they are marked as."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[tuple[str, str, bool]] = [("", "", False)]
        self.links: list[str] = []
        self.forms: list[set[str | None]] = []
        self.texts: list[tuple[str, str]] = []
        self.labels: list[str] = []  # the texts that are not those of a document
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        language = given.get("lang") or self.open[-1][1]
        if tag not in VOID:
            self.open.append((tag, language, self.open[-1][2] or given.get("class") == "text"))
        if tag == "a" and not given.get("hreflang"):
            self.links.append(given.get("href") or "")
        if tag == "form":
            self.forms.append(set())
        if tag == "input" and self.forms:
            self.forms[-1].add(f"{given.get('name')}={given.get('value')}")
        self.texts += [(given[name] or "", "vi in an attribute") for name in SHOWN_ATTRIBUTES if name in given]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1][0] not in ("script", "style"):
            self.texts.append((data.strip(), self.open[-1][1]))
            if data.strip() and not self.open[-1][2]:
                self.labels.append(data.strip())


def catalogue(value: object = None) -> Iterator[str]:
    """Yield the Vietnamese labels and sentences without placeholders, which no English page may have."""
    values = (v for k, v in vars(pages_vi).items() if k.isupper()) if value is None else (value,)
    for each in values:
        if isinstance(each, Mapping):
            yield from (text for part in each.values() for text in catalogue(part))
        elif isinstance(each, tuple):
            yield from each
        elif isinstance(each, str) and VIETNAMESE.search(each) and "{" not in each:
            yield each


@pytest.fixture(scope="module")
def crawled(client: httpx.Client) -> dict[str, LanguageReader]:
    """Give the English pages that links lead to from the first ones, each path and kind of query once."""
    pages: dict[str, LanguageReader] = {}
    waiting, seen = list(STARTS), set()
    while waiting and len(pages) < MAX_CRAWLED:
        address = waiting.pop(0)
        parts = urlsplit(address)
        kind = parts.path, tuple(sorted(parse_qs(parts.query))) if address not in STARTS else address
        if kind in seen:
            continue
        seen.add(kind)
        answer = client.get(address, follow_redirects=True)
        assert '<html lang="en"' in answer.text, address
        pages[address] = LanguageReader(answer.text)
        here = (urljoin(address, link) for link in pages[address].links if not link.startswith("#"))
        waiting += [link.partition("#")[0] for link in here if is_page(link)]
    return pages


def is_page(link: str) -> bool:
    return link.startswith("/") and not link.startswith(NO_PAGES)


def test_no_link_of_an_english_page_leaves_english(crawled: dict[str, LanguageReader]) -> None:
    assert len(crawled) > 60
    for address, page in crawled.items():
        for link in page.links:
            if is_page(link) or link.startswith("?"):
                assert parse_qs(urlsplit(link).query).get("lang") == ["en"], (address, link)


def test_no_form_of_an_english_page_leaves_english(crawled: dict[str, LanguageReader]) -> None:
    forms = [(address, fields) for address, page in crawled.items() for fields in page.forms]
    assert len(forms) > 20
    for address, fields in forms:
        assert "lang=en" in fields, address


def test_what_is_vietnamese_on_an_english_page_says_so(crawled: dict[str, LanguageReader]) -> None:
    for address, page in crawled.items():
        for text, language in page.texts:
            assert language.startswith("vi") or not VIETNAMESE.search(text), (address, text)


def test_no_label_or_sentence_of_an_english_page_is_vietnamese(
    client: httpx.Client, crawled: dict[str, LanguageReader]
) -> None:
    """But the names of sections and the words of a source, which documents have."""
    sections = client.get("/v1/search?facets=section").json()["facets"]["section"]
    vietnamese = set(catalogue()) - {pages_vi.LANGUAGE_NAME} - {section["value"] for section in sections}
    assert "Kết quả tìm kiếm" in vietnamese
    assert "Còn hiệu lực" in vietnamese
    for address, page in crawled.items():
        stated = f". {pages_en.STATED.partition('{')[0]}"
        for before, text in pairwise(page.labels):
            assert text not in vietnamese or before in (pages_en.STATUS_STATED, stated), (address, text)


@pytest.mark.parametrize(
    ("query", "language", "said"),
    [
        ("", "vi", None),
        ("?lang=vi", "vi", None),
        ("?lang=", "vi", None),
        ("?lang=en", "en", None),
        ("?lang=EN", "en", None),
        ("?lang=en&lang=en", "en", None),
        ("?lang=fr", "vi", "Chưa có trang bằng ngôn ngữ “fr”"),
        ("?lang=%FF", "vi", "Chưa có trang bằng ngôn ngữ"),
        ("?lang=<b>", "vi", "Chưa có trang bằng ngôn ngữ “&lt;b&gt;”"),
        ("?lang=vi&lang=en", "vi", "Đường dẫn ghi hai ngôn ngữ"),
        ("?lang=en&lang=vi", "en", "The address names two languages"),
        ("?lang=en&lang=fr", "en", "There are no pages in the language “fr”"),
    ],
)
@pytest.mark.parametrize("path", ["/", "/tim-kiem", "/van-ban/05-2020-nq-hdnd-huyen-lam-khe", "/khong-co"])
def test_a_page_takes_one_language_and_says_what_it_does_not(
    client: httpx.Client, path: str, query: str, language: str, said: str | None
) -> None:
    answer = client.get(path + query)
    assert answer.status_code == (404 if path == "/khong-co" else 200)
    assert f'<html lang="{language}">' in answer.text
    notice = answer.text.partition('<div class="notice" role="status"><p>')[2].partition("</p>")[0]
    assert (said in notice) if said else "ngôn ngữ" not in notice


def test_the_switch_leads_to_the_same_page_in_the_other_language(client: httpx.Client) -> None:
    query = "?q=n%C3%B4ng+th%C3%B4n&kind=resolution&page=1"
    there = f"/tim-kiem{query}&lang=en"
    assert there in read(client.get("/tim-kiem" + query).text).links
    assert f"/tim-kiem{query}&lang=vi" in read(client.get(there).text).links


def test_search_engines_are_told_of_both_languages(client: httpx.Client) -> None:
    path = "/van-ban/05-2020-nq-hdnd-huyen-lam-khe"
    for query in ("", "?lang=en"):
        html = client.get(path + query).text
        told = dict(re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="http://[^/"]+(/[^"]*)">', html))
        assert told == {"vi": path, "en": f"{path}?lang=en", "x-default": path}


@pytest.mark.parametrize("path", ["/", "/van-ban/05-2020-nq-hdnd-huyen-lam-khe"])
def test_a_language_has_an_etag_of_its_own(client: httpx.Client, path: str) -> None:
    tags = [client.get(path + query).headers["etag"] for query in ("", "?lang=en")]
    assert len(set(tags)) == 2
    for query, tag in zip(("", "?lang=en"), tags, strict=True):
        assert client.get(path + query, headers={"If-None-Match": tag}).status_code == 304


def test_days_and_numbers_are_written_as_english_does(client: httpx.Client) -> None:
    assert "On 1 January 2018: Partly expired from 1 January 2017" in english_text(
        client, "/van-ban/12-2012-nq-hdnd-huyen-lam-khe?on=2018-01-01"
    )
    assert "only its first 2,000 characters" in english_text(client, f"/tim-kiem?q={'a' * 2_001}")
    assert "January 2020" in english_text(client, "/tim-kiem?q=hdnd&from=2020-01&to=2020-01")


def english_text(client: httpx.Client, address: str) -> str:
    joined = "&" if "?" in address else "?"
    return read(client.get(f"{address}{joined}lang=en").text).text


def test_an_address_that_has_moved_leads_on_in_english(client: httpx.Client) -> None:
    assert "lang" not in client.get("/v1/search?q=hdnd").text
    assert client.get("/v1/search?lang=en").status_code == 400  # the interface for programs has no languages


def test_a_value_cannot_pass_for_a_tag_or_a_link(client: httpx.Client) -> None:
    hostile = '"><a href="/x">đ\ufdd0</a><form> href="/y"'
    page = LanguageReader(client.get("/tim-kiem", params={"q": hostile, "lang": "en"}).text)
    assert not {"/x", "/y"} & {urlsplit(link).path for link in page.links}
    assert len(page.forms) == 1
