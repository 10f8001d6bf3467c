"""The measure of reading judges every record and counts what is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench import reading


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder with the first records of each file."""
    for path in reading.RECORDS.glob("*.jsonl"):
        (tmp_path / path.name).write_text("\n".join(path.read_text("utf-8").splitlines()[:12]), encoding="utf-8")
    return tmp_path


def test_every_figure_with_a_goal_is_measured_on_both_parts(folder: Path) -> None:
    rows = list(reading.rows(folder))
    for part in ("tuned", "held-out"):
        assert {str(row["what"]).split(": ")[1] for row in rows if row.get("part") == part} == set(reading.GOALS)


def test_a_wrong_citation_is_a_miss(tmp_path: Path) -> None:
    record = {"id": "a", "text": "Căn cứ Nghị quyết số 05/2020/NQ-HĐND;", "kind": "resolution"}
    right, wrong = ({"number": f"{n}/2020/NQ-HĐND", "relation": "based-on"} for n in ("05", "06"))
    for citation, misses in ((right, 0), (wrong, 2)):
        content = json.dumps(record | {"citations": [citation]})
        (tmp_path / "citations.jsonl").write_text(content, encoding="utf-8")
        missed = [*reading.misses(held_out=True, folder=tmp_path), *reading.misses(held_out=False, folder=tmp_path)]
        assert len(missed) == misses
