"""Recognise the persons that a query names by an office, with a given name or a year: `ông Tuấn chủ tịch quận`.

An office alone means its holders only where the query has nothing else: `thẩm quyền của chủ tịch UBND huyện` is about
the office.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import NamedTuple

from corpus.vi.bodies import parse_body
from corpus.vi.dates.span import Span
from corpus.vi.people.honorifics import QUERY_HONORIFICS
from corpus.vi.people.ranks import BODIES_OF_LEVEL, OFFICE_LEVELS
from corpus.vi.places import parse_place
from corpus.vi.stop_words import WHO_HOLDS_WORDS
from corpus.vi.syllables import Syllable, is_bare, terms
from corpus.vi.text import fold
from corpus.vi.word_lists import entries
from indexer.analysis.query_terms import word
from indexer.engines import query_tree as q
from indexer.engines.port import SearchRequest
from indexer.schema.persons import PERSON, Person, RoleHeld, decode_person
from indexer.search.query.lookup import MAX_CHOICES, Lookup

MAX_CANDIDATE_HOLDERS = 500  # persons with the words of an office whose roles are compared
MAX_BODY_SYLLABLES = 10
NEARBY_DAYS = timedelta(days=366)  # around the days on which documents place an office, where it has no holder on them

_LEVEL_FIRST_WORDS = frozenset(level.split()[0] for level in OFFICE_LEVELS)


@dataclass(frozen=True, slots=True)
class QueryOffice:
    """Says that `text`, a part of a query, means some of the persons, the likeliest first, each with the office.

    `optional` are the indices of the syllables that need not match: they address a person, or ask who it is.
    """

    text: str
    people: tuple[tuple[Person, RoleHeld], ...]
    optional: frozenset[int]


class _Fit(NamedTuple):
    """Holds how well an office fits the query; the smaller, the better."""

    off_days: int  # 0: held on one of the days, or the query names none; 1: held within NEARBY_DAYS of one
    body_rank: int  # the rank of its body among those that a level alone means
    extra: int  # syllables of the role beyond the position
    age: int  # minus the ordinal of the last day on which a document states it


def address_before(typed: list[Syllable], index: int) -> frozenset[int]:
    """Return the indices of the words of address right before a name that begins at an index."""
    for words in QUERY_HONORIFICS:
        if [syllable.term for syllable in typed[max(0, index - len(words)) : index]] == list(words):
            return frozenset(range(index - len(words), index))
    return frozenset()


def find_query_office(text: str, typed: list[Syllable], days: Iterable[Span], lookup: Lookup) -> QueryOffice | None:
    """Return the holders of the office that a tidy query names; None where it names none, or nobody held it.

    `typed` are its syllables except those of dates, `days` the dates.
    """
    folded = [fold(syllable.term) for syllable in typed]
    for start in range(len(typed)):
        position_end = _position_end(folded, start)
        if not position_end:
            continue
        end, body_words = _body(text, typed, folded, position_end)
        if not body_words:
            continue
        given_name, address = _given_name(typed, start)
        begin = min((*address, start - len(given_name)))
        others = [i for i in range(len(typed)) if not begin <= i < end]
        if not given_name and not {folded[i] for i in others} <= WHO_HOLDS_WORDS:
            continue
        position = " ".join(folded[start:position_end])
        holders = _holders(lookup, position, body_words, given_name, tuple(days))
        if holders:
            question = set() if given_name else {i for i in others if folded[i] in WHO_HOLDS_WORDS}
            mention = text[typed[begin].start : typed[end - 1].end]
            return QueryOffice(mention, tuple(holders[:MAX_CHOICES]), address | question)
    return None


def _position_end(folded: list[str], start: int) -> int | None:
    """Return where the longest position that begins at `start` ends."""
    return next((end for end in range(start + 4, start, -1) if tuple(folded[start:end]) in _positions()), None)


def _body(text: str, typed: list[Syllable], folded: list[str], start: int) -> tuple[int, tuple[str, ...]]:
    """Return where the longest body after a position ends, and its folded syllables; none where there is no body."""
    for end in range(min(len(typed), start + MAX_BODY_SYLLABLES), start, -1):
        candidate = text[typed[start].start : typed[end - 1].end]
        if named_body := parse_body(candidate):
            return end, tuple(map(fold, terms(named_body.label)))
        if " ".join(folded[start:end]) in OFFICE_LEVELS or (
            folded[start] in _LEVEL_FIRST_WORDS and parse_place(candidate)
        ):
            return end, tuple(folded[start:end])
    return start, ()


def _given_name(typed: list[Syllable], end: int) -> tuple[list[str], frozenset[int]]:
    """Return the syllables of a given name before a position, and the indices of the words of address before it."""
    for length in (1, 2, 3):
        start = end - length
        if start < 0:
            break
        address = address_before(typed, start)
        name = [syllable.term for syllable in typed[start:end]]
        if (address or start == 0) and not WHO_HOLDS_WORDS & set(map(fold, name)):
            return name, address
    return [], address_before(typed, end)


def _holders(
    lookup: Lookup, position: str, body_words: tuple[str, ...], given_name: list[str], days: tuple[Span, ...]
) -> list[tuple[Person, RoleHeld]]:
    """Return the persons with a fitting office, the best first, of the best kind only: see `_Fit`.

    Holders on the days hide those around the days; holders at the body that a level means first hide the others.
    """
    bare = is_bare(given_name)
    parts: list[q.Query] = [q.Where("type", (PERSON,))]
    parts += [word(term, bare=bare, fields=("title",)) for term in given_name]
    parts += [word(term, bare=True, fields=("summary",)) for term in dict.fromkeys((*position.split(), *body_words))]
    hits = lookup.reader.search(SearchRequest(q.All(tuple(parts)), size=MAX_CANDIDATE_HOLDERS)).hits
    holders: list[tuple[_Fit, Person, RoleHeld]] = []
    for person in map(decode_person, lookup.reader.get([hit.id for hit in hits]).values()):
        if given_name and not any(_ends_with(name, given_name, bare=bare) for name in person.names or (person.name,)):
            continue
        fits = [(fit, role) for role in person.roles if (fit := _fit(role, position, body_words, days)) is not None]
        if fits:
            best, role = min(fits, key=lambda pair: pair[0])
            holders.append((best, person, role))
    holders.sort(key=lambda holder: (holder[0], holder[1].id))
    return [(person, role) for fit, person, role in holders if fit[:2] == holders[0][0][:2]]


def _ends_with(name: str, given_name: list[str], *, bare: bool) -> bool:
    last = terms(name)[-len(given_name) :]
    return (list(map(fold, last)) == [fold(term) for term in given_name]) if bare else last == given_name


def _fit(role: RoleHeld, position: str, body_words: tuple[str, ...], days: tuple[Span, ...]) -> _Fit | None:
    """Return how well an office fits a position at a body on one of the days; None where it does not."""
    role_words, issuer_words = _folded_terms(role.role), _folded_terms(role.issuer or "")
    is_position = role_words[: len(position.split())] == tuple(position.split())
    if not is_position or not set(body_words) <= {*role_words, *issuer_words}:
        return None
    body_rank = _body_rank(position, body_words, issuer_words)
    off_days = _off_days(role, days)
    if body_rank is None or off_days is None:
        return None
    extra = len(role_words) - len(position.split())
    return _Fit(off_days, body_rank, extra, -(role.last.toordinal() if role.last else 0))


def _body_rank(position: str, body_words: tuple[str, ...], issuer_words: tuple[str, ...]) -> int | None:
    """Return the rank of an office's body among those that a level alone means; None where it is none of them."""
    bodies = BODIES_OF_LEVEL.get(position)
    if {"ubnd", "hdnd", "uy"} & set(body_words) or bodies is None:
        return 0
    if " ".join(body_words[:2]) in ("", *issuer_words[:1]) or not set(body_words[:1]) <= _LEVEL_FIRST_WORDS:
        return 0
    return next((i for i, kind in enumerate(bodies) if kind in issuer_words[:2]), None)


@lru_cache(maxsize=4096)
def _folded_terms(text: str) -> tuple[str, ...]:
    return tuple(map(fold, terms(text)))


def _off_days(role: RoleHeld, days: tuple[Span, ...]) -> int | None:
    """Return 0 for an office that was held on one of the days, as documents state, 1 for about then, else None."""
    if not days:
        return 0
    first, last = role.first, role.last
    if first is None or last is None:
        return None
    if any(_meets(first, last, day, timedelta()) for day in days):
        return 0
    return 1 if any(_meets(first, last, day, NEARBY_DAYS) for day in days) else None


def _meets(first: date, last: date, day: Span, margin: timedelta) -> bool:
    return first - margin <= day.last and day.start <= last + margin


@cache
def _positions() -> frozenset[tuple[str, ...]]:
    """Return the positions with which an office begins, as folded syllables."""
    lines = (line.removesuffix(" +") for line in entries("roles") if line[0] not in "<>+*!")
    return frozenset(tuple(map(fold, terms(line))) for line in lines)
