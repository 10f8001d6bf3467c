"""Checks that recent answers are repeated for as long as the same generation of the index answers."""

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
from indexer.search import Search
from search_api.answer_cache import MAX_ANSWERS, CachedSearch

TODAY = date(2025, 7, 1)
NOW = datetime(2025, 7, 1, tzinfo=UTC)


def test_an_answer_is_repeated_until_another_generation_answers(tmp_path: Path) -> None:
    """Size and day are part of the question; a new generation is answered from at once."""
    store, engine = open_store(f"sqlite:///{tmp_path / 's'}"), open_engine("memory:", fingerprint())
    store.put([Document("a", title="Nông thôn mới")], at=NOW)
    build(store, engine)
    search = CachedSearch(Search(engine, store))
    first = search.search(Request("nông thôn"), today=TODAY)
    assert search.search(Request("nông thôn"), today=TODAY) is first
    assert search.search(Request("nông thôn", size=5), today=TODAY) is not first
    assert search.search(Request("nông thôn"), today=date(2025, 7, 2)) is not first
    suggestions = search.suggest("nông")
    assert search.suggest("nông") is suggestions
    store.put([Document("b", title="Nông thôn mới nâng cao")], at=NOW)
    build(store, engine)
    search._search._current._last_poll = 0.0  # as after a while
    assert search.search(Request("nông thôn"), today=TODAY).total == 2
    assert search.suggest("nông") != suggestions


def test_no_answer_of_a_removed_index_is_repeated(tmp_path: Path) -> None:
    """An index that was made anew has another stamp, though its generations count from 1 again."""
    store, engine = (
        open_store(f"sqlite:///{tmp_path / 's'}"),
        open_engine(f"whoosh:{tmp_path / 'index'}", fingerprint()),
    )
    store.put([Document("a", title="Nông thôn mới")], at=NOW)
    build(store, engine)
    search = CachedSearch(Search(engine, store))
    assert search.search(Request("nông thôn"), today=TODAY).total == 1
    shutil.rmtree(tmp_path / "index")
    store.put([Document("b", title="Nông thôn mới nâng cao")], at=NOW)
    build(store, engine)
    search._search._current._last_poll = 0.0  # as after a while
    assert search.search(Request("nông thôn"), today=TODAY).total == 2


def test_the_number_of_cached_answers_is_bounded(tmp_path: Path) -> None:
    store, engine = open_store(f"sqlite:///{tmp_path / 's'}"), open_engine("memory:", fingerprint())
    store.put([Document("a", title="Nông thôn mới")], at=NOW)
    build(store, engine)
    search = CachedSearch(Search(engine, store))
    for page in range(1, MAX_ANSWERS + 20):
        search.search(Request("nông thôn", page=page), today=TODAY)
    assert len(search._answers) == MAX_ANSWERS


def test_every_method_of_a_search_is_answered(tmp_path: Path) -> None:
    store, engine = open_store(f"sqlite:///{tmp_path / 's'}"), open_engine("memory:", fingerprint())
    search = CachedSearch(Search(engine, store))
    assert {name for name in dir(Search) if not name.startswith("_")} <= set(dir(search))
