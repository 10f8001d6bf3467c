"""Decide when a document is in force, by its own words and by what others do to it: pure rules, no index.

Sources of the rules: law 80/2015/QH13 (articles 12, 151 to 154) and from 2025-04-01 law 64/2025/QH15 (articles 8, 53 to
58). `docs/relations.md` says which rule is of which article, and what stays unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from corpus.document import EFFECTIVE_RELATIONS, NO_END, Document
from corpus.extraction.relations import OutgoingRelation
from corpus.vi.agencies import is_national
from corpus.vi.bodies import Body, parse_body
from corpus.vi.dates.span import AFTER_LAST_DAY, Span, day_after
from corpus.vi.document_numbers import parse_number
from indexer.schema.effect import EffectPeriod
from indexer.schema.relations import Bearer, bearer_of, reference_value

# Kinds that lay something down: they take effect, or it is unknown when.
BINDING = frozenset(("resolution", "decision", "law", "ordinance", "decree", "circular", "joint-resolution"))
# Kinds of which some do: those that say when, or that others change.
SOMETIMES_BINDING = frozenset(("directive", "plan", "programme", "guidance", "other"))

_BELOW_PROVINCES = ("huyện ", "quận ", "thị xã ", "thị trấn ", "phường ", "đặc khu ", "xã ")
_IN_FORCE = ("in-force", "partly-expired")


class EffectReference(NamedTuple):
    """Holds a reference by which a document changes the effect of another one; `value` is its `reference_value`."""

    relation: str
    value: str
    is_partial: bool = False
    only_adds: bool = False
    begins: date | None = None
    ends: date | None = None


class EffectFacts(NamedTuple):
    """Holds what a document says of its own effect and of that of others; `issuer` as `Document.issuer` is."""

    bearer: Bearer
    kind: str
    issuer: str
    effective: date | None = None
    expires: date | None = None
    changes: tuple[EffectReference, ...] = ()

    @property
    def id(self) -> str:
        """Return the id of the document."""
        return self.bearer.id


class Event(NamedTuple):
    """Holds what one document does to another one's effect, with the periods of its own.

    It is not sure where another document may be meant, or where the two change each other.
    """

    change: EffectReference
    source: EffectFacts
    periods: tuple[EffectPeriod, ...]
    is_sure: bool = True


def facts_of(completed: Document, references: Iterable[OutgoingRelation]) -> EffectFacts:
    """Return what the rules need of a completed document, of its references those that change the effect of others."""
    kind = completed.kind or "other"
    acts = kind in BINDING or kind in SOMETIMES_BINDING
    changes = {
        EffectReference(
            each.relation,
            reference_value(each),
            each.is_partial or bool(each.parts),
            each.only_adds,
            each.begins,
            each.ends,
        ): None
        for each in references
        if acts and each.issuer and each.relation in EFFECTIVE_RELATIONS
    }
    expires = completed.expires if completed.expires != NO_END else None
    number = None if completed.issuer or not completed.number else parse_number(completed.number)
    issuer = completed.issuer or (number.body if number else "")
    return EffectFacts(bearer_of(completed), kind, issuer, completed.effective, expires, tuple(changes))


def may_change(source: EffectFacts, target: EffectFacts, relation: str) -> bool:
    """Tell whether a document can change the effect of another one at all, by who issued them.

    A committee cannot end a resolution of a council, and may suspend one only of another place, as the chairman of a
    province's does with those of its districts. No local body ends what a national one has laid down, nor a district
    or commune what its province has; communes took over what districts had laid down.
    """
    by, of = _body(source.issuer), _body(target.issuer)
    if by is None or of is None:
        return True
    if of.kind.endswith("HĐND") and not by.kind.endswith("HĐND") and not _is_national(by):
        return relation == "suspends" and by.place != of.place
    if not by.place:
        return True
    return not (_is_national(of) or ((of.place or "").startswith("tỉnh ") and by.place.startswith(_BELOW_PROVINCES)))


@lru_cache(maxsize=16384)
def _body(issuer: str) -> Body | None:
    return parse_body(issuer) if issuer else None


def _is_national(body: Body) -> bool:
    return body.place is None and (is_national(body) or body.kind.startswith("Bộ "))


def periods_of(facts: EffectFacts, events: Iterable[Event] = ()) -> tuple[EffectPeriod, ...]:
    """Return the periods of a document's effect; the order of the events makes no difference."""
    acting = sorted(filter(None, map(_acting, events)), key=lambda each: (each.start, each.by, *map(str, each.change)))
    is_binding = facts.kind in BINDING or (
        facts.kind in SOMETIMES_BINDING and bool(facts.effective or facts.expires or acting)
    )
    if not is_binding:
        return ()
    marks = [*_lapses(facts, acting), *(mark for each in acting if (mark := _mark(each)))]
    if facts.effective:
        marks.append(_Mark("not-yet", Span(date.min, facts.effective)))
    bounds = sorted({date.min, AFTER_LAST_DAY, *(day for mark in marks for day in (mark.days.start, mark.days.end))})
    periods: list[EffectPeriod] = []
    for start, end in pairwise(bounds):
        covering = [mark for mark in marks if mark.days.start <= start and end <= mark.days.end]
        usual = "in-force" if facts.effective else "unknown"
        strongest = min(covering, key=_strength, default=_Mark(usual, Span(date.min, AFTER_LAST_DAY)))
        if periods and periods[-1].status == strongest.status:
            before = periods.pop()
            periods.append(EffectPeriod(before.status, Span(before.days.start, end), before.by))
        else:
            periods.append(EffectPeriod(strongest.status, Span(start, end), strongest.by))
    return tuple(periods)


