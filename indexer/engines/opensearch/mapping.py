"""Define the mapping of a generation's index, and turn a record into a document and a term code.

A record's terms go twice into its document: as text, for the cluster to match and to rank roughly, and as `code`, with
numbers for each term, from which `term_vectors` reads the frequencies and positions in those that rank best.

A code is little-endian: HEADER_NUMBERS of 32 bits (how many terms each of SECTIONS has, how many terms each field has
in its layer `exact` without gaps, and the flags IS_BARE and IS_POOR), then 32 bits and after all of these 16 bits for
each term (`term_number`), in the order of SECTIONS and positions, padded to a multiple of four bytes.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from pathlib import Path
from struct import Struct
from typing import Any, NamedTuple
from zlib import crc32

from corpus.vi.dates.span import Span
from corpus.vi.text import fold
from indexer.engines.port import POOR_READING, Record
from indexer.engines.query_tree import LONG_SPAN
from indexer.engines.ranking import FIELDS, K1, B

FIELD_NAMES = tuple(FIELDS)
RECORD_LAYERS = ("exact", "pairs", "words", "keys")
POSITIONAL_LAYERS = ("exact", "folded", "bare")  # a term has the same position in each of them
SECTIONS = tuple((name, layer) for name in FIELD_NAMES for layer in RECORD_LAYERS)
IS_BARE, IS_POOR = 1, 2  # flags of a record: without any mark, and with `port.POOR_READING`
HEADER_NUMBERS = len(SECTIONS) + len(FIELD_NAMES) + 1

MAX_TERM_LETTERS = 100  # of a term that is indexed as it is: the analyzer splits longer ones
MAX_VALUE_LETTERS = 8000  # of a value: Lucene takes 32,766 bytes
GAP_MARK = "\N{SYMBOL FOR NULL}"  # takes the position of a gap; no query has this term

_HEADER = Struct(f"<{HEADER_NUMBERS}I")
_NUMBER, _MARKS = Struct("<I"), Struct("<H")
_NO_MARKS = _MARKS.pack(0)


class CodedTerm(NamedTuple):
    """Holds what a document has of one term: its tokens in three fields, and its bytes in the code."""

    token: str  # in the layer of the term
    folded: str  # in layer `folded`: GAP_MARK for a term without marks
    anywhere: str  # in field `anywhere`, separated by spaces
    number: bytes
    marks: bytes


CodedLayers = Mapping[str, Sequence[CodedTerm]]  # by layer; without those that have no terms


def digest() -> str:
    """Return the digest of this file: an index with another mapping or another code must be built anew."""
    return hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:16]


def layer_initials(layers: Iterable[str]) -> dict[str, str]:
    """Return the first letter of each layer. Raises ValueError where two layers have the same first letter."""
    initials = {layer: layer[0] for layer in layers}
    if len(set(initials.values())) < len(initials):
        raise ValueError(f"layers with the same first letter: {', '.join(initials)}")
    return initials


_INITIALS = layer_initials(POSITIONAL_LAYERS)


def index_settings(shards: int) -> dict[str, Any]:
    """Return the settings of an index that is being built: without replicas, refreshes and rebalancing until it is
    complete."""
    # A field's weight goes into its own saturation, so that a single occurrence scores there what it does in BM25F.
    similarity = {name: {"type": "BM25", "k1": K1 / weight, "b": B} for name, weight in FIELDS.items()}
    index = {"number_of_shards": shards, "number_of_replicas": 0, "refresh_interval": "-1"}
    return {"index": {**index, "routing.rebalance.enable": "none"}, "similarity": similarity}


def index_mappings(meta: Mapping[str, Any]) -> dict[str, Any]:
    """Return the mappings of a new index; `column_mappings` are added to it as records bring columns."""
    properties = {
        "id": {"type": "keyword"},
        "day": {"type": "integer"},
        "terms": {"properties": {name: {"properties": _layer_mappings(name)} for name in FIELD_NAMES}},
        "anywhere": {"type": "text", "analyzer": "whitespace", "norms": False, "index_options": "docs"},
        "length": {"properties": {name: {"type": "integer", "index": False} for name in FIELD_NAMES}},
        "values": {"properties": {}},
        "days": {"properties": {}},
        "code": {"type": "binary", "doc_values": True},
        "stored": {"type": "binary"},
        "title": {"type": "binary"},
    }
    # A cluster would keep each document whole besides, to send it to replicas, which are made of files here
    # (`OpenSearchEngine._complete`): more than half of the disk.
    source = {"includes": ["stored", "title"], "recovery_source_enabled": False}
    return {"dynamic": "strict", "_meta": dict(meta), "_source": source, "properties": properties}


def column_mappings(values: Iterable[str], days: Iterable[str]) -> dict[str, Any]:
    """Return the mappings of columns of values and of days."""
    spans = {"short": {"type": "integer_range"}, "long": {"type": "integer_range"}}
    return {
        "values": {"properties": {column: {"type": "keyword"} for column in values}},
        "days": {"properties": {column: {"properties": spans} for column in days}},
    }


def _layer_mappings(name: str) -> dict[str, Any]:
    text = {"type": "text", "analyzer": "whitespace", "similarity": name}
    layers = dict.fromkeys((*RECORD_LAYERS, *POSITIONAL_LAYERS))
    without_positions = {layer: {"index_options": "freqs"} for layer in layers if layer not in POSITIONAL_LAYERS}
    without_norms = {layer: {"norms": False} for layer in ("words", "keys")}
    return {layer: text | without_positions.get(layer, {}) | without_norms.get(layer, {}) for layer in layers}


def to_document(record: Record) -> dict[str, Any]:
    """Return a record as a document of the mapping."""
    fields: dict[str, CodedLayers] = {}
    for name in FIELD_NAMES:
        layers = record.terms.get(name, {})
        fields[name] = {layer: [*map(_coded, terms)] for layer in RECORD_LAYERS if (terms := layers.get(layer))}
    lengths = {name: sum(map(bool, record.terms.get(name, {}).get("exact", ()))) for name in FIELD_NAMES}
    day = record.days.get("day")
    column, value = POOR_READING
    flags = IS_BARE * record.bare + IS_POOR * (value in record.values.get(column, ()))
    return {
        "id": record.id,
        **({"day": day[0].start.toordinal()} if day else {}),
        "terms": {name: _texts(layers, bare=record.bare) for name, layers in fields.items() if layers},
        "anywhere": _anywhere(fields.values(), bare=record.bare),
        "length": {name: length for name, length in lengths.items() if length},
        "values": {
            column: [value[:MAX_VALUE_LETTERS] for value in row] for column, row in record.values.items() if row
        },
        "days": {column: _spans(spans) for column, spans in record.days.items() if spans},
        "code": b64encode(_code(fields, lengths, flags)).decode("ascii"),
        "stored": b64encode(record.stored).decode("ascii"),
        "title": b64encode(record.title.encode("utf-8", "surrogatepass")).decode("ascii"),
    }


def _texts(layers: CodedLayers, *, bare: bool) -> dict[str, str]:
    """Return the texts of a field's layers, with those that are made of `exact`."""
    texts = {layer: " ".join([term.token for term in terms]) for layer, terms in layers.items()}
    exact = layers.get("exact", ())
    if any(term.marks != _NO_MARKS for term in exact):
        texts["folded"] = " ".join([term.folded for term in exact])
    if bare and exact:
        texts["bare"] = texts["exact"]
    return texts


