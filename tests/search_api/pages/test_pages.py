from __future__ import annotations

import re
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx
import pytest

from tests.support.html_pages import Page, read


def get(client: httpx.Client, path: str, status: int = 200) -> Page:
    answer = client.get(path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return read(answer.text)


PATHS = (
    "/",
    "/huong-dan",
    "/tim-kiem",
    "/tim-kiem?q=ho tro nong thon moi 2020&kind=resolution&from=01/2018&sort=newest",
    "/tim-kiem?q=nguyen van hoa",
    "/tim-kiem?q=khongcogiohet&from=abc",
    "/van-ban/05-2020-nq-hdnd-huyen-lam-khe?q=nông thôn",
    "/van-ban/12-2012-nq-hdnd-huyen-lam-khe?on=2018-01-01",
    "/tim-kiem?citing=12-2012-nq-hdnd-huyen-lam-khe&relation=repeals&status=in-force",
    "/nguoi/nguyen-van-hoa",
    "/co-quan/hdnd-huyen-lam-khe",
    "/ky-hop/hdnd-huyen-lam-khe-2016-2021-9",
    "/khong-co",
)


@pytest.mark.parametrize("path", PATHS)
def test_pages_can_be_used_by_everybody(client: httpx.Client, path: str) -> None:
    answer = client.get(path)
    page = read(answer.text)
    assert '<html lang="vi">' in answer.text
    assert 'name="viewport"' in answer.text
    assert page.links[0] == "#main"
    assert {"header", "main", "footer", "h1", "title"} <= set(page.tags)
    assert page.tags.count("h1") == 1
    programs = r'<script src="/static/[^"]+" defer></script>|<script type="application/ld\+json">'
    assert page.tags.count("script") == len(re.findall(programs, answer.text))
    assert len(page.ids) == len(set(page.ids))
    assert all(given.get("id") in page.labelled for given in page.fields)
    assert {link[1:] for link in page.links if link.startswith("#")} <= set(page.ids)
    assert "style=" not in answer.text


@pytest.mark.parametrize("path", PATHS)
def test_every_link_of_a_page_leads_somewhere(client: httpx.Client, path: str) -> None:
    page = read(client.get(path).text)
    links = {urljoin(path, link) for link in page.links if not link.startswith(("#", "http"))}
    for link in links:
        is_same_page = urlsplit(link).path == urlsplit(path).path  # in another language
        assert client.get(link).status_code == (404 if is_same_page and path == "/khong-co" else 200), link


def test_the_front_page_offers_three_searches_with_results(client: httpx.Client) -> None:
    """It also counts what is indexed."""
    page = get(client, "/")
    assert "tin và văn bản, từ năm 2011 đến năm 2025" in page.text
    examples = [parse_qs(urlsplit(link).query)["q"][0] for link in page.links if link.startswith("/tim-kiem?q=")]
    assert len(examples) == 3
    assert examples[0].isascii()
    assert examples[1].endswith("/NQ-HĐND")
    for example in examples:
        assert "Chưa tìm thấy" not in get(client, "/tim-kiem?q=" + example).text


def test_the_front_page_lists_the_newest_documents(client: httpx.Client) -> None:
    page = get(client, "/")
    newest = client.get("/v1/search?sort=newest&size=8").json()["hits"]
    linked = [link for link in page.links if link.startswith("/van-ban/")]
    assert linked == [hit["page"] for hit in newest]
    assert "04/NQ-HĐND" in page.text
    assert "20/06/2025" in page.text


def test_the_front_page_leads_to_kinds_years_bodies_and_persons(client: httpx.Client) -> None:
    """What is counted there is what is found there."""
    page = get(client, "/")
    assert {"/co-quan/hdnd-huyen-lam-khe", "/nguoi/tran-thi-minh-nguyet"} <= set(page.links)
    for link, label in (
        ("/tim-kiem?kind=resolution&sort=newest", "Nghị quyết"),
        ("/tim-kiem?from=2020&to=2020&date=own&sort=newest", "2020"),
    ):
        assert link in page.links
        total = client.get("/v1" + link.replace("tim-kiem", "search")).json()["total"]
        assert f"{label} {total}\n" in page.text


def test_words_of_the_query_are_marked_in_titles_and_passages(client: httpx.Client) -> None:
    page = get(client, "/tim-kiem?q=nong thon moi")
    assert "nông thôn mới" in page.marked


def test_a_result_leads_to_its_document_with_the_same_words_marked(client: httpx.Client) -> None:
    page = get(client, "/tim-kiem?q=cẩm sơn")
    link = next(link for link in page.links if link.startswith("/van-ban/"))
    assert {mark.casefold() for mark in get(client, link).marked} >= {"cẩm sơn"}


def test_a_chip_takes_its_condition_away_and_the_last_one_all(client: httpx.Client) -> None:
    start = "/tim-kiem?q=n%C3%B4ng+th%C3%B4n"
    page = get(client, start + "&kind=resolution&sort=newest")
    assert start + "&sort=newest" in page.links
    assert "Bỏ điều kiện: Nghị quyết" in page.text
    assert "Bỏ tất cả" not in page.text
    page = get(client, start + "&kind=resolution&kind=news&from=2020&on=2021-01-01&literal=date&sort=newest")
    assert page.text.count("Bỏ điều kiện:") == 5
    assert "Bỏ tất cả" in page.text
    assert start + "&sort=newest" in page.links


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("from=2020&to=2020", "Năm 2020"),
        ("from=01/2020&to=1/2020", "Tháng 1/2020"),
        ("from=13/01/2020&to=13-1-2020", "Ngày 13/01/2020"),
        ("from=2020-01-13", "Từ 13/01/2020"),
        ("to=quý I/2020&date=issued", "Ngày ban hành: đến hết 31/03/2020"),
    ],
)
def test_days_are_taken_in_the_forms_that_people_write(client: httpx.Client, typed: str, shown: str) -> None:
    page = get(client, "/tim-kiem?" + typed)
    assert shown in page.text
    assert "Chưa lọc" not in page.text


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("from=32/1/2020", "Chưa lọc theo ô Từ vì ô này ghi “32/1/2020”."),
        ("from=2021&to=2020", "Ô Từ ghi “2021”, sau ô Đến ghi “2020”, nên đã đổi chỗ hai ô cho nhau."),
        ("sort=newest&sort=oldest", "Đường dẫn ghi sort nhiều lần; chỉ dùng giá trị đầu tiên."),
        ("page=abc", "“abc” không phải là số trang, nên đây là trang đầu."),
        ("page=0", "Các trang được đánh số từ 1, nên đây là trang đầu."),
        ("page=-3", "Các trang được đánh số từ 1, nên đây là trang đầu."),
        ("kind=khong-co", "Đã bỏ qua một điều kiện không dùng được trong đường dẫn: kind=khong-co."),
        ("kind=" + "x" * 900, "kind=" + "x" * 40 + "…."),
        ("&".join(f"issuer={n}" for n in range(150)), "có hơn 100 điều kiện"),
        ("size=abc", "size=abc"),
        ("page=99999", "Không có trang 99999 vì kết quả chỉ có"),
        ('q=nông thôn "mới', "Thiếu dấu ngoặc kép đóng"),
    ],
)
def test_what_cannot_be_used_is_said_and_never_fails_a_person(client: httpx.Client, typed: str, shown: str) -> None:
    page = get(client, "/tim-kiem?" + typed)
    assert shown in page.text
    assert "kết quả" in page.text


