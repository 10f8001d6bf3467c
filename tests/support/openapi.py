"""Compares answers with the shapes that the OpenAPI document promises."""

from __future__ import annotations

from typing import Any

from search_api import openapi

OPENAPI = openapi.document()


def assert_fits(value: Any, schema: dict[str, Any], where: str) -> None:
    """Assert that a value has the shape that a schema describes."""
    if "$ref" in schema:
        schema = OPENAPI["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    types: dict[str, Any] = {
        "object": dict,
        "array": list,
        "string": str,
        "integer": int,
        "number": (int, float),
        "boolean": bool,
        "null": type(None),
    }
    allowed = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    assert any(isinstance(value, types[name]) for name in allowed), where
    assert value in schema.get("enum", [value]), where
    if isinstance(value, list):
        for i, item in enumerate(value):
            assert_fits(item, schema["items"], f"{where}[{i}]")
    if isinstance(value, dict):
        assert value.keys() >= set(schema.get("required", ())), where
        for name, part in value.items():
            inner = schema.get("properties", {}).get(name, schema.get("additionalProperties", True))
            assert inner is not False, f"{where}.{name} is not described"
            if isinstance(inner, dict):
                assert_fits(part, inner, f"{where}.{name}")


def described(path: str, method: str = "get") -> dict[str, Any]:
    """Return the schema of the answer of an address."""
    content = OPENAPI["paths"][path][method]["responses"]["200"]["content"]
    schema: dict[str, Any] = content["application/json"]["schema"]
    return schema
