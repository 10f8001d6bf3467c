"""The measure of formats: what is written of a record is read back, and what is wrong is counted."""

from __future__ import annotations

import pytest

from bench.formats import encodings, measure
from corpus.formats.legacy_encodings import ENCODINGS, decode


def test_goals_are_reached_on_records_of_a_seed_of_their_own() -> None:
    all_rows = list(measure.rows(seeds=(7,), documents=4))
    rows = [row for row in all_rows if "goal" in row]
    skipped = [row["what"] for row in all_rows if "skipped" in row]
    assert {*measure.measured(), *skipped} == {*measure.WRITERS}
    assert [row["what"] for row in rows if not row["reached"]] == []
    assert len(rows) == len(measure.measured()) * (1 + len(measure.FIELDS)) + len(ENCODINGS) + 2


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_text_in_an_old_encoding_is_what_its_table_reads(encoding: str) -> None:
    text = "Hội đồng nhân dân tỉnh họp phiên bất thường"
    assert decode(encodings.encoded(text, encoding), encoding) == text
    assert encodings.encoded(text, "vni") == "Hoäi ñoàng nhaân daân tænh hoïp phieân baát thöôøng"


def test_edits_count_letters() -> None:
    assert measure.edits("Hội đồng", "Hộiđồng") == 1
    assert measure.edits("", "abc") == 3
    assert list(measure.differing(["a", "b", "c"], ["a", "x", "c"])) == [(["b"], ["x"])]
