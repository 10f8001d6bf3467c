"""Find the names that a scan's signature may be read as: a stamp or strokes lie over it, so none is sure by itself."""

from __future__ import annotations

from collections.abc import Iterable

from corpus.document import SignerCandidate
from corpus.extraction.signature import signature
from corpus.formats.content import NameReading
from corpus.vi.full_names import is_name
from corpus.vi.syllables import terms

MAX_CANDIDATES = 8
_ALONE = 0.6  # of its confidence, for a name that no reading of the strip has
_SAME_LINE = 0.5  # of the syllables: two readings of one name


def signer_candidates(text: str, readings: Iterable[NameReading], confidence: int) -> tuple[SignerCandidate, ...]:
    """Return the names at a signature, the likeliest first, each with the role above it.

    `text` is what was recognised, with this confidence; `readings` are further ways to read the lines at the signature.
    """
    signed = signature(text, None)
    names = [(name, reading.confidence) for reading in readings if is_name(name := reading.text.strip())]
    role = None
    if signed:
        first = signed.officials[0]
        agrees = [sure for name, sure in names if _shared(name, first.name) == 1]
        # A name that the strip below the role does not have may be that of a table or of another line.
        names.append((first.name, max([confidence, *agrees]) if agrees or not names else round(_ALONE * confidence)))
        if any(_shared(name, first.name) >= _SAME_LINE for name, _ in names[:-1] or names):
            role = first.role
    best: dict[tuple[str, ...], SignerCandidate] = {}
    for name, sure in sorted(names, key=lambda named: -named[1]):
        best.setdefault(tuple(terms(name)), SignerCandidate(name, role, sure))
    return tuple(best.values())[:MAX_CANDIDATES]


def _shared(name: str, other: str) -> float:
    """Return the share of syllables that two names have in common, of the longer one."""
    a, b = terms(name), terms(other)
    return sum(syllable in b for syllable in a) / max(1, len(a), len(b))
