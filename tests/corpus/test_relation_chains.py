"""The golden chains of documents hold together: what measures relations and effect later must itself be right."""

from __future__ import annotations

from tests.support.relation_chains import RELATIONS, STATUSES, read_chains


def test_a_third_of_sixty_chains_is_held_back() -> None:
    chains = read_chains()
    assert [chain.number for chain in chains] == list(range(1, 61))
    assert sum(chain.is_held_back for chain in chains) == 20


def test_edges_and_effects_of_a_chain_name_its_documents() -> None:
    for chain in read_chains():
        keys = {document.key for document in chain.documents}
        assert len(keys) == len(chain.documents)
        assert chain.effects, chain.name
        for edge in chain.edges:
            assert {edge.source, edge.target} <= keys, chain.name
            assert edge.relation in RELATIONS, chain.name
        for effect in chain.effects:
            assert effect.document in keys, chain.name
            assert effect.by is None or effect.by in keys, chain.name
            assert effect.status in STATUSES, chain.name


def test_a_status_begins_on_or_before_its_day() -> None:
    for chain in read_chains():
        for effect in chain.effects:
            assert effect.since is None or effect.since <= effect.on, chain.name


def test_the_place_of_an_edge_stands_in_the_text_that_says_it() -> None:
    for chain in read_chains():
        texts = {document.key: document.text.lower() for document in chain.documents}
        for edge in chain.edges:
            assert edge.where.lower() in texts[edge.source], (chain.name, edge)
