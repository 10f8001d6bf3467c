"""Write and read the column of documents whose signer was recognised and is not sure: the body that issued them."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from corpus.document import Document, SignerCandidate, day_of
from indexer.engines.port import Record

COLUMN = "unsure_signer"
WITHOUT_BODY = "-"  # the value for a document whose issuer is not known


class UnsureSigner(NamedTuple):
    """Holds what a document says of a signer whose name is not sure; `day` is an ordinal, 0 if it has none."""

    id: str
    body: str | None
    day: int
    candidates: tuple[SignerCandidate, ...]


def is_unsure(document: Document) -> bool:
    """Tell whether a document, as it is stored, has names that its signature may be read as, and no signer."""
    return bool(document.signer_candidates) and document.signer is None


def unsure_signer(completed: Document) -> UnsureSigner:
    """Return what is needed to choose the signer of a document."""
    day = day_of(completed)
    return UnsureSigner(completed.id, completed.issuer, day.toordinal() if day else 0, completed.signer_candidates)


def with_column(record: Record, completed: Document) -> Record:
    """Return the record of a document whose signer is not sure, whether or not one was chosen, with the column."""
    return replace(record, values={**record.values, COLUMN: (completed.issuer or WITHOUT_BODY,)})
