"""Tell persons apart: a name is not a person, so mentions join by name, place, rank and years.

All that documents say under one name is laid in the order of its days and parted into persons, so that the outcome
depends on the documents alone and not on the order in which they came.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from corpus.document import Document
from corpus.vi.bodies import find_bodies
from corpus.vi.names import role_body
from corpus.vi.span import Span
from corpus.vi.text import fold
from indexer.analysis import day_of, name_key, person_record
from indexer.engine import Record
from indexer.results import Person, RoleHeld

# Years between two roles of one name in one place after which another role is taken for another person's.
GAP = 6

# Steps of rank down which nobody goes: who was chairman is not the head of an office afterwards.
FALL = 2

# How high an office stands among those of its level.
_RANKS = (
    ("pho chanh", 2), ("pho truong", 2), ("pho giam doc", 2), ("pho bi thu", 4), ("pho chu tich", 4),
    ("pho chu nhiem", 2), ("uy vien", 0), ("bi thu", 5), ("chu tich", 5), ("truong", 3), ("chanh", 3),
    ("giam doc", 3), ("chu nhiem", 3),
)  # fmt: skip


class Office(NamedTuple):
    """Holds a role as one document gives it: its title, the label of its body, and the place."""

    title: str
    issuer: str | None
    place: str | None


@dataclass(frozen=True, slots=True)
class Said:
    """Holds what one document says under one name; without offices it only names."""

    key: str
    document: str
    day: date | None
    names: tuple[str, ...]
    offices: tuple[Office, ...]
    place: str | None


@dataclass(frozen=True, slots=True)
class Joined:
    """Holds the persons of one name: their records, and whose each document's mention is."""

    records: tuple[Record, ...]
    person_of: Mapping[str, str]


def said(document: Document) -> list[Said]:
    """Return what a completed document says of each of the persons that it names."""
    names: dict[str, list[str]] = {}
    offices: dict[str, list[Office]] = {}
    for official in document.officials:
        key = name_key(official.name)
        names.setdefault(key, []).append(official.name)
        if official.role:
            offices.setdefault(key, []).append(_office(official.role, document.place))
    day = day_of(document)
    return [
        Said(key, document.id, day, tuple(spelled), tuple(dict.fromkeys(offices.get(key, ()))), document.place)
        for key, spelled in names.items()
        if key
    ]


def join(mentions: Iterable[Said]) -> Joined:
    """Part the mentions of one name into persons, earliest first; mentions without an office follow the others.

    The first person has the name as its id (`nguyen-van-hoa`), the next ones a number too (`nguyen-van-hoa-2`).
    """
    ordered = sorted(mentions, key=lambda one: (one.day is None, one.day or date.min, one.document))
    persons: list[list[Said]] = []
    for one in (one for one in ordered if one.offices):
        best = _best(persons, one)
        if best is None:
            persons.append([one])
        else:
            best.append(one)
    for one in (one for one in ordered if not one.offices):
        best = _best(persons, one)
        if best is not None:
            best.append(one)
    ids = [own[0].key if i == 1 else f"{own[0].key}-{i}" for i, own in enumerate(persons, 1)]
    records = tuple(_record(id, own) for id, own in zip(ids, persons, strict=True))
    return Joined(records, {one.document: id for id, own in zip(ids, persons, strict=True) for one in own})


def person(stored: bytes, same_name: tuple[str, ...] = ()) -> Person:
    """Read a person from what the record stored."""
    shape = json.loads(stored)
    roles = tuple(
        RoleHeld(role["role"], role["issuer"], _day(role["from"]), _day(role["to"]), tuple(role["documents"]))
        for role in shape["roles"]
    )
    return Person(shape["id"], shape["names"][0], roles, tuple(shape["names"]), same_name)


def main_role(person: Person) -> RoleHeld | None:
    """Return the office that tells best who a person is: of the last ones the highest, then the one most told of."""
    last = max((role.last for role in person.roles if role.last), default=None)
    late = [
        role for role in person.roles if role.last == last or (role.last and last and (last - role.last).days < 366)
    ]
    return max(late, key=lambda role: (_rank(role.role), len(role.documents)), default=None)


def _best(persons: list[list[Said]], new: Said) -> list[Said] | None:
    fits = [(fit, own) for own in persons if (fit := _fit(own, new))]
    return max(fits, key=lambda pair: pair[0])[1] if fits else None


