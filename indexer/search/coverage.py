"""Tell what is here and what is not: documents by year for each kind and source and by month, and what was not read."""

from __future__ import annotations

import re
from pathlib import PurePath

from corpus.store import Store
from corpus.store.failures import listed
from indexer.engines.port import Reader, SearchRequest
from indexer.engines.query_tree import All, Query, Where
from indexer.schema.documents import DOCUMENT
from indexer.stats_results import CountsOverTime, Unread

MAX_SOURCES = 20  # of which years are counted, those with most documents
MAX_UNREAD = 100  # of what could not be read that are listed
_MAX_YEARS = 400
_MAX_MONTHS = 1_200  # a century
_FOLDERS = re.compile(r"(?<![\w/:])/(?:[^\s/]+/)+")  # of a path, up to the name of its file


def counts_over_time(reader: Reader) -> CountsOverTime:
    """Count what can be found: one request for each kind and source. Raises EngineError."""
    documents = Where("type", (DOCUMENT,))
    months = reader.search(SearchRequest(documents, size=0, facets=("month",), facet_size=_MAX_MONTHS)).facets["month"]
    kinds = [value for value, _ in reader.values("kind")]
    sources = [value for value, _ in reader.values("source")[:MAX_SOURCES]]
    return CountsOverTime(
        {kind: _years(reader, All((documents, Where("kind", (kind,))))) for kind in kinds},
        {source: _years(reader, All((documents, Where("source", (source,))))) for source in sources},
        dict(sorted(months)),
    )


def _years(reader: Reader, query: Query) -> dict[str, int]:
    facets = reader.search(SearchRequest(query, size=0, facets=("year",), facet_size=_MAX_YEARS)).facets
    return dict(sorted(facets["year"]))


def unread(store: Store) -> tuple[Unread, ...]:
    """Return what could not be read, the latest first, without the folders of the machine. Raises StoreError."""
    return tuple(
        Unread(
            failure.source,
            PurePath(failure.path).name,
            failure.member,
            _FOLDERS.sub("", failure.reason),
            failure.at,
        )
        for failure in listed(store, MAX_UNREAD)
    )
