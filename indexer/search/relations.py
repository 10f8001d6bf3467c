"""Answer what a document does to others and they to it, and whether it is in force on a day."""

from __future__ import annotations

from datetime import date

from corpus.document import Document
from indexer.results import CitedNumber, Effect, Relation, RelationsPage
from indexer.search.citations import citations
from indexer.search.query.lookup import Lookup


def relations(document: Document, lookup: Lookup, on: date) -> RelationsPage:
    """Return the relations of a document and its effect on a day."""
    effect = Effect(on, document.status or "unknown", stated=document.status)
    outgoing = tuple(Relation(c.relation or "cites", "out", c.number, c.parts) for c in document.citations)
    return RelationsPage(effect, outgoing, len(outgoing))


def reference_links(document: Document, lookup: Lookup) -> tuple[CitedNumber, ...]:
    """Return where a document's text names others that are here, with those that it means."""
    cited = citations(lookup, document.text).citations
    return tuple(c for c in cited if c.documents and all(other.id != document.id for other in c.documents))
