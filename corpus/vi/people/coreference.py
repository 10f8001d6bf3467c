"""Join short mentions of persons (`ông Tuấn`, `đồng chí Chủ tịch quận`) to who is named in full before.

What could be several persons is joined to none. The sex that words of address and middle syllables tell must agree.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from corpus.vi.full_names import CAPITAL, LOWER, is_highland
from corpus.vi.offsets import align
from corpus.vi.people.find import PersonMention
from corpus.vi.people.honorifics import addressed, honorific_words
from corpus.vi.people.line_breaks import unwrapped
from corpus.vi.people.roles import Role, beginnings, find_roles, head_after, head_starts
from corpus.vi.syllables import terms
from corpus.vi.text import fold
from corpus.vi.word_lists import entries, word_starts

LIKELY = 20  # persons of one given name or one position that are looked at; a list of more tells nothing

_MEN = frozenset(("ông", "anh", "chú", "cậu", "thầy"))
_WOMEN = frozenset(("bà", "chị", "cô"))
_RUN = re.compile(rf"{CAPITAL}(?: {CAPITAL}){{0,3}}")
_CLAUSE = re.compile(r"(?:\A|[.;:,!?“\"(\n] ?|(?i:(?:đồng chí|đ/c|ngài|vị|theo|của|với|cho|và|do|bởi) ))\Z")
_COMRADE = re.compile(r"(?i:đồng chí|đ/c) \Z")
# What follows a position that stands for its bearer: a word in small letters that opens no name of an office.
_GOES_ON = re.compile(
    rf" (?!(?:và|của|các|cùng|là|khóa|khoá|nhiệm|trước|trong|tại|ở|với|làm)(?!\w))[{LOWER}]|[,;.)”\"\n]|\Z"
)
_BESIDE = re.compile(r"[\s,:()–-]*")


class ShortMention(NamedTuple):
    """Tells that `text`, from `start` to `end` of the original, means the person of the full `name`."""

    start: int
    end: int
    text: str
    name: str


@dataclass(slots=True)
class _Known:
    name: str
    sexes: set[str] = field(default_factory=set)
    roles: set[tuple[str, ...]] = field(default_factory=set)


@dataclass(slots=True)
class _Seen:
    """Holds the persons so far, by what short mentions call them."""

    people: dict[str, _Known] = field(default_factory=dict)
    given: dict[str, list[_Known]] = field(default_factory=lambda: defaultdict(list))
    held: dict[str, list[_Known]] = field(default_factory=lambda: defaultdict(list))

    def see(self, mention: PersonMention, sex: str | None) -> None:
        known = self.people.get(mention.name)
        if known is None:
            known = self.people[mention.name] = _Known(mention.name)
            said = terms(mention.name)
            for key in {said[-1], *(said[:2] if is_highland(mention.name.split()) else ())}:
                self.given[key].append(known)
            known.sexes |= {"woman"} if "thị" in said[1:-1] else {"man"} if "văn" in said[1:-1] else set()
        known.sexes |= {sex} if sex else set()
        for role in mention.roles:
            words = _role(role)
            if words not in known.roles:
                known.roles.add(words)
                self.held[words[0]].append(known)

    def named(self, said: list[str], sex: str | None) -> _Known | None:
        """Return the one person whose name ends so, or, of the Central Highlands, begins so."""
        found = [one for one in self.given.get(said[-1], ())[-LIKELY:] if _called(one.name, said)]
        if said[0] != said[-1]:
            found += [one for one in self.given.get(said[0], ())[-LIKELY:] if _called(one.name, said)]
        fits = {one.name: one for one in found if not sex or not one.sexes or sex in one.sexes}
        return next(iter(fits.values())) if len(fits) == 1 else None

    def holding(self, role: str) -> _Known | None:
        """Return the one person who is said to hold a position; a district's chairman is first its committee's."""
        asked = _role(role)
        fits: dict[str, tuple[str, ...]] = {}
        for one in self.held.get(asked[0], ())[-LIKELY:]:
            own = next((words for words in sorted(one.roles) if _same(words, asked)), None)
            if own:
                fits[one.name] = own
        if len(fits) > 1:
            exact = [name for name, words in fits.items() if words == asked or (len(asked) == 3 and "ubnd" in words)]
            return self.people[exact[0]] if len(exact) == 1 else None
        return self.people[next(iter(fits))] if fits else None


def find_short_mentions(text: str, people: list[PersonMention]) -> list[ShortMention]:
    """Return the short mentions in a text of the people that `find_people` found in it, in order."""
    aligned = align(text)
    clean = unwrapped(aligned.text)
    at = {aligned.span(start, start + 1)[0]: start for start in _word_starts(clean)}
    full = sorted((at[one.start], one) for one in people if one.start in at)
    taken = [start for start, _ in full]
    role_words, honorifics = word_starts(clean, beginnings(), honorific_words())
    roles = head_starts(clean, role_words)
    seen = _Seen()
    found: list[ShortMention] = []
    following = 0
    for start, end, name_start, role in _candidates(clean, roles, honorifics):
        beside = bisect_left(taken, name_start)
        while following < len(full) and full[following][0] <= name_start:
            seen.see(full[following][1], _sex_before(clean, full[following][0]))
            following += 1
        if beside < len(taken) and taken[beside] == name_start:
            continue
        if beside and name_start < taken[beside - 1] + len(full[beside - 1][1].name):
            continue
        if role is None:
            limit = head_after(clean, name_start, min(end, len(clean)), roles)
            said = terms(clean[name_start:limit])
            end = name_start + len(clean[name_start:limit].rstrip())
            known = seen.named(said, _sex(clean[start:name_start])) if said else None
        else:
            known = None if _presents(clean, role, taken, full) else seen.holding(role.text)
        if known and (not found or aligned.span(start, end)[0] >= found[-1].end):
            first, last = aligned.span(start, end)
            found.append(ShortMention(first, last, text[first:last], known.name))
    return found


def _candidates(clean: str, roles: list[int], honorifics: list[int]) -> Iterator[tuple[int, int, int, Role | None]]:
    """Yield start, end, where the name or position begins, and the position if it stands alone, in order."""
    found: list[tuple[int, int, int, Role | None]] = []
    for address in addressed(clean, honorifics):
        if run := _RUN.match(clean, address.end()):
            comma = clean.rfind(", ", address.start(), address.end())  # `học sinh, ông Bách`
            start = address.start() if comma < 0 else comma + 2
            found.append((start, run.end(), run.start(), None))
    for role in find_roles(clean, roles):
        run = _RUN.match(clean, role.end + 1) if clean[role.end : role.end + 1] == " " else None
        before = max(0, role.start - 12)
        head, _, last = role.text.rpartition(" ")
        if head.lower() in entries("roles") and last[:1].isupper():  # `Chủ tịch Tuấn`, which reads like an office
            found.append((role.start, role.end, role.end - len(last), None))
        elif run:
            found.append((role.start, run.end(), run.start(), None))
        elif _stands_alone(clean, role) and _GOES_ON.match(clean, role.end):
            comrade = _COMRADE.search(clean, before, role.start)
            found.append((comrade.start() if comrade else role.start, role.end, role.start, role))
    return iter(sorted(found, key=lambda one: (one[2], one[0])))


def _stands_alone(clean: str, role: Role) -> bool:
    """Tell whether a position begins a clause; one in capitals is that of a signature, one without a body is vague."""
    clause = _CLAUSE.search(clean, max(0, role.start - 12), role.start)
    if clause is None or " " not in role.text or role.text.isupper():
        return False
    addressed_so = clause.group().strip().lower() in ("đồng chí", "đ/c", "ngài", "vị")
    return role.body is not None or addressed_so or role.text.count(" ") > 2


def _presents(clean: str, role: Role, taken: list[int], full: list[tuple[int, PersonMention]]) -> bool:
    """Tell whether a position is told of a name right before or behind it, maybe with other positions between."""
    place = bisect_right(taken, role.start)
    if place < len(taken) and _BESIDE.fullmatch(clean, role.end, taken[place]):
        return True
    if not place:
        return False
    start, one = full[place - 1]
    if role.text not in one.roles and _role(role.text) not in {_role(own) for own in one.roles}:
        return False
    between = clean[start + len(one.name) : role.start]
    return not re.search(r"[.;!?]|(?<!,)\n", between) and len(between) < 80


def _called(name: str, said: list[str]) -> bool:
    full = terms(name)
    return len(said) < len(full) and (
        full[-len(said) :] == said or (is_highland(name.split()) and full[: len(said)] == said)
    )


def _same(own: tuple[str, ...], asked: tuple[str, ...]) -> bool:
    """Tell whether two positions may be one: all of the asked one is in a person's, or a person's is its beginning."""
    return own[:2] == asked[:2] and (set(asked) <= set(own) or own == asked[: len(own)])


@cache
def _short_forms() -> tuple[tuple[str, str], ...]:
    return (("hoi dong nhan dan", "hdnd"), ("uy ban nhan dan", "ubnd"), ("uy ban mat tran to quoc", "ubmttq"))


def _role(text: str) -> tuple[str, ...]:
    folded = " ".join(map(fold, terms(text)))
    for long, short in _short_forms():
        folded = folded.replace(long, short)
    return tuple(folded.split())


def _sex(address: str) -> str | None:
    words = set(address.lower().split())
    return "man" if words & _MEN else "woman" if words & _WOMEN else None


def _sex_before(clean: str, start: int) -> str | None:
    return _sex(" ".join(clean[max(0, start - 12) : start].split()[-1:]))


def _word_starts(clean: str) -> Iterator[int]:
    return (found.start() for found in re.finditer(r"\w+", clean))
