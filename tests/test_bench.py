from __future__ import annotations

import pytest

from bench import officials
from corpus.vi.syllables import terms
from corpus.vi.telex import decodings
from indexer.retype import KEYS, LOSSLESS

TEXTS = ("Hội đồng nhân dân huyện", "thủy lợi nội đồng", "những người được khen thưởng", "quý hòa khỏe giá của")


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("name", LOSSLESS)
def test_a_lossless_way_of_typing_keeps_the_syllables(text: str, name: str) -> None:
    assert terms(LOSSLESS[name](text)) == terms(text)


@pytest.mark.parametrize("text", TEXTS[:3])
@pytest.mark.parametrize("name", ["telex", "vni"])
def test_keys_are_what_an_input_method_reads_back(text: str, name: str) -> None:
    for typed, meant in zip(KEYS[name](text.lower()).split(), text.lower().split(), strict=True):
        assert typed == meant or terms(meant)[0] in decodings(typed)


@pytest.mark.parametrize("held_back", [False, True])
def test_persons_and_roles_of_the_golden_set_are_found_as_well_as_the_goal_asks(held_back: bool) -> None:
    part = [sample for sample in officials.golden() if sample.held_back is held_back]
    figures, _ = officials.measure(part, officials.find_people, officials.body_label)
    assert float(str(figures["precision"])) >= 0.95
    assert float(str(figures["f1"])) >= 0.92
    assert float(str(figures["roles_and_bodies"])) >= 0.90


@pytest.mark.parametrize(("held_back", "recall"), [(False, 1.0), (True, 0.93)])
def test_short_mentions_of_the_golden_set_are_joined_to_who_is_meant(held_back: bool, recall: float) -> None:
    figures = officials.measure_shorts(one for one in officials.golden() if one.held_back is held_back)
    assert float(str(figures["recall"])) >= recall
    assert float(str(figures["precision"])) >= 0.95


def test_a_short_mention_of_nobody_named_before_is_a_mistake_in_the_golden_set() -> None:
    with pytest.raises(ValueError, match="not named before"):
        officials.parse("{{Ông Khoa|Dương Văn Khoa}} phát biểu.")
