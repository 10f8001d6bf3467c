"""Ask the sample world, or a small one of a test's own, as readers do."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from corpus.document import Document
from corpus.store import open_store
from indexer.engines.port import Engine
from indexer.indexing.build import build
from indexer.results import Request, ResultsPage
from indexer.search import Search
from tests.support import sample as service

TODAY = date(2025, 7, 1)


def searching(engine: Engine, folder: Path, *documents: Document) -> Search:
    """Return a search over documents of a test's own."""
    store = open_store(f"sqlite:///{folder / 'store.sqlite'}")
    store.put(documents, at=datetime(2025, 7, 1, tzinfo=UTC))
    build(store, engine)
    return Search(engine, store)


def ask(search: Search, text: str, **asked: object) -> ResultsPage:
    """Answer a query, on the day of the tests."""
    return search.search(Request(text, **asked), today=TODAY)  # type: ignore[arg-type]


def ids(search: Search, text: str, **asked: object) -> list[str]:
    """Return the ids of what is found, in order."""
    return [result.id for result in ask(search, text, **asked).results]


def titles(text: str, **asked: object) -> list[str]:
    """Return the titles of what is found in the sample."""
    return [result.title.text for result in ask(service.sample(), text, **asked).results]


def numbers(text: str, **asked: object) -> list[str | None]:
    """Return the document numbers of what is found in the sample."""
    return [result.number for result in ask(service.sample(), text, **asked).results]
