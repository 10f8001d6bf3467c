"""Checks the catalogue of sentences: whole in every language, used, and the only place of what people read."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from pathlib import Path
from string import Formatter
from types import ModuleType
from typing import Any

import pytest

import indexer
import search_api
from search_api.sentences import LANGUAGES, Message, operator_vi, pages_en, pages_vi, parameters_vi, problems_vi

PACKAGE = Path(search_api.__file__).parent
MODULES = [path for path in sorted(PACKAGE.rglob("*.py")) if path.parent.name != "sentences"]
TEMPLATES = sorted(PACKAGE.rglob("*.html"))


def sentences(catalogue: ModuleType) -> dict[str, Any]:
    return {name: value for name, value in vars(catalogue).items() if name.isupper()}


def placeholders(sentence: Any) -> set[str]:
    if isinstance(sentence, Mapping):
        return set(map(str, sentence))
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def named_problems() -> set[str]:
    """Return the names that modules hand to `Message`, and those of their own functions that do so for them."""
    constants = {
        node.value
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    return constants & sentences(problems_vi).keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_sentences(language: str) -> None:
    """Placeholders are the same too, but for the engine's `reason`, which is Vietnamese."""
    expected, actual = sentences(problems_vi), sentences(LANGUAGES[language])
    assert list(actual) == list(expected)
    for name, sentence in expected.items():
        assert placeholders(actual[name]) | {"reason"} == placeholders(sentence) | {"reason"}, name


def test_pages_have_the_same_sentences_in_english() -> None:
    vietnamese, english = sentences(pages_vi), sentences(pages_en)
    assert english.keys() == vietnamese.keys()
    for name, sentence in vietnamese.items():
        assert type(english[name]) is type(sentence) or isinstance(sentence, Mapping), name
        if name != "NOTES":
            assert placeholders(english[name]) == placeholders(sentence), name
            assert name.startswith(("LANGUAGE", "THOUSANDS", "DECIMAL")) or bool(english[name]) is bool(sentence)


def test_english_notes_word_every_code() -> None:
    """Vietnamese ones come with their sentence."""
    codes = set()
    for path in sorted((Path(indexer.__file__).parent / "search").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "Note":
                codes.add(ast.unparse(node.args[0]).strip("'"))
    named = {code for code in codes if "-" in code}
    assert len(named) > 12
    assert named <= pages_en.NOTES.keys()


def test_every_sentence_that_is_named_exists_and_is_used() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in MODULES)
    calls = set(re.findall(r"\b(?:Message|_bad|_problem)\(\s*\"(\w+)\"", code))
    assert len(calls) > 20
    assert calls <= sentences(problems_vi).keys()
    assert sentences(problems_vi).keys() == named_problems() | {"TITLES"}
    templates = "\n".join(path.read_text(encoding="utf-8") for path in TEMPLATES)
    on_pages = set(re.findall(r"\bs\.([A-Z_]+)", templates)) | set(re.findall(r"\bsentences\.([A-Z_]+)", code))
    on_pages |= {"SITE_NAME", "SITE_SHORT_NAME", "LANGUAGE_NAME"}  # each asked of its own catalogue
    assert on_pages == sentences(pages_vi).keys() | sentences(operator_vi).keys()
    assert set(re.findall(r"\bdescriptions\.([A-Z_]+)", code)) == sentences(parameters_vi).keys()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_templates_hold_no_sentence(path: Path) -> None:
    assert re.sub(r"[×…–↑↓]", "", path.read_text(encoding="utf-8")).isascii()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_no_error_is_worded_outside_the_catalogue(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        raised = isinstance(node, ast.Raise)
        echoed = isinstance(node, ast.Call) and ast.unparse(node.func) == "click.echo"
        if raised or echoed:
            assert ast.unparse(node).isascii()


def test_a_sentence_may_stand_within_a_sentence() -> None:
    words = Message("BAD_VALUE", name="size", rule=Message("RULE_NUMBER_FROM", least=1), value="{x}", example="size=20")
    assert words.vi == "Tham số size phải là số nguyên từ 1, không phải “{x}”. Ví dụ: size=20."
    assert words.of("en") == "Parameter size must be a whole number from 1, not “{x}”. Example: size=20."
