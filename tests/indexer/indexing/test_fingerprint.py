"""The fingerprint depends on the sources that make terms or records, and on no others."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from indexer.indexing.fingerprint import INDEX_PARTS, SOURCES, fingerprint, part_digest, sources
from tests.support.files import ROOT

# Path → whether a change of the file requires a rebuild. The first match decides; every file has a match.
DECIDES: tuple[tuple[str, bool], ...] = (
    ("corpus/vi/", True),
    ("corpus/extraction/", True),
    ("corpus/document.py", True),
    ("corpus/", False),  # bytes in, documents out: the store keeps documents as they are read
    ("indexer/analysis/query_terms.py", False),
    ("indexer/analysis/", True),
    ("indexer/schema/", True),
    ("indexer/indexing/effect.py", True),
    ("indexer/indexing/entity_resolution.py", True),
    ("indexer/indexing/person_ids.py", True),
    ("indexer/indexing/relations.py", True),
    ("indexer/indexing/same_text.py", True),
    ("indexer/indexing/copies.py", True),
    ("indexer/indexing/people.py", True),
    ("indexer/indexing/", False),
    ("indexer/engines/whoosh/array_file.py", True),
    ("indexer/engines/whoosh/columns.py", True),
    ("indexer/engines/whoosh/inverted_index.py", True),
    ("indexer/engines/whoosh/schema.py", True),
    ("indexer/engines/whoosh/segment.py", True),
    ("indexer/engines/", False),
    ("indexer/search/", False),
    ("indexer/evaluation/", False),
    ("indexer/", False),
)


def project_files(root: Path) -> list[str]:
    return sorted(
        file.relative_to(root).as_posix()
        for package in ("corpus", "indexer")
        for file in (root / package).rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    )


def decided(file: str) -> bool:
    return next(
        decision for place, decision in DECIDES if file == place or (place[-1] == "/" and file.startswith(place))
    )


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the packages, in which files may be changed."""
    root = tmp_path_factory.mktemp("project")
    for package in ("corpus", "indexer"):
        shutil.copytree(ROOT / package, root / package, ignore=shutil.ignore_patterns("__pycache__"))
    return root


TOUCH = """
import sys
from pathlib import Path
from indexer.indexing.fingerprint import fingerprint
root = Path(sys.argv[1])
before = fingerprint()
for line in sys.stdin:
    file = root / line.strip()
    content = file.read_bytes()
    file.write_bytes(content + b"# touched\\n")
    fingerprint.cache_clear()
    print(line.strip(), int(fingerprint() != before))
    file.write_bytes(content)
"""


def test_the_fingerprint_changes_with_exactly_the_files_that_decide(copy: Path) -> None:
    """DECIDES says of every file whether a change requires a rebuild."""
    files = project_files(copy)
    assert len(files) > 200
    process = subprocess.run(
        [sys.executable, "-c", TOUCH, str(copy)], cwd=copy, input="\n".join(files), capture_output=True, text=True
    )
    assert process.returncode == 0, process.stderr
    changed = dict(line.split() for line in process.stdout.splitlines())
    assert {file for file in files if bool(int(changed[file])) != decided(file)} == set()


@pytest.mark.parametrize("folder", ["corpus/vi/people", "indexer/analysis/segmentation", "indexer/schema"])
def test_a_new_file_in_a_hashed_folder_changes_the_fingerprint(copy: Path, folder: str) -> None:
    script = "from indexer.indexing.fingerprint import fingerprint; print(fingerprint())"

    def ask() -> str:
        return subprocess.run([sys.executable, "-c", script], cwd=copy, capture_output=True, text=True).stdout.strip()

    new = copy / folder / "deeper" / "new_rule.py"
    before = ask()
    new.parent.mkdir()
    new.write_text("RULE = 1\n")
    try:
        assert len(before) == 16
        assert ask() != before
    finally:
        shutil.rmtree(new.parent)


def test_each_part_has_its_own_digest_and_existing_source_files() -> None:
    digests = {part: part_digest(part) for part in SOURCES}
    assert len(set(digests.values())) == len(digests) == 5
    assert set(INDEX_PARTS) < set(SOURCES)
    assert all(list(sources(part)) for part in SOURCES)
    for places in SOURCES.values():
        assert all((ROOT / place).exists() for place in places)


def test_the_fingerprint_is_the_same_in_every_process() -> None:
    script = "from indexer.indexing.fingerprint import fingerprint; print(fingerprint())"
    other = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True).stdout.strip()
    assert other == fingerprint()
