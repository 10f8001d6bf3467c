"""The picture of a chain has a row for each document and an arrow for each change, whatever the documents do."""

from __future__ import annotations

import re
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from corpus.extraction.relations import EFFECTIVE_RELATIONS
from indexer.results import Effect, RelatedDocument, Relation, RelationsPage
from search_api.pages.chain_picture import MAX_DOCUMENTS, MAX_READ, WIDTH, ChainPicture, chain_picture

Change = tuple[int, str, int]


def documents(count: int) -> list[RelatedDocument]:
    first = date(2012, 1, 1)
    return [
        RelatedDocument(f"d{n}", f"Nghị quyết {n}", f"{n}/2012/NQ-HĐND", first + timedelta(days=200 * n))
        for n in range(count)
    ]


def picture(changes: list[Change], count: int, this: int = 0) -> tuple[ChainPicture | None, list[str]]:
    known = documents(count)
    read: list[str] = []

    def related(id: str) -> RelationsPage:
        read.append(id)
        out = [Relation(r, "out", known[t].number or "", document=known[t]) for s, r, t in changes if f"d{s}" == id]
        come = [Relation(r, "in", known[s].number or "", document=known[s]) for s, r, t in changes if f"d{t}" == id]
        return RelationsPage(Effect(date(2026, 1, 1), "unknown"), (*out, *come), len(out) + len(come))

    drawn = chain_picture(known[this], related(known[this].id), related)
    return drawn, read[1:]


def test_a_chain_is_drawn_by_day_with_what_each_document_does() -> None:
    drawn, _ = picture([(1, "amends", 0), (2, "repeals", 0), (2, "repeals", 1), (3, "extends", 2)], 4)
    assert drawn is not None
    assert drawn.title == "Sơ đồ 4 văn bản làm thay đổi hiệu lực của nhau, từ 01/01/2012 đến 23/08/2013"
    assert [(row.text, row.is_this, row.deeds) for row in drawn.rows] == [
        ("0/2012/NQ-HĐND", True, []),
        ("1/2012/NQ-HĐND", False, ["sửa đổi, bổ sung 0/2012/NQ-HĐND"]),
        ("2/2012/NQ-HĐND", False, ["bãi bỏ 0/2012/NQ-HĐND, 1/2012/NQ-HĐND"]),
        ("3/2012/NQ-HĐND", False, ["kéo dài thời gian áp dụng 2/2012/NQ-HĐND"]),
    ]
    assert sorted(arrow.relation for arrow in drawn.arrows) == ["amends", "extends", "repeals", "repeals"]


def test_documents_that_change_no_effect_make_no_picture() -> None:
    assert picture([(1, "cites", 0), (0, "based-on", 2), (0, "guides", 1)], 3)[0] is None
    assert picture([(0, "repeals", 0)], 1)[0] is None


@given(
    st.lists(st.tuples(st.integers(0, 19), st.sampled_from(EFFECTIVE_RELATIONS), st.integers(0, 19)), max_size=60),
    st.integers(0, 19),
)
def test_a_picture_is_bounded_and_its_arrows_join_its_rows(changes: list[Change], this: int) -> None:
    drawn, read = picture(changes, 20, this)
    assert len(read) <= MAX_READ
    if drawn is None:
        return
    assert 2 <= len(drawn.rows) <= MAX_DOCUMENTS
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
