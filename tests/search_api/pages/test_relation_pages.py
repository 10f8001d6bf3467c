"""Pages of the sample say what is in force, what changed it and where, and lead to the other documents."""

from __future__ import annotations

import re

import httpx
import pytest

from tests.support.html_pages import Page, read

REPEALED = "/van-ban/12-2012-nq-hdnd-huyen-lam-khe"


def get(client: httpx.Client, path: str) -> Page:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return read(answer.text)


def words(page: Page) -> str:
    return " ".join(page.text.split())


@pytest.mark.parametrize(
    ("path", "notice"),
    [
        (REPEALED, "Hết hiệu lực từ 01/01/2021: bị bãi bỏ bởi khoản 2 Điều 8 Nghị quyết 05/2020/NQ-HĐND."),
        (
            REPEALED + "?on=2018-01-01",
            "Vào ngày 01/01/2018: Hết hiệu lực một phần từ 01/01/2017: được sửa đổi, bổ sung bởi "
            "Điều 1 Nghị quyết 12/2016/NQ-HĐND",
        ),
        (REPEALED + "?on=2012-12-20", "Vào ngày 20/12/2012: Chưa có hiệu lực, có hiệu lực từ 26/12/2012."),
        (
            "/van-ban/21-2014-nq-hdnd-huyen-lam-khe",
            "Hết hiệu lực một phần từ 01/01/2025: bị bãi bỏ bởi Điều 2 Nghị quyết 28/2024/NQ-HĐND (khoản 3 Điều 4).",
        ),
        (
            "/van-ban/08-2022-nq-hdnd-huyen-lam-khe",
            "Ngưng hiệu lực từ 01/01/2025 đến hết 31/12/2027: bị ngưng hiệu lực bởi Điều 1 Nghị quyết 29/2024/NQ-HĐND.",
        ),
        (
            "/van-ban/118-qd-ubnd-huyen-lam-khe-2012",
            "Hết hiệu lực từ 10/03/2017: được thay thế bởi Điều 3 Quyết định 356/QĐ-UBND.",
        ),
    ],
)
def test_a_document_not_wholly_in_force_says_so_first(client: httpx.Client, path: str, notice: str) -> None:
    shown = words(get(client, path))
    assert notice in shown
    assert shown.index(notice) < shown.index("Lam Khê, ngày")


def test_a_document_in_force_has_no_notice(client: httpx.Client) -> None:
    answer = client.get("/van-ban/28-2024-nq-hdnd-huyen-lam-khe").text
    assert 'class="notice effect"' not in answer
    assert 'class="status"' not in answer
    assert "Còn hiệu lực" in answer  # beside the text


def test_another_day_is_chosen_by_a_form_and_may_be_nonsense(client: httpx.Client) -> None:
    page = get(client, REPEALED + "?on=2018-01-01&q=thôn")
    [day] = [given for given in page.fields if given.get("name") == "day"]
    assert (day["type"], day["value"]) == ("date", "2018-01-01")
    nonsense, usual = (client.get(REPEALED + query).text.partition("<main")[2] for query in ("?on=hôm nọ", ""))
    assert nonsense == usual
    assert client.get(REPEALED + "?on=2018-01-01").headers["etag"] != client.get(REPEALED).headers["etag"]


def test_the_notice_leads_to_the_article_that_repeals(client: httpx.Client) -> None:
    page = get(client, REPEALED)
    place = "/van-ban/05-2020-nq-hdnd-huyen-lam-khe#dieu-8"
    assert place in page.links
    assert place.partition("#")[2] in get(client, place).ids


def test_relations_are_listed_by_name_with_what_says_them(client: httpx.Client) -> None:
    page = get(client, REPEALED)
    shown = words(page)
    names = ["Bị bãi bỏ bởi (1)", "Được hợp nhất trong (1)", "Được sửa đổi, bổ sung bởi (1)", "Được dẫn chiếu trong ("]
    places = [shown.index(name) for name in names]
    assert places == sorted(places)
    assert "Bãi bỏ Nghị quyết số 12/2012/NQ-HĐND ngày 19 tháng 12 năm 2012" in shown
    assert "Luật Ngân sách nhà nước số 01/2002/QH11" in shown
    assert not any("01/2002" in link for link in page.links)  # it is not here
    assert "/van-ban/01-vbhn-hdnd-huyen-lam-khe-2017" in page.links


