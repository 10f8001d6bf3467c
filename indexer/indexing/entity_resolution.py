"""Resolve mentions of names into persons, by name, place, rank and years: a name is not a person.

The mentions of one name are sorted by day and then clustered, so that the outcome depends on the documents alone and
not on the order in which they were added. A name without an office is a person only where its document gives more: a
place or a body of that person, another spelling of the name with an office, or the name in a field of its own.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import chain, pairwise
from typing import NamedTuple

from corpus.document import Document, day_of
from corpus.vi.bodies import find_bodies, is_national, parse_body
from corpus.vi.people.find import role_body
from corpus.vi.people.ranks import rank
from corpus.vi.places import LEVELS, find_places
from corpus.vi.syllables import terms
from corpus.vi.text import fold, tidy
from indexer.analysis.index_terms import name_key
from indexer.engines.port import Record
from indexer.schema.persons import RoleHeld, person_record

MAX_GAP_YEARS = 6  # between two roles of one name in one place; after a longer gap it is another person's role
_MAX_OPENING = 500  # letters of a document in which bodies are searched
_SAME_OFFICE = 4  # how well a mention fits that has an office of the person, the most there is
MAX_RANK_FALL = 1  # nobody falls further: a former chairman does not become the head of an office


class Office(NamedTuple):
    """Holds a role as one document gives it: its title, the label of its body, and the place."""

    title: str
    issuer: str | None
    place: str | None


@dataclass(frozen=True, slots=True)
class OfficialMention:
    """Holds what one document says under one spelling of a name; without offices it is a bare name.

    Of a bare name, `context` holds the places and bodies that the document names besides, and `given` says that it
    stands in a field of the document as its source gave it.
    """

    key: str
    spelling: str
    document: str
    day: date | None
    names: tuple[str, ...]
    offices: tuple[Office, ...]
    place: str | None
    context: frozenset[str] = frozenset()
    given: bool = False


@dataclass(slots=True)
class _Person:
    """Gathers a person's mentions; `offices` maps each office to the last day on which it is mentioned."""

    mentions: list[OfficialMention] = field(default_factory=list)
    documents: set[str] = field(default_factory=set)
    spellings: set[str] = field(default_factory=set)
    places: set[str | None] = field(default_factory=set)
    offices: dict[Office, date | None] = field(default_factory=dict)

    def add(self, mention: OfficialMention) -> None:
        """Add a mention."""
        self.mentions.append(mention)
        self.documents.add(mention.document)
        self.spellings.add(mention.spelling)
        self.places.add(mention.place)
        self.offices.update(dict.fromkeys(mention.offices, mention.day))


def official_mentions(
    document: Document, given: Iterable[str] = (), *, only: str | None = None
) -> list[OfficialMention]:
    """Return one mention for each name in a completed document, with the offices that go with it.

    `given` are the spellings of names without an office that stand in a field as the source gave it, `only` the key of
    the names to return.
    """
    names: dict[str, list[str]] = {}
    offices: dict[str, list[Office]] = {}
    for official in document.officials:
        spelling = spelling_of(official.name)
        names.setdefault(spelling, []).append(official.name)
        if official.role:
            offices.setdefault(spelling, []).append(_office(official.role, document.place))
    wanted = {spelling: key for spelling in names if (key := name_key(spelling)) and only in (None, key)}
    is_bare_name = any(spelling not in offices for spelling in wanted)
    context = _context(document, chain.from_iterable(offices.values())) if is_bare_name else frozenset()
    day = day_of(document)
    return [
        OfficialMention(
            key,
            spelling,
            document.id,
            day,
            tuple(names[spelling]),
            _once(offices.get(spelling)),
            document.place,
            frozenset() if spelling in offices else context,
            spelling in given and spelling not in offices,
        )
        for spelling, key in wanted.items()
    ]


def spelling_of(name: str) -> str:
    """Return a name's spelling, whatever its capitals and normal form."""
    return " ".join(terms(name))


