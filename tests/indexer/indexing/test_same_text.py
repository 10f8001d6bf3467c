"""The same text as a page and as a file is one document for readers, whatever the order in which they come."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.document import Document, Official
from corpus.extraction.extract import complete
from corpus.store import open_store
from indexer.engines.memory import MemoryEngine
from indexer.indexing.build import build
from indexer.indexing.same_text import Leaders, have_same_text
from indexer.indexing.same_text import leaders_of as leaders_by_keys
from indexer.results import Request
from indexer.schema.copies import MIN_WORDS, alike_values
from indexer.search import Search
from tests.support.search import TODAY

NOW = datetime(2025, 7, 1, tzinfo=UTC)
HEAD = "HỘI ĐỒNG NHÂN DÂN\nXÃ LAM KHÊ\n\nSố: 12/2024/NQ-HĐND\n\nLam Khê, ngày 15 tháng 7 năm 2024\n\nNGHỊ QUYẾT\n\n"
ARTICLES = (
    "Điều 1. Hỗ trợ mỗi hộ nuôi ong lấy mật 500.000 đồng một đàn, không quá 20.000.000 đồng một hộ trong một năm.",
    "Điều 2. Kinh phí do ngân sách xã bảo đảm theo phân cấp; các thôn lập danh sách hộ và gửi về trước ngày 30/9.",
    "Điều 3. Giao Ủy ban nhân dân xã tổ chức thực hiện và báo cáo kết quả tại kỳ họp cuối năm của Hội đồng nhân dân.",
    "Điều 4. Thường trực Hội đồng nhân dân, các Ban và đại biểu Hội đồng nhân dân xã giám sát việc thực hiện.",
)
BODY = "\n\n".join(ARTICLES)
SIGNED = "\n\nCHỦ TỊCH\n\nNguyễn Văn Lâm"
FACTS = {"number": "12/2024/NQ-HĐND", "issuer": "Hội đồng nhân dân xã Lam Khê", "kind": "resolution"}


def page(text: str = BODY + SIGNED, id: str = "trang", **facts: object) -> Document:
    facts = {**FACTS, "title": "Hỗ trợ nuôi ong", "url": f"https://lamkhe.example/{id}", **facts}
    return Document(id, text=text, **facts)  # type: ignore[arg-type]


def file(text: str = HEAD + BODY + SIGNED, id: str = "a-tep", **facts: object) -> Document:
    return Document(id, "Hỗ trợ nuôi ong", text, **{**FACTS, "pages": (0, 40), **facts})  # type: ignore[arg-type]


def leaders_of(documents: list[Document]) -> Leaders:
    keys = {each.id: next(alike_values(complete(each), MIN_WORDS), None) for each in documents}
    return leaders_by_keys(documents, {id: key for id, key in keys.items() if key})


def misread(text: str) -> str:
    """Return a text as recognition reads it: one word in 25 is wrong."""
    words = text.split(" ")
    return " ".join(word[:-1] + "x" if i % 25 == 12 else word for i, word in enumerate(words))


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (file(), True),
        (file(BODY.upper()), True),
        (file(HEAD + "\n".join(BODY.split(" ")) + SIGNED), True),
        (file(misread(HEAD + BODY + SIGNED), page_confidence=(80,)), True),
        (file(HEAD + BODY.replace("500.000", "700.000")), False),
        (file("DỰ THẢO\n\n" + HEAD + BODY + SIGNED), False),
        (
            file(HEAD + BODY.replace(ARTICLES[2], "Điều 3. Bãi bỏ nghị quyết cũ về chăn nuôi; xã không hỗ trợ nữa.")),
            False,
        ),
        (file(HEAD + "\n\n".join(ARTICLES[:2])), False),
        (file(HEAD + BODY + SIGNED + "\n\nQUY CHẾ\n\n" + "Chương I gồm những quy định chung khác hẳn. " * 30), False),
        (file("Quy chế hoạt động của tổ hợp tác nuôi ong ban hành kèm theo nghị quyết này. " * 8), False),
    ],
)
def test_only_the_same_text_is_one_document(other: Document, same: bool) -> None:
    assert have_same_text(page(), other) is same
    assert leaders_of([page(), other]) == leaders_of([other, page()]) == ({"a-tep": "trang"} if same else {})


PUBLISHED = page()


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (page(id="trang-2"), True),
        (page(id="trang-2", text=HEAD + BODY + SIGNED, source="Cổng tỉnh", section="Nghị quyết"), True),
        (page(id="trang-2", issuer="HỘI ĐỒNG NHÂN DÂN XÃ LAM KHÊ"), True),
        (page(id="trang-2", title="Nghị quyết số 12/2024/NQ-HĐND hỗ trợ nuôi ong"), True),
        (page(id="trang-2", text=(BODY + SIGNED).replace("tổ chức", "tố chức")), True),
        (replace(page(id="trang-2"), url=None, source="Danh mục"), True),
        (page(id="trang-2", kind="news"), False),
        (page(id="trang-2", kind="decision"), False),
        (page(id="trang-2", number="13/2024/NQ-HĐND"), False),
        (page(id="trang-2", number="số mười hai"), False),
        (page(id="trang-2", issuer="Hội đồng nhân dân xã Đồi Chè"), False),
        (page(id="trang-2", issued=date(2024, 8, 1)), False),
        (page(id="trang-2", signer=Official("Trần Thị Bưởi")), False),
        (page(id="trang-2", title="Dự thảo nghị quyết hỗ trợ nuôi ong"), False),
        (page(id="trang-2", section="Lấy ý kiến dự thảo"), False),
        (page(id="trang-2", text=(BODY + SIGNED).replace("20.000.000", "30.000.000")), False),
        (page(id="trang-2", text=(BODY + SIGNED).replace("Ủy ban nhân dân xã", "Trưởng các thôn")), False),
        (page(id="trang-2", text="\n\n".join(ARTICLES[:2])), False),
        (page(id="trang-2", text=f"{BODY}{SIGNED}\n\nLượt xem: 35. Tải tệp: nq-12.pdf"), True),
        (
            page(id="trang-2", text=BODY.replace(ARTICLES[3], "Điều 4. Nghị quyết này bãi bỏ mọi quy định cũ của xã.")),
            False,
        ),
    ],
)
def test_two_published_pages_are_one_where_nothing_says_otherwise(other: Document, same: bool) -> None:
    given = replace(PUBLISHED, issued=date(2024, 7, 15))
    assert leaders_of([given, other]) == leaders_of([other, given]) == ({"trang-2": "trang"} if same else {})


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Hỗ trợ nuôi ong năm 2024", "Hỗ trợ nuôi ong năm 2025", False),
        ("Hỗ trợ nuôi ong, đợt I", "Hỗ trợ nuôi ong, đợt II", False),
        ("Hỗ trợ nuôi ong ở 05 thôn", "Hỗ trợ nuôi ong ở 5 thôn", True),
        ("Nghị quyết ngày 15/7/2024 hỗ trợ nuôi ong", "Nghị quyết 12/2024/NQ-HĐND hỗ trợ nuôi ong", True),
        ("Hỗ trợ nuôi ong", "Hỗ trợ nuôi ong đợt 2", True),
    ],
)
def test_titles_with_other_figures_part_two_pages(one: str, other: str, same: bool) -> None:
    day = date(2024, 7, 15)
    pair = [page(title=one, issued=day), page(id="trang-2", title=other, issued=day)]
    assert bool(leaders_of(pair)) is same


@pytest.mark.parametrize(
    ("to", "title", "same"),
    [
        ("Trưởng các thôn", "Rà soát hộ nuôi ong", True),
        ("Trưởng thôn Đồi Chè", "Rà soát hộ nuôi ong", False),
        ("Trưởng các thôn", "Rà soát hộ nuôi ong (gửi thôn Đồi Chè)", False),
    ],
)
def test_a_letter_to_each_of_many_stays_several(to: str, title: str, same: bool) -> None:
    facts = {"kind": "official-letter", "number": "88/UBND-KT", "issued": date(2024, 7, 15)}
    one = page(f"Kính gửi: Trưởng các thôn\n\n{BODY}", title="Rà soát hộ nuôi ong", **facts)
    other = page(f"Kính gửi: {to}\n\n{BODY}", "trang-2", title=title, **facts)
    assert bool(leaders_of([one, other])) is same


def test_a_page_without_an_issuer_joins_the_only_one_of_its_text() -> None:
    day = date(2024, 7, 15)
    nobody = page(id="a-trang", issuer=None, issued=day, text=BODY)
    council = page(issued=day, text=BODY + SIGNED)
    other_council = page(id="trang-3", issued=day, issuer="Hội đồng nhân dân xã Đồi Chè")
    assert leaders_of([nobody, council]) == {"a-trang": "trang"}
    assert leaders_of([nobody, council, other_council]) == {}
    assert leaders_of([nobody, replace(council, issued=date(2024, 7, 16))]) == {}
    assert leaders_of([nobody, replace(council, text=council.text.replace("giám sát", "theo dõi"))]) == {}


def test_several_pages_and_files_of_one_text_have_one_leader() -> None:
    assert leaders_of([page(), page(id="trang-2"), file()]) == {"a-tep": "trang", "trang-2": "trang"}
    more = page(id="trang-9", issued=date(2024, 7, 15), signer=Official("Nguyễn Văn Lâm"))
    assert leaders_of([page(), more]) == {"trang": "trang-9"}


STATES = (
    None,
    page(),
    page(issued=date(2024, 7, 15), text=HEAD + BODY + SIGNED),
    page(BODY.replace("xã tổ chức", "xã Lam Khê chủ trì")),
    page(number="13/2024/NQ-HĐND"),
)
FILES = (None, file(), file(HEAD + BODY.replace("500.000", "700.000")), file(issuer="Hội đồng nhân dân xã Đồi Chè"))
SCANS = (None, file(misread(HEAD + BODY + SIGNED), "b-chup", page_confidence=(80,)))
PAGES = (
    None,
    page(id="c-trang", source="Cổng tỉnh", text=BODY + SIGNED + "\n\nNơi nhận: Văn phòng tỉnh."),
    page(id="c-trang", issuer=None, text=BODY, issued=date(2024, 7, 15)),
    page(id="c-trang", issued=date(2024, 8, 1)),
)
DOCUMENTS = [("trang", STATES), ("a-tep", FILES), ("b-chup", SCANS), ("c-trang", PAGES)]
steps = st.lists(st.sampled_from([(id, state) for id, states in DOCUMENTS for state in states]), min_size=1, max_size=5)


@settings(max_examples=15, deadline=None)
@given(steps=steps)
def test_a_stepwise_index_equals_a_fresh_one(
    steps: list[tuple[str, Document | None]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('same') / 'store.sqlite'}")
    stepwise, fresh = MemoryEngine("f"), MemoryEngine("f")
    for id, document in steps:
        if document is None:
            store.delete([id], at=NOW)
        else:
            store.put([document], at=NOW)
        build(store, stepwise, processes=1)
    build(store, fresh, processes=1)
    assert dict(stepwise.read().records) == dict(fresh.read().records) if store.count() else True


def test_a_copy_is_found_counted_and_named_once_and_leads_to_its_page(tmp_path: Path) -> None:
    store, engine = open_store(f"sqlite:///{tmp_path / 'store.sqlite'}"), MemoryEngine("f")
    store.put([file()], at=NOW)
    build(store, engine)
    search = Search(engine, store)
    (alone,) = search.officials("Nguyễn Văn Lâm").people
    assert [result.id for result in search.search(Request("nuôi ong"), today=TODAY).results] == ["a-tep"]
    store.put([page()], at=NOW)
    build(store, engine)
    search = Search(engine, store)
    answer = search.search(Request("12/2024/NQ-HĐND", facets=("kind", "official")), today=TODAY)
    assert [result.id for result in answer.results] == ["trang"]
    assert [value.count for values in answer.facets.values() for value in values] == [1, 1]
    (person,) = search.officials("Nguyễn Văn Lâm").people
    assert person.id == alone.id
    assert {id for role in person.roles for id in role.documents} == {"trang"}
    assert search.stats().documents == 1
    assert (search.document_version("a-tep"), search.document_redirect("a-tep")) == (None, "trang")
    assert [copy.id for copy in search.copies_of("trang")] == ["a-tep"]
    assert build(store, engine).generation is None  # nothing is missing
    store.delete(["trang"], at=NOW)
    build(store, engine)
    search = Search(engine, store)
    assert [result.id for result in search.search(Request("nuôi ong"), today=TODAY).results] == ["a-tep"]
    assert search.document_redirect("a-tep") is None
    assert replace(file(), id="a-tep") == store.get("a-tep")
