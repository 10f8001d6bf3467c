"""Give Whoosh terms that are made already: a field type without an analyzer, and the schema of all layers."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator
from typing import Any

from whoosh import fields, formats
from whoosh.analysis import IDAnalyzer

from indexer.weights import FIELDS

# Layers whose terms may stand in a phrase keep their places; the others only count.
PLACED = ("exact", "bare", "folded")
COUNTED = ("pairs", "words", "keys")


class Terms(fields.FieldType):  # type: ignore[misc]
    """Makes postings of a tuple of terms, whose index is their place; an empty term is a gap.

    A posting's weight is the number of times; its value, where places are kept, is them as little-endian uint32.
    """

    def __init__(self, placed: bool) -> None:
        super().__init__(formats.Positions() if placed else formats.Existence(), IDAnalyzer())
        self.placed = placed

    def index(self, value: tuple[str, ...], **_: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        """Yield term, count, weight and places."""
        if self.placed:
            places: dict[str, array[int]] = {}
            for place, term in enumerate(value):
                if term:
                    places.setdefault(term, array("I")).append(place)
            for term, at in places.items():
                yield term.encode(), len(at), float(len(at)), at.tobytes()
        else:
            for term, times in Counter(value).items():
                if term:
                    yield term.encode(), times, float(times), b""


def schema() -> fields.Schema:
    """Return the schema: one Whoosh field for each layer of each field, and what is stored."""
    made = fields.Schema(stored=fields.STORED())
    for name in FIELDS:
        for layer in PLACED + COUNTED:
            made.add(field_of(name, layer), Terms(layer in PLACED))
    return made


def field_of(name: str, layer: str) -> str:
    """Return the Whoosh field of a field's layer."""
    return f"{name}_{layer}"
