"""The measurement of what relations cost runs on little material."""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path

import pytest

from bench import effect
from corpus.vi.bodies import parse_body


def test_chains_stand_at_ever_new_places() -> None:
    documents = list(islice(effect.chains_at_places(), 200))
    assert len({document.id for document in documents}) == 200
    bodies = [parse_body(document.issuer) for document in documents if document.issuer]
    assert all(body and body.place for body in bodies)
    assert len({(document.number, document.issuer) for document in documents if document.number}) > 180


def test_what_relations_cost_is_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("COST_DOCUMENTS", 12), ("ROUNDS", 1), ("CHANGES", 1)):
        monkeypatch.setattr(effect, name, value)
    articles = tmp_path / "articles.jsonl"
    lines = [json.dumps({"id": f"b{n}", "title": "Tin", "body": "Họp bàn việc làm đường."}) for n in range(12)]
    articles.write_text("\n".join(lines), "utf-8")
    *builds, change = effect.cost_rows(tmp_path, articles, 20)
    assert [row["documents"] for row in builds] == [12, 12]
    assert float(str(change["median_ms"])) > 0
