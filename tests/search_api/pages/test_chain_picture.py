"""The picture of a chain has a row for each document and an arrow for each change, whatever the documents do."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from corpus.document import EFFECTIVE_RELATIONS
from indexer.results import ChainLink, EffectChain, RelatedDocument
from search_api.pages.chain_picture import WIDTH, chain_picture

Change = tuple[int, str, int]


def documents(count: int) -> list[RelatedDocument]:
    first = date(2012, 1, 1)
    return [
        RelatedDocument(f"d{n}", f"Nghị quyết {n}", f"{n}/2012/NQ-HĐND", first + timedelta(days=200 * n))
        for n in range(count)
    ]


def chain(changes: list[Change], count: int, this: int = 0) -> EffectChain:
    known = documents(count)
    edges = dict.fromkeys(ChainLink(f"d{s}", f"d{t}", relation) for s, relation, t in changes if s != t)
    return EffectChain((known[this], *(each for each in known if each is not known[this])), tuple(edges))


def test_a_chain_is_drawn_by_day_with_what_each_document_does() -> None:
    drawn = chain_picture(chain([(1, "amends", 0), (2, "repeals", 0), (2, "repeals", 1), (3, "extends", 2)], 4))
    assert drawn is not None
    assert drawn.title == "Sơ đồ 4 văn bản làm thay đổi hiệu lực của nhau, từ 01/01/2012 đến 23/08/2013"
    assert [(row.text, row.is_this, row.deeds) for row in drawn.rows] == [
        ("0/2012/NQ-HĐND", True, []),
        ("1/2012/NQ-HĐND", False, ["sửa đổi, bổ sung 0/2012/NQ-HĐND"]),
        ("2/2012/NQ-HĐND", False, ["bãi bỏ 0/2012/NQ-HĐND, 1/2012/NQ-HĐND"]),
        ("3/2012/NQ-HĐND", False, ["kéo dài thời gian áp dụng 2/2012/NQ-HĐND"]),
    ]
    assert sorted(arrow.relation for arrow in drawn.arrows) == ["amends", "extends", "repeals", "repeals"]


def test_a_repeal_of_parts_is_not_shown_as_one_of_the_whole() -> None:
    links = (ChainLink("d1", "d0", "repeals", is_partial=True), ChainLink("d2", "d0", "amends", is_partial=True))
    drawn = chain_picture(EffectChain(tuple(documents(3)), links))
    assert drawn is not None
    assert [row.deeds for row in drawn.rows] == [
        [],
        ["bãi bỏ một phần 0/2012/NQ-HĐND"],
        ["sửa đổi, bổ sung 0/2012/NQ-HĐND"],
    ]


def test_a_picture_names_only_days_that_are_known() -> None:
    undated, dated = RelatedDocument("a", "Nghị quyết a"), documents(1)[0]
    changes = (ChainLink("d0", "a", "repeals"),)
    one, none = (
        chain_picture(EffectChain((undated, other), changes)) for other in (dated, replace(dated, issued=None))
    )
    assert one is not None
    assert none is not None
    assert one.title == "Sơ đồ 2 văn bản làm thay đổi hiệu lực của nhau, từ 01/01/2012 đến 01/01/2012"
    assert none.title == "Sơ đồ 2 văn bản làm thay đổi hiệu lực của nhau"


def test_documents_that_change_no_effect_make_no_picture() -> None:
    assert chain_picture(chain([], 1)) is None


@given(
    st.lists(st.tuples(st.integers(0, 11), st.sampled_from(EFFECTIVE_RELATIONS), st.integers(0, 11)), max_size=60),
    st.integers(0, 11),
)
def test_arrows_join_rows_and_stay_inside_the_picture(changes: list[Change], this: int) -> None:
    drawn = chain_picture(chain(changes, 12, this))
    if drawn is None:
        return
    assert [row.is_this for row in drawn.rows].count(True) == 1
    heights = {row.y for row in drawn.rows}
    for arrow in drawn.arrows:
        xs = [int(x) for x in re.findall(r"(?:M|H|Q)(-?\d+)", arrow.path)]
        assert min(xs) >= 0
        start, end = (int(y) for y in re.findall(r"M\d+ (\d+)", arrow.path + arrow.head))
        assert {start + 3, end + 3} <= heights
    last = drawn.rows[-1]
    assert all(y <= drawn.height for y, _ in last.lines)
    assert all(row.x < WIDTH / 3 for row in drawn.rows)
