"""Build records, queries and requests for tests of engines, by hand and generated, and compare two engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import strategies as st

from corpus.vi.dates.span import Span
from indexer.engines import query_tree as q
from indexer.engines.port import COUNTED, POOR_READING, Engine, Record, SearchRequest

FIELDS = ("title", "text", "attachments")
WORDS = ("hội", "đồng", "nhân", "dân", "dẫn", "hoi", "dong")
VALUES = ("a", "b", "c")
IDS = tuple(f"d{i}" for i in range(12))
START = date(2020, 1, 1)

words = st.lists(st.sampled_from((*WORDS, "")), max_size=8).map(tuple)
spans = st.builds(
    lambda start, days: Span(START + timedelta(start), START + timedelta(start + days)),
    st.integers(0, 60),
    st.sampled_from([1, 31, 366]),
)


def layers(terms: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Return the layers of a field that the indexer would give it."""
    pairs = tuple(f"{a}_{b}" for a, b in pairwise(terms) if a and b)
    return {"exact": terms, "pairs": pairs}


def record(id: str, title: str = "", *, day: date | None = None, **values: str) -> Record:
    """Return a record with a title, with one value in each of some columns."""
    days = {"day": (Span.day(day),)} if day else {}
    terms = {"title": layers(tuple(title.split()))}
    return Record(id, terms, {k: (v,) for k, v in values.items()}, days, id.encode())


def word(text: str) -> q.Term:
    """Return the query for a word in either field."""
    return q.Term((q.Form("exact", text),), FIELDS)


def ids(engine: Engine, query: q.Query, **options: object) -> list[str]:
    """Return the ids of the hits of a query in the generation that answers now."""
    reader = engine.read()
    try:
        return [hit.id for hit in reader.search(SearchRequest(query, **options)).hits]  # type: ignore[arg-type]
    finally:
        reader.close()


records = st.builds(
    lambda id, title, text, attached, values, days: Record(
        id,
        {"title": layers(title), "text": layers(text), "attachments": layers(attached)},
        {"kind": values, POOR_READING[0]: POOR_READING[1:] if "c" in values else ()},
        {"day": days[:1], "mentioned": days},
        id.encode(),
        f"Tiêu đề {id}",
        bare=all(map(str.isascii, (*title, *text))),
    ),
    st.sampled_from(IDS),
    words,
    words,
    st.one_of(st.just(()), words),
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
requests = st.builds(
    SearchRequest,
    queries,
    st.sampled_from(["relevance", "newest", "oldest"]),
    st.integers(0, 5),
    st.integers(1, 8),
    st.just(("kind",)),
    st.sampled_from([1, 100]),
    st.sampled_from([None, START + timedelta(30)]),
    st.one_of(
        st.none(),
        st.just(q.Where("kind", ("a",))),
        st.builds(q.During, st.sampled_from([("mentioned",), ("none",)]), spans, st.just(True)),
    ),
    st.lists(leaves, max_size=2).map(tuple),
    st.dictionaries(st.sampled_from(["kind", COUNTED]), queries).map(lambda apart: tuple(apart.items())),
    st.lists(leaves, max_size=2).map(tuple),
)


def assert_answers_as(oracle: Engine, engine: Engine, requests: list[SearchRequest]) -> None:
    """Assert that an engine has the description, values, counts, hits and stored bytes of another one."""
    expected, actual = oracle.read(), engine.read()
    # An engine that merges has more generations.
    assert replace(actual.info, stamp="", generation=0) == replace(expected.info, stamp="", generation=0)
    assert actual.values("kind") == expected.values("kind")
    queries = [q.Term((q.Form("exact", w),), ("title",)) for w in WORDS] + [request.query for request in requests]
    assert actual.totals(queries) == expected.totals(queries)
    for request in requests:
        want, got = expected.search(request), actual.search(request)
        assert (got.total, got.facets, got.counts, got.first) == (want.total, want.facets, want.counts, want.first)
        assert [hit.id for hit in got.hits] == [hit.id for hit in want.hits]
        assert [hit.score for hit in got.hits] == pytest.approx([hit.score for hit in want.hits], abs=2e-6)
    assert actual.get(IDS) == expected.get(IDS)
    assert actual.titles(IDS) == expected.titles(IDS)
    actual.close()
