"""Encode in records which documents are one: the same text as a page and as a file, or published at two addresses.

Of such documents one leads. Every other is a copy, a record of its own type, which no search for documents finds; it
names its leader, the document that is found in its place. The leader's record has the sources of all, and the words
that only a copy has. Documents that may be one have the same value in a column.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from corpus.document import Document, day_of
from corpus.vi.document_numbers import find_numbers, parse_number
from corpus.vi.line_ends import with_joined_lines
from corpus.vi.syllables import terms
from corpus.vi.text import fold, tidy
from indexer.analysis.index_terms import Layers, name_key, number_terms, text_layers
from indexer.engines.port import Record
from indexer.schema import stored
from indexer.schema.column_value import column_value

COPY = "copy"  # value of the column `type`
ALIKE, LEADER = "alike", "leader"  # columns
MAX_PLACES = 50  # of one document that are listed: some portals give a page a new address each time
MIN_WORDS = 30  # of a text; a shorter one is no whole document
# Fields that a record gives and a file does not: they are read of its text when it is indexed.
GIVEN = ("kind", "published", "issued", "effective", "expires", "number", "issuer", "term", "session")
_WORDS = "attachments"  # field for words that only a copy has: they count as those of a file do
_OF_ISSUER, _OF_NOBODY = "=", "?"  # begin the second values, of a document with an issuer and without
_FIRST_ARTICLE = re.compile(r"(?m)^[ \t*#]{0,8}(?:Điều|ĐIỀU|Dieu|DIEU)[ \t]{1,4}1\b")
_WORDS_OF_ARTICLE = 10


class FromCopies(NamedTuple):
    """Holds what a leader's record has of its copies: where the first are, all their sources and sections, and the
    words that only they have.
    """

    places: tuple[stored.DocumentSource, ...]
    sources: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    text: str = ""


def alike_values(document: Document, words: int) -> Iterator[str]:
    """Yield the values that a completed document shares with all that may have its text, which has so many words.

    The first is number, year and issuer, or of a document without a number all words; news are no copies of each other.
    A second is for documents whose issuer is not known (`asked_values`): number, day and the beginning of Article 1.
    """
    if document.kind == "news" or words < MIN_WORDS:
        return
    number, day = parse_number(document.number) if document.number else None, day_of(document)
    if not number:
        yield hashlib.sha256(fold(" ".join(terms(document.text))).encode("utf-8", "replace")).hexdigest()[:24]
        return
    issuer = name_key(document.issuer or "")
    yield f"{number.key} {number.year or (day.year if day else '')} {issuer}"
    if document.issued and (article := _FIRST_ARTICLE.search(document.text)):
        begins = terms(document.text[article.start() : article.start() + 10 * _WORDS_OF_ARTICLE])[:_WORDS_OF_ARTICLE]
        digest = hashlib.sha256(fold(" ".join(begins)).encode("utf-8", "replace")).hexdigest()[:12]
        yield f"{_OF_ISSUER if issuer else _OF_NOBODY}{number.key} {document.issued.isoformat()} {digest}"


def is_key(value: str) -> bool:
    """Tell whether this is the first of a document's values."""
    return not value.startswith((_OF_ISSUER, _OF_NOBODY))


def asked_values(value: str) -> tuple[str, ...]:
    """Return the values of the documents that may be one with a document of this value.

    Documents of one number, day and Article 1 may be one only where the issuer of one is not known.
    """
    if value.startswith(_OF_ISSUER):
        return (_OF_NOBODY + value[1:],)
    return (value, _OF_ISSUER + value[1:]) if value.startswith(_OF_NOBODY) else (value,)


def copy_record(record: Record, leader: str) -> Record:
    """Return the record of a copy, made of the document's own record."""
    values = {"type": (COPY,), LEADER: (leader,), ALIKE: record.values[ALIKE]}
    return replace(record, terms={}, values=values, days={}, stored=stored.as_copy(record.stored, leader))


def is_file(document: Document) -> bool:
    """Tell whether a document, as it is stored, is a file alone: no address, and pages or nothing besides its text."""
    has_pages = bool(document.pages or document.page_confidence)
    return document.url is None and (has_pages or not any(getattr(document, field) for field in GIVEN))


def copied(leader: Document, copies: Sequence[Document]) -> FromCopies:
    """Return what the record of a document has of its copies; of a file only where it is, since scans are misread."""
    published = [copy for copy in copies if not is_file(copy)]
    places = sorted(stored.DocumentSource(copy.id, copy.source, copy.url) for copy in copies)
    known = _line_key("\n".join(_lines(leader))) if published else ""
    lines = dict.fromkeys(line for copy in published for line in _lines(copy))
    return FromCopies(
        tuple(places[:MAX_PLACES]),
        _values(place.source for place in places),
        _values(copy.section for copy in published),
        "\n\n".join(line for line in lines if _line_key(line) not in known),
    )


def _values(texts: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for text in texts if text and (value := column_value(text))))


def with_copies(record: Record, copies: FromCopies) -> Record:
    """Return the record of a leader, whose officials are known, with what it has of its copies."""
    added = {"source": copies.sources, "section": copies.sections}
    values = {
        column: tuple(dict.fromkeys((*record.values.get(column, ()), *several))) for column, several in added.items()
    }
    return replace(
        record,
        terms={**record.terms, _WORDS: _joined(record.terms.get(_WORDS, {}), copies.text)}
        if copies.text
        else record.terms,
        values={**record.values, **{column: several for column, several in values.items() if several}},
        stored=stored.with_sources(record.stored, copies.places),
    )


def _joined(layers: Mapping[str, tuple[str, ...]], text: str) -> Layers:
    """Return the layers of a field with a text behind it."""
    new = text_layers(text) | {"keys": number_terms(find_numbers(with_joined_lines(text)))}
    return {layer: (*layers.get(layer, ()), *terms) for layer, terms in new.items() if terms or layer in layers}


def _lines(document: Document) -> Iterator[str]:
    """Yield the lines of all that a document says: title, summary, text, and its attachments' texts."""
    attached = (attachment.text for attachment in document.attachments)
    for text in (document.title, document.summary, document.text, *attached):
        yield from (line for line in with_joined_lines(tidy(text or "")).split("\n") if line.strip())


def _line_key(line: str) -> str:
    return f" {' '.join(terms(line))} "
