"""Count facets in the request that finds the hits: aggregations out, their counts back by name."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from indexer.engines import query_tree as q
from indexer.engines.opensearch.query_dsl import Clause
from indexer.engines.port import COUNTED, SearchRequest

Aggregations = dict[str, Any]

_EVERY_RECORD = "every"  # name of the aggregation that begins at all records


def aggregations(
    request: SearchRequest, columns: Collection[str], matching: Callable[[q.Query], Clause]
) -> Aggregations:
    """Return what counts a request's facets in those of `columns` (`f0` …), `counted` (`c0` …) and `first` (`r0` …).

    What is counted apart is so in the records of its own query: a global aggregation leaves the query of the request,
    whose hits it does not change.
    """
    together: Aggregations = {
        f"f{i}": terms_aggregation(column, request.facet_size, 2 * request.facet_size + 1000)
        for i, column in enumerate(request.facets)
        if column in columns and request.facet_size
    }
    together |= {f"c{i}": {"filter": matching(query)} for i, query in enumerate(request.counted)}
    every_first = (*request.first, q.All(request.first)) if request.first else ()
    together |= {f"r{i}": {"filter": matching(query)} for i, query in enumerate(every_first)}
    apart: Aggregations = {}
    for number, (name, query) in enumerate(request.counted_apart):
        keys = [f"f{i}" for i, column in enumerate(request.facets) if column == name]
        keys += [f"c{i}" for i in range(len(request.counted))] if name == COUNTED else []
        if parts := {key: together.pop(key) for key in keys if key in together}:
            apart[f"a{number}"] = {"filter": matching(query), "aggs": parts}
    return together | ({_EVERY_RECORD: {"global": {}, "aggs": apart}} if apart else {})


def counted(answer: Mapping[str, Any]) -> Aggregations:
    """Return the aggregations of an answer by the names that `aggregations` gave, also those that are counted apart."""
    by_name = dict(answer.get("aggregations", {}))
    for name, parts in by_name.pop(_EVERY_RECORD, {}).items():
        if name != "doc_count":
            by_name |= {key: part for key, part in parts.items() if key != "doc_count"}
    return by_name


def terms_aggregation(column: str, size: int, shard_size: int) -> Aggregations:
    """Return what counts the values of a column, the most frequent first."""
    order = [{"_count": "desc"}, {"_key": "asc"}]
    return {"terms": {"field": f"values.{column}", "size": size, "shard_size": shard_size, "order": order}}
