"""Give Whoosh a schema of terms that are made already: one field for each layer of each field, and what is stored."""

from __future__ import annotations

from typing import Any

import numpy as np
from whoosh import fields, formats
from whoosh.analysis import IDAnalyzer

from indexer.engines.ranking import FIELDS

# Layers whose terms may stand in a phrase keep their places; the others only count.
PLACED = ("exact",)
COUNTED = ("pairs", "words", "keys")


class Places(formats.Positions):  # type: ignore[misc]
    """Reads the places of a posting from little-endian uint32."""

    def decode_positions(self, value: bytes) -> list[int]:
        """Return the places."""
        places: list[int] = np.frombuffer(value, "<u4").tolist()
        return places

    def decode_frequency(self, value: bytes) -> int:
        """Return how many places there are."""
        return len(value) // 4


class Terms(fields.FieldType):  # type: ignore[misc]
    """Stands for terms that no analyzer of Whoosh ever sees."""

    def __init__(self, placed: bool) -> None:
        super().__init__(Places() if placed else formats.Existence(), IDAnalyzer(), scorable=True)
        self.placed = placed


def schema() -> fields.Schema:
    """Return the schema."""
    made = fields.Schema(stored=fields.STORED())
    for name, layer, placed in layers():
        made.add(field_of(name, layer), Terms(placed))
    return made


def layers() -> list[tuple[str, str, bool]]:
    """Return field, layer, and whether places are kept, of all layers that are kept."""
    return [(name, layer, layer in PLACED) for name in FIELDS for layer in PLACED + COUNTED]


def field_of(name: str, layer: str) -> str:
    """Return the Whoosh field of a field's layer."""
    return f"{name}_{layer}"


def decoded(placed: bool, places: Any) -> bytes:
    """Return the places of one posting as `Places` reads them."""
    return np.asarray(places, "<u4").tobytes() if placed else b""
