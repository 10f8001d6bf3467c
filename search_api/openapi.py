"""Build the OpenAPI document: the skeleton in `openapi.json` with the parameters from the tables that parse them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from search_api.parameters import BODIES, OFFICIALS, RELATIONS, SEARCH, SESSIONS, SUGGEST, Parameter

TABLES = {
    "/v1/search": SEARCH,
    "/v1/documents/{id}/relations": RELATIONS,
    "/v1/officials": OFFICIALS,
    "/v1/bodies": BODIES,
    "/v1/sessions": SESSIONS,
    "/v1/suggest": SUGGEST,
}


def document() -> dict[str, Any]:
    """Return the OpenAPI document as plain data."""
    document: dict[str, Any] = json.loads((Path(__file__).parent / "openapi.json").read_bytes())
    for path, table in TABLES.items():
        document["paths"][path]["get"]["parameters"] += [parameter_object(*item) for item in table.items()]
    return document


def parameter_object(name: str, parameter: Parameter) -> dict[str, Any]:
    """Return the Parameter Object (OpenAPI 3.1) of a query parameter."""
    schema: dict[str, Any] = dict(parameter.form.schema)
    example: Any = parameter.example
    more: dict[str, Any] = {}
    if schema["type"] == "array":
        more = {"explode": False}  # one value with commas
        example = example.split(",")
    elif schema["type"] == "integer":
        example = int(example)
    if parameter.default is not None:
        schema["default"] = parameter.default
    if parameter.repeatable:
        schema, example = {"type": "array", "items": schema}, [example]
    return {
        "name": name,
        "in": "query",
        "description": parameter.description,
        "schema": schema,
        **more,
        "example": example,
    }
