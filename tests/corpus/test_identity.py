from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.document import SAFE_ID, Document
from corpus.identity import canonical_address, identify

RESOLUTION = Document(
    id="",
    title="Quy định mức hỗ trợ xây dựng nông thôn mới",
    number="05/2020/NQ-HĐND",
    issuer="HĐND huyện Lam Khê",
    issued=date(2020, 7, 15),
)


def test_a_given_safe_id_wins_over_everything() -> None:
    assert identify(replace(RESOLUTION, id="21395276", url="https://lamkhe.example/a.html")) == "21395276"


def test_a_url_wins_over_a_number_and_its_page_can_be_recognised() -> None:
    id = identify(replace(RESOLUTION, url="https://lamkhe.example/tin-tuc/khai-mac-ky-hop-thu-9.html"))
    assert id.startswith("khai-mac-ky-hop-thu-9-")


@pytest.mark.parametrize(
    "same",
    [
        "http://lamkhe.example/tin/1?trang=2",
        "https://www.lamkhe.example/tin/1?trang=2",
        "HTTPS://LamKhe.example/tin/1/?trang=2#binh-luan",
        " https://lamkhe.example/tin/1?utm_source=zalo&trang=2&fbclid=x ",
        "https://lamkhe.example/t%69n/1?trang=2",
    ],
)
def test_a_page_keeps_its_id_however_its_address_is_written(same: str) -> None:
    assert identify(Document(id="", url=same)) == identify(Document(id="", url="https://lamkhe.example/tin/1?trang=2"))


@pytest.mark.parametrize(
    "other",
    [
        "https://lamkhe.example/tin/1",
        "https://lamkhe.example/tin/1?trang=3",
        "https://lamkhe.example/tin-1?trang=2",
        "https://camson.example/tin/1?trang=2",
        "https://lamkhe.example/#/tin/1?trang=2",
        "https://lamkhe.example/Tin/1?trang=2",
    ],
)
def test_another_page_has_another_id(other: str) -> None:
    assert identify(Document(id="", url=other)) != identify(Document(id="", url="https://lamkhe.example/tin/1?trang=2"))


@pytest.mark.parametrize(
    ("number", "issuer", "issued", "id"),
    [
        ("05/2020/NQ-HĐND", "HĐND huyện Lam Khê", None, "05-2020-nq-hdnd-huyen-lam-khe"),
        ("5/2020/nq-hđnd", "HỘI ĐỒNG NHÂN DÂN HUYỆN LAM KHÊ", date(2020, 7, 15), "05-2020-nq-hdnd-huyen-lam-khe"),
        ("12/NQ-HĐND", "HĐND huyện Lam Khê", date(2017, 12, 19), "12-nq-hdnd-huyen-lam-khe-2017"),
        ("12/NQ-HĐND", "HĐND huyện Lam Khê", date(2018, 12, 18), "12-nq-hdnd-huyen-lam-khe-2018"),
        ("1205/QĐ-UBND", "UBND huyện Lam Khê", date(2014, 8, 12), "1205-qd-ubnd-huyen-lam-khe-2014"),
        ("44/BC-BPC", "Ban Pháp chế HĐND huyện", date(2023, 12, 10), "44-bc-bpc-ban-phap-che-hdnd-huyen-2023"),
    ],
)
def test_an_official_document_bears_number_issuer_and_year(
    number: str, issuer: str, issued: date | None, id: str
) -> None:
    assert identify(Document(id="", title="Về việc", number=number, issuer=issuer, issued=issued)) == id


def test_the_number_is_read_from_the_text_where_no_field_gives_it() -> None:
    text = (
        "HỘI ĐỒNG NHÂN DÂN\nHUYỆN LAM KHÊ\n\nSố: 12/NQ-HĐND\n\nLam Khê, ngày 19 tháng 12 năm 2017\n\n"
        "NGHỊ QUYẾT\nVề dự toán ngân sách năm 2018\n\nHỘI ĐỒNG NHÂN DÂN HUYỆN LAM KHÊ\n\nQUYẾT NGHỊ:\n\n"
        "Điều 1. Thông qua dự toán.\n\nTM. HỘI ĐỒNG NHÂN DÂN\nCHỦ TỊCH\n\nTrần Thị Minh Nguyệt\n"
    )
    assert identify(Document(id="", text=text)) == "12-nq-hdnd-huyen-lam-khe-2017"


def test_a_number_without_year_or_issuer_gives_no_id() -> None:
    """Many documents have it."""
    assert identify(replace(RESOLUTION, number="12/NQ-HĐND", issued=None)).startswith("vb-")
    assert identify(replace(RESOLUTION, issuer=None)).startswith("vb-")


def test_without_anything_else_the_content_is_the_identity() -> None:
    notice = Document(id="", title="Thông báo", text="Huyện Lam Khê họp.")
    id = identify(notice)
    assert SAFE_ID.fullmatch(id)
    assert len(id) == len("vb-") + 16
    assert identify(replace(notice, text=unicodedata.normalize("NFD", notice.text), source="Cổng")) == id
    assert identify(replace(notice, text="Huyện Lam Khê đã họp.")) != id


def test_an_id_that_is_not_safe_in_a_url_is_made_safe() -> None:
    """It stays apart from other ids with the same slug."""
    made = identify(Document(id="Số 5/NQ", title="A"))
    assert made.startswith("so-5-nq-")
    assert identify(Document(id="Số 5/NQ", title="đã sửa")) == made
    assert identify(Document(id="số 5 nq", title="A")) != made


@given(st.builds(Document, id=st.text(max_size=300), title=st.just("A"), url=st.none() | st.text(max_size=300)))
def test_every_id_is_safe_and_depends_on_the_document_alone(document: Document) -> None:
    id = identify(document)
    assert SAFE_ID.fullmatch(id)
    assert identify(replace(document)) == id
    assert identify(replace(document, id=id)) == id


@pytest.mark.parametrize(
    "address",
    [
        "http://lamkhe.example/tin-tuc/họp?id=5",
        "https://www.lamkhe.example/tin-tuc/họp?id=5",
        "https://LAMKHE.example:443/tin-tuc/họp?id=5",
        "http://lamkhe.example:80/tin-tuc/họp/?id=5",
        "https://lamkhe.example/tin-tuc/họp?id=5#noi-dung",
        "https://lamkhe.example/tin-tuc/họp?id=5&utm_source=zalo&fbclid=x&gclid=y",
        "https://lamkhe.example/./tin-tuc//họp?id=5",
        "https://lamkhe.example/a/../tin-tuc/họp/index.html?id=5",
        "https://lamkhe.example/tin-tuc/h%E1%BB%8Dp?id=%35",
    ],
)
def test_addresses_of_one_page_are_one(address: str) -> None:
    assert canonical_address(address) == "lamkhe.example/tin-tuc/họp?id=5#"


def test_addresses_of_two_pages_are_two() -> None:
    pages = ("/tin", "/tin?id=1", "/Tin", "/tin/1", "/tin#/1", "/tin.html", "/tin/index", ":8080/tin", "/")
    assert len({canonical_address(f"https://lamkhe.example{page}") for page in pages}) == len(pages)
