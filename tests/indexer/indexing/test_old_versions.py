"""An index made by an earlier version is refused in one sentence, and the next build replaces it.

`tests/golden/version-0.1.0.tar.xz` is a data folder as version 0.1.0 left it, with two sample documents.
"""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest

from tests.support.cli import run_indexer
from tests.support.files import GOLDEN


@pytest.fixture
def home(tmp_path: Path) -> Path:
    with tarfile.open(GOLDEN / "version-0.1.0.tar.xz") as archive:
        archive.extractall(tmp_path, filter="data")
    return tmp_path


@pytest.mark.parametrize("words", [("search", "ngân sách"), ("check",)])
def test_an_index_of_version_0_1_0_is_refused_with_advice(home: Path, words: tuple[str, ...]) -> None:
    outcome = run_indexer(*words, HDND_HOME=str(home))
    assert outcome.returncode == 1
    assert "do một phiên bản khác của phần mềm tạo ra" in outcome.stderr
    assert "python -m indexer build" in outcome.stderr
    assert len(outcome.stderr.splitlines()) == 1


def test_a_build_replaces_an_index_of_version_0_1_0(home: Path) -> None:
    assert run_indexer("build", HDND_HOME=str(home)).returncode == 0
    assert "2 kết quả" in run_indexer("search", "ngân sách", HDND_HOME=str(home)).stdout
    assert run_indexer("check", HDND_HOME=str(home)).returncode == 0
