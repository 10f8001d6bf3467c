"""Every engine answers generated questions over generated records as the plain oracle does: sets, scores, order."""

from __future__ import annotations

from uuid import uuid4

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from indexer.engines.factory import open_engine
from indexer.engines.memory import MemoryEngine
from indexer.engines.port import Engine, Record, SearchRequest
from indexer.engines.whoosh.engine import WhooshEngine
from tests.support.generated_queries import answer_alike, asks, steps
from tests.support.opensearch import Cluster


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
