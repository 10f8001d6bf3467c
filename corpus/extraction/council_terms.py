"""Learn from a document when councils sat: which years an ordinal term stands for, and on which day a session met."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from corpus.document import Document
from corpus.vi.bodies import Body, body, find_bodies, within
from corpus.vi.dates.find import find_dates
from corpus.vi.dates.sessions import find_sessions, term_on
from corpus.vi.text import tidy

MOST = 20  # sentences of one document that are learned from; a report on a whole term repeats itself

_SENTENCE = re.compile(r"[^\n]+?(?:[.;](?=\s)|\n|\Z)")
_MET = re.compile(r"thông qua|khai mạc|bế mạc|tổ chức|tiến hành|diễn ra|họp ngày", re.IGNORECASE)
_NAMED = re.compile(r"k[ỳì] họp|khóa|khoá|nhiệm k[ỳì]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sitting:
    """Says that a council's term of this ordinal (`XIX`) is of these years (`2016-2021`), and that its session met
    on a day; None stands for what the sentence does not say."""

    council: str
    ordinal: str | None
    years: str | None
    session: str | None
    day: date | None


def sittings(document: Document) -> tuple[Sitting, ...]:
    """Return what a completed document says of the terms and sessions of councils that it names in full."""
    issuer = body(document.issuer) if document.issuer else None
    own = _sitting(issuer) if issuer else None
    said = "\n".join((document.title, document.summary or "", document.text))
    return tuple(dict.fromkeys(islice(_found(tidy(said), document, own), MOST)))


def _found(text: str, document: Document, own: str | None) -> Iterator[Sitting]:
    at = 0
    while named := _NAMED.search(text, at):
        start = max(text.rfind("\n", 0, named.start()), text.rfind(". ", 0, named.start())) + 1
        sentence = _SENTENCE.match(text, start)
        at = max(sentence.end() if sentence else 0, named.end())
        told = _told(sentence.group(), document, own) if sentence else None
        if told and told.years and (told.ordinal or told.day):
            yield told


def _told(sentence: str, document: Document, own: str | None) -> Sitting | None:
    mentions = find_sessions(sentence)
    council = _council(sentence, document, own) if mentions else None
    terms = {mention.term for mention in mentions if mention.term}
    ordinals = {term for term in terms if not term[0].isdigit()}
    years = terms - ordinals
    sessions = {mention.session for mention in mentions if mention.session}
    if council is None or max(len(ordinals), len(years), len(sessions)) > 1:
        return None  # which belongs to which is not said
    session = next(iter(sessions), None)
    days = {found.span.start for found in find_dates(sentence) if found.precision == "day"} if session else set()
    day = days.pop() if len(days) == 1 and _MET.search(sentence) else None
    if session and session == document.session and council == own:  # it is of the session that it tells of
        day = day or (document.issued if document.kind == "resolution" else None)
        years |= {document.term} if document.term and not years else set()
    told = next(iter(years), None) or (term_on(day) if day else None)
    return Sitting(council, next(iter(ordinals), None), told, session, day)


def _council(sentence: str, document: Document, own: str | None) -> str | None:
    """Return the one council that a sentence names, else the one whose document it is; None for two of them."""
    named = {council for found in find_bodies(sentence) if (council := _sitting(within(found.body, document.place)))}
    return named.pop() if len(named) == 1 else None if named else own


def _sitting(found: Body) -> str | None:
    """Return the council of a body whose place is known; the National Assembly has sessions and terms of its own."""
    if found.kind == "Quốc hội":
        return found.kind
    named = found.place and " " in found.place  # `huyện` alone is one of many
    return f"HĐND {found.place}" if named and "HĐND" in found.kind and "UBND" not in found.kind else None
