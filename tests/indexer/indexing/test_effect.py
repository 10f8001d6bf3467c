"""When a document is in force follows from its own words and from what others do to it, by the rules of the law."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.document import EFFECTIVE_RELATIONS, NO_END, Document
from corpus.extraction.relations import OutgoingRelation
from corpus.vi.dates.span import AFTER_LAST_DAY
from indexer.indexing.effect import EffectFacts, Event, facts_of, may_change, periods_of
from indexer.schema.effect import EffectPeriod, effect_on, status_code
from tests.support.relation_chains import Chain, documents_of, effects_of, read_chains

PENDING: set[int] = set()
CHAINS = [chain for chain in read_chains() if not chain.is_held_back and chain.number not in PENDING]
COUNCIL, COMMITTEE = "HĐND huyện Lam Khê", "UBND huyện Lam Khê"


@pytest.mark.parametrize("chain", CHAINS, ids=lambda chain: f"{chain.number:02}")
def test_golden_chains_are_in_force_on_the_right_days(chain: Chain) -> None:
    documents = documents_of(chain)
    effects, stated = effects_of(documents), {document.id: document.status for document in documents}
    for expected in chain.effects:
        id = f"{chain.number:02}-{expected.document}"
        period = effect_on(effects[id], expected.on)
        assert period, expected
        status = status_code(stated[id] or "") if period.status == "unknown" else period.status
        assert (status or "unknown") == expected.status, expected
        assert expected.since in (None, period.days.start), expected
        assert period.by == (expected.by and f"{chain.number:02}-{expected.by}"), expected


def facts(id: str = "a", issued: date | None = date(2012, 12, 19), **fields: object) -> EffectFacts:
    """Return the facts of a resolution that takes effect with the day of its issue."""
    given = {"kind": "resolution", "number": "12/NQ-HĐND", "issuer": COUNCIL, "effective": issued, **fields}
    return facts_of(Document(id, issued=issued, **given), ())  # type: ignore[arg-type]


def event(relation: str, source: EffectFacts, *, is_sure: bool = True, **change: object) -> Event:
    reference = OutgoingRelation(relation, "12/nq-hdnd", "12/NQ-HĐND", issuer=COUNCIL, **change)  # type: ignore[arg-type]
    (made,) = facts_of(Document("b", kind="resolution"), [reference]).changes
    return Event(made, source, periods_of(source), is_sure)


def short(periods: tuple[EffectPeriod, ...]) -> str:
    """Return periods as `status from day by document`, those that begin with the calendar without a day."""
    return ", ".join(
        f"{each.status}{'' if each.days.start == date.min else f' {each.days.start}'}{f' {each.by}' if each.by else ''}"
        for each in periods
    )


LATER = facts("b", date(2020, 8, 1))
REPEALED = LATER._replace(expires=date(2020, 7, 1))  # before its own effect


@pytest.mark.parametrize(
    ("own", "events", "periods"),
    [
        (facts(), [], "not-yet, in-force 2012-12-19"),
        (facts(effective=None), [], "unknown"),
        (facts(expires=date(2015, 12, 31)), [], "not-yet, in-force 2012-12-19, expired 2016-01-01"),
        (facts(expires=NO_END), [], "not-yet, in-force 2012-12-19"),
        (facts(effective=None, expires=date(2015, 12, 31)), [], "unknown, expired 2016-01-01"),
        (facts(kind="proposal"), [], ""),
        (facts(kind="news"), [], ""),
        (facts(kind="plan", effective=None), [], ""),
        (facts(kind="plan", effective=None), [event("repeals", LATER)], "unknown, expired 2020-08-01 b"),
        (facts(), [event("repeals", LATER)], "not-yet, in-force 2012-12-19, expired 2020-08-01 b"),
        (facts(), [event("repeals", REPEALED)], "not-yet, in-force 2012-12-19"),
        (
            facts(),
            [event("repeals", LATER, begins=date(2021, 1, 1))],
            "not-yet, in-force 2012-12-19, expired 2021-01-01 b",
        ),
        (
            facts(),
            [event("repeals", LATER, parts=("Điều 3",))],
            "not-yet, in-force 2012-12-19, partly-expired 2020-08-01 b",
        ),
        (facts(), [event("amends", LATER, only_adds=True)], "not-yet, in-force 2012-12-19"),
        (
            facts(),
            [event("repeals", facts("b", date(2020, 7, 15), effective=None))],
            "not-yet, in-force 2012-12-19, unknown 2020-07-15 b",
        ),
        (facts(), [event("repeals", LATER, is_sure=False)], "not-yet, in-force 2012-12-19, unknown 2020-08-01 b"),
        (
            facts(),
            [event("suspends", LATER, ends=date(2020, 9, 30))],
            "not-yet, in-force 2012-12-19, suspended 2020-08-01 b, in-force 2020-10-01",
        ),
        (
            facts(),
            [event("suspends", LATER._replace(expires=date(2020, 12, 31)))],  # as if repealed from the next day
            "not-yet, in-force 2012-12-19, suspended 2020-08-01 b, in-force 2021-01-01",
        ),
        (
            facts(expires=date(2020, 12, 31)),
            [event("extends", LATER, ends=date(2021, 12, 31))],
            "not-yet, in-force 2012-12-19, expired 2022-01-01",
        ),
        (
            facts(expires=date(2019, 12, 31)),
            [event("extends", LATER, ends=date(2021, 12, 31))],
            "not-yet, in-force 2012-12-19, expired 2020-01-01, in-force 2020-08-01, expired 2022-01-01",
        ),
        (
            facts(expires=date(2020, 12, 31)),
            [event("extends", LATER, ends=date(2021, 12, 31), parts=("Điều 2",))],
            "not-yet, in-force 2012-12-19, partly-expired 2021-01-01 b, expired 2022-01-01",
        ),
        (
            facts(expires=date(2020, 12, 31)),
            [event("extends", LATER)],
            "not-yet, in-force 2012-12-19, unknown 2021-01-01 b",
        ),
        (
            facts("a", date(2020, 8, 10)),
            [event("amends", LATER), event("repeals", facts("c", date(2020, 8, 5)))],
            "not-yet, expired 2020-08-05 c",
        ),
    ],
)
def test_periods_follow_from_own_words_and_from_others(own: EffectFacts, events: list[Event], periods: str) -> None:
    assert short(periods_of(own, events)) == periods


@pytest.mark.parametrize(
    ("by", "of", "relation", "may"),
    [
        (COMMITTEE, COUNCIL, "repeals", False),
        (COMMITTEE, COUNCIL, "suspends", False),
        ("UBND tỉnh Bình Sơn", COUNCIL, "suspends", True),
        ("UBND tỉnh Bình Sơn", COUNCIL, "amends", False),
        ("Phòng Nội vụ huyện Lam Khê", COUNCIL, "replaces", False),
        (COUNCIL, COMMITTEE, "repeals", True),
        ("HĐND xã Bình Hòa", "HĐND xã Cẩm Sơn", "repeals", True),
        (COUNCIL, "HĐND tỉnh Bình Sơn", "repeals", False),
        ("HĐND tỉnh Bình Sơn", COUNCIL, "repeals", True),
        ("HĐND xã Bình Hòa", COUNCIL, "repeals", True),
        (COUNCIL, "Chính phủ", "repeals", False),
        (COMMITTEE, "Bộ Tài chính", "replaces", False),
        ("Bộ Tài chính", COMMITTEE, "repeals", True),
        ("Quốc hội", COUNCIL, "repeals", True),
        ("Chính phủ", "Bộ Tài chính", "repeals", True),
    ],
)
def test_only_who_may_ends_what_another_body_laid_down(by: str, of: str, relation: str, may: bool) -> None:
    assert may_change(facts(issuer=by), facts(issuer=of), relation) is may


days = st.dates(date(2010, 1, 1), date(2012, 12, 31)) | st.sampled_from([date.min, date.max])
some_day = st.none() | days
changes = st.fixed_dictionaries(
    {"parts": st.sampled_from([(), ("Điều 3",)]), "only_adds": st.booleans(), "begins": some_day, "ends": some_day}
)


@st.composite
def events(draw: st.DrawFn) -> Event:
    source = facts(draw(st.sampled_from("bcd")), draw(some_day), effective=draw(some_day), expires=draw(some_day))
    relation = draw(st.sampled_from(EFFECTIVE_RELATIONS))
    return event(relation, source, is_sure=draw(st.booleans()), **draw(changes))


@settings(max_examples=150)
@given(st.lists(events(), max_size=5), some_day, some_day, st.randoms(use_true_random=False))
def test_periods_cover_all_days_once_in_order(listed, effective, expires, random) -> None:  # type: ignore[no-untyped-def]
    own = facts(effective=effective, expires=expires)
    periods = periods_of(own, listed)
    assert (periods[0].days.start, periods[-1].days.end) == (date.min, AFTER_LAST_DAY)
    assert all(one.days.end == two.days.start and one.status != two.status for one, two in pairwise(periods))
    assert all(each.days.days > 0 for each in periods)
    random.shuffle(listed)
    assert periods_of(own, listed) == periods
    one_day = timedelta(days=1)
    assert not effective or effective == date.min or effect_on(periods, effective - one_day).status != "in-force"  # type: ignore[union-attr]
