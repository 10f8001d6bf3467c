"""The measure of formats: what is written of a record is read back, and what is wrong is counted."""

from __future__ import annotations

from bench.formats import measure


def test_goals_are_reached_on_records_of_a_seed_of_their_own() -> None:
    rows = [row for row in measure.rows(seeds=(7,), documents=4) if "goal" in row]
    assert [row["what"] for row in rows if not row["reached"]] == []
    assert len(rows) == len(measure.WRITERS) * (1 + len(measure.FIELDS))


def test_edits_count_letters() -> None:
    assert measure.edits("Hội đồng", "Hộiđồng") == 1
    assert measure.edits("", "abc") == 3
    assert list(measure.differing(["a", "b", "c"], ["a", "x", "c"])) == [(["b"], ["x"])]
