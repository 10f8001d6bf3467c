"""Resolve short mentions of persons (`ông Tuấn`, `đồng chí Chủ tịch quận`) to the full names before them.

A mention that could mean several persons is not resolved. The sex that honorifics and middle syllables show must agree.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

from corpus.vi.full_names import CAPITAL, LOWER, is_highland
from corpus.vi.line_ends import with_joined_lines
from corpus.vi.offsets import align
from corpus.vi.people.find import PersonMention
from corpus.vi.people.honorifics import find_honorifics, honorific_words
from corpus.vi.people.roles import Role, find_roles, first_role_words, next_role_start, role_starts
from corpus.vi.syllables import terms
from corpus.vi.text import fold
from corpus.vi.word_lists import entries, word_starts

# Persons of the same given name or the same role that are compared, the last named; a longer list shows nothing.
MAX_CANDIDATES = 20

_MALE_HONORIFICS = frozenset(("ông", "anh", "chú", "cậu", "thầy"))
_FEMALE_HONORIFICS = frozenset(("bà", "chị", "cô"))
_CAPITALISED_RUN = re.compile(rf"{CAPITAL}(?: {CAPITAL}){{0,3}}")
_CLAUSE_START = re.compile(r"(?:\A|[.;:,!?“\"(\n] ?|(?i:(?:đồng chí|đ/c|ngài|vị|theo|của|với|cho|và|do|bởi) ))\Z")
_COMRADE = re.compile(r"(?i:đồng chí|đ/c) \Z")
# What follows a role that stands for its holder: a lowercase word that begins no name of an office.
_AFTER_HOLDER = re.compile(
    rf" (?!(?:và|của|các|cùng|là|khóa|khoá|nhiệm|trước|trong|tại|ở|với|làm)(?!\w))[{LOWER}]|[,;.)”\"\n]|\Z"
)
_ROLE_TO_NAME = re.compile(r"[\s,:()–-]*")
_SHORT_FORMS = (("hoi dong nhan dan", "hdnd"), ("uy ban nhan dan", "ubnd"), ("uy ban mat tran to quoc", "ubmttq"))
_WORD = re.compile(r"\w+")


class ShortMention(NamedTuple):
    """Marks `text`, at `start` to `end` of the original, as a mention of the person with the full `name`."""

    start: int
    end: int
    text: str
    name: str


class _Candidate(NamedTuple):
    """Holds a part of a text that may be a short mention: it has a name at `name_start`, or is a role alone."""

    start: int
    end: int
    name_start: int
    role: Role | None


@dataclass(slots=True)
class _KnownPerson:
    name: str
    sexes: set[str] = field(default_factory=set)
    roles: set[tuple[str, ...]] = field(default_factory=set)


@dataclass(slots=True)
class _KnownPersons:
    """Holds the persons named so far, by the terms of a name that short mentions use and by the first term of roles."""

    by_name: dict[str, _KnownPerson] = field(default_factory=dict)
    by_given_name: dict[str, list[_KnownPerson]] = field(default_factory=lambda: defaultdict(list))
    by_role: dict[str, list[_KnownPerson]] = field(default_factory=lambda: defaultdict(list))

    def add(self, mention: PersonMention, sex: str | None) -> None:
        person = self.by_name.get(mention.name)
        if person is None:
            person = self.by_name[mention.name] = _KnownPerson(mention.name)
            name = terms(mention.name)
            for term in {name[-1], *(name[:2] if is_highland(mention.name.split()) else ())}:
                self.by_given_name[term].append(person)
            person.sexes |= {"woman"} if "thị" in name[1:-1] else {"man"} if "văn" in name[1:-1] else set()
        person.sexes |= {sex} if sex else set()
        for role in mention.roles:
            words = _role_terms(role)
            if words not in person.roles:
                person.roles.add(words)
                self.by_role[words[0]].append(person)

    def named(self, short: list[str], sex: str | None) -> _KnownPerson | None:
        """Return the only person whose name ends in these terms or, in the Central Highlands, begins with them."""
        persons = list(self.by_given_name.get(short[-1], ())[-MAX_CANDIDATES:])
        if short[0] != short[-1]:
            persons += self.by_given_name.get(short[0], ())[-MAX_CANDIDATES:]
        fits = {
            person.name: person
            for person in persons
            if _shortens(person.name, short) and (not sex or not person.sexes or sex in person.sexes)
        }
        return next(iter(fits.values())) if len(fits) == 1 else None

    def holding(self, role: str) -> _KnownPerson | None:
        """Return the only person who holds a role; the chairman of a district is first that of its committee."""
        requested = _role_terms(role)
        fits: dict[str, tuple[str, ...]] = {}
        for person in self.by_role.get(requested[0], ())[-MAX_CANDIDATES:]:
            if fitting := next((words for words in sorted(person.roles) if _may_be_same(words, requested)), None):
                fits[person.name] = fitting
        if len(fits) > 1:
            exact = [
                name for name, words in fits.items() if words == requested or (len(requested) == 3 and "ubnd" in words)
            ]
            return self.by_name[exact[0]] if len(exact) == 1 else None
        return self.by_name[next(iter(fits))] if fits else None


def find_short_mentions(text: str, people: list[PersonMention]) -> list[ShortMention]:
    """Return the short mentions in a text of the persons that `find_people` found in it, in order."""
    aligned = align(text)
    clean = with_joined_lines(aligned.text)
    words = (match.start() for match in _WORD.finditer(clean))
    clean_offsets = {aligned.span(start, start + 1)[0]: start for start in words}
    full = sorted((clean_offsets[person.start], person) for person in people if person.start in clean_offsets)
    starts = [start for start, _ in full]
    role_words, honorifics = word_starts(clean, first_role_words(), honorific_words())
    roles = role_starts(clean, role_words)
    known = _KnownPersons()
    mentions: list[ShortMention] = []
    following = 0
    for start, end, name_start, role in _candidates(clean, roles, honorifics):
        index = bisect_left(starts, name_start)
        while following < len(full) and starts[following] <= name_start:
            known.add(full[following][1], _sex_before(clean, starts[following]))
            following += 1
        if index < len(starts) and starts[index] == name_start:
            continue
        if index and name_start < starts[index - 1] + len(full[index - 1][1].name):
            continue
        if role is None:
            limit = next_role_start(clean, name_start, min(end, len(clean)), roles)
            name = clean[name_start:limit]
            short = terms(name)
            end = name_start + len(name.rstrip())
            person = known.named(short, _sex(clean[start:name_start])) if short else None
        else:
            person = None if _presents(clean, role, starts, full) else known.holding(role.text)
        if person and (not mentions or aligned.span(start, end)[0] >= mentions[-1].end):
            first, last = aligned.span(start, end)
            mentions.append(ShortMention(first, last, text[first:last], person.name))
    return mentions


def _candidates(clean: str, roles: list[int], honorifics: list[int]) -> list[_Candidate]:
    """Return what may be a short mention, in the order of the names or roles."""
    candidates: list[_Candidate] = []
    for honorific in find_honorifics(clean, honorifics):
        if run := _CAPITALISED_RUN.match(clean, honorific.end()):
            comma = clean.rfind(", ", honorific.start(), honorific.end())  # `học sinh, ông Bách`
            start = honorific.start() if comma < 0 else comma + 2
            candidates.append(_Candidate(start, run.end(), run.start(), None))
    for role in find_roles(clean, roles):
        run = _CAPITALISED_RUN.match(clean, role.end + 1) if clean[role.end : role.end + 1] == " " else None
        head, _, last = role.text.rpartition(" ")
        if head.lower() in entries("roles") and last[:1].isupper():  # `Chủ tịch Tuấn`, which reads like an office
            candidates.append(_Candidate(role.start, role.end, role.end - len(last), None))
        elif run:
            candidates.append(_Candidate(role.start, run.end(), run.start(), None))
        elif _stands_alone(clean, role) and _AFTER_HOLDER.match(clean, role.end):
            comrade = _COMRADE.search(clean, max(0, role.start - 12), role.start)
            candidates.append(_Candidate(comrade.start() if comrade else role.start, role.end, role.start, role))
    return sorted(candidates, key=lambda candidate: (candidate.name_start, candidate.start))


def _stands_alone(clean: str, role: Role) -> bool:
    """Tell whether a role begins a clause and is definite: not one in capitals, of a signature, or without a body."""
    clause = _CLAUSE_START.search(clean, max(0, role.start - 12), role.start)
    if clause is None or " " not in role.text or role.text.isupper():
        return False
    has_honorific = clause.group().strip().lower() in ("đồng chí", "đ/c", "ngài", "vị")
    return role.body is not None or has_honorific or role.text.count(" ") > 2


def _presents(clean: str, role: Role, starts: list[int], full: list[tuple[int, PersonMention]]) -> bool:
    """Tell whether a role is that of a full name right before or behind it, perhaps with other roles between."""
    index = bisect_right(starts, role.start)
    if index < len(starts) and _ROLE_TO_NAME.fullmatch(clean, role.end, starts[index]):
        return True
    if not index:
        return False
    start, person = full[index - 1]
    if role.text not in person.roles and _role_terms(role.text) not in map(_role_terms, person.roles):
        return False
    between = clean[start + len(person.name) : role.start]
    return not re.search(r"[.;!?]|(?<!,)\n", between) and len(between) < 80


def _shortens(name: str, short: list[str]) -> bool:
    full = terms(name)
    return len(short) < len(full) and (
        full[-len(short) :] == short or (is_highland(name.split()) and full[: len(short)] == short)
    )


def _may_be_same(role: tuple[str, ...], requested: tuple[str, ...]) -> bool:
    """Tell whether a person's role may be the requested role: it contains all its terms, or is the beginning of it."""
    return role[:2] == requested[:2] and (set(requested) <= set(role) or role == requested[: len(role)])


def _role_terms(role: str) -> tuple[str, ...]:
    """Return the folded terms of a role, with the short forms of councils and committees."""
    folded = " ".join(map(fold, terms(role)))
    for long, short in _SHORT_FORMS:
        folded = folded.replace(long, short)
    return tuple(folded.split())


def _sex(honorifics: str) -> str | None:
    words = set(honorifics.lower().split())
    return "man" if words & _MALE_HONORIFICS else "woman" if words & _FEMALE_HONORIFICS else None


def _sex_before(clean: str, start: int) -> str | None:
    return _sex(" ".join(clean[max(0, start - 12) : start].split()[-1:]))