class _Acting(NamedTuple):
    """Holds a change from the day on which it begins; `announced` is the day of issue of the document that makes it."""

    start: date
    by: str
    change: EffectReference
    is_sure: bool
    announced: date
    until: date  # from then on the document that makes it has no effect itself


class _Mark(NamedTuple):
    """Holds a status of some days; of several on one day the strongest counts, of equal ones the earliest."""

    status: str
    days: Span
    by: str | None = None


_STRENGTH = ("expired", "unknown", "not-yet", "suspended", "partly-expired", "in-force")


def _strength(mark: _Mark) -> tuple[int, date, str]:
    return _STRENGTH.index(mark.status), mark.days.start, mark.by or ""


def _acting(event: Event) -> _Acting | None:
    """Return when a change begins, None where it never does.

    It begins on the day that its sentence names, else with the effect of its document. A document that has expired
    before that never acted; one that expires afterwards has acted. Where it is unknown whether it has effect, the
    change is not sure, unless its sentence names the day.
    """
    change, source = event.change, event.source
    own = source.effective or source.bearer.day or date.min
    start = change.begins or own
    moment = max(start, own)
    until = next((each.days.start for each in event.periods if each.status == "expired"), AFTER_LAST_DAY)
    for period in event.periods:
        if period.days.end <= moment or period.status in ("suspended", "not-yet"):
            continue
        if period.status == "expired":
            return None
        named = source.effective is None and change.begins is not None
        is_sure = event.is_sure and (period.status in _IN_FORCE or named)
        begins = start if period.days.start <= moment else period.days.start
        return _Acting(begins, source.id, change, is_sure, min(begins, source.bearer.day or begins), until)
    return None


def _mark(acting: _Acting) -> _Mark | None:
    """Return the days that a change marks: from its start on, of a suspension up to its end."""
    change, end = acting.change, AFTER_LAST_DAY
    if change.relation == "extends" or change.only_adds:
        return None
    if change.relation == "suspends":
        end = min(day_after(change.ends) if change.ends else end, acting.until)
        status = "partly-expired" if change.is_partial else "suspended"
    elif change.relation == "amends" or change.is_partial:
        status = "partly-expired"
    else:
        status = "expired"
    if end <= acting.start:
        return None
    return _Mark(status if acting.is_sure else "unknown", Span(acting.start, end), acting.by)


def _lapses(facts: EffectFacts, acting: Sequence[_Acting]) -> list[_Mark]:
    """Return when a document has lapsed behind its last day, which extensions move.

    One that was announced after the last day begins with its own effect; until then the document had lapsed. An
    extension that is not sure, or names no day, leaves unknown what comes behind the last day.
    """
    last = facts.expires
    marks: list[_Mark] = []
    extending = [each for each in acting if each.change.relation == "extends"]
    for each in extending:
        if not each.is_sure or each.change.is_partial or not each.change.ends:
            continue
        if last is None or each.change.ends > last:
            if last is not None and last < each.announced:
                marks.append(_Mark("expired", Span(day_after(last), each.start)))
            last = each.change.ends
    if last is None:
        return marks
    end = day_after(last)
    unsure = next((each for each in extending if not each.is_sure or not each.change.ends), None)
    if unsure:
        return [*marks, _Mark("unknown", Span(end, AFTER_LAST_DAY), unsure.by)]
    # Parts go on longer than the whole.
    for each in extending:
        if each.change.is_partial and each.change.ends and each.change.ends > last:
            further = day_after(each.change.ends)
            marks.append(_Mark("partly-expired", Span(end, further), each.by))
            end = further
            last = each.change.ends
    return [*marks, _Mark("expired", Span(end, AFTER_LAST_DAY))]
