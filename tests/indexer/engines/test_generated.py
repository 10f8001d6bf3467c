"""Every engine answers generated questions over generated records as the plain oracle does: sets, scores, order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from uuid import uuid4

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from corpus.vi.dates.span import Span
from indexer.engines import query_tree as q
from indexer.engines.factory import open_engine
from indexer.engines.memory import MemoryEngine
from indexer.engines.port import Engine, Record, SearchRequest
from indexer.engines.whoosh.engine import WhooshEngine
from tests.support.opensearch import Cluster

FIELDS = ("title", "text")
WORDS = ("hội", "đồng", "nhân", "dân", "dẫn", "hoi", "dong")
VALUES = ("a", "b", "c")
START = date(2020, 1, 1)

words = st.lists(st.sampled_from((*WORDS, "")), max_size=8).map(tuple)
spans = st.builds(
    lambda start, days: Span(START + timedelta(start), START + timedelta(start + days)),
    st.integers(0, 60),
    st.sampled_from([1, 31, 366]),
)


def layers(terms: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    pairs = tuple(f"{a}_{b}" for a, b in pairwise(terms) if a and b)
    return {"exact": terms, "pairs": pairs}


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


def answer_alike(engine: Engine, oracle: Engine, asked: list[SearchRequest]) -> None:
    right, tried = oracle.read(), engine.read()
    # One that merges has more generations.
    assert replace(tried.info, stamp="", generation=0) == replace(right.info, stamp="", generation=0)
    assert tried.values("kind") == right.values("kind")
    counted = [q.Term((q.Form("exact", w),), ("title",)) for w in WORDS] + [ask.query for ask in asked]
    assert tried.totals(counted) == right.totals(counted)
    for ask in asked:
        want, got = right.search(ask), tried.search(ask)
        assert (got.total, got.facets) == (want.total, want.facets)
        assert [hit.id for hit in got.hits] == [hit.id for hit in want.hits]
        assert [hit.score for hit in got.hits] == pytest.approx([hit.score for hit in want.hits], abs=2e-6)
    everyone = [f"d{i}" for i in range(12)]
    assert tried.get(everyone) == right.get(everyone)
    assert tried.titles(everyone) == right.titles(everyone)
    tried.close()


@settings(max_examples=60)
@given(steps=steps, asked=st.lists(asks, min_size=1, max_size=6))
def test_whoosh_answers_as_the_oracle_does(
    steps: list[tuple[list[Record], list[str]]], asked: list[SearchRequest], tmp_path_factory: pytest.TempPathFactory
) -> None:
    written_alike(WhooshEngine(tmp_path_factory.mktemp("engine") / "index", "f1"), steps, asked)


# A generation of a cluster takes half a second: fewer of them, and more questions to each.
@settings(max_examples=5, phases=[Phase.generate])
@given(steps=steps, asked=st.lists(asks, min_size=20, max_size=30))
def test_opensearch_answers_as_the_oracle_does(
    steps: list[tuple[list[Record], list[str]]], asked: list[SearchRequest], cluster: Cluster
) -> None:
    written_alike(open_engine(cluster.url(f"t{uuid4().hex}", shards=2), "f1"), steps, asked)


def written_alike(engine: Engine, steps: list[tuple[list[Record], list[str]]], asked: list[SearchRequest]) -> None:
    oracle = MemoryEngine("f1")
    for put, delete in steps:
        for each in (oracle, engine):
            with each.write(fresh=False) as writer:
                writer.put(put)
                writer.delete(delete)
    assert engine.read().info.generation == oracle.read().info.generation
    answer_alike(engine, oracle, asked)
