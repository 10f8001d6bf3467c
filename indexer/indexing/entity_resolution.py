"""Tell persons apart: a name is not a person, so mentions join by name, place, rank and years.

All that documents say under one name is laid in the order of its days and parted into persons, so that the outcome
depends on the documents alone and not on the order in which they came.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from corpus.document import Document, day_of
from corpus.vi.bodies import find_bodies
from corpus.vi.people.find import role_body
from corpus.vi.people.ranks import rank
from corpus.vi.syllables import terms
from corpus.vi.text import fold
from indexer.analysis.index_terms import name_key
from indexer.engines.port import Record
from indexer.schema.persons import RoleHeld, person_record

# Years between two roles of one name in one place after which another role is taken for another person's.
GAP = 6

# Steps of rank down which nobody goes: who was chairman is not the head of an office afterwards.
FALL = 2


class Office(NamedTuple):
    """Holds a role as one document gives it: its title, the label of its body, and the place."""

    title: str
    issuer: str | None
    place: str | None


@dataclass(frozen=True, slots=True)
class PersonMention:
    """Holds what one document says under one spelling of a name; without offices it only names."""

    key: str
    spelling: str
    document: str
    day: date | None
    names: tuple[str, ...]
    offices: tuple[Office, ...]
    place: str | None


@dataclass(frozen=True, slots=True)
class ResolvedName:
    """Holds the persons of one name: their records, and who is meant by a document's spelling of it."""

    records: tuple[Record, ...]
    person_of: Mapping[tuple[str, str], str]


@dataclass(slots=True)
class _Person:
    """Gathers a person: `offices` with the last day that tells of each, in the order of days."""

    mentions: list[PersonMention] = field(default_factory=list)
    spellings: set[str] = field(default_factory=set)
    places: set[str | None] = field(default_factory=set)
    offices: dict[Office, date | None] = field(default_factory=dict)

    def add(self, new: PersonMention) -> None:
        """Take one more mention."""
        self.mentions.append(new)
        self.spellings.add(new.spelling)
        self.places.add(new.place)
        self.offices.update(dict.fromkeys(new.offices, new.day))


def person_mentions(document: Document) -> list[PersonMention]:
    """Return what a completed document says of each of the persons that it names."""
    names: dict[str, list[str]] = {}
    offices: dict[str, list[Office]] = {}
    for official in document.officials:
        spelling = spelling_of(official.name)
        names.setdefault(spelling, []).append(official.name)
        if official.role:
            offices.setdefault(spelling, []).append(_office(official.role, document.place))
    day = day_of(document)
    return [
        PersonMention(
            name_key(spelling), spelling, document.id, day, tuple(own), _once(offices.get(spelling)), document.place
        )
        for spelling, own in names.items()
        if spelling
    ]


def spelling_of(name: str) -> str:
    """Return a name's spelling, whatever its capitals and normal form."""
    return " ".join(terms(name))


def resolve(mentions: Iterable[PersonMention]) -> ResolvedName:
    """Part the mentions of one name into persons, earliest first; mentions without an office follow the others.

    The first person has the name as its id (`nguyen-van-hoa`), the next ones a number too (`nguyen-van-hoa-2`).
    """
    ordered = sorted(mentions, key=lambda one: (one.day is None, one.day or date.min, one.document, one.spelling))
    persons: list[_Person] = []
    for one in (one for one in ordered if one.offices):
        fits = _fits(persons, one)
        if not fits:
            persons.append(_Person())
            fits = persons[-1:]
        fits[0].add(one)
    named = [(one, fits[0]) for one in ordered if not one.offices and len(fits := _fits(persons, one)) == 1]
    for one, own in named:  # only now, so that a mention without an office tells nothing of the next one's
        own.add(one)
    ids = [name_key(own.mentions[0].spelling) + (f"-{i}" if i > 1 else "") for i, own in enumerate(persons, 1)]
    return ResolvedName(
        tuple(_record(id, own.mentions) for id, own in zip(ids, persons, strict=True)),
        {(o.document, o.spelling): id for id, own in zip(ids, persons, strict=True) for o in own.mentions},
    )


def _fits(persons: list[_Person], new: PersonMention) -> list[_Person]:
    """Return the persons whom a mention fits best, the first of them first."""
    fits = [_fit(own, new) for own in persons]
    best = max(fits, default=0)
    return [own for own, fit in zip(persons, fits, strict=True) if fit == best] if best else []


