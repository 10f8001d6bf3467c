"""Queries of councils' readers rank the right document first: the golden tables, over real indexes."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from corpus.ingest import add
from corpus.store.originals import FolderOriginals
from indexer.engines.factory import open_engine
from indexer.indexing.build import build
from indexer.indexing.fingerprint import fingerprint
from indexer.search import Search
from tests.support.files import GOLDEN
from tests.support.sample import empty_store, sample_search
from tests.support.search import ask

Row = tuple[str, str, frozenset[str]]


def rows(name: str) -> list[Row]:
    """Read a table: must or may, the query, and the ids or numbers that may rank first."""
    lines = [line.split("\t") for line in (GOLDEN / name).read_text("utf-8").splitlines() if line and line[0] != "#"]
    assert all(len(parts) == (4 if parts[0] == "may" else 3) for parts in lines)  # a row with `may` gives a reason
    return [(parts[0], parts[1], frozenset(parts[2].split(" | "))) for parts in lines]


SAMPLE, GAZETTE = rows("readers.tsv"), rows("readers_gazette.tsv")


def test_the_tables_have_enough_rows_and_no_query_twice() -> None:
    queries = [query for _, query, _ in (*SAMPLE, *GAZETTE)]
    assert len(SAMPLE) >= 60
    assert len(set(queries)) == len(queries)
    assert {mark for mark, _, _ in (*SAMPLE, *GAZETTE)} == {"must", "may"}
    known = {result.id for result in ask(sample_search(), "", size=100).results}
    assert not [right for *_, right in SAMPLE if not right <= known]


@pytest.mark.parametrize(("query", "right"), [(query, right) for mark, query, right in SAMPLE if mark == "must"])
def test_the_right_document_of_the_sample_ranks_first(query: str, right: frozenset[str]) -> None:
    assert {result.id for result in ask(sample_search(), query, size=1).results} & right


def test_the_right_document_of_the_gazette_ranks_first(tmp_path: Path, shared_data: Path) -> None:
    store, now = empty_store(tmp_path), datetime(2026, 9, 1, tzinfo=UTC)
    folder, blobs = shared_data / "gazette", FolderOriginals(tmp_path / "blobs")
    add([folder], store, blobs, source="gazette", clock=lambda: now, report=lambda event: None)
    engine = open_engine(f"whoosh:{tmp_path / 'index'}", fingerprint())
    build(store, engine, processes=1)
    search = Search(engine, store)
    first = {query: [result.number for result in ask(search, query, size=1).results] for _, query, _ in GAZETTE}
    wrong = {query: first[query] for mark, query, right in GAZETTE if mark == "must" and not right & set(first[query])}
    assert not wrong
