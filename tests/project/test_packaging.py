"""An installed package is whole, and every way to check the project runs the same commands."""

from __future__ import annotations

import re
import tomllib
from importlib import import_module
from pathlib import Path

import pytest
import yaml

from tests.support.files import ROOT
from tests.support.interrupting import interrupted_at
from tests.support.service import command_environment

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PACKAGES = ("corpus", "indexer", "search_api")
SAMPLE = ROOT / "corpus" / "sample"


def files_of(package: str) -> list[Path]:
    """Return the files of a package that git keeps, the sample aside."""
    every = (ROOT / package).rglob("*")
    return [
        file for file in every if file.is_file() and "__pycache__" not in file.parts and not file.is_relative_to(SAMPLE)
    ]


@pytest.mark.parametrize("package", PACKAGES)
def test_every_folder_with_modules_is_a_package(package: str) -> None:
    folders = {file.parent for file in files_of(package) if file.suffix == ".py"}
    assert all((folder / "__init__.py").is_file() for folder in folders)


@pytest.mark.parametrize("package", PACKAGES)
def test_every_data_file_is_installed(package: str) -> None:
    data = PROJECT["tool"]["setuptools"]["package-data"]
    installed = {
        file
        for name, patterns in data.items()
        for pattern in patterns
        for file in ROOT.joinpath(*name.split(".")).glob(pattern)
    }
    assert {file for file in files_of(package) if file.suffix != ".py"} <= installed


def test_every_console_script_is_a_function() -> None:
    scripts = PROJECT["project"]["scripts"]
    assert sorted(scripts) == ["hdnd-corpus", "hdnd-indexer", "hdnd-search-api"]
    for target in scripts.values():
        module, _, name = target.partition(":")
        assert callable(getattr(import_module(module), name))


@pytest.mark.parametrize("script", PROJECT["project"]["scripts"])
@pytest.mark.parametrize("module", ["click", "sqlalchemy"])
def test_ctrl_c_while_a_script_is_imported_is_one_sentence(script: str, module: str, tmp_path: Path) -> None:
    target, _, name = PROJECT["project"]["scripts"][script].partition(":")
    run = f"from {target} import {name}\nraise SystemExit({name}())"
    done = interrupted_at(module, run, command_environment(tmp_path))
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "Đã dừng theo yêu cầu.\n")


def test_the_licences_are_those_of_the_notice() -> None:
    assert f"SPDX-License-Identifier: {PROJECT['project']['license']}\n" in (ROOT / "LICENSE").read_text("utf-8")


def test_the_version_has_a_dated_section_in_the_changelog() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(rf"^## \[{PROJECT['project']['version']}\] - \d{{4}}-\d\d-\d\d$", changelog, re.MULTILINE)
    assert "\n## [Unreleased]\n" in changelog


def test_pre_commit_runs_what_make_lint_runs() -> None:
    rule = re.search(r"^lint:.*\n((?:\t.*\n)+)", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert rule
    commands = [line.strip().replace("$(IN)", ".venv/bin/python") for line in rule.group(1).splitlines()]
    (local,) = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]
    assert [hook["entry"] for hook in local["hooks"]] == commands


def test_the_workflow_tries_every_python_that_the_project_supports() -> None:
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8"))
    job = workflow["jobs"]["check"]
    first, after_last = map(int, re.findall(r"3\.(\d+)", PROJECT["project"]["requires-python"]))
    assert job["strategy"]["matrix"]["python"] == [f"3.{minor}" for minor in range(first, after_last)]
    assert job["steps"][-1]["run"].endswith(".ci/run")


def test_serving_installs_the_same_versions_without_what_only_tests_need() -> None:
    def pins(name: str) -> set[str]:
        return set(re.findall(r"^[a-z0-9-]+==\S+(?: ; .*?)?(?= \\$)", (ROOT / name).read_text("utf-8"), re.MULTILINE))

    serving, everything = pins("requirements-run.lock"), pins("requirements.lock")
    names = {pin.partition("==")[0] for pin in serving}
    assert serving <= everything
    assert {re.split(r"[>\[]", needed)[0] for needed in PROJECT["project"]["dependencies"]} <= names
    assert not names & {"scikit-learn", "scipy", "sklearn-crfsuite", "mypy", "ruff", "hypothesis", "pytest", "uv"}
