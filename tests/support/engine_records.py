"""Makes small records for tests of engines, and asks an engine for the ids of a query."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from corpus.vi.dates.span import Span
from indexer.engines import query_tree as q
from indexer.engines.port import Engine, Record, SearchRequest

FIELDS = ("title", "text")
VALUES = ("a", "b", "c")


def layers(terms: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    pairs = tuple(f"{a}_{b}" for a, b in pairwise(terms) if a and b)
    return {"exact": terms, "pairs": pairs}


def record(id: str, title: str = "", *, day: date | None = None, **values: str) -> Record:
    days = {"day": (Span.day(day),)} if day else {}
    terms = {"title": layers(tuple(title.split()))}
    return Record(id, terms, {k: (v,) for k, v in values.items()}, days, id.encode())


def word(text: str) -> q.Term:
    return q.Term((q.Form("exact", text),), FIELDS)


def ids(engine: Engine, query: q.Query, **parameters: object) -> list[str]:
    reader = engine.read()
    try:
        return [hit.id for hit in reader.search(SearchRequest(query, **parameters)).hits]  # type: ignore[arg-type]
    finally:
        reader.close()
