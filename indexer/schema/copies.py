"""Encode in records which documents are copies: the same text as another document, as a file is of its page.

A copy is a record of its own type, which no search for documents finds; it names its leader, the document that is found
in its place. Documents that may be copies of each other have the same value in a column.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace

from corpus.document import Document, day_of
from corpus.vi.document_numbers import parse_number
from corpus.vi.syllables import terms
from corpus.vi.text import fold
from indexer.analysis.index_terms import name_key
from indexer.engines.port import Record
from indexer.schema import stored

COPY = "copy"  # value of the column `type`
ALIKE, LEADER = "alike", "leader"  # columns
MIN_WORDS = 30  # of a text; a shorter one is no whole document


def alike_values(document: Document, words: int) -> Iterator[str]:
    """Yield the value that a completed document shares with all that may have its text, which has so many words.

    That is number, year and issuer, or of a document without a number all words; news are no copies of each other.
    """
    if document.kind == "news" or words < MIN_WORDS:
        return
    number, day = parse_number(document.number) if document.number else None, day_of(document)
    if number:
        yield f"{number.key} {number.year or (day.year if day else '')} {name_key(document.issuer or '')}"
    else:
        yield hashlib.sha256(fold(" ".join(terms(document.text))).encode("utf-8", "replace")).hexdigest()[:24]


def copy_record(record: Record, leader: str) -> Record:
    """Return the record of a copy, made of the document's own record."""
    values = {"type": (COPY,), LEADER: (leader,), ALIKE: record.values[ALIKE]}
    return replace(record, terms={}, values=values, days={}, stored=stored.as_copy(record.stored, leader))