def _fit(own: list[Said], new: Said) -> int:
    """Return how well a mention fits a person: 0 not at all, more for more in common."""
    if not any(_near(one.place, new.place) for one in own):
        return 0
    if not new.offices:
        return 1
    pairs = [(one, a, b) for one in own for a in one.offices for b in new.offices if _near(a.place, b.place)]
    if not pairs:
        return 0
    if any(_alike(a, b) and _years(one, new) <= GAP for one, a, b in pairs):
        return 4
    # The nearest in time tells most: who was chairman is not a head of office two years later.
    nearest = min(_years(one, new) for one, _, _ in pairs)
    if nearest > GAP:
        return 0
    last = max(_rank(a.title) for one, a, _ in pairs if _years(one, new) == nearest)
    now = max(_rank(b.title) for b in new.offices)
    return 0 if last and now and now <= last - FALL else 2


def _alike(a: Office, b: Office) -> bool:
    """Tell whether two offices may be one: the same title, at one body or at a body whose place is not said."""
    return fold(a.title).lower() == fold(b.title).lower() and (a.issuer == b.issuer or _near(a.issuer, b.issuer))


def _near(a: str | None, b: str | None) -> bool:
    """Tell whether two places or bodies may be one, of which either may say less (`huyện`, `HĐND huyện`)."""
    return a is None or b is None or a == b or a.startswith(b + " ") or b.startswith(a + " ")


def _years(a: Said, b: Said) -> float:
    return abs((a.day - b.day).days) / 365.25 if a.day and b.day else 0.0


@lru_cache(maxsize=4096)
def _rank(role: str) -> int:
    told = fold(role).lower()
    return next((rank for words, rank in _RANKS if words in told), 0)


@lru_cache(maxsize=65536)
def _office(role: str, place: str | None) -> Office:
    """Part a role into its title and its body (`Chủ tịch HĐND quận`: `Chủ tịch`, `HĐND quận …`)."""
    body = role_body(role, place=place)
    if body is None:
        return Office(role, None, place)
    found = find_bodies(role)
    # Only a body that ends the role is cut off: `Thành ủy viên` is one word.
    title = role[: found[-1].start].strip(" ,-–") if found and found[-1].end == len(role) else ""
    # `Trưởng Ban` of `Ban Pháp chế HĐND`, `Chánh Văn phòng` of `Văn phòng …`: without the unit the title says nothing.
    unit = next((unit for unit in ("Văn phòng", "Ban", "Phòng") if body.kind.startswith(unit)), "")
    bare = fold(title).lower() in ("truong", "pho truong", "pho", "chanh", "pho chanh")
    return Office(f"{title} {unit}" if bare and unit else title or role, body.label, body.place or place)


def _record(id: str, own: list[Said]) -> Record:
    names = [name for name, _ in Counter(name for one in own for name in one.names).most_common()]
    labels = {office.issuer for one in own for office in one.offices if office.issuer}
    spelled: dict[tuple[str, str | None], str] = {}
    held: dict[tuple[str, str | None], list[Said]] = defaultdict(list)
    for one in own:
        for office in one.offices:
            key = fold(office.title).lower(), _fullest(office.issuer, labels)
            spelled.setdefault(key, office.title)
            held[key].append(one)
    roles = []
    for (folded, issuer), mentions in held.items():
        days = sorted(one.day for one in mentions if one.day)
        span = Span.between(days[0], days[-1]) if days else None
        roles.append((spelled[folded, issuer], issuer, span, list(dict.fromkeys(one.document for one in mentions))))
    roles.sort(key=lambda role: (role[2] is None, role[2] or Span.day(date.min), role[0], role[1] or ""))
    record = person_record(id, names, [(role, issuer, span) for role, issuer, span, _ in roles])
    shown = [
        {
            "role": role,
            "issuer": issuer,
            "from": span and span.start.isoformat(),
            "to": span and span.last.isoformat(),
            "documents": documents,
        }
        for role, issuer, span, documents in roles
    ]
    stored = json.dumps({"id": id, "names": names, "roles": shown}, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return Record(id, record.terms, record.values, record.days, stored)


def _fullest(issuer: str | None, labels: set[str]) -> str | None:
    """Return the one label that also says the place of the body, where this person's roles have such a one."""
    fuller = [label for label in labels if issuer and label.startswith(issuer + " ")]
    return fuller[0] if len(fuller) == 1 else issuer


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
