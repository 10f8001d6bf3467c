"""Prints the test files that belong to what was changed since the last commit, for `make quick`.

The tests of a folder stand in the same folder below tests/: a change in corpus/vi/dates asks tests/corpus/vi/dates, and
the nearest folder above where that has no tests. A changed table in tests/golden asks the test files that name it.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

import click

from tests.support.files import ROOT

ALWAYS = "tests/project"
# What every test stands on: running what it touches would be running all.
_SHARED = ("tests/support", "tests/conftest.py", "pyproject.toml", "Makefile", "requirements")


def files_to_run(changed: Iterable[str], root: Path = ROOT) -> Iterator[str]:
    """Yield the test files and folders for changed paths, all relative to the project."""
    yield ALWAYS
    for path in map(PurePosixPath, changed):
        if path.parts[:2] == ("tests", "golden"):
            name = PurePosixPath(path.parts[2])
            for file in sorted((root / "tests").rglob("test_*.py")):
                if re.search(rf'"({re.escape(name.stem)}|{re.escape(name.name)})"', file.read_text(encoding="utf-8")):
                    yield file.relative_to(root).as_posix()
        elif path.parts[0] in ("corpus", "indexer", "search_api", "bench", "tests"):
            yield from _beside(path.parent if path.parts[0] == "tests" else "tests" / path.parent, root)


def _beside(folder: PurePosixPath, root: Path) -> Iterator[str]:
    while folder.parts and folder != PurePosixPath("tests"):
        if files := sorted((root / folder).glob("test_*.py")):
            yield from (file.relative_to(root).as_posix() for file in files)
            return
        folder = folder.parent


def changed_paths(root: Path = ROOT) -> list[str]:
    """Return the paths that differ from the last commit, those that git does not know yet among them."""
    commands = (["diff", "--name-only", "-z", "HEAD"], ["ls-files", "--others", "--exclude-standard", "-z"])
    outputs = [
        subprocess.run(["git", *command], cwd=root, capture_output=True, text=True, check=True).stdout
        for command in commands
    ]
    return sorted({path for output in outputs for path in output.split("\0") if path})


def main() -> None:
    """Print the files for pytest, and what is left out for the reader."""
    changed = changed_paths()
    if not changed:
        click.echo("Nothing differs from the last commit: only tests/project runs.", err=True)
    elif shared := [path for path in changed if path.startswith(_SHARED)]:
        click.echo(f"Every test may depend on {', '.join(shared)}: `make test` runs them all.", err=True)
    click.echo(" ".join(dict.fromkeys(files_to_run(changed))))


if __name__ == "__main__":
    main()
