"""Every engine answers generated requests over generated records as the plain oracle does: sets, scores, order."""

from __future__ import annotations

from uuid import uuid4

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from indexer.engines.factory import open_engine
from indexer.engines.memory import MemoryEngine
from indexer.engines.port import Engine, Record, SearchRequest
from indexer.engines.whoosh.engine import WhooshEngine
from tests.support.engine_cases import IDS, assert_answers_as, records, requests
from tests.support.opensearch import Cluster

Step = tuple[list[Record], list[str]]  # records to put, ids to delete

steps = st.lists(
    st.tuples(st.lists(records, max_size=5), st.lists(st.sampled_from(IDS), max_size=2)), min_size=1, max_size=3
)


@settings(max_examples=60)
@given(steps=steps, queried=st.lists(requests, min_size=1, max_size=6))
def test_whoosh_answers_as_the_oracle_does(
    steps: list[Step], queried: list[SearchRequest], tmp_path_factory: pytest.TempPathFactory
) -> None:
    write_and_compare(WhooshEngine(tmp_path_factory.mktemp("engine") / "index", "f1"), steps, queried)


# A generation of a cluster takes half a second: fewer of them, and more requests to each.
@settings(max_examples=5, phases=[Phase.generate])
@given(steps=steps, queried=st.lists(requests, min_size=20, max_size=30))
def test_opensearch_answers_as_the_oracle_does(
    steps: list[Step], queried: list[SearchRequest], cluster: Cluster
) -> None:
    write_and_compare(open_engine(cluster.url(f"t{uuid4().hex}", shards=2), "f1"), steps, queried)


def write_and_compare(engine: Engine, steps: list[Step], queried: list[SearchRequest]) -> None:
    oracle = MemoryEngine("f1")
    for put, delete in steps:
        for each in (oracle, engine):
            with each.write(fresh=False) as writer:
                writer.put(put)
                writer.delete(delete)
    assert engine.read().info.generation == oracle.read().info.generation
    assert_answers_as(oracle, engine, queried)
