"""What records keep of relations and of effect comes back as it was, and a reference means one document or none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.document import RELATION_LABELS, Document
from corpus.extraction.relations import OutgoingRelation
from corpus.vi.dates.span import AFTER_LAST_DAY, Span
from indexer.schema.effect import (
    STATUS_LABELS,
    EffectPeriod,
    decode_effect,
    effect_columns,
    effect_on,
    encode_effect,
    status_code,
)
from indexer.schema.relations import (
    bearer_of,
    citing_values,
    decode_relations,
    encode_relations,
    reference_values,
    resolve,
    target_values,
)

RESOLUTION = Document(
    "a", kind="resolution", number="12/2012/NQ-HĐND", issuer="HĐND huyện Lam Khê", issued=date(2012, 12, 19)
)
OF_PROVINCE = replace(RESOLUTION, place="huyện Lam Khê, tỉnh Bình Sơn")
PLAIN = replace(RESOLUTION, number="87/NQ-HĐND")
CITING = Document(
    "z",
    kind="resolution",
    number="05/2020/NQ-HĐND",
    issuer=RESOLUTION.issuer,
    issued=date(2020, 7, 15),
    place="huyện Lam Khê, tỉnh Bình Sơn",
)
REFERENCE = OutgoingRelation("repeals", "12/2012/nq-hdnd", "12/2012/NQ-HĐND", 2012, RESOLUTION.issuer)
PLAIN_REFERENCE = replace(REFERENCE, key="87/nq-hdnd", number="87/NQ-HĐND")


@pytest.mark.parametrize(
    ("reference", "candidates", "target"),
    [
        (REFERENCE, [RESOLUTION], "a"),
        (replace(REFERENCE, issuer="Hội đồng nhân dân huyện Lam Khê"), [RESOLUTION], ""),  # no label of a body
        (replace(REFERENCE, year=None), [RESOLUTION], "a"),
        (replace(REFERENCE, year=2013), [RESOLUTION], "a"),  # the number says the year itself
        (replace(REFERENCE, issuer=None), [RESOLUTION], ""),
        (replace(REFERENCE, issuer="HĐND tỉnh Bình Sơn"), [RESOLUTION], ""),
        (REFERENCE, [replace(RESOLUTION, issuer=None)], ""),
        (REFERENCE, [replace(RESOLUTION, kind="news")], ""),
        (REFERENCE, [replace(RESOLUTION, issued=date(2020, 7, 16))], ""),  # younger than what names it
        (REFERENCE, [replace(RESOLUTION, issued=None)], "a"),
        (REFERENCE, [replace(RESOLUTION, id="z")], ""),
        (REFERENCE, [RESOLUTION, replace(RESOLUTION, id="b", issued=date(2012, 12, 20))], ""),
        (REFERENCE, [RESOLUTION, replace(RESOLUTION, id="b")], ""),  # a district's: there may be two of one name
        (REFERENCE, [OF_PROVINCE, replace(OF_PROVINCE, id="b")], "ab"),  # one act, as in a gazette and in whole
        (REFERENCE, [OF_PROVINCE, replace(OF_PROVINCE, id="b", place="huyện Lam Khê, tỉnh Hà Dương")], "a"),
        (PLAIN_REFERENCE, [PLAIN, replace(PLAIN, id="b", issued=date(2014, 1, 9))], "a"),
        (replace(PLAIN_REFERENCE, year=None), [PLAIN, replace(PLAIN, id="b", issued=date(2014, 1, 9))], ""),
        (replace(PLAIN_REFERENCE, year=None), [PLAIN, replace(PLAIN, id="b", issued=date(2021, 1, 9))], "a"),
        (REFERENCE, [replace(RESOLUTION, place="huyện Lam Khê, tỉnh Bình Sơn")], "a"),
    ],
)
def test_a_reference_means_the_one_document_that_fits(
    reference: OutgoingRelation, candidates: list[Document], target: str
) -> None:
    assert resolve(reference, bearer_of(CITING), map(bearer_of, candidates)) == list(target)


def test_communes_of_one_name_in_two_provinces_are_two() -> None:
    issuer = "HĐND xã Tân Lập"
    here, there = (
        replace(RESOLUTION, id=id, issuer=issuer, place=f"xã Tân Lập, tỉnh {province}")
        for id, province in (("a", "Bình Sơn"), ("b", "Hà Dương"))
    )
    citing = bearer_of(replace(CITING, issuer=issuer, place="xã Tân Lập, tỉnh Bình Sơn"))
    assert resolve(replace(REFERENCE, issuer=issuer), citing, map(bearer_of, (here, there))) == ["a"]


def test_a_province_that_went_into_another_is_that_one() -> None:
    issuer = "HĐND xã Tân Lập"
    old = bearer_of(replace(RESOLUTION, issuer=issuer, place="xã Tân Lập, huyện Bắc Quang, tỉnh Hà Giang"))
    citing = replace(CITING, issuer=issuer, issued=date(2025, 12, 1))
    for province, target in (("tỉnh Tuyên Quang", "a"), ("tỉnh Phú Thọ", "")):
        bearer = bearer_of(replace(citing, place=f"xã Tân Lập, {province}"))
        assert resolve(replace(REFERENCE, issuer=issuer), bearer, [old]) == list(target)


def test_the_columns_of_both_ends_have_the_same_value() -> None:
    (written,) = reference_values([REFERENCE, REFERENCE, replace(REFERENCE, issuer=None)])
    assert written in citing_values(target_values(RESOLUTION))
    assert written in citing_values(target_values(RESOLUTION), ["repeals"])
    assert written not in citing_values(target_values(RESOLUTION), ["cites"])
    assert len(target_values(PLAIN)) == 2  # with its year and without


days = st.dates(date(1900, 1, 1), date(2100, 1, 1))
references = st.builds(
    OutgoingRelation,
    st.sampled_from(sorted(RELATION_LABELS)),
    st.just("12/nq-hdnd"),
    st.just("12/NQ-HĐND"),
    st.none() | st.integers(1945, 2100),
    st.none() | st.text(min_size=1),
    st.lists(st.text()).map(tuple),
    st.booleans(),
    st.booleans(),
    st.none() | st.text(min_size=1),
    st.integers(0, 9),
    st.integers(9, 99),
    st.none() | days,
    st.none() | days,
)


@given(st.lists(references).map(tuple))
def test_references_come_back_as_they_were_kept(kept: tuple[OutgoingRelation, ...]) -> None:
    line = encode_relations(kept)
    assert "\n" not in line
    assert decode_relations(line) == kept


PERIODS = (
    EffectPeriod("not-yet", Span(date.min, date(2013, 1, 1))),
    EffectPeriod("in-force", Span(date(2013, 1, 1), date(2020, 8, 1))),
    EffectPeriod("expired", Span(date(2020, 8, 1), AFTER_LAST_DAY), "z"),
)


def test_periods_come_back_as_they_were_kept() -> None:
    assert decode_effect(encode_effect(PERIODS)) == PERIODS
    assert decode_effect(encode_effect(())) == ()


def test_each_day_has_the_status_of_its_period() -> None:
    at = {day: effect_on(PERIODS, day) for day in (date.min, date(2012, 12, 31), date(2013, 1, 1), date.max)}
    assert [period.status for period in at.values() if period] == ["not-yet", "not-yet", "in-force", "expired"]
    assert effect_on((), date(2020, 1, 1)) is None
    assert effect_columns(PERIODS)["effect_expired"] == (Span(date(2020, 8, 1), AFTER_LAST_DAY),)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Còn hiệu lực", "in-force"),
        ("con hieu luc", "in-force"),
        ("HẾT HIỆU LỰC TOÀN BỘ", "expired"),
        ("Hết hiệu lực một phần", "partly-expired"),
        ("Chưa có hiệu lực", "not-yet"),
        ("Ngưng hiệu lực", "suspended"),
        ("Chưa xác định", "unknown"),
        ("expired", "expired"),
        ("Đang rà soát", None),
        ("", None),
    ],
)
def test_a_sources_words_for_a_status_have_its_code(words: str, code: str | None) -> None:
    assert status_code(words) == code
    assert code is None or code in STATUS_LABELS
