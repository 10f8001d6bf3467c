"""Measure the ranking on questions with known answers, by the path of a real search: hit@k and MRR."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from corpus.document import Document, DocumentError, from_json
from corpus.identity import identify
from corpus.store import Store, open_store
from indexer import sentences
from indexer.engines.factory import open_engine
from indexer.engines.port import Engine
from indexer.evaluation.typing_noise import KEYS, LOSSLESS, typo
from indexer.indexing.build import build
from indexer.indexing.fingerprint import fingerprint
from indexer.results import Request
from indexer.search import Search

DEPTH = 10  # results of a question that count

CHANGES: Mapping[str, Callable[[str], str]] = {
    "none": lambda text: text,
    **KEYS,
    **{name: LOSSLESS[name] for name in ("nfd", "upper", "tone")},
    "typo": typo,
}


class EvaluationError(Exception):
    """Says in one sentence which line of the material cannot be read, and why."""


@dataclass(frozen=True, slots=True)
class Question:
    """Holds a question and the ids of the documents that answer it."""

    text: str
    relevant: frozenset[str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Holds the results of a question as it was typed: titles and scores by the ids of the material, in order.

    `rank` is that of the first right result, from 1 on.
    """

    question: Question
    typed: str
    results: Mapping[str, tuple[str, float]]
    rank: int | None


def evaluate(articles: Path, questions: Path, *changes: str, today: date) -> dict[str, list[Outcome]]:
    """Index the articles in a temporary folder, and ask each question as each of the changes types it.

    Raises EvaluationError, EngineError and StoreError.
    """
    parsed = read_questions(questions)
    with indexed(articles) as (engine, store, ids), closing(Search(engine, store)) as search:
        return {name: answers(search, parsed, name, ids, today) for name in changes}


@contextmanager
def indexed(articles: Path) -> Iterator[tuple[Engine, Store, Mapping[str, str]]]:
    """Index the articles in a temporary folder; give the ids of the material by those of the store.

    Raises EvaluationError, EngineError and StoreError.
    """
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"whoosh:{Path(folder) / 'index'}", fingerprint())
        with closing(open_store(f"sqlite:///{Path(folder) / 'store.sqlite'}")) as store:
            # The store's ids are safe in addresses; those of the material need not be.
            given = {identify(document): document for document in read_articles(articles)}
            store.put((replace(document, id=id) for id, document in given.items()), at=datetime.now(UTC))
            built = build(store, engine)
            if built.failures:
                raise EvaluationError(sentences.NOT_INDEXED.format(failure=built.failures[0]))
            yield engine, store, {id: document.id for id, document in given.items()}


def answers(
    search: Search, questions: Iterable[Question], change: str, ids: Mapping[str, str], today: date
) -> list[Outcome]:
    """Ask each question as the change types it. Raises EngineError."""
    return [_ask(search, question, CHANGES[change](question.text), ids, today) for question in questions]


def figures(outcomes: list[Outcome]) -> dict[str, float | int]:
    """Return hit@1, hit@10, mrr@10 and the number of questions."""
    ranks = [outcome.rank for outcome in outcomes]
    count = max(1, len(ranks))
    return {
        "hit@1": round(sum(rank == 1 for rank in ranks) / count, 4),
        f"hit@{DEPTH}": round(sum(rank is not None for rank in ranks) / count, 4),
        f"mrr@{DEPTH}": round(sum(1 / rank for rank in ranks if rank) / count, 4),
        "questions": len(ranks),
    }


def misses(outcomes: list[Outcome]) -> Iterator[str]:
    """Yield for each question whose first result is wrong the results above the right one."""
    for outcome in outcomes:
        if outcome.rank != 1:
            right = ", ".join(sorted(outcome.question.relevant))
            rank = sentences.RANK.format(rank=outcome.rank) if outcome.rank else sentences.NO_RANK.format(depth=DEPTH)
            yield sentences.MISSED.format(query=outcome.typed, relevant=right, rank=rank)
            for id, (title, score) in list(outcome.results.items())[: outcome.rank or DEPTH]:
                yield f"  {score:9.3f}  {id}  {title}"


def read_articles(path: Path) -> Iterator[Document]:
    """Yield the document of each line; an article of a law has its heading as title and the law as summary.

    Raises EvaluationError.
    """
    for where, shape in _lines(path):
        try:
            yield from_json(_article(shape) if "law" in shape else shape, id=str(shape["id"]))
        except (KeyError, DocumentError) as error:
            raise EvaluationError(sentences.UNREADABLE_ARTICLE.format(where=where, error=error)) from error


def read_questions(path: Path) -> list[Question]:
    """Return the questions of a file of JSON lines. Raises EvaluationError."""
    questions = []
    for where, shape in _lines(path):
        if not isinstance(shape.get("question"), str) or not isinstance(shape.get("relevant"), list):
            raise EvaluationError(sentences.NOT_A_QUESTION.format(where=where))
        questions.append(Question(shape["question"], frozenset(map(str, shape["relevant"]))))
    return questions


def _article(shape: Mapping[str, Any]) -> dict[str, Any]:
    text = str(shape.get("text", ""))
    heading, _, rest = text.partition("\n")
    # Some articles have no heading and begin with their first clause, which is numbered or a whole sentence.
    titled = rest and not heading[:1].isdigit() and heading.strip()[-1:] not in (".", ";", ":")
    title = f"Điều {shape['article']}. {heading}" if titled else f"Điều {shape['article']}"
    return {"title": title, "summary": shape["law"], "text": text}


def _lines(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            where = sentences.LINE_OF_FILE.format(file=path.name, number=number)
            try:
                shape = json.loads(line)
            except ValueError as error:
                raise EvaluationError(sentences.NOT_JSON.format(where=where)) from error
            if not isinstance(shape, dict):
                raise EvaluationError(sentences.NOT_AN_OBJECT.format(where=where))
            yield where, shape


def _ask(search: Search, question: Question, typed: str, ids: Mapping[str, str], today: date) -> Outcome:
    page = search.search(Request(typed, size=DEPTH), today=today)
    results = {ids[result.id]: (result.title.text, result.score) for result in page.results}
    ranks = (rank for rank, id in enumerate(results, 1) if id in question.relevant)
    return Outcome(question, typed, results, next(ranks, None))
