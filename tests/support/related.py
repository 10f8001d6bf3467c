"""Indexes documents that change each other, with the days on which each is in force as a test says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

from corpus.document import Document
from corpus.extraction.extract import complete
from corpus.store import Store
from corpus.vi.dates.span import AFTER_LAST_DAY, Span
from indexer.engines.port import Engine
from indexer.schema.documents import document_record, with_effect, with_officials
from indexer.schema.effect import EffectPeriod
from indexer.search import Search

NOW = datetime(2025, 7, 1, tzinfo=UTC)
COUNCIL = "HĐND huyện Lam Khê"


def resolution(id: str, number: str, issued: date, text: str = "", **fields: object) -> Document:
    """Return a resolution of a council."""
    given: dict[str, object] = {"title": f"Nghị quyết {id}", "issuer": COUNCIL, "kind": "resolution", **fields}
    return Document(id, text=text, number=number, issued=issued, **given)  # type: ignore[arg-type]


def periods(*changes: tuple[date, str] | tuple[date, str, str], before: str = "not-yet") -> tuple[EffectPeriod, ...]:
    """Return the periods that begin with each change: its day, the status, and by which document."""
    starts = [(date.min, before), *changes]
    ends = [*(change[0] for change in changes), AFTER_LAST_DAY]
    return tuple(
        EffectPeriod(change[1], Span(change[0], end), change[2] if len(change) > 2 else None)
        for change, end in zip(starts, ends, strict=True)
    )


def search_over(
    documents: Sequence[Document],
    store: Store,
    engine: Engine,
    effects: Mapping[str, Sequence[EffectPeriod]] | None = None,
) -> Search:
    """Store documents, index them with their effects, and return a search over them."""
    store.put(list(documents), at=NOW)
    with engine.write(fresh=True) as writer:
        for document in documents:
            record = with_effect(document_record(complete(document)), (effects or {}).get(document.id, ()))
            writer.put([with_officials(record, (None,) * len(complete(document).officials))])
    return Search(engine, store)
