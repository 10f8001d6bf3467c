"""A body is known by its documents and its officials, under an id that people can read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from corpus.document import Document, Official
from corpus.vi.unit_names import units_named
from corpus.vi.unit_table import table
from corpus.vi.units import unit_at
from indexer.engines.memory import MemoryEngine
from indexer.search import Search
from indexer.search.body_periods import IN, body_id, without_documents
from indexer.search.query.body_names import BodyNames
from tests.support.sample import sample_search
from tests.support.search import search_over


def issued(id: str, issuer: str, day: date = date(2023, 5, 4), **fields: object) -> Document:
    title = f"Quyết định của {issuer}"
    return Document(id=id, title=title, kind="decision", issuer=issuer, issued=day, **fields)  # type: ignore[arg-type]


@pytest.fixture
def search(tmp_path: Path) -> Search:
    return search_over(
        MemoryEngine("test"),
        tmp_path,
        issued("a", "UBND xã Tân Lập", officials=(Official("Lê Văn Tám", "Chủ tịch UBND xã Tân Lập"),)),
        issued("b", "UBND XÃ TÂN LẬP", date(2024, 1, 2)),
        issued("c", "UBND xã Tấn Lập"),
        issued("d", "UBND xã Thủy Sơn"),
        issued("e", "UBND xã Thuỷ Sơn"),
    )


def test_a_body_counts_its_documents_by_kind_and_year() -> None:
    page = sample_search().body("hdnd-huyen-lam-khe")
    assert page is not None
    assert (page.body.name, page.level) == ("HĐND huyện Lam Khê", "district")
    assert sum(value.count for value in page.kinds) == page.body.documents > 20
    assert sum(value.count for value in page.years) == page.body.documents
    years = [value.value for value in page.years]
    assert years == sorted(years, reverse=True)


def test_officials_of_a_body_stand_by_term_the_highest_first() -> None:
    page = sample_search().body("hdnd-huyen-lam-khe")
    assert page is not None
    named = {term.term: [(one.name, one.role) for one in term.officials] for term in page.terms}
    assert list(named) == ["2021-2026", "2016-2021", "2011-2016"]
    assert named["2021-2026"] == [("Lê Quang Thủy", "Chủ tịch"), ("Hoàng Thị Lý", "Phó Chủ tịch")]
    assert page.officials == 5


def test_an_official_without_a_document_of_his_body_has_its_page_too() -> None:
    page = sample_search().body("huyen-uy-lam-khe")
    assert page is not None
    assert (page.body.documents, page.kinds, bool(page.terms)) == (0, (), True)


def test_a_name_without_a_place_is_no_body_of_its_own() -> None:
    names = BodyNames([], [("Ban Chỉ đạo", 3), ("UBND huyện", 2), ("Quốc hội", 1), ("UBND xã Cẩm Sơn", 1)])
    assert [name.label for name in names.all()] == ["Quốc hội", "UBND xã Cẩm Sơn"]


def test_bodies_that_differ_in_marks_only_keep_them_in_their_ids(search: Search) -> None:
    assert {body.id for body in search.bodies("tan lap").bodies} == {"ubnd-xã-tân-lập", "ubnd-xã-tấn-lập"}
    page = search.body("ubnd-xa-tan-lap")
    assert page is not None
    assert (page.body.name, page.body.documents) == ("UBND xã Tân Lập", 2)
    assert [other.name for other in page.same_name] == ["UBND xã Tấn Lập"]
    other = search.body("ubnd-xã-tấn-lập")
    assert other is not None
    assert (other.body.name, other.same_name) == ("UBND xã Tấn Lập", ())


def test_capitals_and_tone_place_make_no_other_body(search: Search) -> None:
    page = search.body("ubnd-xa-thuy-son")
    assert page is not None
    assert (page.body.documents, page.same_name) == (2, ())


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("phap che", ["Ban Pháp chế HĐND huyện Lam Khê"]),
        ("Hội đồng nhân dân huyện", ["HĐND huyện Lam Khê"]),
        ("HĐND tỉnh", []),
    ],
)
def test_bodies_are_found_by_the_words_of_their_names(typed: str, names: list[str]) -> None:
    assert [body.name for body in sample_search().bodies(typed).bodies][: len(names) or None] == names


@pytest.mark.parametrize("id", ["", "-", "khong-co", "%00", "hdnd/huyen", "hdnd-xa-" * 5000])
def test_an_unknown_id_is_no_body(search: Search, id: str) -> None:
    assert search.body(id) is None


@pytest.fixture(scope="module")
def hanoi(tmp_path_factory: pytest.TempPathFactory) -> Search:
    return search_over(
        MemoryEngine("test"),
        tmp_path_factory.mktemp("hanoi"),
        issued("hk", "HĐND quận Hoàn Kiếm", date(2020, 7, 1)),
        issued("ph", "HĐND phường Hoàn Kiếm", date(2025, 9, 1)),
        issued("cn", "UBND phường Cửa Nam", date(2022, 1, 5), place="quận Hoàn Kiếm"),
        issued("dp", "UBND xã Tân Lập", date(2020, 7, 1), place="huyện Đan Phượng"),
        issued("sl", "UBND xã Tân Lập", date(2020, 7, 1), place="tỉnh Sơn La"),
        issued("ha", "HĐND thành phố Hải Phòng", date(2020, 7, 1)),
    )


def test_a_dissolved_body_says_until_when_and_what_took_over(hanoi: Search) -> None:
    page = hanoi.body("hdnd-quan-hoan-kiem")
    assert page is not None
    [period] = page.periods
    assert (period.until, period.is_until_latest, page.level) == (date(2025, 6, 30), False, "district")
    assert [(other.name, other.is_certain) for other in period.now][:3] == [
        ("HĐND phường Hoàn Kiếm", True),
        ("HĐND phường Cửa Nam", True),
        ("HĐND phường Hồng Hà", True),
    ]


def test_each_body_that_took_over_or_was_before_has_a_page(hanoi: Search) -> None:
    for id in ("hdnd-quan-hoan-kiem", "hdnd-phuong-hoan-kiem", "ubnd-phuong-cua-nam"):
        page = hanoi.body(id)
        assert page is not None
        for period in page.periods:
            for other in (*period.was, *period.now):
                target = hanoi.body(other.id)
                assert target is not None, other.id
                assert (target.body.name, bool(target.periods)) == (other.name, True)


def test_a_body_of_the_same_name_before_and_after_has_one_page(hanoi: Search) -> None:
    page = hanoi.body("ubnd-phuong-cua-nam")
    assert page is not None
    assert [(period.since, period.until) for period in page.periods] == [
        (date(2025, 7, 1), None),
        (None, date(2025, 6, 30)),
    ]
    assert page.body.documents == 1


def test_bodies_of_one_name_in_several_places_are_a_choice(hanoi: Search) -> None:
    page = hanoi.body("ubnd-xa-tan-lap")
    assert page is not None
    assert (page.periods, page.body.documents) == ((), 2)
    assert {(choice.name, choice.documents) for choice in page.choices} == {
        ("UBND xã Tân Lập, huyện Đan Phượng, thành phố Hà Nội", 1),
        ("UBND xã Tân Lập, thị xã Mộc Châu, tỉnh Sơn La", 1),
    }
    for choice in page.choices:
        one = hanoi.body(choice.id)
        assert one is not None
        assert (one.body.id, one.body.documents, len(one.periods), one.choices) == (choice.id, 1, 1, ())


@pytest.mark.parametrize(
    "id", ["hdnd-xa-khong-co", "ubnd-phuong-cua-nam--tinh-khong-co", "--", "hdnd--thanh-pho-ha-noi"]
)
def test_a_unit_that_is_not_known_makes_no_body(hanoi: Search, id: str) -> None:
    assert hanoi.body(id) is None


@pytest.mark.parametrize(
    ("id", "ended"),
    [("hk", "HĐND quận Hoàn Kiếm"), ("cn", "UBND phường Cửa Nam"), ("ph", None), ("ha", None)],
)
def test_a_document_of_a_dissolved_body_says_so(hanoi: Search, id: str, ended: str | None) -> None:
    """One that goes on under the same name, as a merged province's, is not dissolved."""
    document = hanoi.document(id)
    assert document is not None
    body = hanoi.ended_body(document, today=date(2025, 7, 1))
    assert (body and body.name) == ended
    assert hanoi.ended_body(document, today=date(2025, 6, 30)) is None


def test_a_district_that_the_table_does_not_know_is_not_ended() -> None:
    search = sample_search()
    document = search.document("05-2020-nq-hdnd-huyen-lam-khe")
    page = search.body("hdnd-huyen-lam-khe")
    assert document is not None
    assert page is not None
    assert search.ended_body(document, today=date(2026, 1, 1)) is None
    assert page.periods == ()


def test_the_id_of_a_body_leads_back_to_its_unit() -> None:
    """Also where units differ in marks only (`xã Bảo Thanh`, `xã Bảo Thành`) or have names of one syllable."""
    nothing = BodyNames([], [])
    units = [unit_at(row) for row in range(0, len(table().rows), 97)]
    for unit in (*units, *units_named("xã Bảo Thành"), *units_named("xã Xốp"), *units_named("huyện Lắk")):
        base, _, place = body_id(f"UBND {unit.name}", unit, nothing).partition(IN)
        found = [body.unit.id for group in without_documents(base, place) for body in group]
        assert unit.id in found, unit.id
