"""`make quick` runs the tests that belong to what was changed."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.support.changed_tests import ALWAYS, changed_paths, files_to_run


@pytest.mark.parametrize(
    ("changed", "among"),
    [
        ("corpus/vi/abbreviations.py", "tests/corpus/vi/test_abbreviations.py"),
        ("corpus/vi/data/abbreviations.txt", "tests/corpus/vi/test_abbreviations.py"),
        ("corpus/vi/dates/find.py", "tests/corpus/vi/dates/test_find.py"),
        ("search_api/pages/templates/home.html", "tests/search_api/pages/test_pages.py"),
        ("tests/golden/abbreviations.tsv", "tests/corpus/vi/test_abbreviations.py"),
        ("tests/golden/people.tsv", "tests/corpus/vi/people/test_find.py"),
        ("tests/corpus/vi/test_telex.py", "tests/corpus/vi/test_telex.py"),
    ],
)
def test_a_change_runs_the_tests_of_its_folder(changed: str, among: str) -> None:
    files = list(files_to_run([changed]))
    assert files[0] == ALWAYS
    assert among in files[1:]


def test_a_change_runs_no_tests_of_other_folders() -> None:
    files = list(files_to_run(["corpus/vi/dates/find.py"]))
    assert all(file.startswith("tests/corpus/vi/dates/") for file in files[1:])


@pytest.mark.parametrize("changed", [[], ["README.md"], ["tests/support/files.py"], ["docs/api.md"]])
def test_what_belongs_to_no_folder_runs_the_tests_of_the_project(changed: list[str]) -> None:
    assert list(files_to_run(changed)) == [ALWAYS]


def test_what_git_does_not_know_yet_is_changed_too(tmp_path: Path) -> None:
    def git(*words: str) -> None:
        subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a", *words], cwd=tmp_path, check=True)

    git("init", "-q")
    for name in ("kept", "changed", "deleted"):
        (tmp_path / name).touch()
    git("add", ".")
    git("commit", "-qm", "first")
    assert changed_paths(tmp_path) == []
    (tmp_path / "changed").write_text("x")
    (tmp_path / "deleted").unlink()
    (tmp_path / "tệp mới").touch()
    assert changed_paths(tmp_path) == ["changed", "deleted", "tệp mới"]
