"""Documents know what they do to each other, and each search knows what is in force on the day it asks for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.document import Document
from corpus.store import Store, open_store
from indexer.engines.factory import open_engine
from indexer.engines.port import Engine
from indexer.indexing.fingerprint import fingerprint
from indexer.results import Request
from indexer.search import Search
from indexer.search import relations as relations_module
from tests.support.related import COUNCIL, NOW, resolution, search_over

TODAY = date(2025, 7, 1)
REPEALED = date(2020, 8, 1)

OLD = resolution(
    "cu",
    "12/2012/NQ-HĐND",
    date(2012, 12, 19),
    "Quy định mức hỗ trợ làm đường thôn.",
    effective=date(2013, 1, 1),
)
NEW = resolution(
    "moi",
    "05/2020/NQ-HĐND",
    date(2020, 7, 15),
    "Quy định mức hỗ trợ làm đường thôn.\n\nĐiều 8. Điều khoản thi hành\n\nBãi bỏ Nghị quyết số 12/2012/NQ-HĐND ngày "
    "19 tháng 12 năm 2012 của Hội đồng nhân dân huyện.\n\nNghị quyết này có hiệu lực từ ngày 01 tháng 8 năm 2020.",
)
REPORT = Document(
    "bao-cao",
    "Báo cáo mức hỗ trợ làm đường thôn",
    "Căn cứ Nghị quyết số 12/2012/NQ-HĐND ngày 19 tháng 12 năm 2012 của Hội đồng nhân dân huyện Lam Khê;\n\nUBND huyện "
    "báo cáo mức hỗ trợ làm đường thôn theo Nghị quyết số 99/2011/NQ-HĐND ngày 01 tháng 02 năm 2011 của HĐND huyện.",
    kind="report",
    issuer="UBND huyện Lam Khê",
    issued=date(2019, 3, 1),
    number="33/BC-UBND",
)
STATED = resolution("ghi", "07/NQ-HĐND", date(2015, 5, 5), "Hỗ trợ làm đường thôn.", status="Hết hiệu lực toàn bộ")
ODD = resolution("la", "08/NQ-HĐND", date(2015, 6, 5), "Hỗ trợ làm đường thôn.", status="Đang rà soát")
SILENT = resolution("khong-ro", "09/NQ-HĐND", date(2015, 7, 5), "Hỗ trợ làm đường thôn.")
NEWS = Document("tin", "Hỗ trợ làm đường thôn", "Xã hỗ trợ làm đường thôn.", kind="news")
DOCUMENTS = (OLD, NEW, REPORT, STATED, ODD, SILENT, NEWS)


@pytest.fixture(scope="module", params=["memory:", "whoosh:"])
def indexed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Search, Store]]:
    home = tmp_path_factory.mktemp("kho")
    where = request.param if request.param == "memory:" else f"whoosh:{home / 'index'}"
    with closing(open_store(f"sqlite:///{home / 'store'}")) as store:
        yield search_over(DOCUMENTS, store, open_engine(where, fingerprint())), store


@pytest.fixture
def search(indexed: tuple[Search, Store]) -> Search:
    return indexed[0]


@pytest.fixture
def plain_store(tmp_path: Path) -> Iterator[Store]:
    with closing(open_store(f"sqlite:///{tmp_path / 'kho'}")) as store:
        yield store


def found(search: Search, text: str = "", on: date | None = None, **filters: tuple[str, ...]) -> list[str]:
    page = search.search(Request(text, filters, on=on, size=50), today=TODAY)
    return sorted(result.id for result in page.results)


def edges(search: Search, id: str) -> list[tuple[str, str, str | None]]:
    page = search.relations(id, on=TODAY)
    assert page
    return [(each.relation, each.direction, each.document and each.document.id) for each in page.relations]


# Relations.


def test_a_relation_is_known_at_both_ends(search: Search) -> None:
    assert ("repeals", "out", "cu") in edges(search, "moi")
    assert edges(search, "cu") == [("repeals", "in", "moi"), ("based-on", "in", "bao-cao")]


def test_an_edge_has_its_sentence_its_place_and_its_end(search: Search) -> None:
    page = search.relations("cu", on=TODAY)
    assert page
    repeal = page.relations[0]
    assert repeal.sentence == (
        "Bãi bỏ Nghị quyết số 12/2012/NQ-HĐND ngày 19 tháng 12 năm 2012 của Hội đồng nhân dân huyện."
    )
    assert (repeal.where, repeal.number) == ("Điều 8", "05/2020/NQ-HĐND")
    assert repeal.document
    assert (repeal.document.issued, repeal.document.title) == (date(2020, 7, 15), "Nghị quyết moi")


def test_a_document_that_is_not_here_stays_a_number(search: Search) -> None:
    page = search.relations("bao-cao", on=TODAY)
    assert page
    assert [(each.number, each.document) for each in page.relations if not each.document] == [("99/2011/NQ-HĐND", None)]


def test_a_document_not_indexed_yet_has_what_it_does_itself(indexed: tuple[Search, Store]) -> None:
    search, store = indexed
    late = resolution("sau", "10/2024/NQ-HĐND", date(2024, 7, 1), NEW.text)
    store.put([late], at=NOW)
    page = search.relations("sau", on=TODAY)
    assert page
    assert [(each.relation, each.direction) for each in page.relations] == [("repeals", "out")]
    assert page.effect.status == "unknown"
    assert search.relations("khong-co", on=TODAY) is None


def test_of_many_that_only_cite_the_newest_are_listed(
    engine: Engine, plain_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All are counted, and what changes the document is listed whatever its age."""
    monkeypatch.setattr(relations_module, "MAX_LISTED", 3)
    citing = [
        resolution(f"d{i}", f"{i + 20}/NQ-HĐND", date(2014, 1, i + 1), REPORT.text.partition(";")[0] + ";")
        for i in range(6)
    ]
    search = search_over([OLD, NEW, *citing], plain_store, engine)
    page = search.relations("cu", on=TODAY)
    assert page
    assert [each.document.id for each in page.relations if each.document] == ["moi", "d5", "d4", "d3"]
    assert page.total == 7


