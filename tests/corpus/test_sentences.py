"""Test that what people read is in the catalogue, with named placeholders, and that all of it is used."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from corpus import sentences
from tests.support.files import ROOT

CATALOGUE = {name: text for name, text in vars(sentences).items() if name.isupper()}
SOURCES = [
    path
    for path in sorted((ROOT / "corpus").rglob("*.py"))
    if path.name != "sentences.py" and not path.is_relative_to(ROOT / "corpus" / "vi")
]
VIETNAMESE = re.compile(r"[À-ỹ]")


def calls(path: Path) -> Iterator[ast.expr]:
    """Yield what is raised, printed or reported as a failure."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Raise) and node.exc:
            yield node.exc
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in ("click.echo", "Failure", "progress"):
            yield node


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_sentence_for_people_stands_outside_the_catalogue(path: Path) -> None:
    literals = [node for call in calls(path) for node in ast.walk(call) if isinstance(node, ast.Constant)]
    assert not [node.value for node in literals if VIETNAMESE.search(str(node.value))]


def test_placeholders_have_names() -> None:
    for name, text in CATALOGUE.items():
        fields = [field for _, field, _, _ in Formatter().parse(text) if field is not None]
        assert all(map(str.isidentifier, fields)), name


def test_every_sentence_is_used() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)
    assert not [name for name in CATALOGUE if not re.search(rf"\bsentences\.{name}\b", code)]
