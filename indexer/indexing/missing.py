"""Find the documents that the store has and an index lacks, because they could not be indexed.

Nothing keeps a list of them: an index should have as many documents as its last change left, and ids are compared only
where it has not, so that a healthy index costs two counts. Documents that the store lost do not change that number.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from corpus.store import Store
from indexer.engines.port import Reader
from indexer.engines.query_tree import Where
from indexer.schema.copies import COPY
from indexer.schema.documents import DOCUMENT

_BATCH = 1_000  # ids that are looked up together


def missing_documents(store: Store, reader: Reader) -> list[str]:
    """Return the ids of the documents that an index of this store lacks, in order.

    What changed since the index was built does not count: the next build reads that anyway.
    """
    (indexed,) = reader.totals([Where("type", (DOCUMENT, COPY))])
    if indexed == store.count_at(reader.info.change):
        return []
    lacking = [id for batch in _batches(store.ids()) for id in _lacking(reader, batch)]
    changed = {change.id for change in store.changes(reader.info.change)}  # after the ids, which include new ones
    return [id for id in lacking if id not in changed]


def _lacking(reader: Reader, ids: list[str]) -> list[str]:
    present = reader.titles(ids)
    return [id for id in ids if id not in present]


def _batches(ids: Iterator[str]) -> Iterator[list[str]]:
    while batch := list(islice(ids, _BATCH)):
        yield batch
