"""Cache the most recent answers of a search for as long as the same generation of the index answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypeAlias, TypeVar

from indexer.engines.lru import LruCache
from indexer.results import Request, ResultsPage, Suggestion
from indexer.search import Search
from indexer.stats_results import CountsOverTime

MAX_ANSWERS = 256  # some 30 MB where all have 100 results

Answered = TypeVar("Answered")


class CachedSearch:
    """Wraps a Search: caches the answers of `search` and `suggest` by generation and request, and passes the rest on.

    Safe to use from many threads.
    """

    def __init__(self, search: Search) -> None:
        self._search = search
        self._answers = LruCache[str, object](MAX_ANSWERS)
        self.warm = search.warm
        self.ways_on = search.ways_on
        self.marker = search.marker
        self.document = search.document
        self.document_redirect = search.document_redirect
        self.copies_of = search.copies_of
        self.sources_of = search.sources_of
        self.document_count = search.document_count
        self.document_changes = search.document_changes
        self.document_version = search.document_version
        self.mentioned_dates = search.mentioned_dates
        self.officials_of = search.officials_of
        self.name_mentions = search.name_mentions
        self.officials = search.officials
        self.official_ids = search.official_ids
        self.official = search.official
        self.official_redirect = search.official_redirect
        self.titles = search.titles
        self.signers = search.signers
        self.bodies = search.bodies
        self.body = search.body
        self.ended_body = search.ended_body
        self.body_ids = search.body_ids
        self.sittings = search.sittings
        self.sittings_in_query = search.sittings_in_query
        self.sitting = search.sitting
        self.sittings_of = search.sittings_of
        self.citations = search.citations
        self.effect = search.effect
        self.relations = search.relations
        self.relations_of = search.relations_of
        self.reference_links = search.reference_links
        self.effect_chain = search.effect_chain
        self.stats = search.stats
        self.state = search.state
        self.health = search.health
        self.close = search.close

    def search(self, request: Request, *, today: date) -> ResultsPage:
        """Answer a request; `today` resolves `hôm qua` and sets recency. Raises EngineError."""
        return self._cached(f"{today} {request!r}", lambda: self._search.search(request, today=today))

    def suggest(self, q: str, *, limit: int = 8) -> tuple[Suggestion, ...]:
        """Return what the beginning of a query may be about. Raises EngineError."""
        return self._cached(f"{limit} {q}", lambda: self._search.suggest(q, limit=limit))

    def counts_over_time(self) -> CountsOverTime:
        """Count what can be found by year and month. Raises EngineError."""
        return self._cached("counts over time", self._search.counts_over_time)

    def _cached(self, question: str, answer: Callable[[], Answered]) -> Answered:
        key = f"{self.state().stamp} {question}"
        if (cached := self._answers.get(key)) is not None:
            return cached  # type: ignore[return-value]
        answered = answer()
        if f"{self.state().stamp} {question}" == key:  # no other generation was published meanwhile
            self._answers.put(key, answered)
        return answered


SearchService: TypeAlias = Search | CachedSearch
