"""A person's page: offices on a time line and in a table, the documents with filters, bounded if there are many."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import falcon.testing
import httpx

from corpus.document import Document, Official
from indexer.engines.memory import MemoryEngine
from indexer.schema.persons import RoleHeld
from search_api.pages.career_picture import MAX_DRAWN, WIDTH, career_picture
from search_api.pages.official_page import MAX_DOCUMENTS, MAX_ROLES
from tests.support.html_pages import read
from tests.support.sample import application
from tests.support.search import search_over

PATH = "/nguoi/le-quang-thuy"


def role(name: str, first: date | None, last: date | None) -> RoleHeld:
    return RoleHeld(name, "UBND huyện Bình Hòa", first, last, ("a",))


def test_the_table_says_what_the_picture_shows(client: httpx.Client) -> None:
    """Only the table is there for a screen reader."""
    html = client.get(PATH).text
    picture, table = (
        html[html.index("<svg") : html.index("</svg>")],
        html[html.index("<table") : html.index("</table>")],
    )
    assert 'aria-hidden="true"' in picture
    for office in ("Chủ tịch UBND huyện Lam Khê", "Bí thư Huyện ủy Lam Khê"):
        assert office in picture
        assert office in table
    assert "28/06/2016 – 30/06/2021" in table


def test_an_office_stands_once_however_it_is_written(tmp_path: Path) -> None:
    written = ("Trưởng phòng Tư pháp", "Trưởng Phòng Tư pháp huyện", "TRƯỞNG PHÒNG TƯ PHÁP HUYỆN BÌNH HÒA")
    chairs = ("Chủ tịch HĐND huyện Bình Hòa", "Chủ tịch Hội đồng nhân dân huyện", "Chủ tịch HĐND")
    documents = [
        Document(
            id=f"d{number}",
            title="Thông báo",
            kind="notice",
            issuer="HĐND huyện Bình Hòa",
            place="huyện Bình Hòa",
            issued=date(2019, 1, 1 + number),
            officials=(Official("Lê Văn Khoan", name),),
        )
        for number, name in enumerate((*written, *chairs))
    ]
    search = search_over(MemoryEngine("test"), tmp_path, *documents)
    (person,) = search.officials("Lê Văn Khoan").people
    assert [(held.role, held.issuer, len(held.documents)) for held in person.roles] == [
        ("Trưởng Phòng", "Phòng Tư pháp huyện Bình Hòa", 3),
        ("Chủ tịch", "HĐND huyện Bình Hòa", 3),
    ]


def test_bodies_of_two_places_are_never_joined_by_their_name(tmp_path: Path) -> None:
    documents = [
        Document(
            id=id,
            title="Thông báo",
            kind="notice",
            issuer="UBND huyện Bình Hòa",
            issued=date(2019, 1, 1),
            officials=(Official("Lê Văn Khoan", f"Chủ tịch UBND xã {place}"),),
        )
        for id, place in (("a", "An Lạc"), ("b", "Cẩm Sơn"))
    ]
    search = search_over(MemoryEngine("test"), tmp_path, *documents)
    held = {held.issuer for person in search.officials("Lê Văn Khoan").people for held in person.roles}
    assert held == {"UBND xã An Lạc", "UBND xã Cẩm Sơn"}


def test_the_links_by_kind_and_year_lead_to_as_many_documents_as_they_say(client: httpx.Client) -> None:
    page = read(client.get(PATH).text)
    links = [link for link in page.links if link.startswith("/tim-kiem?official=le-quang-thuy&")]
    assert len(links) > 5
    for link in links[:6]:
        asked = {name: values[0] for name, values in parse_qs(urlsplit(link).query).items()}
        total = client.get("/v1/search", params=asked).json()["total"]
        assert total > 0
        assert f" {total}" in " ".join(page.text.split())


def test_documents_that_a_person_signed_say_so(client: httpx.Client) -> None:
    listed = client.get(PATH).text.partition('<ul class="listed">')[2]
    assert "người ký" in listed


def test_a_namesake_is_told_apart_by_office_and_years(client: httpx.Client) -> None:
    text = " ".join(read(client.get("/nguoi/nguyen-van-hoa").text).text.split())
    assert "Có người khác cùng tên" in text
    assert "(2017–2025)" in text or "(2011–2016)" in text


def test_a_page_of_hundreds_of_offices_and_documents_is_bounded(tmp_path: Path) -> None:
    day = date(2015, 1, 1)
    documents = [
        Document(
            id=f"d{number}",
            title=f"Thông báo số {number}",
            kind="notice",
            issuer="UBND huyện Bình Hòa",
            issued=day + timedelta(days=number),
            officials=(Official("Lê Văn Khoan", f"Trưởng Ban Chỉ đạo chương trình {number % 200} huyện Bình Hòa"),),
        )
        for number in range(400)
    ]
    search = search_over(MemoryEngine("test"), tmp_path, *documents)
    (person,) = search.officials("Lê Văn Khoan").people
    assert len(person.roles) > MAX_ROLES
    answer = falcon.testing.TestClient(application(search)).simulate_get(f"/nguoi/{person.id}")
    assert answer.text.count('<th scope="row">') == MAX_ROLES
    assert answer.text.count("<rect") <= MAX_DRAWN
    assert answer.text.partition('<ul class="listed">')[2].count("<li>") == MAX_DOCUMENTS
    assert f"Còn {len(person.roles) - MAX_ROLES} chức vụ" in answer.text


def test_bars_lie_within_the_picture_in_the_order_of_their_days() -> None:
    roles = [
        role("Chủ tịch", date(2016, 6, 28), date(2021, 6, 30)),
        role("Phó Chủ tịch", date(2011, 6, 24), date(2015, 12, 18)),
        role("Ủy viên", date(2021, 12, 31), date(2021, 12, 31)),
    ]
    picture = career_picture(roles)
    assert picture is not None
    assert [office.name.split(" UBND")[0] for office in picture.offices] == ["Phó Chủ tịch", "Chủ tịch", "Ủy viên"]
    assert all(office.x >= 0 and office.x + office.width <= WIDTH for office in picture.offices)
    assert picture.offices[0].x < picture.offices[1].x < picture.offices[2].x
    assert next(year.name for year in picture.years if year.name) == "2011"


def test_one_office_or_none_with_days_needs_no_picture() -> None:
    assert career_picture([role("Chủ tịch", None, None), role("Ủy viên", date(2020, 1, 1), date(2020, 1, 2))]) is None
