"""What was asked lately is answered from memory, as long as the same index answers."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

from corpus.document import Document
from corpus.store import open_store
from indexer.engines.factory import open_engine
from indexer.indexing.build import build
from indexer.indexing.fingerprint import fingerprint
from indexer.results import Request
from search_api.answer_cache import ANSWERS, RememberingSearch

TODAY = date(2025, 7, 1)
NOW = datetime(2025, 7, 1, tzinfo=UTC)


def test_the_same_question_has_the_same_answer_until_another_index_answers(tmp_path: Path) -> None:
    store, engine = open_store(f"sqlite:///{tmp_path / 's'}"), open_engine("memory:", fingerprint())
    store.put([Document("a", title="Nông thôn mới")], at=NOW)
    build(store, engine)
    search = RememberingSearch(engine, store)
    first = search.search(Request("nông thôn"), today=TODAY)
    assert search.search(Request("nông thôn"), today=TODAY) is first
    assert search.search(Request("nông thôn", size=5), today=TODAY) is not first
    assert search.search(Request("nông thôn"), today=date(2025, 7, 2)) is not first
    begun = search.suggest("nông")
    assert search.suggest("nông") is begun
    store.put([Document("b", title="Nông thôn mới nâng cao")], at=NOW)
    build(store, engine)
    search._current._looked = 0.0  # as after a while
    assert search.search(Request("nông thôn"), today=TODAY).total == 2
    assert search.suggest("nông") != begun


def test_nothing_is_remembered_of_an_index_that_was_removed_and_made_anew(tmp_path: Path) -> None:
    store, engine = (
        open_store(f"sqlite:///{tmp_path / 's'}"),
        open_engine(f"whoosh:{tmp_path / 'index'}", fingerprint()),
    )
    store.put([Document("a", title="Nông thôn mới")], at=NOW)
    build(store, engine)
    search = RememberingSearch(engine, store)
    assert search.search(Request("nông thôn"), today=TODAY).total == 1
    shutil.rmtree(tmp_path / "index")
    store.put([Document("b", title="Nông thôn mới nâng cao")], at=NOW)
    build(store, engine)
    search._current._looked = 0.0  # as after a while
    assert search.search(Request("nông thôn"), today=TODAY).total == 2


def test_only_so_many_answers_are_remembered(tmp_path: Path) -> None:
    store, engine = open_store(f"sqlite:///{tmp_path / 's'}"), open_engine("memory:", fingerprint())
    store.put([Document("a", title="Nông thôn mới")], at=NOW)
    build(store, engine)
    search = RememberingSearch(engine, store)
    for page in range(1, ANSWERS + 20):
        search.search(Request("nông thôn", page=page), today=TODAY)
    assert len(search._answers) == ANSWERS
