"""Split a field about those who signed into persons, each with name and role, and strip what is no part of a name."""

from __future__ import annotations

import re

from corpus.vi.bounded import compile_bounded
from corpus.vi.full_names import is_name
from corpus.vi.people.find import Signer, split_role
from corpus.vi.syllables import terms

_BETWEEN_PERSONS = re.compile(r"[;|\n]")
_BETWEEN_NAMES = compile_bounded(r"\s*[,/&]\s*|\s+[-–—]\s+|\s+và\s+", re.IGNORECASE)
_MAX_CHARACTERS = 400  # a longer text is no field about persons


def split_signers(text: str) -> list[Signer]:
    """Split a field that names one or more persons (`Nguyễn Văn Hòa; Lò Thị Mai - Phó Chủ tịch`).

    There are several persons only where each part has a name or is a role behind one; else the field is one person's.
    """
    for separator in (_BETWEEN_PERSONS, _BETWEEN_NAMES) if len(text) <= _MAX_CHARACTERS else ():
        parts = [part for part in map(str.strip, separator.split(text)) if part]
        people = _people(parts, only_names=separator is _BETWEEN_NAMES)
        if len(people) > 1:
            return people
    split = split_role(text)
    behind = split_role(split.role) if split.name and split.role else None
    if behind and behind.name and not behind.role:  # two names with nothing between them
        return [Signer(split.name, None), behind]
    return [split]


def bare_name(name: str) -> str:
    """Return a name without honorifics, degrees and `(đã ký)`; one that cannot be read stays as it is."""
    split = split_role(name)
    return split.name if split.name and not split.role and terms(split.name) != terms(name) else name


def _people(parts: list[str], *, only_names: bool) -> list[Signer]:
    """Return the persons of the parts of a field; none where a part is neither a person nor a role behind one.

    `only_names`: the parts are a name or a role, not both, unless all of them are.
    """
    people: list[Signer] = []
    splits = [split_role(part) for part in parts]
    if all(split.name and split.role and is_name(split.name) for split in splits):
        return splits
    for split in splits:
        if split.name and is_name(split.name) and not (only_names and split.role):
            people.append(split)
        elif people and split.role and not people[-1].role and only_names:
            people[-1] = Signer(people[-1].name, split.role)
        else:
            return []
    return people
