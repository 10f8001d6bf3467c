"""Find the units that a query names (`phường Hàng Bạc`), with what they became and what they were made of.

A unit raises its documents and hides none. A name that several units bear is the one that the index has documents of,
or around, else those in a place that the query names too; where these are several, they are a choice, and nothing is
guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set

from corpus.vi.bounded import compile_bounded
from corpus.vi.document_numbers import NumberMention
from corpus.vi.syllables import is_bare, syllables, terms
from corpus.vi.text import fold
from corpus.vi.unit_names import UnitMention, find_units
from corpus.vi.units import Succession, Unit, predecessors, province_of_today, successors
from indexer.engines import query_tree as q
from indexer.engines.ranking import KIND
from indexer.results import NamedUnit, Understood
from indexer.schema.units import COLUMN
from indexer.search.query.clauses import Clauses, ShouldClause
from indexer.search.query.lookup import Lookup
from indexer.search.query.named_units import as_one, most_first, named_unit, place_of
from indexer.search.query.unit_filter import chained

MAX_LISTED = 10  # units that an entity lists; it has their number where there are more

_LEVEL = compile_bounded(
    r"(?<!\w)(?:(?:t[iỉ]nh|th[aà]nh ph[oố]|qu[aậ]n|huy[eệ]n|th[iị] x[aã]|th[iị] tr[aấ]n|ph[uư][oờ]ng|x[aã]"
    r"|[dđ][aặ]c khu|tp(?:hcm)?|tx|tt|[qphxf])(?!\w)|[qpf]\d)",
    re.IGNORECASE,
)
# Names of units that are ordinary words behind a level too (`các xã biên giới`), without marks: where they are typed in
# lower case they name no unit.
_ORDINARY_WORDS = frozenset(
    (
        "an ninh",
        "an toan",
        "bien gioi",
        "chi dao",
        "cong bang",
        "dan chu",
        "dinh cu",
        "dong thuan",
        "dong y",
        "duyen hai",
        "hop dong",
        "hop ly",
        "hop nhat",
        "la gi",
        "lien hop",
        "lien minh",
        "lien quan",
        "quyet tam",
        "thiet ke",
        "thuan loi",
        "tien phong",
        "tien tien",
        "trung tam",
        "tu nhien",
        "van hoa",
        "van minh",
        "yen tinh",
    )
)
# Words that make another word with a level: `hợp tác xã Tân Lập`, and without marks `dia phuong`, `co quan`.
_BEFORE_XA = ("hợp tác", "hop tac", "thông tấn", "thong tan")
_BEFORE_BARE = frozenset(("dia", "da", "doi", "don", "song", "co", "lien", "hai", "khach", "chu", "bang"))


def find_query_units(text: str, numbers: Sequence[NumberMention], lookup: Lookup) -> Clauses:
    """Raise the documents of the units that a text names with their level."""
    if not _LEVEL.search(text):
        return Clauses()
    should: list[ShouldClause] = []
    recognised: list[Understood] = []
    everywhere = find_units(text)
    mentions = [mention for mention in everywhere if mention.has_level]
    for mention in mentions:
        if any(number.start < mention.end and mention.start < number.end for number in numbers):
            continue
        if not _is_name(text, mention, mentions):
            continue
        places = {unit.id for other in everywhere if other is not mention for unit in other.units}
        units = _meant(mention.units, lookup, places)
        if one := as_one(units):
            recognised.append(Understood("unit", mention.text, unit_meaning(one)))
            if ids := tuple(unit.id for unit in units if unit.id in lookup.unit_ids):
                should.append((q.Where(COLUMN, ids), KIND))
        elif units:
            recognised.append(Understood("unit", mention.text, _choice(units)))
    return Clauses(should=tuple(should), recognised=tuple(recognised))


def unit_meaning(unit: Unit) -> dict[str, str | int | tuple[NamedUnit, ...]]:
    """Return `as` of an entity: a unit, since when and until when, what it is `now` and what it `was`."""
    meaning: dict[str, str | int | tuple[NamedUnit, ...]] = {"id": unit.id, "name": unit.name, "level": unit.level}
    if place := place_of(unit):
        meaning["place"] = place
    meaning |= {name: day.isoformat() for name, day in (("since", unit.since), ("until", unit.until)) if day}
    if unit.is_until_latest:
        meaning["until_latest"] = True
    before = sorted(predecessors(unit), key=most_first)
    return meaning | _listed("now", units_now(unit)) | _listed("was", map(_other, before))


def units_now(unit: Unit) -> list[NamedUnit]:
    """Return what took a dissolved unit over and exists today, what took most of it first."""
    certain = {other.unit.id: other.is_certain for other in successors(unit)}
    return [
        named_unit(other, is_certain=certain.get(other.id, True))
        for other in chained(unit, "successors")
        if not other.until
    ]


def _other(other: Succession) -> NamedUnit:
    return named_unit(other.unit, is_certain=other.is_certain)


def _listed(name: str, units: Iterable[NamedUnit]) -> dict[str, str | int | tuple[NamedUnit, ...]]:
    """Return the first of some units under a name, and how many there are where that is more."""
    listed = tuple(units)
    total = {f"{name}_total": len(listed)} if len(listed) > MAX_LISTED else {}
    return {name: listed[:MAX_LISTED], **total} if listed else {}


def _choice(units: Sequence[Unit]) -> dict[str, str | int | tuple[NamedUnit, ...]]:
    return {"name": units[0].name, **_listed("choices", map(named_unit, units))}


def _is_name(text: str, mention: UnitMention, mentions: Sequence[UnitMention]) -> bool:
    """Tell whether a mention is one by its words and by those around it.

    Without marks no other word may follow: `phuong an phu cap` is about allowances.
    """
    before = terms(text[: mention.start])
    folded = fold(mention.text).lower()
    if folded.startswith("xa ") and " ".join(before[-2:]) in _BEFORE_XA:
        return False
    if mention.text.islower() and folded.endswith(tuple(f" {words}" for words in _ORDINARY_WORDS)):
        return False
    if not is_bare(terms(mention.text)):
        return True
    following = syllables(text[mention.end :])
    is_last = not following or not following[0].term.isalpha()
    is_last = is_last or any(other.start == mention.end + following[0].start for other in mentions)
    return is_last and not (before and before[-1] in _BEFORE_BARE)


def _meant(units: tuple[Unit, ...], lookup: Lookup, places: Set[str]) -> tuple[Unit, ...]:
    """Return those of some units of one name that a reader may mean: of this index, else of the places named beside."""
    if as_one(units):
        return units
    here = tuple(unit for unit in units if _near(unit) & lookup.unit_ids)
    here = here or tuple(unit for unit in units if province_of_today(unit).id in lookup.unit_ids)
    return here or tuple(unit for unit in units if {unit.district, unit.province} & places)


def _near(unit: Unit) -> set[str]:
    """Return the ids of a unit, its district, and all that they were and became."""
    related = (*chained(unit, "predecessors"), *chained(unit, "successors"))
    return {unit.id, *(other.id for other in related), *((unit.district,) if unit.district else ())}
