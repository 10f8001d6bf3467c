"""Makes resolutions that change each other, and searches over them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

from corpus.document import Document
from corpus.store import Store
from indexer.engines.port import Engine
from indexer.indexing.build import build
from indexer.search import Search

NOW = datetime(2025, 7, 1, tzinfo=UTC)
COUNCIL = "HĐND huyện Lam Khê"


def resolution(id: str, number: str, issued: date, text: str = "", **fields: object) -> Document:
    """Return a resolution of a council."""
    given: dict[str, object] = {"title": f"Nghị quyết {id}", "issuer": COUNCIL, "kind": "resolution", **fields}
    return Document(id, text=text, number=number, issued=issued, **given)  # type: ignore[arg-type]


def search_over(documents: Sequence[Document], store: Store, engine: Engine) -> Search:
    """Store documents, index them, and return a search over them."""
    store.put(list(documents), at=NOW)
    build(store, engine, processes=1)
    return Search(engine, store)
