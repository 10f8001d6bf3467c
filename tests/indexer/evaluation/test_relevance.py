"""Relevance is measured through the real search path, and reaches its goals on questions with known answers."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.vi.text import fold
from indexer.evaluation.relevance import CHANGES, EvaluationError, evaluate, figures, misses
from indexer.evaluation.typing_noise import MIN_SLIP_LETTERS, typo

TODAY = date(2025, 7, 1)
ARTICLES = (
    (
        "Luật Cây xanh@1",
        "Luật Cây xanh",
        "1",
        "Phạm vi điều chỉnh\n\nLuật này quy định việc trồng và chặt hạ cây xanh.",
    ),
    ("Luật Cây xanh@2", "Luật Cây xanh", "2", "Chặt hạ cây xanh\n\n1. Cây chết được chặt hạ sau ba ngày thông báo."),
    ("Luật Chợ@1", "Luật Chợ", "1", "Phí chợ\n\n1. Phí chỗ ngồi do Hội đồng nhân dân xã quyết định hằng năm."),
)
QUESTIONS = (
    ("Cây xanh bị chết thì được chặt hạ sau bao nhiêu ngày?", ["Luật Cây xanh@2"]),
    ("Phí chỗ ngồi ở chợ do cơ quan nào quyết định?", ["Luật Chợ@1"]),
    ("Ai quyết định phí chỗ ngồi ở chợ hằng năm?", ["Luật Cây xanh@1"]),  # deliberately wrong
)


@pytest.fixture
def material(tmp_path: Path) -> tuple[Path, Path]:
    names = ("id", "law", "article", "text")
    articles, questions = tmp_path / "articles.jsonl", tmp_path / "questions.jsonl"
    lines = [json.dumps(dict(zip(names, article, strict=True)), ensure_ascii=False) for article in ARTICLES]
    articles.write_text("\n".join(lines), "utf-8")
    lines = [json.dumps({"question": text, "relevant": ids}, ensure_ascii=False) for text, ids in QUESTIONS]
    questions.write_text("\n".join(lines), "utf-8")
    return articles, questions


def test_figures_give_ranks_and_misses_list_what_ranked_higher(material: tuple[Path, Path]) -> None:
    outcomes = evaluate(*material, "none", today=TODAY)["none"]
    assert [outcome.rank for outcome in outcomes[:2]] == [1, 1]
    assert next(iter(outcomes[2].results)) == "Luật Chợ@1"
    measured = figures(outcomes)
    third = outcomes[2].rank
    assert measured["questions"] == 3
    assert measured["hit@1"] == round(2 / 3, 4)
    assert measured["mrr@10"] == round((2 + (1 / third if third else 0)) / 3, 4)
    question, *above = misses(outcomes)
    assert question.startswith(QUESTIONS[2][0])
    assert above[0].endswith("Luật Chợ@1  Điều 1. Phí chợ")


def test_every_way_of_typing_ranks_the_same_document_first(material: tuple[Path, Path]) -> None:
    outcomes = evaluate(*material, *CHANGES, today=TODAY)
    assert not {name for name, ranked in outcomes.items() if [outcome.rank for outcome in ranked[:2]] != [1, 1]}


@pytest.mark.parametrize("line", ["{", "[]", '{"id": "a"}', '{"law": "Luật Chợ"}', '{"id": "a", "law": "Luật Chợ"}'])
def test_unreadable_material_is_reported_with_its_line(material: tuple[Path, Path], line: str) -> None:
    articles, questions = material
    articles.write_text(f"{articles.read_text('utf-8')}\n{line}\n", "utf-8")
    with pytest.raises(EvaluationError, match=r"articles\.jsonl, dòng 4"):
        evaluate(articles, questions, "none", today=TODAY)


@given(st.text(st.sampled_from("aăâbcdđeêghiklmnoôơpqrstuưvxyạ ế?1,"), max_size=40))
def test_a_typo_changes_one_long_word_and_is_deterministic(text: str) -> None:
    """A long word has at least five letters; its first letter stays."""
    slipped = typo(text)
    assert slipped == typo(text)
    changed = [(a, b) for a, b in zip(text.split(" "), slipped.split(" "), strict=True) if a != b]
    if changed:
        [(before, after)] = changed
        assert sum(map(str.isalpha, before)) >= MIN_SLIP_LETTERS
        assert abs(len(after) - len(before)) <= 1
    assert fold(text[:1]) == fold(slipped[:1])


def test_law_questions_reach_their_mrr_however_they_are_typed(shared_data: Path) -> None:
    folder = shared_data / "retrieval"
    goals = {"none": 1.0, "no-accents": 0.97, "upper": 1.0, "telex": 0.99, "typo": 0.95}
    outcomes = evaluate(folder / "articles.jsonl", folder / "questions-dev.jsonl", *goals, today=TODAY)
    reached = {name: float(figures(ranked)["mrr@10"]) for name, ranked in outcomes.items()}
    assert reached["none"] >= 0.90
    assert not {name: reached[name] for name, goal in goals.items() if reached[name] < goal * reached["none"]}
