"""Define what callers see of bodies: plain frozen data, as in `results`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from indexer.results import FacetValue, NamedUnit


@dataclass(frozen=True, slots=True)
class NamedBody:
    """Names a body: `id` is that of its page, `documents` counts those that it issued."""

    id: str
    name: str
    documents: int = 0


class OfficialOfBody(NamedTuple):
    """Names an official of a body with a role there, and the first and last day on which a document says so."""

    id: str
    name: str
    role: str
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class OfficialsOfTerm:
    """Lists the officials of a body in a term (`2016-2021`), the highest first; `term` is None where it is unknown."""

    term: str | None
    officials: tuple[OfficialOfBody, ...]


class OtherBody(NamedTuple):
    """Names a body that took over from another one, or was before it. Not `is_certain` where sources disagree."""

    id: str
    name: str
    is_certain: bool = True


@dataclass(frozen=True, slots=True)
class BodyPeriod:
    """Says what a body of a unit was made of (`was`), and what took over from it (`now`) after its last day, `until`.

    Where `is_until_latest`, that was the last day or an earlier one. `goes_on`: a body of the same name took over.
    """

    name: str
    unit: NamedUnit
    since: date | None = None
    until: date | None = None
    is_until_latest: bool = False
    goes_on: bool = False
    was: tuple[OtherBody, ...] = ()
    now: tuple[OtherBody, ...] = ()


@dataclass(frozen=True, slots=True)
class BodyPage:
    """Holds what an index knows of a body.

    `level` is `national` or a level of `Unit`. `kinds` and `years` count its documents. `officials` is the number of
    its officials, of whom the latest stand in `terms`, the latest term first. `periods` are those of its unit, the
    latest first. `choices` are the bodies of this name in several units, `same_name` those whose names differ in
    nothing but marks.
    """

    body: NamedBody
    level: str | None = None
    kinds: tuple[FacetValue, ...] = ()
    years: tuple[FacetValue, ...] = ()
    officials: int = 0
    terms: tuple[OfficialsOfTerm, ...] = ()
    periods: tuple[BodyPeriod, ...] = ()
    choices: tuple[NamedBody, ...] = ()
    same_name: tuple[NamedBody, ...] = ()


@dataclass(frozen=True, slots=True)
class BodiesPage:
    """Holds one page of bodies and the number of all."""

    total: int
    bodies: tuple[NamedBody, ...]