def resolve(mentions: Iterable[OfficialMention]) -> list[list[OfficialMention]]:
    """Cluster the mentions of one name into persons, the earliest first; names that are no person's are left out.

    Of each person those with an office come first, by day, then those without.
    """
    ordered = sorted(
        mentions, key=lambda mention: (mention.day is None, mention.day or date.min, mention.document, mention.spelling)
    )
    persons: list[_Person] = []
    for mention in (mention for mention in ordered if mention.offices):
        fits = _fits(persons, mention)
        if not fits:
            persons.append(_Person())
            fits = persons[-1:]
        fits[0].add(mention)
    bare = [(mention, _fits(persons, mention)) for mention in ordered if not mention.offices]
    for mention, fits in bare:  # only now, so that a mention without an office does not affect the next one
        if len(fits) == 1:
            fits[0].add(mention)
    without_office: list[_Person] = []
    for mention in (mention for mention, fits in bare if len(fits) != 1 and mention.given):
        person = next((person for person in without_office if _is_same_without_office(person, mention)), None)
        if person is None:
            without_office.append(person := _Person())
        person.add(mention)
    return [person.mentions for person in (*persons, *without_office)]


def is_same_person(known: Iterable[OfficialMention], mentions: Sequence[OfficialMention]) -> bool:
    """Tell whether one of a person's mentions has an office of a person that is known by other mentions.

    Of two persons without an office, names and places must be the same.
    """
    person = _Person()
    for mention in known:
        person.add(mention)
    if not person.offices:
        return not mentions[0].offices and _is_same_without_office(person, mentions[0])
    return any(mention.offices and _fit(person, mention) == _SAME_OFFICE for mention in mentions)


def _is_same_without_office(person: _Person, mention: OfficialMention) -> bool:
    last = person.mentions[-1]
    return (
        all(_one_name(spelling, mention.spelling) for spelling in person.spellings)
        and last.place == mention.place
        and _years(last.day, mention.day) <= MAX_GAP_YEARS
    )


def _fits(persons: list[_Person], mention: OfficialMention) -> list[_Person]:
    """Return the persons whom a mention fits best, the first of them first."""
    fits = [_fit(person, mention) for person in persons]
    best = max(fits, default=0)
    return [person for person, fit in zip(persons, fits, strict=True) if fit == best] if best else []


def _fit(person: _Person, mention: OfficialMention) -> int:
    """Return how well a mention fits a person: 0 not at all, more for more in common."""
    if not all(_one_name(spelling, mention.spelling) for spelling in person.spellings):
        return 0
    if not any(_near(place, mention.place) for place in person.places):
        return 0
    if not mention.offices:
        if mention.document in person.documents:
            return 2
        return int(any(_is_in_context(office, mention) for office in person.offices))
    pairs = [
        (_years(day, mention.day), a, b)
        for a, day in person.offices.items()
        for b in mention.offices
        if _near(a.place, b.place)
    ]
    if not pairs:
        return 0
    if any(_alike(a, b) and years <= MAX_GAP_YEARS for years, a, b in pairs):
        return _SAME_OFFICE
    # The office nearest in time decides: a chairman is not a head of office two years later.
    nearest = min(years for years, _, _ in pairs)
    if nearest > MAX_GAP_YEARS:
        return 0
    last = max(rank(a.title, a.issuer) for years, a, _ in pairs if years == nearest)
    now = max(rank(b.title, b.issuer) for b in mention.offices)
    return 0 if last and now and last - now > MAX_RANK_FALL else 2


def _is_in_context(office: Office, mention: OfficialMention) -> bool:
    """Tell whether the document of a mention names the body or the place of an office."""
    if office.issuer in mention.context:
        return True
    return bool(office.place and _is_unique(office.place)) and any(
        _near(office.place, each) for each in mention.context
    )


def _context(document: Document, offices: Iterable[Office]) -> frozenset[str]:
    """Return the places, each with its name, and the bodies of which there is only one, that a document names.

    Bodies are searched in its opening, which says who acts where: that takes most of the time.
    """
    text = tidy(f"{document.title}\n{document.summary or ''}\n{document.text}")
    opening = text[: max(text.rfind("\n", 0, _MAX_OPENING), text.rfind(". ", 0, _MAX_OPENING), 0) or _MAX_OPENING]
    bodies = [mention.body for mention in find_bodies(opening)]
    named = {document.place, document.issuer, *(place.text for place in find_places(text))}
    named |= {label for body in bodies for label in (body.label, body.place)}
    named |= {label for office in offices for label in (office.issuer, office.place)}
    return frozenset(label for label in named if label and _is_unique(label))


@lru_cache(maxsize=4096)
def _is_unique(label: str) -> bool:
    """Tell whether a place or a body is named so that it is one only: not `huyện`, `HĐND huyện`, `Ngân hàng`."""
    body = parse_body(label)
    if body is None:
        return any(word[0].isupper() or word[0].isdigit() for word in label.split()[1:])
    return is_national(body.kind) or bool(body.place and body.place.lower() not in LEVELS)