def test_parameters_that_other_sites_add_are_passed_over(client: httpx.Client) -> None:
    assert "abc123" not in get(client, "/tim-kiem?q=hdnd&fbclid=abc123").text


def test_a_long_pasted_text_is_searched_by_its_beginning(client: httpx.Client) -> None:
    assert "kết quả" in get(client, "/tim-kiem?q=" + "nghị quyết " * 300).text


def test_the_meaning_of_a_query_is_shown_and_can_be_undone(client: httpx.Client) -> None:
    page = get(client, "/tim-kiem?q=hop quy I/2020")
    assert "“quy I/2020”: từ 01/01/2020 đến 31/03/2020" in page.text
    undo = next(link for link in page.links if "literal=date" in link)
    assert "Hiểu là" not in get(client, undo).text
    assert "Không đoán ngày tháng" in get(client, undo).text


def test_the_document_of_an_exact_number_stands_first_and_says_why(client: httpx.Client) -> None:
    page = get(client, "/tim-kiem?q=05/2020/NQ-HĐND")
    assert page.text.count("Đúng số hiệu") == 1
    first = next(link for link in page.links if link.startswith("/van-ban/"))
    assert first.startswith("/van-ban/05-2020-nq-hdnd")


def test_persons_of_one_name_are_shown_as_a_choice(client: httpx.Client) -> None:
    page = get(client, "/tim-kiem?q=nguyen van hoa")
    people = [link for link in page.links if link.startswith("/nguoi/")]
    assert len(people) >= 2
    assert "Có người khác cùng tên" in get(client, people[0]).text


