"""The best documents of a question are ranked again: by their best clause, the article asked for, the definition."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Document
from indexer.engines.port import Engine, Hit
from indexer.engines.ranking import CLAUSE_FLOOR
from indexer.schema.documents import document_record, with_officials
from indexer.search.passage_ranking import best_clauses, reranked
from indexer.search.query.document_cache import StoredDocument
from tests.support.search import result_ids, search_over

QUESTION = "phí chợ do ai thu?"
SPREAD = "Phí gửi xe.\n\nChợ họp sáng sớm.\n\nBan quản lý thu rác."
WHOLE = "Rác thải.\n\nPhí chợ do ban quản lý thu.\n\nXe gửi."
TERMS = (
    "1. Chợ là nơi mua bán.\n\n2. Phí chợ là khoản tiền trả hằng tháng.\n\n"
    "3. “Chợ đêm” (sau đây gọi là chợ) là nơi mua bán ban đêm."
)
TITLES = st.sampled_from(("", "Phí chợ", "Điều 5. Thu phí", "Tin xã"))
TEXTS = st.sampled_from((SPREAD, WHOLE, "1. Phí chợ là khoản thu.", "phi cho", "Phi\u0301 chợ \U0001f600", "Khai mạc"))


NEWS = Document("news", "Tin xã", "Khai mạc hội làng.")


def stored(*documents: Document) -> list[StoredDocument]:
    return [StoredDocument(with_officials(document_record(document), ()).stored) for document in documents]


def test_words_in_one_clause_count_more_than_words_spread_over_a_text() -> None:
    spread, whole, _ = best_clauses(QUESTION, stored(Document("a", "", SPREAD), Document("b", "", WHOLE), NEWS))
    assert whole > spread > 0


def test_title_and_summary_stand_before_every_clause() -> None:
    text = "1. Khoản này do ban quản lý thu."
    plain, titled, summed, _ = best_clauses(
        QUESTION,
        stored(Document("a", "", text), Document("b", "Phí chợ", text), Document("c", "", text, summary="Chợ"), NEWS),
    )
    assert titled > summed > plain


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("mở đường nào?", [True, False, False]),
        ("mo duong nao?", [True, True, True]),
        ("mo đường nào?", [True, False, True]),
    ],
)
def test_a_word_with_marks_counts_only_with_just_these(typed: str, found: list[bool]) -> None:
    """One without marks does so too, unless the whole question has none."""
    texts = ("Họ mở đường.", "Bó mơ dương.", "Mo duong")
    scores = best_clauses(typed, stored(*(Document(text, "Tin", text) for text in texts)))
    assert [score > 0 for score in scores] == found


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("Phí chợ là gì?", "definition"),
        ("phi cho la gi", "definition"),
        ("Thế nào là “phí chợ”?", "definition"),
        ("Chợ đêm là gì?", "definition"),
        ("Điều 5 quy định phí chợ thế nào?", "article"),
        ("dieu 5 quy dinh phi cho the nao", "article"),
    ],
)
def test_the_definition_and_the_article_asked_for_come_first(
    engine: Engine, tmp_path: Path, typed: str, first: str
) -> None:
    search = search_over(
        engine,
        tmp_path,
        Document("other", "Phí chợ", "Quy định phí chợ: phí chợ là bao nhiêu do xã quyết định."),
        Document(
            "article",
            "Điều 5. Quy định mức thu",
            "Phí chợ thu hằng tháng.\n\nChợ đêm (ảnh) mở lại. Chợ đêm đông khách.",
        ),
        Document("definition", "Giải thích từ ngữ", TERMS),
    )
    assert result_ids(search, typed)[0] == first


@pytest.mark.parametrize("field", ["summary", "section"])
def test_an_article_of_the_law_that_is_named_comes_first(field: str, engine: Engine, tmp_path: Path) -> None:
    title, text = "Điều 5. Thu phí", "Phí do ban quản lý thu."
    laws = {"a": "Luật Đường", "b": "LUẬT CHỢ", "c": "Luật Chợ Nổi"}
    search = search_over(engine, tmp_path, *(Document(id, title, text, **{field: law}) for id, law in laws.items()))  # type: ignore[arg-type]
    assert result_ids(search, "Điều 5 Luật Chợ quy định thu phí thế nào?")[0] == "b"


@given(
    st.sampled_from((QUESTION, "phi cho la gi", "Điều 5 về phí chợ là gì?", "là gì ai")),
    st.lists(st.tuples(TITLES, TEXTS, st.floats(0, 100)), max_size=6),
)
def test_ranking_again_keeps_all_hits_and_lowers_no_score(typed: str, rows: list[tuple[str, str, float]]) -> None:
    rows.sort(key=lambda row: -row[2])
    documents = {str(i): Document(str(i), title, text) for i, (title, text, _) in enumerate(rows)}
    hits = [Hit(str(i), round(score, 6)) for i, (*_, score) in enumerate(rows)]

    def read(ids: Sequence[str]) -> list[StoredDocument]:
        return stored(*(documents[id] for id in ids))

    again = reranked(typed, hits, read)
    before = {hit.id: hit.score for hit in hits}
    assert {hit.id for hit in again} == set(before)
    assert all(hit.score >= before[hit.id] for hit in again)
    assert [hit.score for hit in again] == sorted((hit.score for hit in again), reverse=True)


def test_texts_with_less_than_the_floor_are_not_read() -> None:
    read: list[str] = []

    def documents(ids: Sequence[str]) -> list[StoredDocument]:
        read.extend(ids)
        return stored(*(Document(id, "", WHOLE) for id in ids))

    hits = (Hit("a", 10.0), Hit("b", 9.0), Hit("c", 10 * CLAUSE_FLOOR - 1))
    assert [hit.id for hit in reranked(QUESTION, hits, documents)] == ["a", "b", "c"]
    assert read == ["a", "b"]