# Effect.


def test_the_effect_on_a_day_says_since_when_until_when_and_by_what(search: Search) -> None:
    page = search.relations("cu", on=TODAY)
    assert page
    effect = page.effect
    assert (effect.status, effect.since, effect.until) == ("expired", REPEALED, None)
    assert effect.by
    assert (effect.by.relation, effect.by.direction, effect.by.where) == ("repeals", "in", "Điều 8")
    assert effect.by.document
    assert effect.by.document.id == "moi"
    before = search.effect("cu", on=date(2020, 7, 31))
    assert (before.status, before.since, before.until) == ("in-force", date(2013, 1, 1), date(2020, 7, 31))
    assert search.effect("cu", on=date(2012, 12, 31)).status == "not-yet"


def test_stated_words_are_shown_and_stand_where_nothing_was_computed(search: Search) -> None:
    assert (search.effect("ghi", on=TODAY).status, search.effect("ghi", on=TODAY).stated) == (STATED.status,) * 2
    assert (search.effect("khong-ro", on=TODAY).status, search.effect("tin", on=TODAY).status) == ("unknown", None)


def test_a_result_has_the_status_of_the_day_that_is_asked_for(search: Search) -> None:
    for on, status in ((None, "expired"), (date(2020, 7, 31), "in-force"), (date(2012, 1, 1), "not-yet")):
        page = search.search(Request('"làm đường thôn"', on=on, size=50), today=TODAY)
        assert {result.id: result.status for result in page.results}["cu"] == status


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        ("in-force", ["moi"]),
        ("Còn hiệu lực", ["moi"]),
        ("con hieu luc", ["moi"]),
        ("expired", ["cu", "ghi"]),
        ("HẾT HIỆU LỰC", ["cu", "ghi"]),
        ("Hết hiệu lực toàn bộ", ["cu", "ghi"]),
        ("unknown", ["khong-ro"]),
        ("đang rà soát", ["la"]),
        ("suspended", []),
        ("lời không ai nói", []),
    ],
)
def test_a_status_is_filtered_by_code_label_or_stated_words(search: Search, typed: str, ids: list[str]) -> None:
    assert found(search, status=(typed,)) == ids


def test_the_status_filter_is_of_the_day_that_is_asked_for(search: Search) -> None:
    assert found(search, status=("in-force",), on=date(2020, 7, 31)) == ["cu"]
    assert found(search, status=("not-yet", "expired"), on=date(2020, 7, 31)) == ["ghi", "moi"]


def test_each_count_of_the_facet_is_what_its_filter_finds(search: Search) -> None:
    for on in (None, date(2020, 7, 31)):
        page = search.search(Request("đường thôn", on=on, facets=("status",), size=50), today=TODAY)
        counts = {value.value: value.count for value in page.facets["status"]}
        assert counts == {value: len(found(search, "đường thôn", on=on, status=(value,))) for value in counts}
        shown = [result.status for result in page.results if result.status]
        assert sum(counts.values()) == len(shown) == 5
    labels = {value.value: value.label for value in page.facets["status"]}
    assert labels["in-force"] == "Còn hiệu lực"
    assert labels["Đang rà soát"] == "Đang rà soát"


