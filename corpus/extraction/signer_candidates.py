"""Find the names that a scan's signature may be read as: a stamp or strokes lie over it, so few are sure alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from corpus.document import Official, SignerCandidate
from corpus.extraction.signature import signature
from corpus.formats.content import NameReading
from corpus.vi.full_names import is_highland, is_name, is_usual, surnames, title_case, usual_syllables
from corpus.vi.syllables import terms
from corpus.vi.telex import is_spelled
from corpus.vi.text import term

MAX_CANDIDATES = 8
_ALONE = 0.6  # of its confidence, for a name that no reading of the strip has
_WHOLE = 0.8  # of the confidence of a part of a name
_STRANGE = 0.7  # of its confidence, for a name with a syllable that names seldom have
_SURE = 92  # percent of a reading, which then most ways of reading give
_SAME_LINE = 0.5  # of the syllables: two readings of one name


def signer_candidates(text: str, readings: Iterable[NameReading], confidence: int) -> tuple[SignerCandidate, ...]:
    """Return the names at a signature, the likeliest first, each with the role above it.

    `text` is what was recognised, with this confidence; `readings` are further ways to read the lines at the signature.
    """
    signed = signature(text, None)
    names = [(name, reading.confidence) for reading in readings if is_name(name := _written(reading.text))]
    role = None
    if signed:
        first = signed.officials[0]
        agrees = [sure for name, sure in names if _shared(name, first.name) == 1]
        # A name that the strip below the role does not have may be that of a table or of another line.
        names.append(
            (_written(first.name), max([confidence, *agrees]) if agrees or not names else round(_ALONE * confidence))
        )
        if any(_shared(name, first.name) >= _SAME_LINE for name, _ in names[:-1] or names):
            role = first.role
    best: dict[tuple[str, ...], SignerCandidate] = {}
    in_text = terms(signed.officials[0].name) if signed else []
    for name, sure in sorted(names, key=lambda named: _rank(named, names, in_text)):
        best.setdefault(tuple(terms(name)), SignerCandidate(name, role, sure))
    return tuple(best.values())[:MAX_CANDIDATES]


def _written(name: str) -> str:
    """Return a name as it is written: recognition takes some small letters for capitals (`TrịnH`)."""
    return " ".join(word if word.isupper() else title_case(word) for word in name.split())


def _rank(named: tuple[str, int], names: Sequence[tuple[str, int]], in_text: Sequence[str]) -> tuple[float, int, bool]:
    """Return the least for the likeliest name.

    A stamp takes syllables away, so that a name counts as much as what is left of it in a reading that is little surer.
    Of those that are as sure it is the longest, then the one that the text has.
    """
    name, sure = named
    syllables = terms(name)
    parts = [other for part, other in names if _is_part(terms(part), syllables) and sure >= _WHOLE * other]
    known = surnames().common.union(*usual_syllables())
    is_strange = not is_highland(name.split()) and not known.issuperset(map(term, name.split()))
    likely = max([sure, *parts]) * (_STRANGE if is_strange else 1)
    return -likely, -len(syllables), syllables != in_text


def _is_part(part: Sequence[str], whole: Sequence[str]) -> bool:
    """Tell whether syllables are some of a longer name, in its order."""
    rest = iter(whole)
    return len(part) < len(whole) and all(syllable in rest for syllable in part)


def sure_signer(text: str, readings: Iterable[NameReading], candidates: Sequence[SignerCandidate]) -> Official | None:
    """Return who signed, where all readings leave no doubt of a usual name; without a role, which the text gives.

    The strip has the very name of the text, and no candidate has another surname or given name, or more syllables.
    """
    signed = signature(text, None)
    if not signed or len(signed.officials) > 1 or not candidates or not candidates[0].role:
        return None
    name = signed.officials[0].name
    first, *_, last = terms(name)
    if candidates[0].name != name or not is_usual(name) or not all(map(is_spelled, name.split())):
        return None
    for other in candidates:
        syllables = terms(other.name)
        if (syllables[0], syllables[-1]) != (first, last) or len(syllables) > len(terms(name)):
            return None
    is_read = any(reading.text.strip() == name and reading.confidence >= _SURE for reading in readings)
    return Official(name) if is_read else None


def _shared(name: str, other: str) -> float:
    """Return the share of syllables that two names have in common, of the longer one."""
    a, b = terms(name), terms(other)
    return sum(syllable in b for syllable in a) / max(1, len(a), len(b))
