"""Tell persons apart: a name is not a person, so mentions join by name, place, rank and years.

Each document's officials are joined to persons that are known already, one document at a time. A person is a list of
evidence: which document says, for which day, which role at which body; all that is shown of a person comes from it.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

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

# How high an office stands among those of its level; who once held a high one does not come back two steps lower.
_RANKS = (
    ("pho chanh", 2), ("pho truong", 2), ("pho giam doc", 2), ("pho bi thu", 4), ("pho chu tich", 4),
    ("pho chu nhiem", 2), ("uy vien", 0), ("bi thu", 5), ("chu tich", 5), ("truong", 3), ("chanh", 3),
    ("giam doc", 3), ("chu nhiem", 3),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Evidence:
    """Says that a document names a person with a role; without a role it only names."""

    document: str
    day: date | None
    role: str | None
    issuer: str | None
    place: str | None


@dataclass(slots=True)
class _Known:
    id: str
    names: Counter[str] = field(default_factory=Counter)
    evidence: list[Evidence] = field(default_factory=list)


class Directory:
    """Keeps the persons of one build; `load` brings those of the index that an incremental build touches."""

    def __init__(self) -> None:
        self._known: dict[str, _Known] = {}
        self._by_name: dict[str, list[str]] = defaultdict(list)
        self._touched: set[str] = set()

    def __contains__(self, id: str) -> bool:
        return id in self._known

    def load(self, stored: Iterable[bytes]) -> None:
        """Take persons as an earlier build stored them."""
        for shape in map(json.loads, stored):
            if shape["id"] not in self._known:
                evidence = [
                    Evidence(**(one | {"day": one["day"] and date.fromisoformat(one["day"])}))
                    for one in shape["evidence"]
                ]
                self._known[shape["id"]] = known = _Known(shape["id"], Counter(shape["names"]), evidence)
                self._by_name[name_key(next(iter(known.names)))].append(known.id)

    def forget(self, document: str, people: Iterable[str]) -> None:
        """Take back what a document said of these persons, before it is read again or after it is deleted."""
        for id in people:
            if known := self._known.get(id):
                known.evidence = [one for one in known.evidence if one.document != document]
                self._touched.add(id)

    def join(self, document: Document) -> tuple[str | None, ...]:
        """Return a person's id for each official of a completed document, and remember what it says of them.

        Who is named without a role is only joined to a person who is known already.
        """
        day = day_of(document)
        said: dict[str, list[Evidence]] = {}
        for official in document.officials:
            title, issuer, place = _office(official.role or "", document.place)
            said.setdefault(name_key(official.name), []).append(Evidence(document.id, day, title, issuer, place))
        found: dict[str, str | None] = {}
        for key, evidence in said.items():
            known = self._same(key, evidence)
            if known is None and any(one.role for one in evidence):
                known = self._new(key)
            found[key] = known.id if known else None
            if known:
                known.evidence += [one for one in evidence if one.role] or evidence[:1]
                self._touched.add(known.id)
        for official in document.officials:
            if id := found[name_key(official.name)]:
                self._known[id].names[official.name] += 1
        return tuple(found[name_key(official.name)] for official in document.officials)

    def records(self) -> Iterator[Record]:
        """Yield the records of the persons that changed and are still named somewhere."""
        for id in sorted(self._touched):
            if (known := self._known[id]).evidence:
                yield _record(known)

    def gone(self) -> list[str]:
        """Return the persons that no document names any more."""
        return sorted(id for id in self._touched if not self._known[id].evidence)

    def _same(self, key: str, evidence: list[Evidence]) -> _Known | None:
        fits = [
            (fit, self._known[id]) for id in self._by_name[key] if (fit := _fit(self._known[id].evidence, evidence))
        ]
        return max(fits, key=lambda pair: pair[0])[1] if fits else None

    def _new(self, key: str) -> _Known:
        number = 1
        while (id := key if number == 1 else f"{key}-{number}") in self._known:
            number += 1
        self._known[id] = known = _Known(id)
        self._by_name[key].append(id)
        return known


def names_of(document: Document) -> frozenset[str]:
    """Return the keys of the names of a document's officials, by which an earlier build's persons are found."""
    return frozenset(name_key(official.name) for official in document.officials)


def person(stored: bytes, same_name: tuple[str, ...] = ()) -> Person:
    """Read a person from what the record stored."""
    shape = json.loads(stored)
    roles = tuple(
        RoleHeld(role["role"], role["issuer"], _day(role["from"]), _day(role["to"]), tuple(role["documents"]))
        for role in shape["roles"]
    )
    names = tuple(name for name, _ in Counter(shape["names"]).most_common())
    return Person(shape["id"], names[0], roles, names, same_name)


def _fit(own: list[Evidence], new: list[Evidence]) -> int:
    """Return how well new evidence fits a person: 0 not at all, more for more in common."""
    roles = [(a, b) for a in own for b in new if a.role and b.role]
    if not roles:
        places = {one.place for one in own if one.place} & {one.place for one in new if one.place}
        return 2 if places else 1
    if not any(_near(a.place, b.place) for a, b in roles):
        return 0
    if any(a.role == b.role and _part(a.issuer, b.issuer) and _years(a, b) <= GAP for a, b in roles):
        return 4
    # The nearest in time tells most: who was chairman is not a head of office two years later.
    a, b = min(roles, key=lambda pair: _years(*pair))
    if _years(a, b) > GAP:
        return 0
    earlier, later = (a, b) if (a.day or date.min) <= (b.day or date.min) else (b, a)
    if earlier.day and later.day and earlier.day != later.day:
        return 0 if _rank(later.role) <= _rank(earlier.role) - 2 and _rank(later.role) > 0 else 3
    return 0 if abs(_rank(a.role) - _rank(b.role)) >= 2 and min(_rank(a.role), _rank(b.role)) > 0 else 2


def _near(a: str | None, b: str | None) -> bool:
    if a is None or b is None or a == b:
        return True
    return a.startswith(b + " ") or b.startswith(a + " ")  # only the level is said: `huyện`


def _part(a: str | None, b: str | None) -> bool:
    """Tell whether two labels may be of one body, of which one does not say the place (`HĐND huyện`)."""
    return a == b or (a is not None and b is not None and (a.startswith(b + " ") or b.startswith(a + " ")))


def _years(a: Evidence, b: Evidence) -> float:
    return abs((a.day - b.day).days) / 365.25 if a.day and b.day else 0.0


@lru_cache(maxsize=4096)
def _rank(role: str | None) -> int:
    told = fold(role or "").lower()
    return next((rank for words, rank in _RANKS if words in told), 0)


@lru_cache(maxsize=65536)
def _office(role: str, place: str | None) -> tuple[str | None, str | None, str | None]:
    """Return a role's title, its body's label and that body's place (`Chủ tịch HĐND quận`: `Chủ tịch`, `HĐND …`)."""
    if not role:
        return None, None, None
    body = role_body(role, place=place)
    if body is None:
        return role, None, place
    found = find_bodies(role)
    # Only a body that ends the role is cut off: `Thành ủy viên` is one word.
    title = role[: found[-1].start].strip(" ,-–") if found and found[-1].end == len(role) else ""
    return title or role, body.label, body.place or place


