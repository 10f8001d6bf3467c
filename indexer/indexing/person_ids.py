"""Give persons their ids: a person that was known before keeps its id, whatever is added, changed or deleted later.

An id is bound to the earliest mentions of its person, which the store keeps with it. It goes where the earliest of
these that is still there goes: so it survives a change of what documents say, and at a parting it stays with the
earliest document. Of ids that come together in one person the oldest stays, and the others redirect to it; each keeps
its own mentions, so that it is its own person's again should they part. An id whose mentions are all gone stays with
those that joined it, or finds its person by an office, as after a site has moved.

The outcome depends on the documents and on the ids kept so far only, and is the same when it is asked again with what
it returned: an index that was built step by step equals one that is built anew over the same store.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import count, islice
from typing import NamedTuple

from corpus.store.person_ids import PersonId, person_id
from indexer.indexing.entity_resolution import Office, OfficialMention, is_same_person

MAX_MENTIONS = 8  # that an id is bound to

_Persons = Sequence[Sequence[OfficialMention]]


class GivenIds(NamedTuple):
    """Holds the ids of persons, in their order, and all ids of their name as the store is to keep them."""

    ids: tuple[str, ...]
    kept: tuple[PersonId, ...]


def give_ids(name: str, persons: _Persons, kept: Sequence[PersonId], moved: Mapping[str, str]) -> GivenIds:
    """Return the ids of the persons of one name, each given as its mentions, the earliest first.

    `kept` are the ids that persons of this name have, in the order of numbers; `moved` are documents that turned out to
    be another one, with that one.
    """
    bound = {each.number: _decoded(name, each.mentions, moved) for each in kept}
    holders = _holders(persons, kept, bound)
    claiming: dict[int, list[int]] = defaultdict(list)
    for each in kept:
        if each.number in holders:
            claiming[holders[each.number]].append(each.number)
    unused = (number for number in count(1) if number not in bound)
    numbers = [min(claiming[i]) if i in claiming else next(unused) for i in range(len(persons))]
    after = {each.number: each for each in kept}
    for i, (number, mentions) in enumerate(zip(numbers, persons, strict=True)):
        others = {other: bound[other] for other in claiming[i] if other != number}
        chosen = _chosen(mentions, bound[number], others.values()) if others else mentions[:MAX_MENTIONS]
        after[number] = PersonId(number, _encoded(chosen) if chosen else after[number].mentions)
        after |= {other: after[other]._replace(joined=number) for other in others}
    return GivenIds(tuple(person_id(name, number) for number in numbers), tuple(sorted(after.values())))


def documents_of(kept: Iterable[PersonId]) -> set[str]:
    """Return the documents whose mentions ids are bound to."""
    return {document for each in kept for document, *_ in json.loads(each.mentions)}


def _holders(
    persons: _Persons, kept: Sequence[PersonId], bound: Mapping[int, Sequence[OfficialMention]]
) -> dict[int, int]:
    """Return which person holds an id, by the number of the id; ids that nobody holds are left out."""
    holders = _by_mentions(persons, bound)
    for each in kept:  # joined persons stay together as long as any of them is there
        if each.number not in holders:
            root = each.joined or each.number
            joined = (
                other.number for other in kept if root in (other.number, other.joined) and other.number in holders
            )
            if (other := next(joined, None)) is not None:
                holders[each.number] = holders[other]
    held = set(holders.values())
    for i, mentions in enumerate(persons):
        if i not in held:
            same = (
                each.number
                for each in kept
                if each.number not in holders and is_same_person(bound[each.number], mentions)
            )
            if (number := next(same, None)) is not None:
                holders[number] = i
    return holders


def _by_mentions(persons: _Persons, bound: Mapping[int, Sequence[OfficialMention]]) -> dict[int, int]:
    """Return who holds an id by the mentions that it is bound to.

    Where these parted, it is the person of the earliest of them that no other id has, so that nobody else's id changes.
    """
    persons_in: dict[str, set[int]] = defaultdict(set)
    exactly: dict[tuple[str, str], int] = {}
    for i, mentions in enumerate(persons):
        for mention in mentions:
            persons_in[mention.document].add(i)
            exactly[mention.document, mention.spelling] = i
    choices: dict[int, list[int]] = {}
    for number, bound_mentions in bound.items():
        found = []
        for mention in bound_mentions:
            here = persons_in.get(mention.document, ())
            # A better rule may read the name in another spelling.
            person = exactly.get((mention.document, mention.spelling), next(iter(here)) if len(here) == 1 else None)
            found += [] if person is None else [person]
        if found:
            choices[number] = list(dict.fromkeys(found))
    holders: dict[int, int] = {}
    for number in sorted(choices, key=lambda number: (len(choices[number]), number)):
        taken = set(holders.values())
        holders[number] = next((i for i in choices[number] if i not in taken), choices[number][0])
    return holders


def _chosen(
    mentions: Sequence[OfficialMention],
    before: Sequence[OfficialMention],
    of_others: Iterable[Sequence[OfficialMention]],
) -> list[OfficialMention]:
    """Return the mentions for the id of a person to whom other ids redirect: its own first, none of the others."""
    by_place = {_place(mention): mention for mention in mentions}
    chosen = [by_place[_place(mention)] for mention in before if _place(mention) in by_place]
    excluded = {_place(mention) for bound in of_others for mention in bound} | set(map(_place, chosen))
    more = (mention for mention in mentions if _place(mention) not in excluded)
    return [*chosen, *islice(more, MAX_MENTIONS - len(chosen))]


def _place(mention: OfficialMention) -> tuple[str, str]:
    return mention.document, mention.spelling


def _encoded(mentions: Iterable[OfficialMention]) -> str:
    """Return mentions as JSON, all ASCII, as the store keeps them."""
    return json.dumps(
        [
            (
                mention.document,
                mention.spelling,
                mention.day and mention.day.isoformat(),
                mention.place,
                mention.offices,
            )
            for mention in mentions
        ],
        separators=(",", ":"),
    )


def _decoded(name: str, mentions: str, moved: Mapping[str, str]) -> list[OfficialMention]:
    return [
        OfficialMention(
            key=name,
            names=(),
            document=moved.get(document, document),
            spelling=spelling,
            day=day and date.fromisoformat(day),
            place=place,
            offices=tuple(Office(*office) for office in offices),
        )
        for document, spelling, day, place, offices in json.loads(mentions)
    ]