def test_the_chain_is_a_picture_and_the_same_as_a_list(client: httpx.Client) -> None:
    answer = client.get(REPEALED).text
    [svg] = re.findall(r"<svg.*?</svg>", answer, re.DOTALL)
    assert 'aria-hidden="true"' in svg  # the list says the same
    assert "Sơ đồ 5 văn bản làm thay đổi hiệu lực của nhau, từ 19/12/2012 đến 18/12/2024" in svg
    drawn = re.findall(r'<a href="([^"]+)" tabindex="-1">', svg)
    listed = re.findall(r'<a href="([^"]+)"', answer.partition("</svg>")[2].partition("</ol>")[0])
    assert drawn == listed
    assert len(drawn) == 4
    assert svg.count('class="arrow repeals"') == 3
    assert "bãi bỏ 12/2012/NQ-HĐND, 12/2016/NQ-HĐND" in words(read(f"<div>{svg}</div>"))
    assert "<svg" not in client.get("/van-ban/01-nq-hdnd-huyen-lam-khe-2016").text


@pytest.mark.parametrize(
    ("path", "change", "before"),
    [
        (REPEALED, "Được sửa đổi, bổ sung bởi Điều 1 Nghị quyết 12/2016/NQ-HĐND", "Kinh phí hỗ trợ do"),
        (REPEALED, "Khoản 2 Điều 3: được sửa đổi, bổ sung bởi Điều 1", "2. Đường trục thôn"),
        (
            "/van-ban/21-2014-nq-hdnd-huyen-lam-khe",
            "Khoản 3 Điều 4: bị bãi bỏ bởi Điều 2 Nghị quyết 28/2024/NQ-HĐND",
            "3. Hỗ trợ vận chuyển từ",
        ),
        ("/van-ban/16-nq-hdnd-9b14b5e1a7", "Được sửa đổi, bổ sung bởi Điều 1 Nghị quyết 31/NQ-HĐND", "1. Tổng số vốn"),
        (
            "/van-ban/08-2022-nq-hdnd-huyen-lam-khe",
            "Khoản 4 Điều 4: được đính chính bởi Công văn 21/HĐND-VP",
            "4. Tổ chức ngày hội đọc sách",
        ),
    ],
)
def test_what_was_changed_says_so_in_its_place(client: httpx.Client, path: str, change: str, before: str) -> None:
    shown = words(get(client, path))
    assert re.search(re.escape(change) + r"[^.:]{0,60}" + re.escape(before), shown)


def test_citations_in_a_text_lead_to_the_documents_that_are_here(client: httpx.Client) -> None:
    text = client.get("/van-ban/05-2020-nq-hdnd-huyen-lam-khe").text
    named = dict(re.findall(r'<a class="named" href="(/van-ban/[^"]+)">([^<]+)</a>', text))
    assert set(named) == {
        "/van-ban/12-2012-nq-hdnd-huyen-lam-khe",
        "/van-ban/12-2016-nq-hdnd-bae7e4fd12",
        "/van-ban/62-ttr-ubnd-6c5b396f4f",
    }
    assert "12/2012/NQ-HĐND" in named["/van-ban/12-2012-nq-hdnd-huyen-lam-khe"]


def test_documents_that_cite_one_are_a_filter_that_can_be_removed(client: httpx.Client) -> None:
    address = "/tim-kiem?citing=12-2012-nq-hdnd-huyen-lam-khe"
    assert address in get(client, REPEALED).links
    page = get(client, address + "&relation=repeals&on=2020-12-01")
    assert "Bỏ điều kiện: Văn bản viện dẫn 12/2012/NQ-HĐND" in words(page)
    assert {"Bãi bỏ", "Hiệu lực vào ngày 01/12/2020"} <= set(re.findall(r"Bỏ điều kiện: ([^×]+?) ×", words(page)))
    assert address + "&relation=repeals" in page.links
    repeated = "citing=12-2012-nq-hdnd-huyen-lam-khe&relation=repeals&on=2020-12-01"
    assert f"/van-ban/05-2020-nq-hdnd-huyen-lam-khe?{repeated}" in page.links
    assert "Chưa có hiệu lực" in page.text


def test_results_bear_a_badge_and_can_be_narrowed_by_effect(client: httpx.Client) -> None:
    page = get(client, "/tim-kiem?q=đường giao thông nông thôn&kind=resolution")
    assert "19/12/2012 ✕ Hết hiệu lực" in words(page)
    only = get(client, "/tim-kiem?q=đường giao thông nông thôn&kind=resolution&status=expired")
    shown, all_shown = ({link.partition("?")[0] for link in each.links if "van-ban/" in link} for each in (only, page))
    assert shown < all_shown
    assert "Bỏ điều kiện: Hết hiệu lực ×" in words(only)


def test_a_document_of_a_dissolved_council_says_that_it_is_invented(client: httpx.Client) -> None:
    shown = words(get(client, "/van-ban/91-nq-hdnd-6a483dab2a"))
    assert "HĐND quận Hoàn Kiếm" in shown
    assert "Văn bản minh họa, nội dung không có thật" in shown