def _record(known: _Known) -> Record:
    roles: dict[tuple[str, str | None], list[Evidence]] = defaultdict(list)
    spelled: dict[tuple[str, str | None], str] = {}
    labels = {one.issuer for one in known.evidence if one.issuer}
    for one in known.evidence:
        if one.role:
            key = fold(one.role).lower(), _fullest(one.issuer, labels)
            spelled.setdefault(key, one.role)
            roles[key].append(one)
    held = []
    for key, evidence in roles.items():
        days = sorted(one.day for one in evidence if one.day)
        span = Span.between(days[0], days[-1]) if days else None
        held.append((spelled[key], key[1], span, list(dict.fromkeys(one.document for one in evidence))))
    held.sort(key=lambda role: (role[2] is None, role[2] or Span.day(date.min), role[0], role[1] or ""))
    names = [name for name, _ in known.names.most_common()]
    record = person_record(known.id, names, [(role, issuer, span) for role, issuer, span, _ in held])
    return Record(record.id, record.terms, record.values, record.days, _stored(known, held))


def _fullest(issuer: str | None, labels: set[str]) -> str | None:
    """Return the one label that also says the place of the body, where this person's roles have such a one."""
    fuller = [label for label in labels if issuer and label.startswith(issuer + " ")]
    return fuller[0] if len(fuller) == 1 else issuer


def _stored(known: _Known, held: list[tuple[str, str | None, Span | None, list[str]]]) -> bytes:
    shape: Mapping[str, object] = {
        "id": known.id,
        "names": dict(known.names),
        "roles": [
            {
                "role": role,
                "issuer": issuer,
                "from": span and span.start.isoformat(),
                "to": span and span.last.isoformat(),
                "documents": documents,
            }
            for role, issuer, span, documents in held
        ],
        "evidence": [
            {
                "document": e.document,
                "day": e.day and e.day.isoformat(),
                "role": e.role,
                "issuer": e.issuer,
                "place": e.place,
            }
            for e in known.evidence
        ],
    }
    return json.dumps(shape, ensure_ascii=False).encode()


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