def test_an_empty_result_offers_ways_on(client: httpx.Client) -> None:
    page = get(client, "/tim-kiem?q=nông thôn&kind=directive&term=2011-2016")
    assert "Chưa tìm thấy tin hoặc văn bản nào phù hợp" in page.text
    assert "/tim-kiem?q=n%C3%B4ng+th%C3%B4n" in page.links


def test_a_page_past_the_end_leads_back(client: httpx.Client) -> None:
    page = get(client, "/tim-kiem?q=nông thôn&page=900")
    assert "Trang này không có kết quả nào" in page.text
    assert "/tim-kiem?q=n%C3%B4ng+th%C3%B4n" in page.links


def test_a_document_shows_what_is_known_of_it(client: httpx.Client) -> None:
    page = get(client, "/van-ban/05-2020-nq-hdnd-huyen-lam-khe")
    for known in ("05/2020/NQ-HĐND", "HĐND huyện Lam Khê", "15/07/2020", "người ký", "Bãi bỏ", "12/2012/NQ-HĐND"):
        assert known in page.text
    assert "dieu-1" in page.ids
    assert page.marked == []


def test_an_official_is_shown_with_roles_and_their_documents(client: httpx.Client) -> None:
    """A link leads to all documents that mention the official."""
    page = get(client, "/nguoi/tran-thi-minh-nguyet")
    assert "Chức vụ qua các thời kỳ" in page.text
    assert any(link.startswith("/van-ban/") for link in page.links)
    assert "/tim-kiem?official=tran-thi-minh-nguyet&sort=newest" in page.links


@pytest.mark.parametrize(
    "path", ["/khong-co", "/van-ban/khong-co", "/nguoi/khong-co", "/static/khong-co", "/tim-kiem/x"]
)
def test_a_missing_page_says_so_in_vietnamese_with_a_way_on(client: httpx.Client, path: str) -> None:
    page = get(client, path, 404)
    assert "Không tìm thấy" in page.text
    assert "/" in page.links
    assert [given["name"] for given in page.fields] == ["q"]


def test_what_a_reader_types_is_shown_as_text_only(client: httpx.Client) -> None:
    typed = '<script>alert(1)</script>"onfocus="x'
    answer = client.get("/tim-kiem", params={"q": typed, "kind": "<b>", "from": '"><i>', "section": "<u>"})
    assert "<script>" not in answer.text
    assert "<b>x" not in answer.text
    assert "<i>" not in answer.text
    assert "<u>" not in answer.text
    page = read(answer.text)
    assert page.fields[0]["value"] == typed


def test_styles_may_be_cached_as_pages_name_their_version(client: httpx.Client) -> None:
    answer = client.get("/static/style.css")
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-type"].startswith("text/css")


def test_names_in_a_document_lead_to_the_persons(client: httpx.Client) -> None:
    page = get(client, "/van-ban/05-2020-nq-hdnd-huyen-lam-khe")
    assert sum(link.startswith("/nguoi/") for link in page.links) >= 1


def test_a_query_that_is_cut_has_a_notice(client: httpx.Client) -> None:
    answer = client.get("/tim-kiem", params={"q": "ngân sách " * 250})
    assert answer.status_code == 200
    assert "2.000 ký tự đầu" in answer.text
    assert "ký tự đầu" not in client.get("/tim-kiem", params={"q": "ngân sách"}).text
