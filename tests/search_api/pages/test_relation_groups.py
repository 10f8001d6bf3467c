"""Relations are grouped by name, and what changes an article is said at that article."""

from __future__ import annotations

from datetime import date

import pytest

from corpus.extraction.structure import divisions
from indexer.results import RelatedDocument, Relation
from search_api.pages.document_text import paragraphs
from search_api.pages.relation_groups import (
    MAX_OPEN_RELATIONS,
    MAX_SENTENCE,
    MAX_SHOWN_RELATIONS,
    changes,
    relation_groups,
)

OTHER = RelatedDocument("nq-12", "Sửa đổi một số điều", "12/2016/NQ-HĐND", date(2016, 12, 20))
DECISION = """Điều 1. Ban hành kèm theo Quyết định này Quy chế quản lý chợ.

Điều 2. Quyết định này có hiệu lực từ ngày ký.

QUY CHẾ

QUẢN LÝ CHỢ

(Ban hành kèm theo Quyết định số 5/2015/QĐ-UBND)

Chương I

QUY ĐỊNH CHUNG

Điều 1. Phạm vi

1. Chợ loại 3.

2. Chợ đêm.

Điều 3. Giờ mở cửa"""


def incoming(*parts: str, relation: str = "amends", sentence: str = "") -> Relation:
    return Relation(relation, "in", "12/2016/NQ-HĐND", parts, OTHER, sentence, "Điều 1")


def test_groups_bear_the_name_of_their_direction() -> None:
    relations = [
        Relation("cites", "out", "45/TTr-UBND"),
        Relation("repeals", "out", "02/2011/NQ-HĐND", where="Điều 8, khoản 2", sentence="Bãi bỏ\nNghị quyết."),
        incoming("Điều 4"),
    ]
    groups = relation_groups(relations, {"dieu-8"})
    assert [group.title for group in groups] == ["Bãi bỏ", "Được sửa đổi, bổ sung bởi", "Dẫn chiếu"]
    [repealed], [amending], [cited] = (group.first for group in groups)
    assert (repealed.document.text, repealed.document.href) == ("Nghị quyết 02/2011/NQ-HĐND", None)
    assert repealed.where == ("Điều 8, khoản 2", "#dieu-8")
    assert repealed.sentence == "Bãi bỏ Nghị quyết."
    assert amending.document == ("Sửa đổi một số điều", "/van-ban/nq-12")
    assert amending.facts == ("Nghị quyết 12/2016/NQ-HĐND", "20/12/2016")
    assert (amending.parts, amending.where) == ("Điều 4", ("Điều 1", "/van-ban/nq-12#dieu-1"))
    assert cited.document == ("Tờ trình 45/TTr-UBND", None)
    assert cited.where is None


def test_a_long_group_and_a_long_sentence_are_folded() -> None:
    long = [Relation("cites", "out", f"{n}/TB-UBND", sentence="từ " * 1000) for n in range(70)]
    [group] = relation_groups(long, ())
    assert len(group.first) == MAX_OPEN_RELATIONS
    assert len(group.first) + len(group.rest) == MAX_SHOWN_RELATIONS
    assert (group.total, group.unshown) == (70, 70 - MAX_SHOWN_RELATIONS)
    assert len(group.first[0].sentence) <= MAX_SENTENCE + 1
    assert group.first[0].sentence.endswith("từ…")


@pytest.mark.parametrize(
    ("relation", "marked"),
    [
        (incoming("Điều 2"), {"dieu-2": "Được sửa đổi, bổ sung bởi"}),
        (incoming("điều 3"), {"quy-che-dieu-3": "Được sửa đổi, bổ sung bởi"}),
        (incoming("Điều 1"), {"dieu-1": "Được sửa đổi, bổ sung bởi"}),
        (
            incoming("khoản 2 Điều 1", sentence="khoản 2 Điều 1 Quy chế ban hành kèm theo Quyết định số 5"),
            {"quy-che-dieu-1-khoan-2": "Khoản 2 Điều 1: được sửa đổi, bổ sung bởi"},
        ),
        (
            incoming("điểm a khoản 1 Điều 3", "khoản 4 Điều 3", relation="repeals"),
            {"quy-che-dieu-3": "Điểm a khoản 1 Điều 3, khoản 4 Điều 3: bị bãi bỏ bởi"},
        ),
        (incoming("Chương I", relation="suspends"), {"quy-che-chuong-i": "Bị ngưng hiệu lực bởi"}),
        (incoming("Điều 9", "khoản 2", "phần", ""), {}),
        (incoming("Điều 2", relation="cites"), {}),
        (Relation("amends", "out", "1/QĐ-UBND", ("Điều 2",)), {}),
    ],
)
def test_a_change_is_said_at_the_division_that_it_names(relation: Relation, marked: dict[str, str]) -> None:
    listed = divisions(DECISION)
    anchors = {p.anchor for p in paragraphs(DECISION, listed=listed) if p.anchor}
    told = changes([relation], listed, anchors, date(2020, 1, 1))
    assert {anchor: change.text for anchor, [change] in told.items()} == marked
    assert set(told) <= anchors
    assert not changes([relation], listed, anchors, date(2016, 12, 19))
