from __future__ import annotations

import pytest

from bench.typing import KEYS, LOSSLESS
from corpus.vi.syllables import terms
from corpus.vi.telex import decodings

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
