"""Find the names that a scan's signature may be read as: a stamp or strokes lie over it, so none is sure by itself."""

from __future__ import annotations

from collections.abc import Iterable

from corpus.document import SignerCandidate
from corpus.extraction.signature import signature
from corpus.formats.content import NameReading
from corpus.vi.full_names import is_name
from corpus.vi.syllables import terms

MAX_CANDIDATES = 8


def signer_candidates(text: str, readings: Iterable[NameReading], confidence: int) -> tuple[SignerCandidate, ...]:
    """Return the names at a signature, the likeliest first, each with the role above it.

    `text` is what was recognised, with this confidence; `readings` are further ways to read the lines at the signature.
    """
    signed = signature(text, None)
    role = signed.officials[0].role if signed else None
    names = [(official.name, confidence) for official in signed.officials[:1]] if signed else []
    names += [(reading.text.strip(), reading.confidence) for reading in readings if is_name(reading.text.strip())]
    best: dict[tuple[str, ...], SignerCandidate] = {}
    for name, sure in sorted(names, key=lambda named: -named[1]):
        best.setdefault(tuple(terms(name)), SignerCandidate(name, role, sure))
    return tuple(best.values())[:MAX_CANDIDATES]