def _fit(own: _Person, new: PersonMention) -> int:
    """Return how well a mention fits a person: 0 not at all, more for more in common."""
    if not all(_one_name(spelling, new.spelling) for spelling in own.spellings):
        return 0
    if not any(_near(place, new.place) for place in own.places):
        return 0
    if not new.offices:
        return 1
    pairs = [
        (_years(day, new.day), a, b) for a, day in own.offices.items() for b in new.offices if _near(a.place, b.place)
    ]
    if not pairs:
        return 0
    if any(_alike(a, b) and years <= GAP for years, a, b in pairs):
        return 4
    # The nearest in time tells most: who was chairman is not a head of office two years later.
    nearest = min(years for years, _, _ in pairs)
    if nearest > GAP:
        return 0
    last = max(rank(a.title, a.issuer) for years, a, _ in pairs if years == nearest)
    now = max(rank(b.title, b.issuer) for b in new.offices)
    return 0 if last and now and now <= last - FALL else 2


def _one_name(a: str, b: str) -> bool:
    """Tell whether two spellings may be one name: `Thủy` and `Thúy` are two, while `Thuy` may be either."""
    return a == b or all(x == y or fold(x) == x or fold(y) == y for x, y in zip(a.split(), b.split(), strict=True))


def _alike(a: Office, b: Office) -> bool:
    """Tell whether two offices may be one: the same title, at one body or at a body whose place is not said."""
    return fold(a.title).lower() == fold(b.title).lower() and _near(a.issuer, b.issuer)


def _near(a: str | None, b: str | None) -> bool:
    """Tell whether two places or bodies may be one, of which either may say less (`huyện`, `HĐND huyện`)."""
    return a is None or b is None or a == b or a.startswith(b + " ") or b.startswith(a + " ")


def _years(a: date | None, b: date | None) -> float:
    return abs((a - b).days) / 365.25 if a and b else 0.0


@lru_cache(maxsize=65536)
def _office(role: str, place: str | None) -> Office:
    """Part a role into its title and its body (`Chủ tịch HĐND quận`: `Chủ tịch`, `HĐND quận …`)."""
    body = role_body(role, place=place)
    if body is None:
        return Office(role, None, place)
    found = find_bodies(role)
    # Only a body that ends the role is cut off: `Thành ủy viên` is one word.
    title = role[: found[-1].start].strip(" ,-–") if found and found[-1].end == len(role) else ""
    if title and found[-1].text.lower().startswith("thường trực") and not body.label.startswith("Thường trực"):
        title += " Thường trực"  # of the office, not of the body: `Phó Bí thư Thường trực Huyện ủy`
    if not title and role.lower().endswith(f" {body.label.lower()}"):
        title = role[: -len(body.label)].strip()
    # `Trưởng Ban` of `Ban Pháp chế HĐND`, `Chánh Văn phòng` of `Văn phòng …`: without the unit the title says nothing.
    unit = next((unit for unit in ("Văn phòng", "Ban", "Phòng") if body.kind.startswith(unit)), "")
    bare = fold(title).lower() in ("truong", "pho truong", "pho", "chanh", "pho chanh")
    return Office(f"{title} {unit}" if bare and unit else title or role, body.label, body.place or place)


def _once(offices: list[Office] | None) -> tuple[Office, ...]:
    return tuple(dict.fromkeys(offices or ()))


def _record(id: str, mentions: list[PersonMention]) -> Record:
    names = [name for name, _ in Counter(name for one in mentions for name in one.names).most_common()]
    labels = {office.issuer for one in mentions for office in one.offices if office.issuer}
    titles: dict[tuple[str, str | None], str] = {}
    held: dict[tuple[str, str | None], list[PersonMention]] = defaultdict(list)
    for one in mentions:
        for office in one.offices:
            key = fold(office.title).lower(), _fullest(office.issuer, labels)
            titles.setdefault(key, office.title)
            held[key].append(one)
    roles = []
    for (folded, issuer), told in held.items():
        days = sorted(one.day for one in told if one.day)
        first, last = (days[0], days[-1]) if days else (None, None)
        documents = tuple(dict.fromkeys(one.document for one in told))
        roles.append(RoleHeld(titles[folded, issuer], issuer, first, last, documents))
    # Offices at a body first, by their days; then what somebody was for an occasion.
    roles.sort(
        key=lambda role: (
            not role.issuer,
            role.first is None,
            (role.first or date.min, role.last or date.min),
            role.role,
            role.issuer or "",
        )
    )
    return person_record(id, names, roles)


def _fullest(issuer: str | None, labels: set[str]) -> str | None:
    """Return the one label that also says the place of the body, where this person's roles have such a one."""
    fuller = sorted((label for label in labels if issuer and label.startswith(issuer + " ")), key=len)
    chain = all(longer.startswith(label + " ") for label, longer in pairwise(fuller))
    return fuller[-1] if fuller and chain else issuer
