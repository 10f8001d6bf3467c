"""What a document does to others, by the golden chains and by a table of sentences."""

from __future__ import annotations

import pytest

from bench.relations import chain_edges
from tests.support.relation_chains import Chain, read_chains

CHAINS = [chain for chain in read_chains() if not chain.is_held_back]


@pytest.mark.parametrize("chain", CHAINS, ids=[f"{chain.number:02d}" for chain in CHAINS])
def test_a_golden_chain_has_exactly_its_relations(chain: Chain) -> None:
    expected = {(e.source, e.relation, e.target, frozenset(e.parts), e.where) for e in chain.edges}
    edges = chain_edges(chain)
    assert {(e.source, e.relation, e.target, frozenset(e.parts), e.where.split(",")[0]) for e in edges} == expected
