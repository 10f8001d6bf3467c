"""A record becomes a document and a term code in which nothing is mixed up."""

from __future__ import annotations

from base64 import b64decode
from struct import unpack_from

import pytest

from indexer.engines.opensearch.mapping import (
    FIELD_NAMES,
    HEADER_NUMBERS,
    SECTIONS,
    anywhere_token,
    layer_initials,
    term_number,
    to_document,
)
from indexer.engines.port import Record


def test_two_layers_of_one_initial_fail_loudly() -> None:
    assert layer_initials(("exact", "folded")) == {"exact": "e", "folded": "f"}
    with pytest.raises(ValueError, match="extra"):
        layer_initials(("exact", "folded", "extra"))


def test_a_layer_without_positions_has_no_token_anywhere() -> None:
    assert anywhere_token("folded", "hoi") == "fhoi"
    with pytest.raises(KeyError):
        anywhere_token("pairs", "hội_đồng")


def test_each_layer_of_a_document_has_its_own_terms() -> None:
    title = {"exact": ("hội", "", "so"), "pairs": ("hội_so",)}
    document = to_document(Record("d", {"title": title}, {}, {}))
    assert document["terms"] == {"title": {"exact": "hội ␀ so", "folded": "hoi ␀ ␀", "pairs": "hội_so"}}
    assert set(document["anywhere"].split()) == {"ehội", "fhoi", "eso"}
    assert document["length"] == {"title": 2}


def test_a_bare_record_has_its_terms_in_layer_bare_too() -> None:
    document = to_document(Record("d", {"title": {"exact": ("hoi", "so")}}, {}, {}, bare=True))
    assert document["terms"] == {"title": {"exact": "hoi so", "bare": "hoi so"}}
    assert document["anywhere"].split() == ["ehoi", "eso", "bhoi", "bso"]


def test_a_code_counts_its_terms_and_ends_on_four_bytes() -> None:
    terms = {"title": {"exact": ("hội", "", "so")}, "text": {"exact": ("hội",), "pairs": ("hội_so",)}}
    code = b64decode(to_document(Record("d", terms, {}, {}))["code"])
    header = unpack_from(f"<{HEADER_NUMBERS}I", code)
    assert dict(zip(SECTIONS, header, strict=False))["title", "exact"] == 3
    assert header[len(SECTIONS) + FIELD_NAMES.index("title")] == 2
    assert header[-1] == 0
    assert sum(header[: len(SECTIONS)]) == 5
    numbers = unpack_from("<5I5H", code, 4 * HEADER_NUMBERS)
    expected = [term_number(term) if term else (0, 0) for term in ("hội", "", "so", "hội", "hội_so")]
    assert list(zip(numbers[:5], numbers[5:], strict=True)) == expected
    assert len(code) == 4 * HEADER_NUMBERS + 5 * 4 + 6 * 2
