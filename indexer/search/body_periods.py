"""Tell what bodies were over time, by their units: what each was made of, when it ended, which bodies took over.

A body that took over has an id, and so a page, also where the index has no document of it yet. Where units of one name
are in several places, the id says in which (`ubnd-xa-tan-lap--huyen-dan-phuong-thanh-pho-ha-noi`).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from corpus.vi.bodies import Body, parse_body
from corpus.vi.bodies_over_time import BodyHeir, BodyOverTime, body_over_time
from corpus.vi.text import slug
from corpus.vi.unit_names import find_units, units_named
from corpus.vi.unit_table import FIRST_DAY
from corpus.vi.units import Unit, unit
from indexer.body_results import BodyPeriod, OtherBody
from indexer.search.query.body_names import BodyNames
from indexer.search.query.unit_filter import chained
from indexer.search.query.units import as_one, most_first, named_unit

IN = "--"  # in an id, before the place


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
        bodies = [body for other in related if other.name == known.name and (body := in_unit(label, other))]
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
    text = base.replace("-", " ")
    mention = next(iter(find_units(text)[-1:]), None)
    kind = parse_body(text[: mention.start]) if mention and mention.end == len(text) else None
    if mention is None or kind is None or kind.place:
        return []
    units = [known for known in mention.units if not at or slug(place_of(known) or "") == at]
    first = as_one(units)
    return in_units(Body(kind.kind, first.name).label, [first.id]) if first else []


def place_of(at: Unit) -> str | None:
    """Return the name of what a unit is or was in."""
    return named_unit(at).place


def body_id(label: str, at: Unit, names: BodyNames) -> str:
    """Return the id of the body of a label in a unit."""
    known = names.of(label)
    base = known.id if known else slug(label)
    return f"{base}{IN}{slug(place_of(at) or '')}" if _is_shared(at.name) else base


def _other(heir: BodyHeir, names: BodyNames) -> OtherBody:
    return OtherBody(body_id(heir.body.label, heir.unit, names), heir.body.label, heir.is_certain)


@lru_cache(maxsize=20_000)
def _is_shared(name: str) -> bool:
    """Tell whether units in several places bear a name."""
    return as_one(units_named(name)) is None
