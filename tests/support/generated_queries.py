"""Strategies of Hypothesis for records, queries and histories of an index, and the comparison with the oracle."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import strategies as st

from corpus.vi.dates.span import Span
from indexer.engines import query_tree as q
from indexer.engines.port import Engine, Record, SearchRequest
from tests.support.engine_records import FIELDS, VALUES, layers

WORDS = ("hội", "đồng", "nhân", "dân", "dẫn", "hoi", "dong")
START = date(2020, 1, 1)

words = st.lists(st.sampled_from((*WORDS, "")), max_size=8).map(tuple)
spans = st.builds(
    lambda start, days: Span(START + timedelta(start), START + timedelta(start + days)),
    st.integers(0, 60),
    st.sampled_from([1, 31, 366]),
)


records = st.builds(
    lambda id, title, text, values, days: Record(
        id,
        {"title": layers(title), "text": layers(text)},
        {"kind": values},
        {"day": days[:1], "mentioned": days},
        id.encode(),
        f"Tiêu đề {id}",
        bare=all(map(str.isascii, (*title, *text))),
    ),
    st.sampled_from([f"d{i}" for i in range(12)]),
    words,
    words,
    st.lists(st.sampled_from(VALUES), max_size=3).map(tuple),
    st.lists(spans, max_size=2).map(tuple),
)

PLAIN = ("hoi", "dong", "nhan", "dan")
forms = st.one_of(
    st.builds(q.Form, st.just("exact"), st.sampled_from(WORDS), st.sampled_from([1.0, 0.5])),
    st.builds(q.Form, st.sampled_from(["folded", "bare"]), st.sampled_from(PLAIN), st.just(0.8)),
    st.builds(q.Form, st.just("pairs"), st.sampled_from(["hội_đồng", "nhân_dân", "hoi_dong"])),
)
placed_forms = st.one_of(
    st.builds(q.Form, st.just("exact"), st.sampled_from(WORDS)),
    st.builds(q.Form, st.sampled_from(["folded", "bare"]), st.sampled_from(PLAIN)),
)
placed_terms = st.builds(
    q.Term, st.lists(placed_forms, min_size=1, max_size=2).map(tuple), st.sampled_from([FIELDS, ("text",)])
)
runs = st.lists(
    st.builds(q.Term, st.lists(placed_forms, min_size=1, max_size=2).map(tuple), st.just(FIELDS)), max_size=4
).map(tuple)
leaves = st.one_of(
    st.builds(
        q.Term,
        st.lists(forms, min_size=1, max_size=3).map(tuple),
        st.sampled_from([FIELDS, ("title",), ("text",)]),
    ),
    st.builds(q.Phrase, st.lists(placed_terms, max_size=3).map(tuple)),
    st.builds(q.Prefix, st.just("folded"), st.sampled_from(["h", "nh", "d"]), st.just(FIELDS)),
    st.builds(q.Prefix, st.just("exact"), st.sampled_from(["h", "nh", "đ", "x"]), st.just(FIELDS)),
    st.builds(q.Where, st.just("kind"), st.lists(st.sampled_from((*VALUES, "x")), max_size=2).map(tuple)),
    st.builds(q.During, st.sampled_from([("day",), ("day", "mentioned"), ("none",)]), spans, st.booleans()),
    st.just(q.Everything()),
)
queries = st.recursive(
    leaves,
    lambda part: st.one_of(
        st.builds(q.All, st.lists(part, max_size=3).map(tuple)),
        st.builds(q.Any, st.lists(part, max_size=3).map(tuple)),
        st.builds(q.Enough, st.lists(part, max_size=4).map(tuple), st.sampled_from([0.3, 0.7, 1.0])),
        st.builds(q.Close, part, st.lists(runs, max_size=2).map(tuple)),
        st.builds(q.Without, part, part),
        st.builds(q.Hint, part, st.lists(st.tuples(part, st.sampled_from([0.0, 2.0])), max_size=2).map(tuple)),
    ),
    max_leaves=6,
)
asks = st.builds(
    SearchRequest,
    queries,
    st.sampled_from(["relevance", "newest", "oldest"]),
    st.integers(0, 5),
    st.integers(1, 8),
    st.just(("kind",)),
    st.sampled_from([1, 100]),
    st.sampled_from([None, START + timedelta(30)]),
)
steps = st.lists(
    st.tuples(st.lists(records, max_size=5), st.lists(st.sampled_from([f"d{i}" for i in range(12)]), max_size=2)),
    min_size=1,
    max_size=3,
)


def answer_alike(engine: Engine, oracle: Engine, requests: list[SearchRequest]) -> None:
    """Assert that an engine answers the requests as the oracle does: ids, scores to 2e-6, totals and facets."""
    right, tried = oracle.read(), engine.read()
    # An engine that merges has more generations.
    assert replace(tried.info, stamp="", generation=0) == replace(right.info, stamp="", generation=0)
    assert tried.values("kind") == right.values("kind")
    counted = [q.Term((q.Form("exact", w),), ("title",)) for w in WORDS] + [request.query for request in requests]
    assert tried.totals(counted) == right.totals(counted)
    for request in requests:
        want, got = right.search(request), tried.search(request)
        assert (got.total, got.facets) == (want.total, want.facets)
        assert [hit.id for hit in got.hits] == [hit.id for hit in want.hits]
        assert [hit.score for hit in got.hits] == pytest.approx([hit.score for hit in want.hits], abs=2e-6)
    everyone = [f"d{i}" for i in range(12)]
    assert tried.get(everyone) == right.get(everyone)
    assert tried.titles(everyone) == right.titles(everyone)
    tried.close()
