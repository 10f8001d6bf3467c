"""Compares answers with the description of the interface."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import search_api

OPENAPI = json.loads((Path(search_api.__file__).parent / "openapi.json").read_text(encoding="utf-8"))


def fits(value: Any, schema: dict[str, Any], where: str) -> None:
    """Assert that a value has the shape that the description promises."""
    if "$ref" in schema:
        schema = OPENAPI["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    types: dict[str, Any] = {
        "object": dict,
        "array": list,
        "string": str,
        "integer": int,
        "number": (int, float),
        "null": type(None),
    }
    expected = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    assert any(isinstance(value, types[name]) for name in expected), where
    assert value in schema.get("enum", [value]), where
    if isinstance(value, list):
        for i, item in enumerate(value):
            fits(item, schema["items"], f"{where}[{i}]")
    if isinstance(value, dict):
        assert value.keys() >= set(schema.get("required", ())), where
        for name, part in value.items():
            inner = schema.get("properties", {}).get(name, schema.get("additionalProperties", True))
            assert inner is not False, f"{where}.{name} is not described"
            if isinstance(inner, dict):
                fits(part, inner, f"{where}.{name}")
