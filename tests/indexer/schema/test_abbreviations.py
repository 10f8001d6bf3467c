"""Abbreviations that documents define match their full forms and vice versa, within the source that defines them."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.document import Document
from indexer.engines.port import Engine
from indexer.search import Search
from tests.support.search import ask, result_ids, search_over

DEFINED = "Ban Quản lý chợ và bến bãi (BQLCBB) họp sáng nay."


@pytest.fixture
def search(engine: Engine, tmp_path: Path) -> Search:
    return search_over(
        engine,
        tmp_path,
        Document("tin-1", source="Lam Khê", title="Thu phí chợ", text=DEFINED),
        Document("tin-2", source="Lam Khê", title="Sắp xếp chợ", text="Ban quản lý chợ và bến bãi thu phí đúng mức."),
        Document("tin-3", source="Lam Khê", title="Bến mới", text="BQLCBB mở thêm bến đò."),
        Document("tin-4", source="Ba Vân", title="Tin khác", text="BQLCBB ở đây là tên một đội bóng."),
        Document("tin-5", source="Ba Vân", title="Chợ phiên", text="Ban quản lý chợ và bến bãi huyện Ba Vân."),
    )


@pytest.mark.parametrize("typed", ["BQLCBB", "bqlcbb"])
def test_a_short_form_finds_its_full_form_in_the_defining_source(search: Search, typed: str):
    """Documents of other sources match only by the letters typed."""
    assert set(result_ids(search, typed)) == {"tin-1", "tin-2", "tin-3", "tin-4"}
    assert set(result_ids(search, typed, literal=("abbreviation",))) == {"tin-1", "tin-3", "tin-4"}


@pytest.mark.parametrize("typed", ["Ban quản lý chợ và bến bãi", "ban quan ly cho va ben bai"])
def test_a_full_form_finds_the_short_form_its_source_defines(search: Search, typed: str):
    page = ask(search, typed)
    assert {result.id for result in page.results} == {"tin-1", "tin-2", "tin-3", "tin-5"}
    assert [u.meaning for u in page.understood if u.type == "abbreviation"] == [{"text": "BQLCBB"}]


def test_the_full_form_of_a_queried_short_form_is_marked(search: Search) -> None:
    [result] = [hit for hit in ask(search, "BQLCBB").results if hit.id == "tin-2"]
    snippet = result.snippets[0]
    assert [snippet.text[a:b] for a, b in snippet.marks] == ["Ban quản lý chợ và bến bãi"]


def test_a_full_form_does_not_match_short_forms_of_two_letters(engine: Engine, tmp_path: Path) -> None:
    search = search_over(
        engine,
        tmp_path,
        Document("tin-1", source="Lam Khê", text="Các tổ sản xuất (TX) được vay vốn."),
        Document("tin-2", source="Lam Khê", text="Tỉnh có ba TX."),
    )
    assert result_ids(search, "tổ sản xuất") == ["tin-1"]


def test_words_of_a_query_in_capitals_are_no_short_forms(engine: Engine, tmp_path: Path) -> None:
    search = search_over(
        engine,
        tmp_path,
        Document("tin-1", source="Lam Khê", text="Ban Quản lý Dự án đường (DA) đã họp."),
        Document("tin-2", source="Lam Khê", text="Dự án cầu khởi công."),
    )
    for typed in ("đã họp", "da hop"):
        assert result_ids(search, typed.upper()) == result_ids(search, typed) == ["tin-1"]
        assert ask(search, typed.upper()).understood == ask(search, typed).understood