def test_what_is_expired_stands_lower_and_is_not_hidden(engine: Engine, plain_store: Store) -> None:
    same = [resolution(id, f"{id[1]}/2018/NQ-HĐND", date(2018, 5, 5), "Phí thăm quan.") for id in ("a1", "b2")]
    ended = replace(same[0], expires=REPEALED - timedelta(days=1))
    search = search_over([ended, same[1]], plain_store, engine)

    def order(on: date, **more: str) -> list[str]:
        page = search.search(Request("phí thăm quan", on=on, **more), today=TODAY)  # type: ignore[arg-type]
        return [result.id for result in page.results]

    assert order(date(2020, 7, 31)) == ["a1", "b2"]
    assert order(REPEALED) == ["b2", "a1"]
    assert order(REPEALED, sort="newest") == order(REPEALED, sort="oldest") == ["a1", "b2"]
    assert search.search(Request("1/2018/NQ-HĐND"), today=TODAY).results[0].id == "a1"


# Citing.


@pytest.mark.parametrize(
    ("citing", "relation", "ids"),
    [
        ("cu", (), ["bao-cao", "moi"]),
        ("12/2012/NQ-HĐND", (), ["bao-cao", "moi"]),
        ("nghị quyết số 12 năm 2012", (), ["bao-cao", "moi"]),
        ("cu", ("repeals",), ["moi"]),
        ("cu", ("based-on", "repeals"), ["bao-cao", "moi"]),
        ("cu", ("amends",), []),
        ("khong-co", (), []),
        ("99/2011/NQ-HĐND", (), []),
        (None, ("repeals",), ["moi"]),
    ],
)
def test_citing_finds_what_names_a_document(
    search: Search, citing: str | None, relation: tuple[str, ...], ids: list[str]
) -> None:
    assert found(search, citing=(citing,) if citing else (), relation=relation) == ids


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        ("dẫn:12/2012/NQ-HĐND", ["bao-cao", "moi"]),
        ("dan: 12/2012/nq-hdnd đường thôn", ["bao-cao", "moi"]),
        ("citing:cu", ["bao-cao", "moi"]),
        ("citing:bao-cao", []),
        ("dẫn: đường thôn", []),  # neither a number nor an id: words
        ("dẫn:12/2012/NQ-HĐND quan hệ:bãi bỏ", ["moi"]),
        ("quan he:can cu dan:12/2012/NQ-HĐND", ["bao-cao"]),
        ("quan hệ:bãi bỏ", ["moi"]),
        ("đường thôn -dẫn:12/2012/NQ-HĐND", ["cu", "ghi", "khong-ro", "la", "tin"]),
        ("dẫn:99/2011/NQ-HĐND", []),
        ("(dẫn:12/2012/NQ-HĐND quan hệ:bãi bỏ) OR loại:tin", ["moi", "tin"]),
    ],
)
def test_a_query_can_ask_for_what_names_a_document(search: Search, typed: str, ids: list[str]) -> None:
    assert found(search, typed) == ids


days = st.sampled_from([date(2014, 2, 1), date(2014, 8, 1), date(2016, 2, 1), date(2018, 2, 1), None])
issuers = st.sampled_from([COUNCIL, "HĐND tỉnh Bình Sơn"])
sentences = st.sampled_from(
    [
        "Bãi bỏ Nghị quyết số 5/NQ-HĐND.",
        "Bãi bỏ Nghị quyết số 5/NQ-HĐND ngày 01 tháng 02 năm 2014 của Hội đồng nhân dân huyện Lam Khê.",
        "Căn cứ Nghị quyết số 5/NQ-HĐND của Hội đồng nhân dân tỉnh Bình Sơn;",
        "Không dẫn văn bản nào.",
    ]
)


