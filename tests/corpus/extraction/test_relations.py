"""What a document does to others, by the golden chains and by a table of sentences."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.relations import chain_edges
from corpus.document import RELATION_LABELS, Citation, Document
from corpus.extraction.extract import complete
from corpus.extraction.relations import outgoing_relations
from indexer.schema.dates import searchable_text
from tests.support.relation_chains import Chain, read_chains
from tests.support.relation_sentences import Row, line_of, read_rows

PIECES = (
    "Điều 1. ", "Điều 2. ", "1. ", "\n\n", "\n", " ", ", ", "; ", " và ", "Bãi bỏ ", "Sửa đổi khoản 1 Điều 3 ",
    "thay thế ", "Nghị quyết số 12/2012/NQ-HĐND ", "Quyết định số 5/QĐ-UBND ", "ngày 20/7/2009 ",
    "của Hội đồng nhân dân tỉnh ", "như sau:", "“", "”", "PHỤ LỤC II\n", "| 1 | 16/2012/QĐ-UBND | 07/5/2012 |\n",
    "hết hiệu lực kể từ ngày ", "được thay thế bởi Quyết định này", "Căn cứ ", "đến hết năm 2022", "trừ Điều 6",
    "xã An Lạc ", "  ", "\t",
)  # fmt: skip
CHAINS = [chain for chain in read_chains() if not chain.is_held_back]


@pytest.mark.parametrize("chain", CHAINS, ids=[f"{chain.number:02d}" for chain in CHAINS])
def test_a_golden_chain_has_exactly_its_relations(chain: Chain) -> None:
    expected = {(e.source, e.relation, e.target, frozenset(e.parts), e.where) for e in chain.edges}
    edges = chain_edges(chain)
    assert {(e.source, e.relation, e.target, frozenset(e.parts), e.where.split(",")[0]) for e in edges} == expected


ROWS = read_rows()


@pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])
def test_a_sentence_says_what_is_done_to_which_document(row: Row) -> None:
    assert "\n".join(map(line_of, outgoing_relations(row.document))) == "\n".join(row.lines)


def test_the_subject_of_a_letter_counts_as_its_title() -> None:
    text = "Số: 21/HĐND-VP\nV/v đính chính Nghị quyết số 08/2022/NQ-HĐND\n\nKính gửi: Ủy ban nhân dân huyện.\n\n"
    text += "Đính chính khoản 4 Điều 4 Nghị quyết số 08/2022/NQ-HĐND ngày 19/12/2022 của Hội đồng nhân dân huyện."
    letter = complete(Document("cv-21", text=text, kind="official-letter", issuer="HĐND huyện Lam Khê"))
    [relation] = outgoing_relations(letter)
    assert (relation.relation, relation.parts) == ("corrects", ("khoản 4 Điều 4",))


def test_the_head_of_a_text_counts_as_its_title() -> None:
    """It says the relation again, without the day and the article that the text has."""
    title = "Ngưng hiệu lực Nghị quyết số 08/2022/NQ-HĐND"
    law = f"{title} ngày 19/12/2022 của Hội đồng nhân dân huyện từ ngày 01/01/2025 đến hết ngày 31/12/2027."
    text = f"NGHỊ QUYẾT\n{title}\n\nĐiều 1. {law}"
    document = complete(Document("nq-29", f"Nghị quyết số 29 {title}", text, "resolution", issuer="HĐND huyện Lam Khê"))
    [relation] = outgoing_relations(document)
    assert (relation.relation, relation.where, relation.ends) == ("suspends", "Điều 1", date(2027, 12, 31))


def test_a_given_relation_is_kept_where_the_text_has_none() -> None:
    given_citations = (
        Citation("12/2012/NQ-HĐND", "repeals"),
        Citation("12/2012/NQ-HĐND", "amends", ("Điều 3",)),
        Citation("05/2015/NQ-HĐND", "replaces"),
        Citation("một văn bản khác", "replaces"),
    )
    text = "Điều 1. Mức nêu tại Nghị quyết số 12/2012/NQ-HĐND.\n\nĐiều 2. Bãi bỏ Nghị quyết số 05/2015/NQ-HĐND."
    document = Document("a", "Về một việc", text, "resolution", number="09/2023/NQ-HĐND", issuer="HĐND huyện Lam Khê")
    relations = outgoing_relations(complete(replace(document, citations=given_citations)))
    assert [(r.relation, r.number, r.year, r.parts, r.start < r.end) for r in relations] == [
        ("cites", "12/2012/NQ-HĐND", 2012, (), True),
        ("repeals", "05/2015/NQ-HĐND", 2015, (), True),
        ("repeals", "12/2012/NQ-HĐND", 2012, (), False),
        ("amends", "12/2012/NQ-HĐND", 2012, ("Điều 3",), False),
    ]


def test_five_thousand_citations_are_all_read() -> None:
    rows = "".join(f"| {n} | {n}/2010/NQ-HĐND | 20/7/2010 |\n" for n in range(1, 5_001))
    text = f"Điều 1. Bãi bỏ các nghị quyết tại Phụ lục kèm theo Nghị quyết này.\n\nPHỤ LỤC\n\n{rows}"
    document = Document("a", "Bãi bỏ", text, "resolution", number="09/2023/NQ-HĐND", issuer="HĐND huyện Lam Khê")
    relations = outgoing_relations(complete(document))
    assert len(relations) == 5_000
    assert {(r.relation, r.issuer, r.where) for r in relations} == {("repeals", "HĐND huyện Lam Khê", "Phụ lục")}


@given(
    st.lists(st.sampled_from(PIECES), max_size=24).map("".join),
    st.lists(st.sampled_from(PIECES), max_size=4).map("".join),
    st.sampled_from(("resolution", "news", "other", "proposal")),
)
def test_places_of_relations_lie_in_the_searchable_text(text: str, title: str, kind: str) -> None:
    document = complete(Document("a", title or "Việc", text, kind, summary=title, issuer="UBND xã Bình Hòa"))
    searchable = searchable_text(document)
    relations = outgoing_relations(document)
    for relation in relations:
        assert 0 <= relation.start < relation.end <= len(searchable)
        assert relation.relation in RELATION_LABELS
        assert kind != "news" or relation.relation == "cites"
    assert {r.number for r in relations} == {citation.number for citation in document.citations}
    pairs = [(r.relation, r.key, r.year, r.issuer) for r in relations]
    assert len(set(pairs)) == len(pairs)
