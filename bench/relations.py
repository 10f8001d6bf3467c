"""Count the relations that are read of the golden chains: precision and recall, those held back apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from corpus.document import Document
from corpus.extraction.extract import complete
from corpus.extraction.relations import OutgoingRelation, outgoing_relations
from corpus.vi.document_numbers import parse_number
from tests.support.relation_chains import Chain, ChainDocument, Edge, read_chains

_WEAK = ("based-on", "cites")  # the chains have few of these: one that they have not is no false one


def completed(document: ChainDocument) -> Document:
    """Return a document of a chain as the readers and `complete` give it."""
    kind = None if document.number else "news"
    given = Document(
        document.key,
        title=document.title,
        text=document.text,
        kind=kind,
        number=document.number or None,
        issuer=document.issuer or None,
        issued=document.day,
        status=document.stated or None,
    )
    return complete(given)


def chain_edges(chain: Chain) -> Iterator[Edge]:
    """Yield the relations between documents of a chain that are read from their texts."""
    documents = [completed(document) for document in chain.documents]
    recorded = {_plain(edge) for edge in chain.edges}
    for document in documents:
        for relation in outgoing_relations(document):
            target = _target(relation, document, documents)
            if target:
                edge = Edge(document.id, relation.relation, target.id, relation.parts, relation.where or "")
                if relation.relation not in _WEAK or _plain(edge) in recorded:
                    yield edge


def edge_figures() -> dict[str, dict[str, float]]:
    """Return precision and recall of the relations, of the chains that rules were made by and of those held back."""
    chains = list(read_chains())
    held, open_ = [c for c in chains if c.is_held_back], [c for c in chains if not c.is_held_back]
    return {"tuned": _figures(open_), "held-back": _figures(held)}


def _figures(chains: Iterable[Chain]) -> dict[str, float]:
    expected: set[tuple[object, ...]] = set()
    read: set[tuple[object, ...]] = set()
    for chain in chains:
        expected |= {(chain.number, *_plain(edge)) for edge in chain.edges}
        read |= {(chain.number, *_plain(edge)) for edge in chain_edges(chain)}
    right = len(expected & read)
    return {
        "edges": len(expected),
        "read": len(read),
        "precision": round(right / max(1, len(read)), 4),
        "recall": round(right / max(1, len(expected)), 4),
    }


def _plain(edge: Edge) -> tuple[object, ...]:
    return edge.source, edge.relation, edge.target, tuple(sorted(edge.parts)), edge.where.split(",")[0]


def _target(relation: OutgoingRelation, citing: Document, documents: Iterable[Document]) -> Document | None:
    """Return the one document that a relation means, not younger than the citing one; None where there are several."""
    fitting = [
        document
        for document in documents
        if document is not citing
        and (number := parse_number(document.number or ""))
        and number.key == relation.key
        and relation.issuer in (None, document.issuer)
        and document.issued
        and relation.year in (None, document.issued.year)
        and citing.issued
        and document.issued <= citing.issued
    ]
    return fitting[0] if len(fitting) == 1 else None
