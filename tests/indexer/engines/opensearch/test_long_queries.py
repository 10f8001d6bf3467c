"""A cluster takes a thousand clauses in one question: what is longer is found there as everywhere else."""

from __future__ import annotations

from itertools import product
from uuid import uuid4

import pytest

from corpus.document import Document
from corpus.vi.text import fold
from indexer.engines.factory import open_engine
from indexer.indexing.fingerprint import fingerprint
from indexer.search import Search
from tests.support.opensearch import Cluster
from tests.support.search import ask, searching

SAID = ["".join(parts) for parts in product("bchklmnrstvx", "áàảạấầẩậắ", ("n", "m", "nh", "ng", "p"))][:500]
PLAIN = [fold(word) for word in SAID]
QUERIES = {
    "every word": " ".join(SAID),
    "one word missing": " ".join(SAID[:1] + SAID[2:]),
    "one word unknown": " ".join([*SAID[1:], "xoắn"]),
    "a question": f"{' '.join(SAID[:300])} ?",
    "without accents": " ".join(PLAIN),
    "either": " OR ".join(SAID[:200]),
    "a phrase": f'"{" ".join(SAID[1:])}"',
    "a phrase without accents": f'"{" ".join(PLAIN[1:])}"',
    "a phrase without accents that breaks off": f'"{" ".join([*PLAIN[1:400], *PLAIN[401:]])}"',
    "a phrase with i and y": f'"kỳ lý quý mỹ tỷ sỹ {" ".join(SAID[:40])}"',
}


@pytest.fixture(scope="module")
def searches(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> tuple[Search, Search]:
    said = " ".join(SAID)
    documents = (
        Document("all", text=said),
        Document("fewer", text=" ".join(SAID[1:])),
        Document("backwards", text=" ".join(reversed(SAID))),
        Document("parted", text=f"{' '.join(SAID[:250])} và {' '.join(SAID[250:])}"),
        Document("plain", text=" ".join(PLAIN)),
        Document("spelled", title="Kì lí quí mĩ tỉ sĩ", text=f"kì lý quí mỹ tỉ sỹ {said}"),
    )
    url = cluster.url(f"t{uuid4().hex[:12]}", shards=2)
    return (
        searching(open_engine(url, fingerprint()), tmp_path_factory.mktemp("store"), *documents),
        searching(open_engine("memory:", fingerprint()), tmp_path_factory.mktemp("store"), *documents),
    )


@pytest.mark.parametrize("name", QUERIES)
def test_a_pasted_text_is_found_on_a_cluster_as_the_oracle_finds_it(searches: tuple[Search, Search], name: str) -> None:
    got, want = (ask(search, QUERIES[name]) for search in searches)
    assert [(one.id, round(one.score, 4)) for one in got.results] == [
        (one.id, round(one.score, 4)) for one in want.results
    ]
    assert (got.total, got.total > 0) == (want.total, "breaks off" not in name)
    assert got.notes == want.notes