@settings(max_examples=20)
@given(rows=st.lists(st.tuples(st.booleans(), days, issuers, sentences), min_size=2, max_size=5))
def test_citing_finds_what_a_documents_relations_list(
    rows: list[tuple[bool, date | None, str, str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Numbers without a year are used again: what may mean several documents means none."""
    documents = [
        Document(f"d-{i}", f"Văn bản {i}", text, kind="resolution", issuer=issuer, issued=day,
                 number="5/NQ-HĐND" if same else f"{i + 20}/NQ-HĐND")
        for i, (same, day, issuer, text) in enumerate(rows)
    ]  # fmt: skip
    with closing(open_store(f"sqlite:///{tmp_path_factory.mktemp('kho') / 's'}")) as store:
        search = search_over(documents, store, open_engine("memory:", fingerprint()))
        for document in documents:
            page = search.relations(document.id, on=TODAY)
            assert page
            incoming = {each.document.id for each in page.relations if each.direction == "in" and each.document}
            assert found(search, citing=(document.id,)) == sorted(incoming)
            same_act = {each.id for each in documents if act_of(each) == act_of(document)}
            for other in incoming:
                assert any(direction == "out" and id in same_act for _, direction, id in edges(search, other))


def act_of(document: Document) -> tuple[str | None, str | None, date | None]:
    return document.number, document.issuer, document.issued


def test_one_act_in_a_gazette_and_in_whole_is_meant_in_both(tmp_path_factory: pytest.TempPathFactory) -> None:
    body, day = "HĐND tỉnh Bình Sơn", date(2014, 2, 1)
    entry = Document("muc", "Phí thăm quan", kind="resolution", number="5/NQ-HĐND", issuer=body, issued=day)
    whole = replace(entry, id="toan-van", text="Mức phí.")
    text = "Bãi bỏ Nghị quyết số 5/NQ-HĐND ngày 01 tháng 02 năm 2014 của Hội đồng nhân dân tỉnh Bình Sơn."
    repeal = replace(entry, id="bo", number="9/NQ-HĐND", issued=date(2016, 2, 1), text=text)
    with closing(open_store(f"sqlite:///{tmp_path_factory.mktemp('kho') / 's'}")) as store:
        search = search_over([entry, whole, repeal], store, open_engine("memory:", fingerprint()))
        assert found(search, citing=("muc",)) == found(search, citing=("toan-van",)) == ["bo"]
        for id in ("muc", "toan-van"):
            assert edges(search, id) == [("repeals", "in", "bo")]
        assert [edge for edge in edges(search, "bo") if edge[1] == "out"] == [("repeals", "out", "muc")]


# Links.


def test_a_number_in_a_text_links_to_the_document_that_it_means(search: Search) -> None:
    links = search.reference_links(document_of(search, "moi"))
    assert [(link.text, [each.id for each in link.documents]) for link in links] == [("12/2012/NQ-HĐND", ["cu"])]
    text = document_of(search, "moi").text
    assert text[links[0].start : links[0].end] == "12/2012/NQ-HĐND"
    assert [link.text for link in search.reference_links(document_of(search, "bao-cao"))] == ["12/2012/NQ-HĐND"]
    assert search.reference_links(document_of(search, "cu")) == ()


def document_of(search: Search, id: str) -> Document:
    document = search.document(id)
    assert document
    return document


def test_one_number_of_two_councils_links_to_the_one_that_its_sentence_names(
    engine: Engine, plain_store: Store
) -> None:
    ours = resolution("huyen", "5/2014/NQ-HĐND", date(2014, 2, 1))
    theirs = resolution("tinh", "5/2014/NQ-HĐND", date(2014, 3, 1), issuer="HĐND tỉnh Bình Sơn")
    # Decomposed, and not tidy: offsets are those of the text as it is.
    citing = resolution(
        "dan",
        "9/2016/NQ-HĐND",
        date(2016, 3, 1),
        "Căn cứ  Nghị quyết số 5/2014/NQ-HĐND của Hội đồng nhân dân tỉnh Bình Sơn;\n\n"
        "Căn cứ Nghị quyết số 5/2014/NQ-HĐND của Hội đồng nhân dân huyện Lam Khê;",
    )
    search = search_over([ours, theirs, citing], plain_store, engine)
    document = document_of(search, "dan")
    links = search.reference_links(document)
    assert [[each.id for each in link.documents] for link in links] == [["tinh"], ["huyen"]]
    assert {document.text[link.start : link.end] for link in links} == {"5/2014/NQ-HĐND"}


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("Nghị quyết số 5/2014/NQ-HĐND ngày 01/2/2014 của Hội đồng nhân dân huyện Lam Khê", ["huyen"]),
        ("Nghị quyết số 5/2014/NQ-HĐND của HĐND tỉnh", ["tinh"]),
        ("Nghị quyết số 5/2014/NQ-HĐND của HĐND huyện Cẩm Sơn", []),
        ("Nghị quyết số 5/2014/NQ-HĐND của đại biểu", ["tinh", "huyen"]),
    ],
)
def test_a_pasted_number_means_the_document_of_the_council_beside_it(
    plain_store: Store, text: str, ids: list[str]
) -> None:
    ours = resolution("huyen", "5/2014/NQ-HĐND", date(2014, 2, 1))
    theirs = resolution("tinh", "5/2014/NQ-HĐND", date(2014, 3, 1), issuer="HĐND tỉnh Bình Sơn")
    search = search_over([ours, theirs], plain_store, open_engine("memory:", fingerprint()))
    (cited,) = search.citations(text).citations
    assert [each.id for each in cited.documents] == ids
