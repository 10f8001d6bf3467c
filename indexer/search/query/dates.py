"""Recognise the days that a query names, and which documents belong to them: dates, terms, sessions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from corpus.vi.bodies import find_bodies
from corpus.vi.dates.find import DateMention, YearlessDate, find_dates, find_typed_dates
from corpus.vi.dates.sessions import SessionMention, TermMention, find_sessions, find_terms
from corpus.vi.dates.span import Span
from corpus.vi.document_numbers import NumberMention
from corpus.vi.standards import StandardMention
from indexer import sentences
from indexer.engines import query_tree as q
from indexer.schema.council_terms import CouncilPeriod
from indexer.search.query.lookup import MAX_CHOICES, Lookup


@dataclass(frozen=True, slots=True)
class QueryDate:
    """Says that `text`, from `start` to `end` of a query (code points), names the days of any of `spans`.

    `meanings` describe them to the reader (`as` of the contract); `belonging` matches documents that belong to the
    days by more than their dates, such as those of a session.
    """

    start: int
    end: int
    text: str
    spans: tuple[Span, ...]
    meanings: tuple[Mapping[str, str], ...]
    belonging: q.Query | None = None


def find_query_dates(
    text: str, numbers: Sequence[NumberMention | StandardMention], lookup: Lookup, today: date
) -> list[QueryDate]:
    """Return the days that a tidy query names, in text order, neither overlapping each other nor `numbers`."""
    dates, open_dates = find_typed_dates(text, today)
    candidates = list(map(_exact, dates))
    candidates += [_of_every_year(mention, lookup) for mention in open_dates]
    candidates += map(_exact, find_terms(text, today))
    candidates += _sessions(text, lookup)
    accepted: list[QueryDate] = []
    for candidate in sorted(candidates, key=lambda candidate: (candidate.start, -candidate.end)):
        follows = not accepted or accepted[-1].end <= candidate.start
        if follows and not any(n.start < candidate.end and candidate.start < n.end for n in numbers):
            accepted.append(candidate)
    return accepted


def day_after_number(text: str, mention: NumberMention, dates: Sequence[QueryDate]) -> Span | None:
    """Return the day that stands right after a number."""
    for named in dates:
        if named.start >= mention.end and text[mention.end : named.start].strip(" ,") == "" and len(named.spans) == 1:
            return named.spans[0] if named.spans[0].days == 1 else None
    return None


def find_impossible_dates(text: str) -> Iterator[tuple[int, int]]:
    """Yield the range of each date in a tidy query that no calendar has: `31/02/2020`, `tháng 13/2020`, `năm 99999`."""
    written = list(_WRITTEN_DATE.finditer(text))
    possible = find_dates(text) if written else []
    for match in written:
        if not any(mention.start < match.end() and match.start() < mention.end for mention in possible):
            yield match.span()


def _exact(mention: DateMention | TermMention) -> QueryDate:
    return QueryDate(mention.start, mention.end, mention.text, (mention.span,), (_meaning(mention.span),))


def _of_every_year(mention: YearlessDate, lookup: Lookup) -> QueryDate:
    """Return the days in each of the newest years of which there are documents, the newest first."""
    spans = []
    for year in lookup.years:
        with suppress(ValueError):  # 29/2
            spans.append(mention.of(year))
    meaning = {"text": sentences.ANY_YEAR.format(date=mention.text)}
    return QueryDate(mention.start, mention.end, mention.text, tuple(spans), (meaning,))


def _meaning(span: Span) -> dict[str, str]:
    return {"from": span.start.isoformat(), "to": span.last.isoformat()}


def _sessions(text: str, lookup: Lookup) -> Iterator[QueryDate]:
    """Yield the terms and sessions that documents state; where several councils had them, as a choice."""
    # `kỳ họp bất thường` without a number is any of them.
    mentions = [mention for mention in find_sessions(text) if mention.session or mention.term]
    if not mentions:
        return
    bodies = [mention.body for mention in find_bodies(text)]
    councils = [body.label for body in bodies if "HĐND" in body.kind]
    for mention in mentions:
        periods = lookup.council_terms.periods(mention.session, mention.term, councils)
        periods = periods or lookup.council_terms.periods(mention.session, mention.term)
        if not periods:
            continue
        choice = periods[:MAX_CHOICES]
        is_ambiguous = len({period.council for period in periods}) > 1
        meanings = [_meaning(period.span) | ({"issuer": period.council} if is_ambiguous else {}) for period in choice]
        spans = tuple(dict.fromkeys(period.span for period in choice))
        belonging = _belonging(mention, periods)
        yield QueryDate(mention.start, mention.end, mention.text, spans, tuple(meanings), belonging)


def _belonging(mention: SessionMention, periods: list[CouncilPeriod]) -> q.Query:
    """Return the query of the documents of a term or session, by their columns."""
    terms = q.Where("term", tuple(dict.fromkeys(period.years for period in periods))) if mention.term else None
    session = q.Where("session", (mention.session,)) if mention.session else None
    return q.All(tuple(part for part in (terms, session) if part))


_WRITTEN_DATE = re.compile(
    r"(?<![\d/.-])\d{1,2} ?([/.-]) ?\d{1,2} ?\1 ?\d{4}(?![\d/-])"
    r"|ng[àa]y \d{1,2} th[áa]ng \d{1,2} n[ăa]m \d{4}(?!\d)"
    r"|(?<!\w)th[áa]ng \d{1,2} ?[/.-] ?\d{4}(?![\d/-])"
    r"|(?<!\w)năm (?:\d{5,}|0+)(?![\w/.,-])|\Anam \d{5,}\Z",  # `nam` may be men, or the south
    re.IGNORECASE,
)
