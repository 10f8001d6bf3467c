"""Define Whoosh's schema: one field for each layer of each field, whose terms no analyzer of Whoosh ever sees."""

from __future__ import annotations

from whoosh import fields, formats
from whoosh.analysis import IDAnalyzer

from indexer.engines.ranking import FIELDS

# Positions are stored of the layers in which phrases are matched, of the others only frequencies.
POSITIONAL_LAYERS = ("exact",)
COUNTED_LAYERS = ("pairs", "words", "keys")


class Terms(fields.FieldType):  # type: ignore[misc]
    """Declares a field of terms; its postings are in our own files, not in a format of Whoosh."""

    def __init__(self) -> None:
        super().__init__(formats.Existence(), IDAnalyzer(), scorable=True)


def schema() -> fields.Schema:
    """Return the schema."""
    result = fields.Schema(stored=fields.STORED())
    for name, layer, _ in layers():
        result.add(field_of(name, layer), Terms())
    return result


def layers() -> list[tuple[str, str, bool]]:
    """Return field, layer, and whether positions are stored, of all stored layers."""
    return [
        (name, layer, layer in POSITIONAL_LAYERS) for name in FIELDS for layer in POSITIONAL_LAYERS + COUNTED_LAYERS
    ]


def field_of(name: str, layer: str) -> str:
    """Return the Whoosh field of a field's layer."""
    return f"{name}_{layer}"
