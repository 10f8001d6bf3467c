"""Find persons whose names are typed with initials: `Lê Q. Thủy`, `L.Q. Thủy`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from string import ascii_lowercase
from typing import NamedTuple

from corpus.vi.syllables import Syllable, terms
from corpus.vi.text import fold
from indexer.schema.persons import Person
from indexer.search.query.lookup import Lookup

MIN_SYLLABLES, MAX_SYLLABLES = 3, 5
MIN_INITIALS_OF_SURNAME = 2  # `P. Tân Bình` is a ward
# Consonants before a vowel are written as one: `Ng. Văn Hòa`, `Nguyễn Th. Hoa`.
_CLUSTERS = ("ch", "kh", "ng", "ngh", "nh", "ph", "th", "tr")  # `gi` is `gì` too
_INITIALS = frozenset((*ascii_lowercase, *_CLUSTERS))


class InitialledName(NamedTuple):
    """Holds a name with initials, between two syllables of a query, and the keys of the known names that fit it."""

    start: int
    end: int
    initials: frozenset[int]
    keys: tuple[str, ...]


def find_initialled_names(typed: Sequence[Syllable], lookup: Lookup) -> Iterator[InitialledName]:
    """Yield the names with initials in a query, the longest first; a given name is typed in full."""
    folded = [fold(syllable.term) for syllable in typed]
    letters = frozenset(at for at, word in enumerate(folded) if word in _INITIALS)
    taken: set[int] = set()
    for length in range(MAX_SYLLABLES, MIN_SYLLABLES - 1, -1) if letters else ():
        for start in range(len(typed) - length + 1):
            end = start + length
            initials = letters & set(range(start, end))
            if not initials or end - 1 in initials or taken & set(range(start, end)):
                continue
            if start in initials and len(folded[start]) == 1 and len(initials) < MIN_INITIALS_OF_SURNAME:
                continue
            if keys := tuple(sorted(_fitting(folded[start:end], lookup.keys_by_given_name.get(folded[end - 1], ())))):
                taken |= set(range(start, end))
                yield InitialledName(start, end, initials, keys)


def _fitting(words: list[str], keys: Iterable[str]) -> Iterator[str]:
    """Yield the keys of names whose syllables are the words, or begin with them where they are initials."""
    for key in keys:
        if len(syllables := key.split("-")) == len(words):
            pairs = zip(syllables, words, strict=True)
            if all(name == word or (word in _INITIALS and name.startswith(word)) for name, word in pairs):
                yield key


def persons_of(name: InitialledName, typed: Sequence[Syllable], lookup: Lookup) -> list[Person]:
    """Return the persons of the names that fit, of words with marks only those so spelled."""
    people = lookup.people_by_name([key.replace("-", " ") for key in name.keys])
    return [person for key in name.keys for person in people.get(key, []) if _is_spelled(person, name, typed)]


def _is_spelled(person: Person, name: InitialledName, typed: Sequence[Syllable]) -> bool:
    return any(
        len(spelled) == name.end - name.start
        and all(
            at in name.initials or fold(typed[at].term) == typed[at].term or typed[at].term == syllable
            for at, syllable in enumerate(spelled, name.start)
        )
        for spelled in map(terms, person.names)
    )
