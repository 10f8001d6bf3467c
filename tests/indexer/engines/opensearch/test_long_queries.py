"""A cluster takes a thousand clauses in one query: longer queries match there what they match everywhere else."""

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
from tests.support.search import ask, search_over

WORDS = ["".join(parts) for parts in product("bchklmnrstvx", "áàảạấầẩậắ", ("n", "m", "nh", "ng", "p"))][:500]
PLAIN = [fold(word) for word in WORDS]
QUERIES = {
    "every word": " ".join(WORDS),
    "one word missing": " ".join(WORDS[:1] + WORDS[2:]),
    "one word unknown": " ".join([*WORDS[1:], "xoắn"]),
    "a question": f"{' '.join(WORDS[:300])} ?",
    "without accents": " ".join(PLAIN),
    "either": " OR ".join(WORDS[:200]),
    "a phrase": f'"{" ".join(WORDS[1:])}"',
    "a phrase without accents": f'"{" ".join(PLAIN[1:])}"',
    "a phrase without accents that breaks off": f'"{" ".join([*PLAIN[1:400], *PLAIN[401:]])}"',
    "a phrase with i and y": f'"kỳ lý quý mỹ tỷ sỹ {" ".join(WORDS[:40])}"',
}


@pytest.fixture(scope="module")
def searches(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> tuple[Search, Search]:
    text = " ".join(WORDS)
    documents = (
        Document("all", text=text),
        Document("fewer", text=" ".join(WORDS[1:])),
        Document("backwards", text=" ".join(reversed(WORDS))),
        Document("parted", text=f"{' '.join(WORDS[:250])} và {' '.join(WORDS[250:])}"),
        Document("plain", text=" ".join(PLAIN)),
        Document("spelled", title="Kì lí quí mĩ tỉ sĩ", text=f"kì lý quí mỹ tỉ sỹ {text}"),
    )
    url = cluster.url(f"t{uuid4().hex[:12]}", shards=2)
    return (
        search_over(open_engine(url, fingerprint()), tmp_path_factory.mktemp("store"), *documents),
        search_over(open_engine("memory:", fingerprint()), tmp_path_factory.mktemp("store"), *documents),
    )


@pytest.mark.parametrize("name", QUERIES)
def test_a_pasted_text_finds_the_same_as_on_the_oracle(searches: tuple[Search, Search], name: str) -> None:
    got, want = (ask(search, QUERIES[name]) for search in searches)
    assert [(hit.id, round(hit.score, 4)) for hit in got.results] == [
        (hit.id, round(hit.score, 4)) for hit in want.results
    ]
    assert (got.total, got.total > 0) == (want.total, "breaks off" not in name)
    assert got.notes == want.notes
