"""Give each body of an index a readable id, from the labels under which documents and persons name it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from corpus.vi.bodies import is_national, parse_body
from corpus.vi.places import LEVELS
from corpus.vi.syllables import terms
from corpus.vi.text import fold


@dataclass(frozen=True, slots=True)
class BodyName:
    """Names a body: `labels` are its spellings, the most frequent first, `documents` counts those that it issued."""

    id: str
    labels: tuple[str, ...]
    documents: int

    @property
    def label(self) -> str:
        """Give the name for people."""
        return self.labels[0]


class BodyNames:
    """Finds bodies by id and by label, from the values of the columns of issuers and of persons' bodies.

    An id is the label without marks (`hdnd-huyen-lam-khe`); where two bodies differ in nothing but marks, both keep
    them (`hđnd-xã-tân-lập`, `hđnd-xã-tấn-lập`). Spellings that differ by capitals and tone place are one body.
    """

    def __init__(self, issuers: Iterable[tuple[str, int]], of_persons: Iterable[tuple[str, int]]) -> None:
        spellings: dict[str, list[tuple[str, int]]] = {}
        for label, documents in issuers:
            spellings.setdefault(_key(label), []).append((label, documents))
        for label, _ in of_persons:
            key = _key(label)
            if key in spellings or _is_named(label):
                spellings.setdefault(key, []).append((label, 0))
        spellings.pop("", None)
        self._keys: dict[str, list[str]] = {}
        for key in spellings:
            self._keys.setdefault(fold(key), []).append(key)
        self._names = {key: self._name(key, labels) for key, labels in spellings.items()}

    def all(self) -> list[BodyName]:
        """Return all bodies, those of most documents first."""
        return sorted(self._names.values(), key=lambda name: (-name.documents, name.label))

    def of(self, label: str) -> BodyName | None:
        """Return the body of a label; None where the index has none."""
        return self._names.get(_key(label))

    def get(self, id: str) -> list[BodyName]:
        """Return the bodies of an id: several where it has no marks and they differ in nothing else."""
        key = _key(id)
        if key in self._names:
            return [self._names[key]]
        return [self._names[known] for known in self._keys.get(fold(key), ())]

    def _name(self, key: str, labels: list[tuple[str, int]]) -> BodyName:
        distinct = tuple(dict.fromkeys(label for label, _ in sorted(labels, key=lambda row: (-row[1], row[0]))))
        bare = fold(key)
        id = bare if len(self._keys[bare]) == 1 else key
        return BodyName(id, distinct, sum(documents for _, documents in labels))


def _key(label: str) -> str:
    return "-".join(terms(label))


def _is_named(label: str) -> bool:
    """Tell whether a label names a single body: `UBND xã Cẩm Sơn` does, `Ban Chỉ đạo` and `UBND huyện` do not."""
    body = parse_body(label)
    if body is None:
        return False
    return is_national(body.kind) or (body.place is not None and body.place not in LEVELS)
