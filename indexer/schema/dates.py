"""Find the dates that a document mentions: their offsets for its record, and their sentences for its page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from corpus.document import Document
from corpus.vi.dates.find import find_dates
from corpus.vi.dates.sessions import find_terms
from corpus.vi.dates.span import Span
from corpus.vi.line_ends import with_joined_lines
from corpus.vi.text import tidy
from indexer.analysis.letters import letter_end

MAX_MENTIONED_DATES = 500  # spans stored of one document: a statistical yearbook must not outweigh the index
MAX_SENTENCE = 400  # code points before and after a date

_SENTENCE_END = re.compile(r"[.!?;](?=\s)|\n|\Z")
_SENTENCE_BREAK = re.compile(r"(?:[.!?;]\s|\n)\s*")


@dataclass(frozen=True, slots=True)
class MentionedDate:
    """Says that a document mentions the days of `span` as `text`, first in this sentence."""

    span: Span
    text: str
    sentence: str


def mentioned_dates(document: Document, day: date | None) -> tuple[MentionedDate, ...]:
    """Return the dates in a completed document's words, each span once, in their order.

    `day` is the document's own, from which days without a year take theirs.
    """
    text = searchable_text(document)
    first: dict[Span, MentionedDate] = {}
    for start, end, span in date_offsets(document, day):
        if span not in first:
            first[span] = MentionedDate(span, text[start:end], _sentence(text, start, end))
    return tuple(islice(first.values(), MAX_MENTIONED_DATES))


def searchable_text(document: Document) -> str:
    """Return all of a document's words, tidy."""
    return "\n".join(_parts(document))


def date_offsets(document: Document, day: date | None) -> Iterator[tuple[int, int, Span]]:
    """Yield (start, end, days) of the dates in `searchable_text` (code points); none spans title and summary or text.

    `day` is the document's own, as for `mentioned_dates`.
    """
    origin = 0
    for part in _parts(document):
        yield from ((origin + start, origin + end, span) for start, end, span in date_offsets_in(part, day))
        origin += len(part) + 1


def date_offsets_in(text: str, day: date | None) -> Iterator[tuple[int, int, Span]]:
    """Yield (start, end, days) of the dates in a tidy text of a document of this day (code points)."""
    text = with_joined_lines(text)
    for mention in find_dates(text, reference=day):
        yield mention.start, letter_end(text, mention.end), mention.span
    if day:
        for term in find_terms(text, day):
            yield term.start, letter_end(text, term.end), term.span


def _parts(document: Document) -> tuple[str, ...]:
    return tuple(map(tidy, (document.title, document.summary or "", document.text)))


def _sentence(text: str, start: int, end: int) -> str:
    earliest, latest = max(0, start - MAX_SENTENCE), min(len(text), end + MAX_SENTENCE)
    breaks = [match.end() for match in _SENTENCE_BREAK.finditer(text, earliest, start)]
    stop = _SENTENCE_END.search(text, end, latest)
    first = max(breaks, default=0) or letter_end(text, earliest)
    return text[first : stop.end() if stop else letter_end(text, latest)].strip()
