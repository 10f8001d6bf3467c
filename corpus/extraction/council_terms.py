"""Extract from a document when councils sat: the years of an ordinal term (`XIX`), and the day of a session."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from corpus.document import Document
from corpus.vi.bodies import Body, complete_place, find_bodies, parse_body
from corpus.vi.dates.find import find_dates
from corpus.vi.dates.sessions import find_sessions, term_on
from corpus.vi.text import tidy

_MAX_SENTENCES = 20  # with a term or session, of a document; a report on a whole term repeats itself

_SENTENCE = re.compile(r"[^\n]+?(?:[.;](?=\s)|\n|\Z)")
_SESSION_VERB = re.compile(r"thông qua|khai mạc|bế mạc|tổ chức|tiến hành|diễn ra|họp ngày", re.IGNORECASE)
_YEARS = re.compile(r"[12]\d{3}-[12]\d{3}")
_TERM_OR_SESSION = re.compile(r"k[ỳì] họp|khóa|khoá|nhiệm k[ỳì]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CouncilSession:
    """Relates a council's ordinal term (`XIX`) to its years (`2016-2021`), and a session of it to its day.

    None stands for what the sentence leaves open.
    """

    council: str
    ordinal: str | None
    years: str | None
    session: str | None
    day: date | None


def council_sessions(document: Document) -> tuple[CouncilSession, ...]:
    """Return the terms and sessions of councils with a full name in a completed document, each once."""
    issuer = parse_body(document.issuer) if document.issuer else None
    issuing_council = _council_label(issuer) if issuer else None
    text = tidy("\n".join((document.title, document.summary or "", document.text)))
    return tuple(dict.fromkeys(islice(_in_text(text, document, issuing_council), _MAX_SENTENCES)))


def _in_text(text: str, document: Document, issuing_council: str | None) -> Iterator[CouncilSession]:
    at = 0
    while match := _TERM_OR_SESSION.search(text, at):
        start = max(text.rfind("\n", 0, match.start()), text.rfind(". ", 0, match.start())) + 1
        sentence = _SENTENCE.match(text, start)
        at = max(sentence.end() if sentence else 0, match.end())
        session = _in_sentence(sentence.group(), document, issuing_council) if sentence else None
        if session and session.years and (session.ordinal or session.day):
            yield session


def _in_sentence(sentence: str, document: Document, issuing_council: str | None) -> CouncilSession | None:
    """Return the term and session of a sentence; None where it names no council, or several terms or sessions."""
    mentions = find_sessions(sentence)
    council = _council(sentence, document, issuing_council) if mentions else None
    terms = {mention.term for mention in mentions if mention.term}
    ordinals = {term for term in terms if not term[0].isdigit()}
    years = terms - ordinals
    sessions = {mention.session for mention in mentions if mention.session}
    if council is None or max(len(ordinals), len(years), len(sessions)) > 1:
        return None  # the sentence leaves open which belongs to which
    session = next(iter(sessions), None)
    days = {mention.span.start for mention in find_dates(sentence) if mention.precision == "day"} if session else set()
    day = days.pop() if len(days) == 1 and _SESSION_VERB.search(sentence) else None
    if session and session == document.session and council == issuing_council:  # the session that issued it
        day = day or (document.issued if document.kind == "resolution" else None)
        years |= {document.term} if document.term and _YEARS.fullmatch(document.term) and not years else set()
    term = next(iter(years), None) or (term_on(day) if day else None)
    return CouncilSession(council, next(iter(ordinals), None), term, session, day)


def _council(sentence: str, document: Document, issuing_council: str | None) -> str | None:
    """Return the only council named in a sentence, the issuing council where none is named, None for several."""
    bodies = (complete_place(mention.body, document.place) for mention in find_bodies(sentence))
    councils = {council for body in bodies if (council := _council_label(body))}
    return councils.pop() if len(councils) == 1 else None if councils else issuing_council


def _council_label(body: Body) -> str | None:
    """Return the council that a body is or belongs to, where its place is known; the National Assembly counts too."""
    if body.kind == "Quốc hội":
        return body.kind
    has_name = body.place and " " in body.place  # `huyện` alone is any district
    return f"HĐND {body.place}" if has_name and "HĐND" in body.kind and "UBND" not in body.kind else None
