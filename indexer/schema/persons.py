"""Turn a person into the record that engines store, and decode persons from their records."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from corpus.vi.dates.span import Span
from corpus.vi.people.ranks import rank
from indexer.analysis.index_terms import name_key, text_layers
from indexer.engines.port import Record
from indexer.schema.documents import without_empty

PERSON = "person"  # value of the column `type`

# Days before a person's last office within which another one still counts as current.
_CURRENT_DAYS = 366


@dataclass(frozen=True, slots=True)
class RoleHeld:
    """Holds a role at a body, the first and last day on which a document says so, and those documents' ids."""

    role: str
    issuer: str | None
    first: date | None
    last: date | None
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """Holds an official: `names` are the spellings seen, `same_name` the ids of other persons of that name."""

    id: str
    name: str
    roles: tuple[RoleHeld, ...]
    names: tuple[str, ...] = ()
    same_name: tuple[str, ...] = ()


def person_record(id: str, names: Iterable[str], roles: Iterable[RoleHeld]) -> Record:
    """Return the record of a person: the spellings of the name in the field `title`, roles with their bodies in
    `summary`; the record's own title holds what a label needs (`decode_labels`)."""
    names, roles = tuple(names), tuple(roles)
    offices = "\n".join(" ".join(filter(None, (role.role, role.issuer))) for role in roles)
    fields = {"title": text_layers("\n".join(names)), "summary": text_layers(offices)}
    bodies = tuple(dict.fromkeys(role.issuer for role in roles if role.issuer))
    values = {"type": (PERSON,), "name": tuple(dict.fromkeys(map(name_key, names))), "body": bodies}
    spans = tuple(Span.between(role.first, role.last) for role in roles if role.first and role.last)
    days = {"held": spans} | ({"day": (Span.day(max(span.last for span in spans)),)} if spans else {})
    title = _encode_label(Person(id, names[0], roles))
    return Record(person_key(id), without_empty(fields), values, days, _encode(id, names, roles), title)


def person_key(id: str) -> str:
    """Return the id of a person's record: no document's id has a slash in it."""
    return f"{PERSON}/{id}"


def decode_person(stored: bytes, same_name: tuple[str, ...] = ()) -> Person:
    """Return a person as its record stored it."""
    fields = json.loads(stored)
    roles = tuple(
        RoleHeld(role["role"], role["issuer"], _day(role["from"]), _day(role["to"]), tuple(role["documents"]))
        for role in fields["roles"]
    )
    return Person(fields["id"], fields["names"][0], roles, tuple(fields["names"]), same_name)


def decode_labels(titles: Mapping[str, str]) -> dict[str, str]:
    """Return a label for each person's key, from the titles of their records; an office tells those of one name apart.

    All that a label needs stands in the title, so that a facet of a hundred persons unpacks none of their records.
    """
    people = json.loads(f"[{','.join(titles.values())}]")
    bearers = Counter(name for name, _ in people)
    return {
        key: f"{name} ({office})" if office is not None and bearers[name] > 1 else name
        for key, (name, office) in zip(titles, people, strict=True)
    }


def full_role(role: str, body: str | None) -> str:
    """Return a role with its body, without repeating it: `Trưởng Ban` of `Ban Pháp chế` is `Trưởng Ban Pháp chế`."""
    if not body or body.casefold() in role.casefold():
        return role
    words, body_words = role.split(), body.split()
    for length in range(min(len(words), len(body_words)), 0, -1):
        if [w.casefold() for w in words[-length:]] == [w.casefold() for w in body_words[:length]]:
            return " ".join([*words, *body_words[length:]])
    return f"{role} {body}"


def main_role(person: Person) -> RoleHeld | None:
    """Return the office by which a person is presented: the highest of the latest ones, then the most documented."""
    last = max((role.last for role in person.roles if role.last), default=None)
    current = [
        role
        for role in person.roles
        if role.last == last or (role.last and last and (last - role.last).days < _CURRENT_DAYS)
    ]
    return max(current, key=lambda role: (rank(role.role, role.issuer), len(role.documents)), default=None)


def _encode_label(person: Person) -> str:
    role = main_role(person)
    return json.dumps([person.name, full_role(role.role, role.issuer) if role else None], ensure_ascii=False)


def _encode(id: str, names: tuple[str, ...], roles: tuple[RoleHeld, ...]) -> bytes:
    shown = [
        {
            "role": role.role,
            "issuer": role.issuer,
            "from": role.first and role.first.isoformat(),
            "to": role.last and role.last.isoformat(),
            "documents": role.documents,
        }
        for role in roles
    ]
    return json.dumps({"id": id, "names": names, "roles": shown}, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
