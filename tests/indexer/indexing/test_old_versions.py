"""An index made by an earlier version is refused in one sentence, and the next build replaces it.

`tests/golden/version-0.1.0.tar.xz` is a data folder as version 0.1.0 left it, with two sample documents.
"""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest

from indexer.commands import indexer
from tests.support.cli import Commands
from tests.support.files import GOLDEN


@pytest.fixture
def home(tmp_path: Path) -> Path:
    with tarfile.open(GOLDEN / "version-0.1.0.tar.xz") as archive:
        archive.extractall(tmp_path, filter="data")
    return tmp_path


@pytest.mark.parametrize("words", [("search", "ngân sách"), ("check",)])
def test_an_index_of_version_0_1_0_is_refused_with_advice(
    home: Path, command: Commands, words: tuple[str, ...]
) -> None:
    outcome = command(indexer, *words, HDND_HOME=str(home))
    assert outcome.code == 1
    assert "do một phiên bản khác của phần mềm tạo ra" in outcome.errors
    assert "python -m indexer build" in outcome.errors
    assert len(outcome.errors.splitlines()) == 1


def test_a_build_replaces_an_index_of_version_0_1_0(home: Path, command: Commands) -> None:
    assert command(indexer, "build", HDND_HOME=str(home)).code == 0
    assert "2 kết quả" in command(indexer, "search", "ngân sách", HDND_HOME=str(home)).output
    assert command(indexer, "check", HDND_HOME=str(home)).code == 0
