"""Sittings of councils are told together from what each document says, and never joined by a number alone."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from corpus.document import Document
from corpus.vi.dates.find import VIETNAM
from indexer.engines.memory import MemoryEngine
from indexer.schema.sittings import sittings
from tests.support.sample import sample_search
from tests.support.search import search_over

SITTING = "hdnd-huyen-lam-khe-2016-2021-9"


def resolution(id: str, day: date, issuer: str, session: str, **fields: object) -> Document:
    body = issuer.removeprefix("HĐND ")
    text = f"Nghị quyết này được HĐND {body} kỳ họp thứ {session} thông qua ngày {day:%d/%m/%Y}."
    given = {"id": id, "kind": "resolution", "title": f"Nghị quyết {id}", "issuer": issuer, "issued": day}
    return Document(**given | {"text": text} | fields)  # type: ignore[arg-type]


def value(council: str, unit: str, term: str, number: str, day: str = "") -> tuple[str, int]:
    return "\t".join((council, unit, term, number, day)), 1


def test_a_sitting_has_what_was_put_before_it_and_what_it_passed() -> None:
    page = sample_search().sitting(SITTING)
    assert page is not None
    listed = {group.code: [document.number for document in group.documents] for group in page.groups}
    assert listed == {
        "proposals": ["60/TTr-UBND", "62/TTr-UBND"],
        "verification": ["28/BC-BKTXH"],
        "resolutions": ["05/2020/NQ-HĐND", "06/NQ-HĐND"],
        "results": ["87/TB-HĐND"],
        "news": [None],
    }
    assert page.total == 7
    assert (page.sitting.first, page.sitting.last, page.sitting.ordinal) == (date(2020, 7, 15),) * 2 + ("XIX",)
    assert page.place == "Hội trường trung tâm huyện"
    assert [one.name for one in page.presiding] == ["Trần Thị Minh Nguyệt", "Đặng Văn Tạo"]


def test_a_proposal_belongs_to_the_sitting_whose_resolution_is_based_on_it() -> None:
    """It does not name the sitting itself; the list says which resolution does."""
    search = sample_search()
    page, proposal = search.sitting(SITTING), search.document("60-ttr-ubnd-huyen-lam-khe-2020")
    assert page is not None
    assert proposal is not None
    (listed,) = (each for group in page.groups for each in group.documents if each.id == proposal.id)
    assert [each.number for each in listed.named_in] == ["06/NQ-HĐND"]
    assert [sitting.id for sitting in search.sittings_of(proposal)] == [SITTING]


def test_every_document_of_a_sitting_leads_to_it() -> None:
    search = sample_search()
    for sitting in search.sittings(limit=100).sittings:
        page = search.sitting(sitting.id)
        assert page is not None
        for listed in (document for group in page.groups for document in group.documents):
            document = search.document(listed.id)
            assert document is not None
            assert sitting.id in [each.id for each in search.sittings_of(document)], listed


def test_the_same_number_in_two_terms_is_two_sittings() -> None:
    found = sample_search().sittings("kỳ họp thứ 9").sittings
    assert [(each.term, each.number) for each in found] == [("2021-2026", "9"), ("2016-2021", "9")]


@pytest.mark.parametrize(
    ("query", "terms"),
    [
        ("kỳ họp thứ 9 HĐND huyện Lam Khê", ["2021-2026", "2016-2021"]),
        ("ky hop thu 9 hdnd huyen lam khe khoa xix", ["2016-2021"]),
        ("nghị quyết kỳ họp thứ 9 Hội đồng nhân dân huyện Lam Khê nhiệm kỳ 2021-2026", ["2021-2026"]),
        ("kỳ họp thứ 9", []),
        ("HĐND huyện Lam Khê", []),
        ("kỳ họp thứ 7 HĐND huyện Lam Khê", []),
        ("kỳ họp thứ 9 HĐND huyện Bình Hòa", []),
    ],
)
def test_a_query_names_a_sitting_by_its_number_and_its_council(query: str, terms: list[str]) -> None:
    assert [sitting.term for sitting in sample_search().sittings_in_query(query)] == terms


@pytest.mark.parametrize(
    ("parameters", "total"),
    [
        ({"body": "hdnd-huyen-lam-khe"}, 18),
        ({"body": "HĐND huyện Lam Khê", "term": "2011-2016"}, 5),
        ({"term": "XIX"}, 7),
        ({"term": "19"}, 7),
        ({"body": "hdnd-xa-an-lac"}, 0),
        ({"q": "hdnd huyen lam khe"}, 18),
        ({"q": "hdnd huyen binh hoa"}, 0),
    ],
)
def test_sittings_are_found_by_council_and_term(parameters: dict[str, str], total: int) -> None:
    assert sample_search().sittings(**parameters).total == total  # type: ignore[arg-type]


def test_two_councils_of_one_name_have_two_sittings(tmp_path: Path) -> None:
    day, later = date(2023, 7, 12), date(2023, 7, 13)
    search = search_over(
        MemoryEngine("test"),
        tmp_path,
        resolution("a", day, "HĐND xã Tân Lập", "5", place="huyện Đan Phượng, thành phố Hà Nội"),
        resolution("b", day, "HĐND xã Tân Lập", "5", place="huyện Bắc Sơn, tỉnh Lạng Sơn"),
        resolution("c", later, "HĐND xã Tân Lập", "5"),
    )
    found = search.sittings("kỳ họp thứ 5").sittings
    assert sorted(each.documents for each in found) == [1, 1]
    assert len({each.id for each in found}) == 2
    document = search.document("c")
    assert document is not None
    assert search.sittings_of(document) == ()


def test_a_council_that_was_elected_anew_within_a_term_counts_anew(tmp_path: Path) -> None:
    """The provinces that were merged on 1/7/2025 began again with their first session."""
    before, after = date(2022, 12, 8), date(2025, 9, 29)
    search = search_over(
        MemoryEngine("test"),
        tmp_path,
        resolution("old", before, "HĐND tỉnh Lâm Đồng", "4"),
        resolution("new", after, "HĐND tỉnh Lâm Đồng", "4"),
    )
    ids = [sitting.id for sitting in search.sittings().sittings]
    assert ids == ["hdnd-tinh-lam-dong-2025-2026-4", "hdnd-tinh-lam-dong-2021-2026-4"]


def test_documents_of_an_unknown_unit_that_are_far_apart_are_not_joined() -> None:
    near = [value("HĐND xã Khe", "", "2016-2021", "5", day) for day in ("2018-07-10", "2018-07-12")]
    far = [value("HĐND xã Khe", "", "2016-2021", "6", day) for day in ("2018-12-10", "2019-07-12")]
    assert [known.number for known in sittings([*near, *far])] == ["5"]


def test_a_first_sitting_late_in_a_term_is_not_believed(tmp_path: Path) -> None:
    moment = datetime(2024, 5, 5, 9, tzinfo=VIETNAM)
    news = Document(id="a", kind="news", title="Ôn lại kỳ họp thứ nhất, HĐND huyện Bình Hòa", published=moment)
    assert search_over(MemoryEngine("test"), tmp_path, news).sittings().total == 0


def test_a_proposal_that_is_named_long_after_is_not_put_before_that_sitting(tmp_path: Path) -> None:
    def proposal(id: str, number: str, day: date) -> Document:
        return Document(
            id=id, kind="proposal", title="Tờ trình", number=number, issuer="UBND huyện Bình Hòa", issued=day
        )

    text = (
        "Xét Tờ trình số 12/TTr-UBND ngày 01/12/2020 của UBND huyện Bình Hòa;\n"
        "Căn cứ Tờ trình số 03/TTr-UBND ngày 05/01/2019 của UBND huyện Bình Hòa;\n\nĐiều 1. Nội dung.\n\n"
        "Nghị quyết này được HĐND huyện Bình Hòa kỳ họp thứ 10 thông qua ngày 18/12/2020."
    )
    search = search_over(
        MemoryEngine("test"),
        tmp_path,
        resolution("nq", date(2020, 12, 18), "HĐND huyện Bình Hòa", "10", text=text, number="20/NQ-HĐND"),
        proposal("a", "12/TTr-UBND", date(2020, 12, 1)),
        proposal("b", "03/TTr-UBND", date(2019, 1, 5)),
    )
    page = search.sitting("hdnd-huyen-binh-hoa-2016-2021-10")
    assert page is not None
    assert [document.id for group in page.groups for document in group.documents] == ["a", "nq"]


def test_a_change_of_one_document_moves_that_document_alone(tmp_path: Path) -> None:
    """A document's value depends on nothing but itself: an incremental index is as a fresh one."""
    from indexer.indexing.build import build

    store_documents = [resolution(id, date(2020, 7, 15), "HĐND huyện Bình Hòa", "9") for id in ("a", "b")]
    engine = MemoryEngine("test")
    search = search_over(engine, tmp_path, *store_documents)
    moved = resolution("b", date(2020, 12, 18), "HĐND huyện Bình Hòa", "10")
    search._store.put([moved], at=datetime(2025, 7, 2, tzinfo=VIETNAM))
    assert build(search._store, engine).indexed == 1
    assert [(each.number, each.documents) for each in search.sittings().sittings] == [("10", 1), ("9", 1)]
