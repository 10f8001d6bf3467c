"""Searches the sample documents, or a few of a test, as readers do."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from corpus.document import Document
from corpus.store import open_store
from indexer.engines.port import Engine
from indexer.indexing.build import build
from indexer.results import Request, ResultsPage
from indexer.search import Search
from tests.support.sample import sample_search

TODAY = date(2025, 7, 1)


def search_over(engine: Engine, folder: Path, *documents: Document) -> Search:
    """Build an index of these documents and return a search over it."""
    store = open_store(f"sqlite:///{folder / 'store.sqlite'}")
    store.put(documents, at=datetime(2025, 7, 1, tzinfo=UTC))
    build(store, engine)
    return Search(engine, store)


def ask(search: Search, text: str, **parameters: object) -> ResultsPage:
    """Answer a query, on the day of the tests."""
    return search.search(Request(text, **parameters), today=TODAY)  # type: ignore[arg-type]


def result_ids(search: Search, text: str, **parameters: object) -> list[str]:
    """Return the ids of the results, in order."""
    return [result.id for result in ask(search, text, **parameters).results]


def sample_titles(text: str, **parameters: object) -> list[str]:
    """Return the titles of the results in the sample."""
    return [result.title.text for result in ask(sample_search(), text, **parameters).results]


def sample_numbers(text: str, **parameters: object) -> list[str | None]:
    """Return the document numbers of the results in the sample."""
    return [result.number for result in ask(sample_search(), text, **parameters).results]
