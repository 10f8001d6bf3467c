"""The measurements of quality run on small material, and the golden set of officials reaches its goals."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from bench import officials, segment, weights
from bench.world import BenchError
from corpus.vi.syllables import terms
from corpus.vi.telex import decodings
from indexer.engines import proximity
from indexer.engines import ranking as constants
from indexer.evaluation.typing_noise import KEYS, LOSSLESS
from tests.support.files import ROOT

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
def test_person_and_role_recognition_reaches_its_goals(held_back: bool) -> None:
    """Precision, F1 and roles with bodies on the golden set, in the open and in the held-back part."""
    part = [sample for sample in officials.golden() if sample.held_back is held_back]
    figures, _ = officials.measure(part, officials.find_people, officials.body_label)
    assert float(str(figures["precision"])) >= 0.95
    assert float(str(figures["f1"])) >= 0.92
    assert float(str(figures["roles_and_bodies"])) >= 0.90


@pytest.mark.parametrize(("held_back", "recall"), [(False, 1.0), (True, 0.93)])
def test_short_mentions_are_resolved_to_the_person_they_refer_to(held_back: bool, recall: float) -> None:
    """Recall and precision on the golden set, in the open and in the held-back part."""
    figures = officials.measure_shorts(sample for sample in officials.golden() if sample.held_back is held_back)
    assert float(str(figures["recall"])) >= recall
    assert float(str(figures["precision"])) >= 0.95


def test_a_gold_short_mention_needs_a_person_named_before() -> None:
    with pytest.raises(ValueError, match="not named before"):
        officials.parse("{{Ông Khoa|Dương Văn Khoa}} phát biểu.")


def test_bench_segment_compares_every_label_with_pyvis(tmp_path: Path) -> None:
    articles = tmp_path / "articles.jsonl"
    bodies = (
        f"Kỳ họp thứ {number}\nHội đồng nhân dân huyện thông qua nghị quyết."
        for number in range(segment.WARM_UP_ARTICLES + 20)
    )
    articles.write_text("\n".join(json.dumps({"body": body}) for body in bodies), "utf-8")
    rows = list(segment.rows(articles, 20))
    labels = 20 * (4 + 10)  # the full stop has a label too
    compared = [(row["engine"], row["labels_equal"], row["labels"]) for row in rows]
    assert compared == [("ours", labels, labels), ("pyvi", labels, labels)]
    assert all(float(str(row["tokens_per_s"])) > 0 for row in rows)
    with pytest.raises(BenchError, match="--limit"):
        next(segment.rows(articles, 19))


def test_a_weight_is_set_wherever_it_is_used_and_restored() -> None:
    all_weights = {name: (value, set_to) for name, value, set_to in weights._weights()}
    assert {"K1", "PAIRS", "FIELDS.title", "DATE.day", "HALF_LIFE"} <= set(all_weights)
    value, set_to = all_weights["PAIRS"]
    set_to(9.5)
    try:
        assert (proximity.PAIRS, constants.PAIRS) == (9.5, 9.5)
    finally:
        set_to(value)
    assert proximity.PAIRS == constants.PAIRS == value


def test_the_table_in_ranking_md_lists_every_weight_and_its_value() -> None:
    table = (ROOT / "docs" / "ranking.md").read_text("utf-8")
    listed = dict(re.findall(r"^\| `([\w.]+)` \| ([\d.]+) \|", table, re.MULTILINE))
    assert listed == {name: f"{value:g}" for name, value, _ in weights._weights()}
