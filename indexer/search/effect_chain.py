"""Find the documents around one that change each other's effect, the nearest first."""

from __future__ import annotations

from collections import deque

from corpus.document import Document
from indexer.results import ChainLink, EffectChain
from indexer.search.query.lookup import Lookup
from indexer.search.relations import effect_changes, related_document

MAX_DOCUMENTS = 12
MAX_READ = 7  # of these, whose own changes are looked for


def effect_chain(document: Document, lookup: Lookup) -> EffectChain:
    """Return the documents around one and the changes between them; of one that is not indexed only itself."""
    documents = {document.id: related_document(document)}
    changes: dict[ChainLink, None] = {}
    waiting = deque([document.id])
    for _ in range(MAX_READ):
        if not waiting:
            break
        for stored in lookup.stored_documents([waiting.popleft()]):
            id = stored.document.id
            for reference, direction, other in effect_changes(stored, lookup) if stored.leader is None else ():
                if other.id not in documents and len(documents) < MAX_DOCUMENTS:
                    documents[other.id] = related_document(other)
                    waiting.append(other.id)
                if other.id in documents:
                    ends = (id, other.id) if direction == "out" else (other.id, id)
                    changes[ChainLink(*ends, reference.relation, reference.is_partial)] = None
    return EffectChain(tuple(documents.values()), tuple(changes))
