"""The documents agree with the program: settings, commands, fields, addresses, links."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import click
import pytest
from falcon.inspect import inspect_routes

import corpus.cli.commands
import indexer.commands
import search_api.commands
from corpus.document import KIND_LABELS, KINDS
from corpus.readers.fields import NAMES
from corpus.settings import SETTINGS, load
from corpus.store import open_store
from corpus.vi.text import fold
from indexer.engines.factory import open_engine
from indexer.results import DATES, FACETS, LITERAL_TYPES, NOTE_CODES, SORTS
from indexer.search import Search
from indexer.search.query.parser import FIELD_NAMES
from search_api.app import create_app, is_api
from search_api.parameters import OFFICIALS, SEARCH, SUGGEST
from tests.support.files import ROOT

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
COMMANDS: dict[str, click.Command] = {
    "corpus": corpus.cli.commands.corpus,
    "indexer": indexer.commands.indexer,
    "search_api": search_api.commands.serve,
}
# Hosts that documents may name: this machine, the two pages that the changelog follows, names reserved for examples.
HOSTS = re.compile(r"127\.0\.0\.1(:\d+)?|keepachangelog\.com|semver\.org|[\w.-]+\.example")
PLACE = re.compile(r"(?<![\w.])/(?:home|root|tmp|work|Users|mnt)/")

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def rows(page: str, heading: str) -> list[list[str]]:
    """Return the rows of the first table under a heading, without code marks."""
    under = re.split(rf"^#+ {re.escape(heading)}$", text(page), flags=re.MULTILINE)[1]
    table = re.search(r"(?:^\|.*\n)+", under, re.MULTILINE)
    assert table
    cells = [re.split(r"(?<!\\)\|", line.strip("| ")) for line in table.group().splitlines()[2:]]
    return [[cell.strip() for cell in row] for row in cells]


def code(page: Path) -> Iterator[str]:
    """Yield what stands in the page as code: the lines of shell blocks, and what is marked within sentences."""
    content = page.read_text(encoding="utf-8")
    for language, block in re.findall(r"^```(\w*)\n(.*?)^```", content, re.MULTILINE | re.DOTALL):
        if language in ("", "sh", "ini"):
            yield from block.splitlines()
    yield from marked(content)


def marked(content: str) -> list[str]:
    """Return what is marked as code within sentences."""
    return re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", content, flags=re.MULTILINE | re.DOTALL))


def commands(page: Path) -> Iterator[list[str]]:
    """Yield the words of each command of ours and of make that the page names."""
    for line in code(page):
        for part in re.split(r"&&|;|\|| > ", line):
            command = re.search(r"(?:^|\s|=|/)(?:python -m (?=corpus|indexer|search_api)|(?=make\b))(.*)", part)
            if command:
                yield shlex.split(command.group(1), comments=True)


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_table_of_settings_is_the_one_of_the_program() -> None:
    documented = [tuple(cell.strip("`") for cell in row) for row in rows("README.md", "Settings")]
    assert documented == [(setting.name, setting.default or "–", setting.what) for setting in SETTINGS]


@each_page
def test_every_command_and_option_that_is_named_exists(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", text("Makefile"), re.MULTILINE))
    for name, *words in commands(page):
        if name == "make":
            assert targets.issuperset(w for w in words if "=" not in w), words
            continue
        command = COMMANDS[name]
        if isinstance(command, click.Group) and words and not words[0].startswith("-"):
            assert words[0] in command.commands, f"{name} {words}"
            command = command.commands[words[0]]
        known = {option for parameter in command.params for option in parameter.opts} | {"--help"}
        options = {word.partition("=")[0] for word in words if word.startswith("--")}
        assert options <= known, f"{name} {words}"


def test_the_documents_name_every_command() -> None:
    named = {tuple(words[:2]) for page in PAGES for words in commands(page)}
    for name, command in COMMANDS.items():
        for part in command.commands if isinstance(command, click.Group) else [None]:
            assert any(words[0] == name and part in (None, *words[1:2]) for words in named), (name, part)
    for target in ("run", "quick", "test", "test-long", "check", "env", "env-run", "lint"):
        assert ("make", target) in named, target


@each_page
def test_every_link_and_picture_is_there(page: Path) -> None:
    links = re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8"))
    for link in links:
        if "://" in link:
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.is_file(), link
        assert target.is_relative_to(ROOT), link
        assert not anchor or anchor in anchors(target), link


def test_the_picture_of_the_page_is_small_enough_to_load_at_once() -> None:
    assert (ROOT / "docs" / "page.png").stat().st_size < 150_000


def test_the_documented_addresses_are_those_that_answer(tmp_path: Path) -> None:
    with (
        closing(open_store(f"sqlite:///{tmp_path / 'store.sqlite'}")) as store,
        closing(Search(open_engine("memory:", ""), store)) as search,
    ):
        routed = {route.path for route in inspect_routes(create_app(search, load({})))}
    documented = {address.strip("`").partition(" ")[2] for address, *_ in rows("docs/api.md", "The HTTP interface, v1")}
    named = set(re.findall(r"(?:GET|POST) (/[\w/.{}-]+)", text("docs/api.md")))
    examples = {path.partition("?")[0] for path in re.findall(r"127\.0\.0\.1:8080(/[^\s'`*]+)", text("docs/api.md"))}
    assert documented == {path for path in routed if is_api(path)}
    assert named <= routed
    assert all(any(re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", path), example) for path in routed) for example in examples)


def test_every_parameter_and_its_choices_are_documented() -> None:
    documented = [marked(row[0]) for row in rows("docs/api.md", "GET /v1/search")]
    assert sorted(name for names in documented for name in names) == sorted(SEARCH)
    assert set(marked(text("docs/api.md"))) >= {*OFFICIALS, *SUGGEST, *KINDS, *DATES, *SORTS, *FACETS, *LITERAL_TYPES}


def test_every_code_of_a_note_is_documented() -> None:
    documented = [code for row in rows("docs/api.md", "Codes of notes") for code in marked(row[0])]
    assert documented == list(NOTE_CODES)


def test_every_field_of_a_file_is_documented_with_all_names() -> None:
    content = text("docs/formats.md")
    documented = {row[0].strip("`"): marked(row[1]) for row in rows("docs/formats.md", "Fields")}
    for field, names in NAMES.items():
        others = [name for name in names.split() if name != field and not name.startswith("_")]
        if field in ("role", "abstract"):
            assert all(f"`{name}`" in content for name in [field, *others])
        else:
            assert documented.pop(field) == others
    assert not documented


def test_every_field_of_a_query_is_documented_with_all_names() -> None:
    documented = rows("search_api/pages/help/vi.md", "Tìm theo trường")
    names = {fold(name).lower() for row in documented for name in re.findall(r"`([^`]+):`", f"{row[0]} {row[1]}")}
    assert names == {name for name in FIELD_NAMES if name != "coquan" and name != "kyhop"}
    kinds = next(row[2] for row in documented if row[0] == "`loại:`")
    assert all(label.lower() in kinds for label in KIND_LABELS.values())


def test_every_explained_sentence_is_in_the_program() -> None:
    sources = [path for room in COMMANDS for path in (ROOT / room).rglob("*.py")]
    program = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    for row in rows("docs/van-hanh.md", "Khi có lỗi"):
        for sentence in marked(row[0]):
            for part in filter(None, map(str.strip, sentence.split("…"))):
                assert part in program, sentence


@each_page
def test_no_page_names_a_path_of_a_machine_or_a_foreign_host(page: Path) -> None:
    content = page.read_text(encoding="utf-8")
    assert str(ROOT) not in content
    assert not PLACE.search(content)
    assert all(HOSTS.fullmatch(host) for host in re.findall(r"\w+://([^/\s`'\")]+)", content) if "." in host)


def test_no_lock_names_a_registry() -> None:
    locks = sorted(ROOT.glob("requirements*.lock"))
    assert len(locks) == 3
    assert not [lock.name for lock in locks if "://" in lock.read_text(encoding="utf-8")]
