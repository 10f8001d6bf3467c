"""Compares the OpenAPI document with the tables that parse parameters, and with the skeleton beside the module."""

from __future__ import annotations

from typing import Any

import pytest

from indexer.results import Request
from search_api.openapi import TABLES, parameter_object
from search_api.parameter_forms import ParameterForm
from search_api.parameters import Parameter
from tests.support.openapi import OPENAPI

PARAMETERS = [
    pytest.param(path, name, parameter, id=f"{path}?{name}")
    for path, table in TABLES.items()
    for name, parameter in table.items()
]


def accepts(form: ParameterForm, raw: str) -> bool:
    try:
        form.parse(raw)
    except (ValueError, OverflowError):
        return False
    return True


@pytest.mark.parametrize("path", TABLES)
def test_the_document_names_the_parameters_of_each_table(path: str) -> None:
    parts = [part for part in OPENAPI["paths"][path]["get"]["parameters"] if part["in"] != "path"]
    assert [part["name"] for part in parts] == list(TABLES[path])
    assert parts == [parameter_object(name, parameter) for name, parameter in TABLES[path].items()]
    assert all(part["in"] == "query" and part["description"].endswith(".") for part in parts)


def test_every_other_parameter_stands_in_its_path() -> None:
    for path, methods in OPENAPI["paths"].items():
        parts = [part for operation in methods.values() for part in operation.get("parameters", ())]
        others = [part["name"] for part in parts if part["name"] not in TABLES.get(path, ())]
        assert all(f"{{{name}}}" in path for name in others)


@pytest.mark.parametrize(("path", "name", "parameter"), PARAMETERS)
def test_a_parameter_is_described_as_it_is_parsed(path: str, name: str, parameter: Parameter) -> None:
    """Its example, choices, bounds and default are those of the parser; a list is repeated or has commas."""
    (part,) = (part for part in OPENAPI["paths"][path]["get"]["parameters"] if part["name"] == name)
    schema: dict[str, Any] = part["schema"]
    example = part["example"]
    has_commas = part.get("explode") is False
    assert (schema["type"] == "array") is (parameter.repeatable or has_commas) is isinstance(example, list)
    assert accepts(parameter.form, ",".join(example) if isinstance(example, list) else str(example))
    item = schema["items"] if schema["type"] == "array" else schema
    assert accepts(parameter.form, "no such value") is not bool({"enum", "pattern", "minimum", "format"} & item.keys())
    assert all(accepts(parameter.form, choice) for choice in item.get("enum", ()))
    if has_commas:
        assert accepts(parameter.form, ",".join(item["enum"]))
    if "maxLength" in item:
        assert accepts(parameter.form, "a" * item["maxLength"])
        assert not accepts(parameter.form, "a" * (item["maxLength"] + 1))
    for bound, step in (("minimum", -1), ("maximum", 1)):
        if bound in item:
            assert accepts(parameter.form, str(item[bound]))
            assert not accepts(parameter.form, str(item[bound] + step))
    if "default" in schema:
        assert schema["default"] == getattr(Request(), name)
