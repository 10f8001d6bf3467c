"""The house keeps its rules: imports go down, foreign libraries have one home, files are short, imports do no work."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.files import ROOT

ROOMS = ("corpus", "indexer", "search_api")
SOURCES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
ALL = sorted([*SOURCES, *(ROOT / "tests").rglob("*.py"), *(ROOT / "bench").rglob("*.py")])

# Where a foreign library may be imported: one file, or one folder.
HOMES = {
    "pyvi": "indexer/analysis/segmentation/",
    "whoosh": "indexer/engines/whoosh/",
    "opensearchpy": "indexer/engines/opensearch/client.py",
    "numpy": (
        "indexer/engines/opensearch/",
        "indexer/engines/packed_positions.py",
        "indexer/engines/proximity.py",
        "indexer/engines/ranking.py",
        "indexer/engines/whoosh/",
        "indexer/analysis/segmentation/",
        "indexer/search/highlight/",
    ),
    "sqlalchemy": "corpus/store/",
    "trafilatura": "corpus/readers/html.py",
    "charset_normalizer": "corpus/readers/encoding.py",
    "yaml": "corpus/readers/markdown.py",
    "falcon": "search_api/",
    "waitress": "search_api/",
    "jinja2": "search_api/pages/",
}
# Room → what it may import of the others. `corpus.vi` is a leaf.
BELOW = {"corpus/vi": (), "corpus": ("corpus",), "indexer": ("corpus", "indexer"), "search_api": ROOMS}
VAGUE = {"utils", "util", "helpers", "helper", "manager", "base", "common", "misc"}


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert not node.level, f"{path}: a relative import hides the room"
            yield node.module


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_imports_only_go_down(path: Path) -> None:
    room = "corpus/vi" if "corpus/vi/" in name(path) else name(path).split("/")[0]
    for module in imported(path):
        if module.split(".")[0] in (*ROOMS, "tests", "bench"):
            allowed = module.startswith("corpus.vi") if room == "corpus/vi" else module.split(".")[0] in BELOW[room]
            assert allowed, f"{name(path)} imports {module}"


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_each_foreign_library_has_one_home(path: Path) -> None:
    for module in imported(path):
        home = HOMES.get(module.split(".")[0])
        assert home is None or name(path).startswith(home), f"{name(path)} imports {module}"


@pytest.mark.parametrize("path", ALL, ids=name)
def test_no_file_is_longer_than_400_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


def test_no_file_has_a_name_that_says_nothing() -> None:
    assert not [name(path) for path in ALL if VAGUE & set(path.stem.split("_"))]


def test_everything_that_is_imported_is_declared() -> None:
    declared = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    packages = {"yaml": "pyyaml", "opensearchpy": "opensearch-py"}
    for path in SOURCES:
        for module in imported(path):
            top = module.split(".")[0]
            if top not in sys.stdlib_module_names and top not in ROOMS:
                assert f'"{packages.get(top, top).replace("_", "-")}>=' in declared, f"{name(path)} imports {module}"


def test_importing_does_no_work() -> None:
    """Whatever a module does when it is imported shows as an open file, a thread, or a heavy library."""
    modules = [name(path)[:-3].replace("/", ".") for path in SOURCES if path.stem not in ("__init__", "__main__")]
    # Only who reads files needs the HTML library, and only who opens an index needs Whoosh.
    needing = (
        "indexer.engines.whoosh",
        "indexer.engines.opensearch",
        "corpus.readers",
        "corpus.ingest",
        "corpus.cli.commands",
    )
    light = [module for module in modules if not module.startswith(needing)]
    script = f"""
import sys, threading
opened = []
sys.addaudithook(lambda event, args: event == "open" and opened.append(str(args[0])))
import importlib
for module in {light!r}:
    importlib.import_module(module)
data = [path for path in opened if path.startswith({str(ROOT)!r}) and not path.endswith((".py", ".pyc", ".json"))
        and "/.venv/" not in path and "__pycache__" not in path]
assert not data, data
assert threading.active_count() == 1, threading.enumerate()
heavy = {{"pyvi", "whoosh", "opensearchpy", "sklearn", "trafilatura"}} & set(sys.modules)
assert not heavy, heavy
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_modules_hold_no_state_that_changes(path: Path) -> None:
    """A name of a module that is bound anew, or that a function declares global, is state."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.Global)]
    made: list[str] = []
    for node in tree.body:
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        value = getattr(node, "value", None)
        if isinstance(value, (ast.List, ast.Dict, ast.Set)) and not (
            value.elts if not isinstance(value, ast.Dict) else value.keys
        ):
            made += [target.id for target in targets if isinstance(target, ast.Name)]
    assert not made, f"empty containers wait to be filled: {made}"
