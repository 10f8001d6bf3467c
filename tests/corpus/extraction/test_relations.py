"""What a document does to others, by the golden chains and by a table of sentences."""

from __future__ import annotations

from datetime import date

import pytest

from bench.relations import chain_edges
from corpus.document import Document
from corpus.extraction.extract import complete
from corpus.extraction.relations import outgoing_relations
from tests.support.relation_chains import Chain, read_chains
from tests.support.relation_sentences import Row, line_of, read_rows

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
