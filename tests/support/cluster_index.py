"""Make small indices on a cluster, each under a name of its own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import uuid4

from corpus.vi.dates.span import Span
from indexer.engines import query_tree as q
from indexer.engines.factory import open_engine
from indexer.engines.port import Engine, Record

HOI = q.Term((q.Form("exact", "hội"),), ("title",))  # every record of `records` has it


def index_name() -> str:
    """Return a name that no other test uses."""
    return f"t{uuid4().hex[:12]}"


def records(count: int, day: date = date(2020, 1, 1)) -> Iterator[Record]:
    """Yield records d0, d1 …, which store their number."""
    for i in range(count):
        title = {"title": {"exact": ("hội", f"số{i}")}}
        yield Record(f"d{i}", title, {"kind": (f"k{i % 3}",)}, {"day": (Span.day(day),)}, f"{i}".encode())


def filled(url: str, count: int) -> Engine:
    """Return an engine whose index has so many records."""
    engine = open_engine(url, "f1")
    with engine.write(fresh=True) as writer:
        writer.put(records(count))
    return engine
