"""The architecture holds: each folder imports only what is below it, without circles; names have one owner."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tests.support.files import ROOT
from tests.support.sources import ALL, PACKAGES, SOURCES, imported_modules, imports, module, name, tree

# Folder or file → what of the project it may import, besides itself. The longest matching key decides.
ALLOWED: Mapping[str, tuple[str, ...]] = {
    "corpus": (),
    "corpus.vi": (),
    "corpus.vi.dates": ("corpus.vi",),
    "corpus.vi.people": ("corpus.vi",),
    "corpus.sentences": (),
    "corpus.file_lock": (),
    "corpus.settings": ("corpus.sentences",),
    "corpus.document": ("corpus.vi", "corpus.sentences"),
    "corpus.identity": ("corpus.document", "corpus.extraction", "corpus.vi"),
    # Readers separate a document's heading from the page around it with the rules of extraction.
    "corpus.readers": (
        "corpus.document",
        "corpus.extraction.heading",
        "corpus.extraction.signer_candidates",
        "corpus.formats",
        "corpus.vi",
        "corpus.sentences",
    ),
    "corpus.formats": ("corpus.vi", "corpus.sentences"),
    "corpus.store": ("corpus.document", "corpus.settings", "corpus.sentences", "corpus.file_lock"),
    "corpus.extraction": ("corpus.document", "corpus.formats.content", "corpus.vi", "corpus.sentences"),
    "corpus.source_digest": ("corpus",),
    "corpus.given_files": ("corpus.readers", "corpus.sentences"),
    "corpus.attachments": (
        "corpus.document",
        "corpus.formats",
        "corpus.given_files",
        "corpus.readers",
        "corpus.store",
        "corpus.sentences",
        "corpus.vi",
    ),
    "corpus.ingest": (
        "corpus.attachments",
        "corpus.given_files",
        "corpus.document",
        "corpus.identity",
        "corpus.readers",
        "corpus.source_digest",
        "corpus.reading_ahead",
        "corpus.store",
        "corpus.sentences",
        "corpus.vi",
    ),
    "corpus.reread": (
        "corpus.attachments",
        "corpus.document",
        "corpus.identity",
        "corpus.readers",
        "corpus.reading_ahead",
        "corpus.scans",
        "corpus.source_digest",
        "corpus.store",
        "corpus.sentences",
    ),
    "corpus.reading_ahead": (
        "corpus.formats",
        "corpus.readers",
        "corpus.scans",
        "corpus.source_digest",
        "corpus.store",
    ),
    "corpus.scans": ("corpus.formats", "corpus.source_digest", "corpus.store"),
    "corpus.cli": ("corpus",),
    "corpus.__main__": ("corpus.cli",),
    # Of corpus the engines know text folding and date spans, nothing of documents.
    "indexer.engines": ("corpus.vi.text", "corpus.vi.dates.span", "corpus.file_lock"),
    "indexer.analysis": ("corpus.vi", "indexer.engines", "indexer.sentences"),
    "indexer.schema": ("corpus", "indexer.analysis", "indexer.engines"),
    "indexer.indexing": ("corpus", "indexer.schema", "indexer.analysis", "indexer.engines", "indexer.sentences"),
    "indexer.results": ("corpus", "indexer.schema", "indexer.engines"),
    "indexer.body_results": ("indexer.results",),
    "indexer.sitting_results": ("indexer.results",),
    "indexer.stats_results": ("indexer.engines",),
    "indexer.search": (
        "corpus",
        "indexer.results",
        "indexer.body_results",
        "indexer.sitting_results",
        "indexer.stats_results",
        "indexer.schema",
        "indexer.analysis",
        "indexer.engines",
        "indexer.sentences",
    ),
    "indexer.evaluation": ("corpus", "indexer"),
    "indexer.sentences": (),
    "indexer.commands": ("corpus", "indexer"),
    "indexer.__main__": ("indexer.commands", "corpus.cli"),
    "search_api": ("corpus", "indexer", "search_api"),
}
# Exceptions to ALLOWED: parts of an allowed folder that may not be imported.
FORBIDDEN: Mapping[str, tuple[str, ...]] = {
    "indexer.schema": ("corpus.cli", "corpus.store", "corpus.readers"),
    "indexer.search": ("corpus.cli", "corpus.readers"),
    "indexer.indexing": ("corpus.cli", "corpus.readers"),
    "search_api": ("corpus.readers", "indexer.engines.memory", "indexer.engines.whoosh", "indexer.engines.opensearch"),
}
# Third-party library → the only file or folders that may import it.
HOMES = {
    "pyvi": "indexer/analysis/segmentation/",
    "whoosh": "indexer/engines/whoosh/",
    "opensearchpy": "indexer/engines/opensearch/client.py",
    "numpy": (
        "indexer/engines/",
        "indexer/analysis/segmentation/",
        "indexer/search/highlight/",
        "indexer/search/passage_ranking.py",
        "corpus/formats/",
    ),
    "PIL": "corpus/formats/",
    "tesserocr": "corpus/formats/",
    "sqlalchemy": "corpus/store/",
    "lxml": ("corpus/readers/", "corpus/formats/"),
    "pypdfium2": "corpus/formats/",
    "olefile": "corpus/formats/",
    "python_calamine": "corpus/formats/",
    "charset_normalizer": "corpus/readers/encoding.py",
    "yaml": "corpus/readers/markdown.py",
    "falcon": "search_api/",
    "waitress": "search_api/",
    "jinja2": "search_api/pages/",
    "markdown_it": "search_api/pages/help_page.py",
}
VIETNAMESE = re.compile("[ăâđêôơưĂÂĐÊÔƠƯ\u1ea0-\u1ef9]")
VAGUE_FILES = {"utils", "util", "helpers", "helper", "manager", "base", "common", "misc"}
VAGUE_CONSTANTS = {"LONGEST", "MOST", "MANY", "FEW", "LEAST"}


def within(dotted: str, folder: str) -> bool:
    return dotted == folder or dotted.startswith(folder + ".")


def rule(importer: str) -> str:
    return max((key for key in ALLOWED if within(importer, key)), key=len)


def may_import(importer: str, imported: str) -> bool:
    key = rule(importer)
    if any(within(importer, folder) and within(imported, out) for folder, outs in FORBIDDEN.items() for out in outs):
        return False
    return within(imported, key) or any(within(imported, allowed) for allowed in ALLOWED[key])


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_each_folder_imports_only_what_is_below_it(path: Path) -> None:
    for dotted in imports(path):
        if dotted.split(".")[0] in (*PACKAGES, "tests", "bench"):
            assert may_import(module(path), dotted), f"{name(path)} imports {dotted}"


def test_every_folder_of_the_packages_has_an_import_rule() -> None:
    folders = {".".join(module(path).split(".")[:2]) for path in SOURCES if len(path.relative_to(ROOT).parts) > 2}
    assert {folder for folder in folders if folder.split(".")[0] != "search_api"} <= ALLOWED.keys()


def test_there_are_no_circular_imports() -> None:
    graph = imported_modules()
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" → ".join(error.args[1]))


def test_lazy_imports_count_in_the_search_for_circles() -> None:
    with pytest.raises(CycleError):
        TopologicalSorter({"a": {"b"}, "b": {"a"}}).prepare()
    lazy = ast.parse("def later():\n    from indexer.engines.memory import MemoryEngine\n")
    assert any(isinstance(node, ast.ImportFrom) for node in ast.walk(lazy))
    factory = imported_modules()["indexer.engines.factory"]
    assert {"indexer.engines.memory", "indexer.engines.whoosh.engine"} <= factory  # imported inside a function


def test_indexing_and_search_never_import_each_other() -> None:
    graph = imported_modules()
    for importer, imported in (("indexer.indexing", "indexer.search"), ("indexer.search", "indexer.indexing")):
        assert not [
            m for m, targets in graph.items() if within(m, importer) and any(within(t, imported) for t in targets)
        ]


def test_no_test_module_imports_another() -> None:
    tests = [path for path in ALL if name(path).startswith("tests/")]
    assert not [
        (name(path), dotted)
        for path in tests
        for dotted in imports(path)
        if dotted.startswith("tests.") and any(part.startswith("test_") for part in dotted.split(".")[:-1])
    ]


def test_tests_mirror_the_packages() -> None:
    no_package = (Path("project"), Path("search_api/browser"))  # the second asks many pages at once
    for path in ALL:
        if path.name.startswith("test_") and path.is_relative_to(ROOT / "tests"):
            folder = path.relative_to(ROOT / "tests").parent
            assert folder in no_package or (ROOT / folder).is_dir(), name(path)


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_each_third_party_library_has_one_home(path: Path) -> None:
    for dotted in imports(path):
        home = HOMES.get(dotted.split(".")[0])
        assert home is None or name(path).startswith(home), f"{name(path)} imports {dotted}"


def definitions(path: Path) -> Iterator[str]:
    """Yield the names of classes, type variables and type aliases that a module defines."""
    for node in tree(path).body:
        if isinstance(node, ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                if isinstance(target, ast.Name) and target.id.lstrip("_")[:1].isupper() and not target.id.isupper():
                    yield target.id


def test_each_type_name_has_one_owner() -> None:
    owners: defaultdict[str, list[str]] = defaultdict(list)
    for path in SOURCES:
        for defined in definitions(path):
            owners[defined].append(name(path))
    assert not {defined: files for defined, files in owners.items() if len(files) > 1}


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_no_constant_has_a_vague_name(path: Path) -> None:
    """Such as MOST or LEAST: a name says the most or least of what."""
    assigned = {
        target.id.strip("_")
        for node in tree(path).body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    assert not assigned & VAGUE_CONSTANTS


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_messages_for_people_are_in_the_catalogues(path: Path) -> None:
    """Nothing raised or printed outside of `sentences` contains Vietnamese text."""
    if "sentences" in name(path):
        return
    for node in ast.walk(tree(path)):
        spoken = isinstance(node, ast.Raise) or (
            isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("echo", "secho")
        )
        for part in ast.walk(node) if spoken else ():
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                assert not VIETNAMESE.search(part.value), f"{name(path)}:{part.lineno}: {part.value}"


def test_every_path_in_where_does_a_change_go_exists() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    table = text.partition("## Where does a change go?")[2].partition("\n## ")[0]
    places = [
        place for row in table.splitlines() if row.startswith("| ") for place in re.findall(r"`([\w./]+/[\w./]*)`", row)
    ]
    assert len(places) > 25
    assert [place for place in places if not (ROOT / place).exists()] == []


def test_every_module_that_architecture_md_names_exists() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    files = [f"/{name(path)}" for path in ALL]
    modules = set(re.findall(r"`([\w/]+\.py)`", text))
    assert len(modules) > 60
    assert {module for module in modules if not any(file.endswith(f"/{module}") for file in files)} == set()


@pytest.mark.parametrize("path", ALL, ids=name)
def test_no_file_is_longer_than_400_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


def test_no_file_has_a_vague_name() -> None:
    assert not [name(path) for path in ALL if VAGUE_FILES & set(path.stem.split("_"))]


def test_every_imported_library_is_a_declared_dependency() -> None:
    declared = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    packages = {"yaml": "pyyaml", "opensearchpy": "opensearch-py", "PIL": "pillow", "markdown_it": "markdown-it-py"}
    for path in SOURCES:
        for dotted in imports(path):
            top = dotted.split(".")[0]
            if top not in sys.stdlib_module_names and top not in PACKAGES:
                assert f'"{packages.get(top, top).replace("_", "-")}>=' in declared, f"{name(path)} imports {dotted}"


def test_importing_does_no_work() -> None:
    """Work at import would show as an open file, a thread, or a heavy library."""
    modules = [module(path) for path in SOURCES if path.stem not in ("__init__", "__main__")]
    # Only reading files needs the HTML library, and only opening an index needs Whoosh.
    needing = (
        "indexer.engines.whoosh",
        "indexer.engines.opensearch",
        "corpus.readers",
        "corpus.formats",
        "corpus.reading_ahead",
        "corpus.ingest",
        "corpus.given_files",
        "corpus.attachments",
        "corpus.reread",
        "corpus.cli.commands",
    )
    light = [module for module in modules if not module.startswith(needing)]
    script = f"""
