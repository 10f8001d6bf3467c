"""Tell what bodies were over time, by their units: what each was made of, when it ended, which bodies took over.

A body that took over has an id, and so a page, also where the index has no document of it yet. Where units of one name
are in several places, the id says in which (`ubnd-xa-tan-lap--huyen-dan-phuong-thanh-pho-ha-noi`).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from corpus.vi.bodies import Body, parse_body
from corpus.vi.bodies_over_time import BodyHeir, BodyOverTime, body_over_time
from corpus.vi.syllables import terms
from corpus.vi.text import fold, slug
from corpus.vi.unit_names import units_named
from corpus.vi.unit_table import FIRST_DAY
from corpus.vi.units import Unit, unit
from indexer.body_results import BodyPeriod, OtherBody
from indexer.search.query.body_names import BodyNames
from indexer.search.query.named_units import as_one, most_first, named_unit, place_of
from indexer.search.query.unit_filter import chained

IN = "--"  # in an id, before the place
MAX_ID_LETTERS = 200  # of a name; a longer one is no body's


def period(over: BodyOverTime, names: BodyNames) -> BodyPeriod:
    """Return what a body was in its unit."""
    return BodyPeriod(
        over.body.label,
        named_unit(over.unit),
        over.unit.since,
        over.ended,
        over.is_ended_latest,
        over.goes_on,
        tuple(_other(heir, names) for heir in sorted(over.predecessors, key=most_first)),
        tuple(_other(heir, names) for heir in over.successors) if over.ended else (),
    )


def in_units(label: str, ids: Iterable[str]) -> list[list[BodyOverTime]]:
    """Return the body of a label in those of some units that bear its name, with what these were and became under the
    same name, by unit; the latest first."""
    groups: list[list[BodyOverTime]] = []
    seen: set[str] = set()
    for known in sorted(filter(None, map(unit, ids)), key=lambda known: known.until is not None):
        if known.id in seen:
            continue
        related = (*chained(known, "successors"), known, *chained(known, "predecessors"))
        name = terms(known.name)
        bodies = [body for other in related if terms(other.name) == name and (body := in_unit(label, other))]
        seen |= {body.unit.id for body in bodies}
        if bodies:
            groups.append(bodies)
    return groups


def in_unit(label: str, at: Unit) -> BodyOverTime | None:
    """Return the body of a label in a unit; None where it is the body of another one."""
    body = body_over_time(label, day=at.until or FIRST_DAY, place=place_of(at))
    return body if body and body.unit.id == at.id else None


def without_documents(base: str, at: str) -> list[list[BodyOverTime]]:
    """Return the bodies of an id that an index need not know, by unit: `hdnd-phuong-hoan-kiem`; `at` is its place."""
    if len(base) > MAX_ID_LETTERS:
        return []
    words = base.split("-")
    for cut in range(1, len(words)):
        named = units_named(" ".join(words[cut:]))
        kind = parse_body(" ".join(words[:cut])) if named else None
        first = as_one([known for known in named if not at or place_slug(known) == at])
        if first and kind and not kind.place:
            return in_units(Body(kind.kind, first.name).label, [first.id])
    return []


def body_id(label: str, at: Unit, names: BodyNames) -> str:
    """Return the id of the body of a label in a unit."""
    known = names.of(label)
    is_shared, has_twin = _bearers(at.name, place_slug(at))
    base = known.id if known else "-".join(terms(label)) if has_twin else slug(label)
    return f"{base}{IN}{place_slug(at)}" if is_shared else base


def _other(heir: BodyHeir, names: BodyNames) -> OtherBody:
    return OtherBody(body_id(heir.body.label, heir.unit, names), heir.body.label, heir.is_certain)


def place_slug(at: Unit) -> str:
    """Return the name of what a unit is or was in, as ids have it."""
    return slug(place_of(at) or "")


@lru_cache(maxsize=20_000)
def _bearers(name: str, place: str) -> tuple[bool, bool]:
    """Tell whether several units bear a name but for its marks, and whether several in one place do."""
    named = units_named(fold(name))
    return as_one(named) is None, as_one([known for known in named if place_slug(known) == place]) is None