def _anywhere(fields: Iterable[CodedLayers], *, bare: bool) -> str:
    """Return the text of field `anywhere`: each token of each positional layer once."""
    tokens: dict[str, None] = {}
    for layers in fields:
        exact = layers.get("exact", ())
        tokens |= dict.fromkeys([term.anywhere for term in exact])
        if bare:
            tokens |= dict.fromkeys([anywhere_token("bare", term.token) for term in exact])
    return " ".join(tokens)


def _code(fields: Mapping[str, CodedLayers], lengths: Mapping[str, int], flags: int) -> bytes:
    sections = [fields[name].get(layer, ()) for name, layer in SECTIONS]
    header = _HEADER.pack(*map(len, sections), *lengths.values(), flags)
    terms = [*chain.from_iterable(sections)]
    padding = _NO_MARKS * (len(terms) % 2)  # so that the numbers of the next code are aligned when codes are joined
    return b"".join((header, *[term.number for term in terms], *[term.marks for term in terms], padding))


def _spans(spans: Iterable[Span]) -> dict[str, list[dict[str, int]]]:
    ranges: dict[str, list[dict[str, int]]] = {}
    for span in spans:
        if span.days > 0:
            kind = "long" if span.days > LONG_SPAN else "short"
            ranges.setdefault(kind, []).append({"gte": span.start.toordinal(), "lte": span.last.toordinal()})
    return ranges


def token(term: str) -> str:
    """Return a term as the cluster indexes it: one token without spaces, and not too long for the analyzer."""
    if len(term) > MAX_TERM_LETTERS:
        term = f"{term[:MAX_TERM_LETTERS]}…{hashlib.sha256(term.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"
    return "".join("␣" if c.isspace() else c for c in term) if any(map(str.isspace, term)) else term


def anywhere_token(layer: str, text: str) -> str:
    """Return the token of field `anywhere` for a token that some field has in a positional layer."""
    return _INITIALS[layer] + text


def term_number(term: str) -> tuple[int, int]:
    """Return the two numbers of a term: 32 bits of it without marks, and 16 of the marks that it bears, 0 for none."""
    plain = fold(term)
    number = crc32(plain.encode("utf-8", "surrogatepass")) or 1
    return number, 0 if plain == term else 1 + crc32(term.encode("utf-8", "surrogatepass")) % 0xFFFF


@lru_cache(maxsize=100_000)
def _coded(term: str) -> CodedTerm:
    if not term:
        return CodedTerm(GAP_MARK, GAP_MARK, "", _NUMBER.pack(0), _NO_MARKS)
    number, marks = term_number(term)
    exact, folded = token(term), token(fold(term)) if marks else GAP_MARK
    anywhere = anywhere_token("exact", exact)
    if marks:
        anywhere += f" {anywhere_token('folded', folded)}"
    return CodedTerm(exact, folded, anywhere, _NUMBER.pack(number), _MARKS.pack(marks))
