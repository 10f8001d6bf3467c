"""A body is known by its documents and its officials, under an id that people can read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from corpus.document import Document, Official
from indexer.engines.memory import MemoryEngine
from indexer.search import Search
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


@pytest.mark.parametrize("id", ["", "-", "khong-co", "%00", "hdnd/huyen"])
def test_an_unknown_id_is_no_body(search: Search, id: str) -> None:
    assert search.body(id) is None
