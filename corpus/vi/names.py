"""Find persons with their positions in a text."""

from __future__ import annotations

from typing import NamedTuple

from corpus.vi.bodies import Body
from corpus.vi.fullname import is_name as is_name


class PersonMention(NamedTuple):
    """Tells where a text names a person whom a position or a word of address proves to be one.

    `start` and `end` are those of the name; `roles` are as written but tidy, each with its body.
    """

    start: int
    end: int
    name: str
    roles: tuple[str, ...]


class Signer(NamedTuple):
    """Holds what a field about a person says: both, one or nothing."""

    name: str | None
    role: str | None


def find_people(text: str) -> list[PersonMention]:
    return []


def split_role(text: str) -> Signer:
    return Signer(None, None)


def role_body(role: str, *, place: str | None = None) -> Body | None:
    return None
