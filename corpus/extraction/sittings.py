"""Extract of which sitting of a council a document is: council, term and number; nothing where any of them is open.

A sitting is one session (`kỳ họp`) of one council in one term. What a council passed names it in its head or where it
was adopted, what was put before it says so (`trình kỳ họp thứ 9`), news name it in their title or lead.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from corpus.document import Document, day_of
from corpus.extraction.council_terms import CouncilSession
from corpus.extraction.effect_days import ADOPTED
from corpus.vi.bodies import Body, complete_place, find_bodies, parse_body
from corpus.vi.bounded import compile_bounded
from corpus.vi.dates.sessions import COUNCIL_TERMS, SessionMention, find_sessions, term_on
from corpus.vi.line_ends import with_joined_lines
from corpus.vi.places import LEVELS, find_places
from corpus.vi.text import tidy

MAX_LEAD_CHARACTERS = 400  # of news, behind the title
MAX_HEAD_CHARACTERS = 1500  # of a text, in which a council names the sitting below its own name, or news their place
_MAX_SENTENCES = 10  # of a text that name a session
# Around a term, days on which documents of it may be: the first sitting is called before it, the last reported after.
_BEFORE_TERM, _AFTER_TERM = timedelta(days=60), timedelta(days=180)
# No council comes to its third sitting within so many days: a higher number is of the term before.
_DAYS_OF_FIRST_SITTINGS, _MAX_FIRST_SITTINGS = timedelta(days=60), 2
_REPORTED_WITHIN = timedelta(days=30)  # of a sitting

_SESSION = re.compile(r"k[ỳì] họp", re.IGNORECASE)
_SENTENCE = re.compile(r"[^\n]+?(?:[.;](?=\s)|\n|\Z)")
# Before a session that is over: `thực hiện Nghị quyết kỳ họp thứ 8`, `kiến nghị của cử tri sau kỳ họp thứ 8`.
_EARLIER = compile_bounded(
    r"(?<!dự thảo )\b(?:nghị\s+quyết|thực\s+hiện|kết\s+luận|lời\s+hứa|kiến\s+nghị|trước\s+đó|so\s+với|sau)\b"
    r"(?:(?!\btrình\b)[^,;.]){0,60}$",
    re.IGNORECASE,
)
# Before the session to which a proposal or a report goes.
_PUT_BEFORE = compile_bounded(
    r"(?:trình|kính\s+gửi|gửi|xem\s+xét|quyết\s+định|thông\s+qua|báo\s+cáo)\b[^.;]{0,160}$", re.IGNORECASE
)
_PUT_KINDS = ("proposal", "report", "plan", "notice", "official-letter", "programme", "other")
_OPEN = "?"  # a council that a sentence names without its place


@dataclass(frozen=True, slots=True)
class Sitting:
    """Names a sitting by the label of its council, the years of the term and its number, `9` or `chuyên đề 3`.

    `day` is a day on which it sat, where the document says so.
    """

    council: str
    term: str
    number: str
    day: date | None = None


@dataclass(frozen=True, slots=True)
class _Named:
    """Says that a sentence names a session by its number, and of which council; None where it names no council."""

    number: str
    term: str | None
    council: str | None


def sitting_of(document: Document, sessions: Iterable[CouncilSession] = ()) -> Sitting | None:
    """Return the sitting of a completed document; `sessions` are those that its text dates (`council_sessions`)."""
    issuer = parse_body(document.issuer) if document.issuer else None
    own = _council_beside(issuer) if issuer else None
    if document.kind == "news":
        named = _in_news(document)
    elif issuer and _is_of_council(issuer) and document.kind == "resolution":
        named = _in_resolution(document, issuer)
    elif own:
        named = _in_paper(document, issuer)
    else:
        named = None
    council = (named.council or own) if named else None
    term = _term(named, document) if named else None
    if named is None or council is None or term is None or council == _OPEN:
        return None
    stated = (each.day for each in sessions if each.day and (each.council, each.session) == (council, named.number))
    near = (day for day in stated if _is_near(day, document))
    return Sitting(council, term, named.number, next(near, document.issued if document.kind == "resolution" else None))


def _is_near(sat: date, document: Document) -> bool:
    """Tell whether a day of a sitting fits its document: news and notices also date what was before, as an election."""
    day = day_of(document)
    return day is None or abs(day - sat) <= _REPORTED_WITHIN


def _in_news(document: Document) -> _Named | None:
    """Return what the title of news names, else the lead; a title without a council takes that of the lead."""
    place = _only_place(document) or document.place
    title = _named(tidy(document.title), None, place)
    if title and (title.council == _OPEN or title.number == _OPEN):
        return None
    if title and title.council:
        return title
    lead = tidy(document.summary or "") or tidy(document.text[:MAX_LEAD_CHARACTERS])
    in_lead = [each for sentence in _sentences(lead) if (each := _named(sentence, None, place))]
    if len({(each.number, each.council) for each in in_lead}) != 1 or not in_lead[0].council:
        return None
    return in_lead[0] if title is None or title.number == in_lead[0].number else None


def _only_place(document: Document) -> str | None:
    """Return the place that completes `HĐND huyện` in news: the only one of that level in their source and opening."""
    title = tidy(document.title)
    if not _SESSION.search(title):
        return None
    levels = {mention.body.place for mention in find_bodies(title) if mention.body.place in LEVELS}
    opening = (document.source or "", title, *tidy(document.text[:MAX_HEAD_CHARACTERS]).split("\n"))
    places = (place for line in opening for place in find_places(line))
    names = {place.text for place in places if place.level in levels and place.text not in LEVELS}
    return names.pop() if len(levels) == len(names) == 1 else None


def _in_resolution(document: Document, issuer: Body) -> _Named | None:
    """Return the session in the head of a resolution or where it was adopted, else the one of its own fields."""
    text = with_joined_lines(tidy(document.text))
    adopted = ADOPTED.search(text)
    head = text[:MAX_HEAD_CHARACTERS]
    basis = re.search(r"^\W*(?:căn cứ|điều 1)\b", head, re.IGNORECASE | re.MULTILINE)
    for passage in (adopted.group() if adopted else "", head[: basis.start() if basis else None]):
        named = _numbers(find_sessions(passage)) if passage else set()
        if len(named) == 1:
            return _Named(named.pop(), document.term, None)
    title = tidy(document.title)
    number = _own_number(document)
    mention = next((m for m in find_sessions(title) if m.session or m.series), None)
    if mention is None:
        return _Named(number, document.term, None) if number else None
    named_in_title = _named(title, issuer, document.place)
    is_earlier = _EARLIER.search(title, 1, mention.start)  # behind the first word, which names the document
    if is_earlier or named_in_title is None or named_in_title.council not in (None, _council_beside(issuer)):
        return None
    return named_in_title


def _in_paper(document: Document, issuer: Body | None) -> _Named | None:
    """Return the session to which a paper goes, or which it announces: by its title, else by its sentences."""
    title = tidy(document.title)
    if _SESSION.search(title):
        named = _named(title, issuer, document.place)
        return None if named is None or named.number == _OPEN or _is_earlier(title, document.kind) else named
    if document.kind not in _PUT_KINDS:
        return None
    text = with_joined_lines(tidy(document.text))
    found: dict[tuple[str, str | None], _Named] = {}
    for sentence in islice(_sentences(text), _MAX_SENTENCES):
        named = _named(sentence, issuer, document.place)
        mention = next((m for m in find_sessions(sentence) if m.session or m.series), None)
        is_put = mention and _PUT_BEFORE.search(sentence, 0, mention.start)
        if named and is_put and not _is_earlier(sentence, document.kind):
            found.setdefault((named.number, named.council), named)
    return next(iter(found.values())) if len(found) == 1 else None


def _is_earlier(sentence: str, kind: str | None) -> bool:
    """Tell whether a sentence names a session that is over; news and notices of what follows one are of that one."""
    mention = next((m for m in find_sessions(sentence) if m.session or m.series), None)
    return mention is not None and kind != "news" and bool(_EARLIER.search(sentence, 0, mention.start))


def _own_number(document: Document) -> str | None:
    """Return the number in the field `session` of a document, in whatever form it was given."""
    given = (document.session or "").strip()
    if given.isdigit():
        return str(int(given)) if 0 < int(given) < 100 else None
    named = _numbers(find_sessions(f"kỳ họp {given}")) or _numbers(find_sessions(given))
    return named.pop() if len(named) == 1 else None


def _sentences(text: str) -> Iterator[str]:
    """Yield the sentences that name a session."""
    at = 0
    while match := _SESSION.search(text, at):
        start = max(text.rfind("\n", 0, match.start()), text.rfind(". ", 0, match.start())) + 1
        sentence = _SENTENCE.match(text, start)
        at = max(sentence.end() if sentence else 0, match.end())
        if sentence:
            yield sentence.group()


def _named(sentence: str, issuer: Body | None, place: str | None) -> _Named | None:
    """Return the only session that a sentence names; `_OPEN` where it names several, or a council of no known place."""
    mentions = find_sessions(sentence)
    numbers = _numbers(mentions)
    if not numbers:
        return None
    councils = set(_councils(sentence, issuer, place))
    terms = {mention.term for mention in mentions if mention.term}
    years = {term for term in terms if term[0].isdigit()}
    if len(numbers) > 1 or len(years) > 1 or len(terms - years) > 1:
        return _Named(_OPEN, None, _OPEN)
    council = councils.pop() if len(councils) == 1 else _OPEN if councils else None
    return _Named(numbers.pop(), next(iter(years), None), council)


def _numbers(mentions: Iterable[SessionMention]) -> set[str]:
    return {number for mention in mentions if (number := mention.session or mention.series)}


def _councils(sentence: str, issuer: Body | None, place: str | None) -> Iterator[str]:
    """Yield the councils that a sentence names, those without a place that could be any as `_OPEN`.

    `HĐND tỉnh` beside `HĐND tỉnh Hà Tĩnh` is that one, `HĐND` alone the issuer's, which is passed over.
    """
    bodies = [mention.body for mention in find_bodies(sentence)]
    places = {body.place for body in bodies if body.place and body.place not in LEVELS}
    for body in bodies:
        if body.kind == "Quốc hội":
            yield _OPEN
        elif _is_of_council(body) and body.place:
            around = (issuer.place if issuer else None, place, *(places if len(places) == 1 else ()))
            full = next(filter(_has_name, (complete_place(body, each) for each in around)), None)
            yield f"HĐND {full.place}" if full else _OPEN


def _has_name(body: Body) -> bool:
    return bool(body.place) and body.place not in LEVELS


def _council_beside(body: Body) -> str | None:
    """Return the council of the unit of a local body of the state, itself or beside it."""
    if not _has_name(body) or not ("HĐND" in body.kind or body.kind == "UBND"):
        return None
    return f"HĐND {body.place}"


def _is_of_council(body: Body) -> bool:
    return "HĐND" in body.kind and "UBND" not in body.kind


def _term(named: _Named, document: Document) -> str | None:
    """Return the years of the term of a session; None where the day of the document leaves that open."""
    day = day_of(document)
    stated = next((term for term in (named.term, document.term) if term in COUNCIL_TERMS), None)
    term = stated or (term_on(day) if day else None)
    if term is None or day is None:
        return term
    span, number = COUNCIL_TERMS[term], named.number
    if not span.start - _BEFORE_TERM <= day < span.end + _AFTER_TERM:
        return None
    is_late = number.isdigit() and int(number) > _MAX_FIRST_SITTINGS
    return None if is_late and day < span.start + _DAYS_OF_FIRST_SITTINGS else term
