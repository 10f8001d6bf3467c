"""Find the days that a query speaks of, and what documents are of those days: dates, terms and sessions of councils."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from corpus.vi.bodies import find_bodies
from corpus.vi.dates.find import OpenDate, find_asked, find_dates
from corpus.vi.dates.sessions import SessionMention, find_sessions, find_terms
from corpus.vi.dates.span import Span
from corpus.vi.document_numbers import NumberMention
from indexer.engines import query_tree as q
from indexer.schema.council_terms import Met
from indexer.search.query.lookup import CHOICE, Lookup


@dataclass(frozen=True, slots=True)
class AskedDate:
    """Says that `text`, from `start` to `end` of a query, speaks of the days of some of the spans.

    `meanings` say so to the reader (`as` of the contract); `fits` matches documents that belong to the days by more
    than their dates, such as those of a session.
    """

    start: int
    end: int
    text: str
    spans: tuple[Span, ...]
    meanings: tuple[Mapping[str, str], ...]
    fits: q.Query | None = None


def asked_dates(text: str, numbers: list[NumberMention], lookup: Lookup, today: date) -> list[AskedDate]:
    """Return the days that a tidy query speaks of, in its order and not overlapping; figures of `numbers` are none."""
    dates, left = find_asked(text, today)
    found = [_plain(one.start, one.end, one.text, one.span) for one in dates]
    found += [_of_any_year(one, lookup) for one in left]
    found += [_plain(one.start, one.end, one.text, one.span) for one in find_terms(text, today)]
    found += _sessions(text, lookup)
    kept: list[AskedDate] = []
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if (not kept or kept[-1].end <= one.start) and not any(
            n.start < one.end and one.start < n.end for n in numbers
        ):
            kept.append(one)
    return kept


def no_dates(text: str) -> Iterator[tuple[int, int]]:
    """Yield where a tidy query writes a date that no calendar has: `31/02/2020`, `tháng 13/2020`, `năm 99999`."""
    written = list(_WHOLE.finditer(text))
    spoken = find_dates(text) if written else []
    for found in written:
        if not any(one.start < found.end() and found.start() < one.end for one in spoken):
            yield found.span()


def _plain(start: int, end: int, text: str, span: Span) -> AskedDate:
    return AskedDate(start, end, text, (span,), (_meaning(span),))


def _of_any_year(said: OpenDate, lookup: Lookup) -> AskedDate:
    """Return the days in each year of which there are documents, the newest first."""
    spans = []
    for year in lookup.years:
        with suppress(ValueError):  # 29/2
            spans.append(said.of(year))
    return AskedDate(said.start, said.end, said.text, tuple(spans), ({"text": f"{said.text}, mọi năm"},))


def _meaning(span: Span) -> dict[str, str]:
    return {"from": span.start.isoformat(), "to": span.last.isoformat()}


def _sessions(text: str, lookup: Lookup) -> Iterator[AskedDate]:
    """Yield the terms and sessions that the documents know; where several councils had them, as a choice."""
    # `kỳ họp bất thường` alone is any of them.
    mentions = [one for one in find_sessions(text) if one.session or one.term]
    councils = [body.label for found in find_bodies(text) if "HĐND" in (body := found.body).kind] if mentions else []
    for mention in mentions:
        asked = lookup.calendar.asked(mention.session, mention.term, councils)
        asked = asked or lookup.calendar.asked(mention.session, mention.term)
        several = len({met.council for met in asked}) > 1
        meanings = [_meaning(met.span) | ({"issuer": met.council} if several else {}) for met in asked[:CHOICE]]
        if asked:
            spans = tuple(dict.fromkeys(met.span for met in asked[:CHOICE]))
            yield AskedDate(mention.start, mention.end, mention.text, spans, tuple(meanings), _fits(mention, asked))


def _fits(mention: SessionMention, asked: list[Met]) -> q.Query:
    """Return what matches the documents of a term or session, by their columns."""
    terms = q.Where("term", tuple(dict.fromkeys(met.years for met in asked))) if mention.term else None
    session = q.Where("session", (mention.session,)) if mention.session else None
    return q.All(tuple(part for part in (terms, session) if part))


_WHOLE = re.compile(
    r"(?<![\d/.-])\d{1,2} ?([/.-]) ?\d{1,2} ?\1 ?\d{4}(?![\d/-])"
    r"|ng[àa]y \d{1,2} th[áa]ng \d{1,2} n[ăa]m \d{4}(?!\d)"
    r"|(?<!\w)th[áa]ng \d{1,2} ?[/.-] ?\d{4}(?![\d/-])"
    r"|(?<!\w)năm (?:\d{5,}|0+)(?![\w/.,-])|\Anam \d{5,}\Z",  # `nam` may be men, or the south
    re.IGNORECASE,
)
