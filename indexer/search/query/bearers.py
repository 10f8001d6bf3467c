"""Find the documents that references may mean: all that bear a number, of an issuer and a year."""

from __future__ import annotations

from collections.abc import Iterable

from corpus.document import Document
from corpus.extraction.relations import OutgoingRelation
from indexer.engines.port import SearchRequest
from indexer.engines.query_tree import All, Where
from indexer.schema.documents import DOCUMENT
from indexer.schema.relations import BEARS, Bearer, bearer_of, reference_value, resolve
from indexer.schema.stored import decode_without_texts
from indexer.search.query.lookup import Lookup

SEARCHED_TOGETHER = 500  # values whose documents are looked up by one search


class Bearers:
    """Holds all documents of a generation that references of some values may mean, without their texts."""

    def __init__(self, lookup: Lookup, values: Iterable[str]) -> None:
        self._documents: dict[str, Document] = {}
        self._by_value: dict[str, list[Bearer]] = {}
        distinct = tuple(dict.fromkeys(values))
        for start in range(0, len(distinct), SEARCHED_TOGETHER):
            query = All((Where("type", (DOCUMENT,)), Where(BEARS, distinct[start : start + SEARCHED_TOGETHER])))
            hits = lookup.reader.search(SearchRequest(query, size=max(1, lookup.reader.info.count))).hits
            stored = lookup.reader.get([hit.id for hit in hits if hit.id not in self._documents])
            self._documents |= {id: decode_without_texts(encoded) for id, encoded in stored.items()}
        for document in self._documents.values():
            bearer = bearer_of(document)
            for value in bearer.values:
                self._by_value.setdefault(value, []).append(bearer)

    def of(self, value: str) -> list[Bearer]:
        """Return the documents that a reference of a value may mean."""
        return self._by_value.get(value, [])

    def meant(self, reference: OutgoingRelation, citing: Bearer) -> list[Document]:
        """Return the document that a reference means, each time that it is here; none where that is not known."""
        ids = resolve(reference, citing, self.of(reference_value(reference))) if reference.issuer else ()
        return [self._documents[id] for id in ids]
