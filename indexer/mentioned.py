"""Find the dates that a document mentions, each with its sentence, and tell which asked days it only mentions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice

from corpus.document import Document
from corpus.vi.dates import VIETNAM, find_dates
from corpus.vi.sessions import find_terms
from corpus.vi.span import Span
from corpus.vi.text import tidy
from indexer.query import fits
from indexer.results import Mentioned

MENTIONS = 500  # spans that are kept of a document; a statistical yearbook must not outweigh the index
LONGEST = 400  # code points of a sentence

_END = re.compile(r"[.!?;](?=\s)|\n|\Z")
_BREAK = re.compile(r"(?:[.!?;]\s|\n)\s*")


def mentioned(document: Document, day: date | None) -> tuple[Mentioned, ...]:
    """Return the dates in a completed document's words, each span once, in their order.

    `day` is the document's own, from which days without a year take theirs.
    """
    text = said_by(document)
    first: dict[Span, Mentioned] = {}
    for start, end, span in dates_of(document, day):
        if span not in first:
            first[span] = Mentioned(span, text[start:end], _sentence(text, start, end))
    return tuple(islice(first.values(), MENTIONS))


def said_by(document: Document) -> str:
    """Return all of a document's words, tidy."""
    return "\n".join(_parts(document))


def dates_of(document: Document, day: date | None) -> Iterator[tuple[int, int, Span]]:
    """Yield where `said_by` mentions days, and which; no date begins in a title and ends in what follows."""
    origin = 0
    for part in _parts(document):
        yield from ((origin + start, origin + end, span) for start, end, span in dates_in(part, day))
        origin += len(part) + 1


def dates_in(text: str, day: date | None) -> Iterator[tuple[int, int, Span]]:
    """Yield where a tidy text of a document of this day mentions days, and which."""
    found = find_dates(text, reference=day)
    yield from ((one.start, one.end, one.span) for one in found)
    if day:
        yield from ((one.start, one.end, one.span) for one in find_terms(text, day))


def not_own(document: Document, asked: Iterable[Span]) -> tuple[Span, ...]:
    """Return the asked days of which the document itself is not: it can only mention them."""
    published = document.published.astimezone(VIETNAM).date() if document.published else None
    own = [Span.day(day) for day in (published, document.issued, document.effective) if day]
    return tuple(span for span in asked if not any(day.touches(span) for day in own))


def answering(said: Sequence[Span], asked: Iterable[Span]) -> tuple[Span, ...]:
    """Return for each of the asked spans the first of a document's dates that fits it, each once."""
    fitting = (next((span for span in said if fits(span, one)), None) for one in asked)
    return tuple(dict.fromkeys(span for span in fitting if span))


def _parts(document: Document) -> tuple[str, ...]:
    return tuple(map(tidy, (document.title, document.summary or "", document.text)))


def _sentence(text: str, start: int, end: int) -> str:
    begin = max((found.end() for found in _BREAK.finditer(text, max(0, start - LONGEST), start)), default=0)
    stop = _END.search(text, end, min(len(text), end + LONGEST))
    begin = begin or max(0, start - LONGEST)
    return text[begin : stop.end() if stop else end + LONGEST].strip()