def _one_name(a: str, b: str) -> bool:
    """Tell whether two spellings may be one name: `Thủy` and `Thúy` are two, while `Thuy` may be either."""
    return a == b or all(x == y or fold(x) == x or fold(y) == y for x, y in zip(a.split(), b.split(), strict=True))


def _alike(a: Office, b: Office) -> bool:
    """Tell whether two offices may be one: the same title, at one body or at a body whose place is not given."""
    return fold(a.title).lower() == fold(b.title).lower() and _near(a.issuer, b.issuer)


def _near(a: str | None, b: str | None) -> bool:
    """Tell whether two places or bodies may be one, of which either may be less specific (`huyện`, `HĐND huyện`)."""
    return a is None or b is None or a == b or a.startswith(b + " ") or b.startswith(a + " ")


def _years(a: date | None, b: date | None) -> float:
    return abs((a - b).days) / 365.25 if a and b else 0.0


@lru_cache(maxsize=65536)
def _office(role: str, place: str | None) -> Office:
    """Split a role into its title and its body (`Chủ tịch HĐND quận`: `Chủ tịch`, `HĐND quận …`)."""
    body = role_body(role, place=place)
    if body is None:
        return Office(role, None, place)
    bodies = find_bodies(role)
    # Only a body that ends the role is cut off: `Thành ủy viên` is one word.
    title = role[: bodies[-1].start].strip(" ,-–") if bodies and bodies[-1].end == len(role) else ""
    is_standing = bool(title) and bodies[-1].text.lower().startswith(("thường trực", "tt "))
    if is_standing and not body.label.startswith("Thường trực"):
        title += " Thường trực"  # of the office, not of the body: `Phó Bí thư Thường trực Huyện ủy`
    # `Trưởng phòng Tư pháp`, `Trưởng ban Pháp chế`: bodies in lower case are found only as a whole.
    for name in (body.label, body.kind, body.kind.removesuffix(" HĐND")):
        if not title and role.lower().endswith(f" {name.lower()}"):
            title = role[: -len(name)].strip()
    # `Trưởng Ban` of `Ban Pháp chế HĐND`, `Chánh Văn phòng` of `Văn phòng …`: the title alone means nothing.
    unit = next((unit for unit in ("Văn phòng", "Ban", "Phòng") if body.kind.startswith(unit)), "")
    bare = fold(title).lower() in ("truong", "pho truong", "pho", "chanh", "pho chanh")
    return Office(f"{title} {unit}" if bare and unit else title or role, body.label, body.place or place)


def _once(offices: list[Office] | None) -> tuple[Office, ...]:
    return tuple(dict.fromkeys(offices or ()))


def record_of(id: str, mentions: Sequence[OfficialMention]) -> Record:
    """Return the record of a person with all roles, each with the days and documents that state it."""
    names = [name for name, _ in Counter(name for mention in mentions for name in mention.names).most_common()]
    labels = {office.issuer for mention in mentions for office in mention.offices if office.issuer}
    titles: dict[tuple[str, str | None], Counter[str]] = defaultdict(Counter)
    by_office: dict[tuple[str, str | None], list[OfficialMention]] = defaultdict(list)
    for mention in mentions:
        for office in mention.offices:
            key = fold(office.title).lower(), _fullest(office.issuer, labels)
            titles[key][office.title] += 1
            by_office[key].append(mention)
    roles = []
    for (folded, issuer), office_mentions in by_office.items():
        days = sorted(mention.day for mention in office_mentions if mention.day)
        first, last = (days[0], days[-1]) if days else (None, None)
        documents = tuple(dict.fromkeys(mention.document for mention in office_mentions))
        title = max(titles[folded, issuer].items(), key=lambda counted: (not counted[0].isupper(), counted[1]))[0]
        roles.append(RoleHeld(title, issuer, first, last, documents))
    # Offices at a body first, by their days; then roles held for an occasion.
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
    """Return the label that also gives the place of the body, where this person's roles have exactly one such label."""
    fuller = sorted((label for label in labels if issuer and label.startswith(issuer + " ")), key=len)
    chain = all(longer.startswith(label + " ") for label, longer in pairwise(fuller))
    return fuller[-1] if fuller and chain else issuer
