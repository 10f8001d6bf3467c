"""Ask a cluster how long the fields of a generation are, and how many records have each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from indexer.engines.opensearch.mapping import FIELD_NAMES
from indexer.engines.ranking import average_length


def field_lengths_query() -> dict[str, Any]:
    """Return the aggregations from which `field_lengths` reads."""
    return {name: {"stats": {"field": f"length.{name}"}} for name in FIELD_NAMES}


def field_lengths(aggregations: Mapping[str, Any]) -> tuple[list[float], dict[str, int]]:
    """Return the average length of each field in the records that have it, and the number of these records."""
    averages = [average_length(aggregations[name]["sum"], aggregations[name]["count"]) for name in FIELD_NAMES]
    return averages, {name: aggregations[name]["count"] for name in FIELD_NAMES}
