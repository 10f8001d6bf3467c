"""Give the shape of a generation: its mapping, a record as a document of it, and a record's words as numbers.

A record's terms go twice into it: as text, for the cluster to match and to rank roughly, and as `code`, one number a
word, from which `texts` finds how often and where words stand in those that rank best.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from struct import Struct
from typing import Any
from zlib import crc32

from corpus.vi.dates.span import Span
from corpus.vi.text import fold
from indexer.engines.port import Record
from indexer.engines.query_tree import LONG_SPAN
from indexer.engines.ranking import FIELDS, K1, B

NAMES = tuple(FIELDS)
LAYERS = ("exact", "pairs", "words", "keys")  # that a record has
PLACED = ("exact", "folded", "bare")  # whose terms have their places in common
SECTIONS = tuple((name, layer) for name in NAMES for layer in LAYERS)
HEAD = len(SECTIONS) + len(NAMES) + 1  # numbers at the beginning of a code

LONGEST = 100  # letters of a term that are kept as they are: the analyzer cuts longer ones in pieces
LONGEST_VALUE = 8000  # letters of a value: Lucene takes 32,766 bytes
GAP = "\N{SYMBOL FOR NULL}"  # stands where a layer has no term, and is asked for by nobody

_HEAD = Struct(f"<{HEAD}I")
_NUMBER, _MARKS = Struct("<I"), Struct("<H")
_PLAIN = _MARKS.pack(0)  # of a term without marks


def digest() -> str:
    """Return what tells one shape from another: an index of another one must be built anew."""
    return hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:16]


def settings(shards: int) -> dict[str, Any]:
    """Return the settings of an index that is being built: no copies and no refreshing until it is whole, and no shard
    goes to another node meanwhile."""
    # A field's weight goes into its own saturation, so that one occurrence is worth there what it is in BM25F.
    similarity = {name: {"type": "BM25", "k1": K1 / weight, "b": B} for name, weight in FIELDS.items()}
    index = {"number_of_shards": shards, "number_of_replicas": 0, "refresh_interval": "-1"}
    return {"index": {**index, "routing.rebalance.enable": "none"}, "similarity": similarity}


def mapping(meta: Mapping[str, Any]) -> dict[str, Any]:
    """Return the mapping of a new index; columns are added to it as records bring them."""
    fields = {name: {"properties": _layers(name)} for name in NAMES}
    properties = {
        "id": {"type": "keyword"},
        "day": {"type": "integer"},
        "terms": {"properties": fields},
        "said": {"type": "text", "analyzer": "whitespace", "norms": False, "index_options": "docs"},
        "length": {"properties": {name: {"type": "integer", "index": False} for name in NAMES}},
        "values": {"properties": {}},
        "days": {"properties": {}},
        "code": {"type": "binary", "doc_values": True},
        "stored": {"type": "binary"},
        "title": {"type": "binary"},
    }
    # A cluster would keep each document whole besides, to send it to copies, which are made of files here
    # (`OpenSearchEngine._finish`): more than half of the disk.
    source = {"includes": ["stored", "title"], "recovery_source_enabled": False}
    return {
        "dynamic": "strict",
        "_meta": dict(meta),
        "_source": source,
        "properties": properties,
    }


def columns(values: Iterable[str], days: Iterable[str]) -> dict[str, Any]:
    """Return what more a mapping has for columns."""
    spans = {"short": {"type": "integer_range"}, "long": {"type": "integer_range"}}
    return {
        "values": {"properties": {column: {"type": "keyword"} for column in values}},
        "days": {"properties": {column: {"properties": spans} for column in days}},
    }


def _layers(name: str) -> dict[str, Any]:
    text = {"type": "text", "analyzer": "whitespace", "similarity": name}
    own = {layer: {} if layer in PLACED else {"index_options": "freqs"} for layer in (*LAYERS, *PLACED)}
    unlike = {layer: {"norms": False} for layer in ("words", "keys")}
    return {layer: text | own[layer] | unlike.get(layer, {}) for layer in own}


def document(record: Record) -> dict[str, Any]:
    """Return a record as a document of the mapping."""
    terms: dict[str, dict[str, str]] = {}
    counts: list[int] = []
    lengths: list[int] = []
    numbers: list[bytes] = []
    checks: list[bytes] = []
    everywhere: dict[str, None] = {}
    for name in NAMES:
        layers = record.terms.get(name, {})
        written: dict[str, str] = {}
        for layer in LAYERS:
            own = layers.get(layer, ())
            counts.append(len(own))
            if layer == "exact":
                lengths.append(len(own) - own.count(""))
            if own:
                texts, plain, hashes, marks, everywhere_of = zip(*map(_coded, own), strict=True)
                written[layer] = " ".join(texts)
                numbers += hashes
                checks += marks
                if layer == "exact":
                    everywhere |= dict.fromkeys(everywhere_of)
                    if any(map(_PLAIN.__ne__, marks)):
                        written["folded"] = " ".join(plain)
                    if record.bare:
                        written["bare"] = written["exact"]
                        everywhere |= dict.fromkeys(said("bare", text) for text in texts)
        if written:
            terms[name] = written
    if len(checks) % 2:  # so that numbers of the next code begin where four bytes do
        checks.append(_PLAIN)
    code = b"".join((_HEAD.pack(*counts, *lengths, record.bare), *numbers, *checks))
    day = record.days.get("day")
    return {
        "id": record.id,
        **({"day": day[0].start.toordinal()} if day else {}),
        "terms": terms,
        "said": " ".join(everywhere),
        "length": {name: length for name, length in zip(NAMES, lengths, strict=True) if length},
        "values": {column: [value[:LONGEST_VALUE] for value in own] for column, own in record.values.items() if own},
        "days": {column: _spans(own) for column, own in record.days.items() if own},
        "code": b64encode(code).decode("ascii"),
        "stored": b64encode(record.stored).decode("ascii"),
        "title": b64encode(record.title.encode("utf-8", "surrogatepass")).decode("ascii"),
    }


def _spans(spans: Iterable[Span]) -> dict[str, list[dict[str, int]]]:
    found: dict[str, list[dict[str, int]]] = {}
    for span in spans:
        if span.days > 0:
            kind = "long" if span.days > LONG_SPAN else "short"
            found.setdefault(kind, []).append({"gte": span.start.toordinal(), "lte": span.last.toordinal()})
    return found


def word(term: str) -> str:
    """Return a term as the cluster has it: one word without spaces, and none too long to be one."""
    if len(term) > LONGEST:
        term = f"{term[:LONGEST]}…{hashlib.sha256(term.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"
    return "".join("␣" if c.isspace() else c for c in term) if any(map(str.isspace, term)) else term


def said(layer: str, text: str) -> str:
    """Return the word that says in one field that some field has a word in a layer."""
    return layer[0] + text


def numbered(term: str) -> tuple[int, int]:
    """Return the numbers of a term: what it is without marks, and which marks it bears, 0 for none."""
    plain = fold(term)
    number = crc32(plain.encode("utf-8", "surrogatepass")) or 1
    return number, 0 if plain == term else 1 + crc32(term.encode("utf-8", "surrogatepass")) % 0xFFFF


@lru_cache(maxsize=100_000)
def _coded(term: str) -> tuple[str, str, bytes, bytes, str]:
    """Return a term as a word, its word in the folded layer, its numbers as a code has them, and what is said of it."""
    if not term:
        return GAP, GAP, _NUMBER.pack(0), _PLAIN, ""
    number, marks = numbered(term)
    own, plain = word(term), word(fold(term)) if marks else GAP
    everywhere = f"{said('exact', own)} {said('folded', plain)}" if marks else said("exact", own)
    return own, plain, _NUMBER.pack(number), _MARKS.pack(marks), everywhere
