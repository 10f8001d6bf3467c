"""Tell when documents were last changed, by the columns of their rows alone: none of them is read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa

from corpus.store.store import Store
from corpus.store.tables import DOCUMENT

_ROWS_PER_PAGE = 1_000


def days_changed(store: Store, skip: int, limit: int) -> Iterator[tuple[str, str]]:
    """Yield the ids of documents in order, each with the day (ISO, UTC) of its last change.

    At most `limit` of them, behind the first `skip`; no cursor stays open between pages. Raises StoreError.
    """
    query = sa.select(DOCUMENT.c.id, DOCUMENT.c.changed).order_by(DOCUMENT.c.id)
    after = ""
    while limit > 0:
        size = min(_ROWS_PER_PAGE, limit)
        with store.database.reading() as connection:
            rows = connection.execute(query.where(DOCUMENT.c.id > after).offset(skip).limit(size)).all()
        yield from ((row.id, row.changed[:10]) for row in rows)
        if len(rows) < size or rows[-1].id <= after:
            return  # the order of a damaged index could lead in a circle
        after, skip, limit = rows[-1].id, 0, limit - size


def last_changed_by_source(store: Store) -> dict[str, datetime]:
    """Return when a document of each source was last added or changed. Raises StoreError."""
    query = sa.select(DOCUMENT.c.source, sa.func.max(DOCUMENT.c.changed)).group_by(DOCUMENT.c.source)
    with store.database.reading() as connection:
        return {row[0]: datetime.fromisoformat(row[1]) for row in connection.execute(query) if row[0]}
