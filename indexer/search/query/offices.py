"""Find the persons that a query asks for by an office, with a given name or a year: `ông Tuấn chủ tịch quận`.

An office alone is asked for only where nothing else is: `thẩm quyền của chủ tịch UBND huyện` is about the office.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache

from corpus.vi.bodies import body
from corpus.vi.dates.span import Span
from corpus.vi.places import read_place
from corpus.vi.syllables import Syllable, is_bare, terms
from corpus.vi.text import fold
from corpus.vi.word_lists import entries
from indexer.analysis.query_terms import word
from indexer.engines import query_tree as q
from indexer.engines.port import SearchRequest
from indexer.schema.persons import PERSON, Person, RoleHeld, decode_person
from indexer.search.query.lookup import CHOICE, Lookup

MOST = 500  # persons of an office that are looked at
BODY = 10  # syllables of a body
AROUND = timedelta(days=366)  # from the days that documents tell of, where nobody is told of on the asked ones

# Words of address, which are no part of a name; the longest first.
ADDRESS = (("đồng", "chí"), ("dong", "chi"), ("đ", "c"), ("d", "c"), ("ông",), ("bà",), ("ong",), ("ba",))
# Words that ask for who holds an office, and add nothing to it.
_ASKING = frozenset(("ai", "la", "cua", "nam", "thoi", "ky", "giai", "doan", "hien", "nay"))
_LEVELS = frozenset(("tinh", "thanh pho", "quan", "huyen", "thi xa", "xa", "phuong", "thi tran"))
# Whom a level alone means: the chairman of a district is first that of its committee.
_OF_A_PLACE = {"chu tich": ("ubnd", "hdnd"), "pho chu tich": ("ubnd", "hdnd"), "bi thu": ("uy",), "pho bi thu": ("uy",)}


@dataclass(frozen=True, slots=True)
class AskedOffice:
    """Says that `text`, a part of a query, asks for some of the persons, the likeliest first, each with the office.

    `aside` are the places of the syllables that only address a person, or ask who it is.
    """

    text: str
    people: tuple[tuple[Person, RoleHeld], ...]
    aside: frozenset[int]


def address_before(typed: list[Syllable], place: int) -> frozenset[int]:
    """Return the places of the words of address right before a name."""
    for words in ADDRESS:
        if [syllable.term for syllable in typed[max(0, place - len(words)) : place]] == list(words):
            return frozenset(range(place - len(words), place))
    return frozenset()


def asked_office(text: str, typed: list[Syllable], days: Iterable[Span], lookup: Lookup) -> AskedOffice | None:
    """Return the persons of the office that a tidy query names; None where it names none, or nobody held it.

    `typed` are its syllables save those of dates, `days` the dates.
    """
    folded = [fold(syllable.term) for syllable in typed]
    for start in range(len(typed)):
        head_end = _head(folded, start)
        if not head_end:
            continue
        end, at = _body(text, typed, folded, head_end)
        if not at:
            continue
        given, address = _given(typed, start)
        begin = min((*address, start - len(given)))
        around = [i for i in range(len(typed)) if not begin <= i < end]
        if not given and not {folded[i] for i in around} <= _ASKING:
            continue
        head = " ".join(folded[start:head_end])
        held = _holders(lookup, head, at, given, tuple(days))
        if held:
            asking = {i for i in around if folded[i] in _ASKING} if not given else set()
            said = text[typed[begin].start : typed[end - 1].end]
            return AskedOffice(said, tuple(held[:CHOICE]), address | asking)
    return None


def _head(folded: list[str], start: int) -> int | None:
    """Return where the longest position that begins there ends."""
    return next((end for end in range(start + 4, start, -1) if tuple(folded[start:end]) in _heads()), None)


def _body(text: str, typed: list[Syllable], folded: list[str], start: int) -> tuple[int, tuple[str, ...]]:
    """Return where the longest body after a position ends, and its syllables, folded; without any, none."""
    for end in range(min(len(typed), start + BODY), start, -1):
        said = text[typed[start].start : typed[end - 1].end]
        if found := body(said):
            return end, tuple(map(fold, terms(found.label)))
        if " ".join(folded[start:end]) in _LEVELS or (folded[start] in _FIRST and read_place(said)):
            return end, tuple(folded[start:end])
    return start, ()


_FIRST = frozenset(level.split()[0] for level in _LEVELS)


def _given(typed: list[Syllable], end: int) -> tuple[list[str], frozenset[int]]:
    """Return the syllables of a given name before a position, and the places of the words of address before it."""
    for length in (1, 2, 3):
        start = end - length
        if start < 0:
            break
        address = address_before(typed, start)
        name = [syllable.term for syllable in typed[start:end]]
        if (address or start == 0) and not _ASKING & set(map(fold, name)):
            return name, address
    return [], address_before(typed, end)


def _holders(
    lookup: Lookup, head: str, at: tuple[str, ...], given: list[str], days: tuple[Span, ...]
) -> list[tuple[Person, RoleHeld]]:
    bare = is_bare(given)
    parts: list[q.Query] = [q.Where("type", (PERSON,))]
    parts += [word(term, bare=bare, fields=("title",)) for term in given]
    parts += [word(term, bare=True, fields=("summary",)) for term in dict.fromkeys((*head.split(), *at))]
    hits = lookup.reader.search(SearchRequest(q.All(tuple(parts)), size=MOST)).hits
    found: list[tuple[tuple[int, ...], Person, RoleHeld]] = []
    for stored in lookup.reader.get([hit.id for hit in hits]).values():
        one = decode_person(stored)
        if given and not any(_ends(name, given, bare=bare) for name in one.names or (one.name,)):
            continue
        fits = [(fit, role) for role in one.roles if (fit := _fit(role, head, at, days)) is not None]
        if fits:
            best, role = min(fits, key=lambda pair: pair[0])
            found.append((best, one, role))
    # Who held it on the asked days, before who held it around them; and of an exact office before a longer one.
    nearest = min((fit[:2] for fit, _, _ in found), default=())
    return [(one, role) for fit, one, role in sorted(found, key=lambda one: (one[0], one[1].id)) if fit[:2] == nearest]


def _ends(name: str, given: list[str], *, bare: bool) -> bool:
    said = terms(name)[-len(given) :]
    return (list(map(fold, said)) == [fold(term) for term in given]) if bare else said == given


def _fit(role: RoleHeld, head: str, at: tuple[str, ...], days: tuple[Span, ...]) -> tuple[int, ...] | None:
    """Return how well an office fits what was asked, less is better; None where it does not."""
    said = " ".join(_plain(role.role))
    issuer = _plain(role.issuer or "")
    if not (said == head or said.startswith(head + " ")) or not set(at) <= {*said.split(), *issuer}:
        return None
    kind = 0
    if not {"ubnd", "hdnd", "uy"} & set(at):
        order = _OF_A_PLACE.get(head)
        if order is not None and " ".join(at[:2]) not in ("", *issuer[:1]) and set(at[:1]) <= _FIRST:
            kind = next((i for i, one in enumerate(order) if one in issuer[:2]), -1)
            if kind < 0:
                return None
    off = _off(role, days)
    latest = -(role.last.toordinal() if role.last else 0)
    return None if off is None else (off, kind, len(said.split()) - len(head.split()), latest)


@lru_cache(maxsize=4096)
def _plain(said: str) -> tuple[str, ...]:
    return tuple(map(fold, terms(said)))


def _off(role: RoleHeld, days: tuple[Span, ...]) -> int | None:
    """Return 0 for an office that documents tell of on one of the days, 1 for one of about then, None for another."""
    if not days:
        return 0
    first, last = role.first, role.last
    if first is None or last is None:
        return None
    if any(_meets(first, last, day, timedelta()) for day in days):
        return 0
    return 1 if any(_meets(first, last, day, AROUND) for day in days) else None


def _meets(first: date, last: date, day: Span, around: timedelta) -> bool:
    return first - around <= day.last and day.start <= last + around


@cache
def _heads() -> frozenset[tuple[str, ...]]:
    """Return the positions with which an office begins, as folded syllables."""
    lines = (line.removesuffix(" +") for line in entries("roles") if line[0] not in "<>+*!")
    return frozenset(tuple(map(fold, terms(line))) for line in lines)