import os, sys, threading
opened = []
sys.addaudithook(lambda event, args: event == "open" and opened.append(os.path.abspath(str(args[0]))))
import importlib
for module in {light!r}:
    importlib.import_module(module)
data = [path for path in opened if path.startswith({str(ROOT)!r}) and not path.endswith((".py", ".pyc", ".json"))
        and "/.venv/" not in path]
assert not data, data
assert threading.active_count() == 1, threading.enumerate()
heavy = {{"pyvi", "whoosh", "opensearchpy", "sklearn", "lxml"}} & set(sys.modules)
assert not heavy, heavy
"""
    # -B: after an edit Python would write bytecode, which is no data.
    done = subprocess.run([sys.executable, "-B", "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_modules_have_no_mutable_state(path: Path) -> None:
    """A global statement, or an empty container at module level, is state."""
    assert not [node for node in ast.walk(tree(path)) if isinstance(node, ast.Global)]
    empty: list[str] = []
    for node in tree(path).body:
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        value = getattr(node, "value", None)
        if isinstance(value, (ast.List, ast.Dict, ast.Set)) and not (
            value.elts if not isinstance(value, ast.Dict) else value.keys
        ):
            empty += [target.id for target in targets if isinstance(target, ast.Name)]
    assert not empty, f"empty containers at module level: {empty}"
