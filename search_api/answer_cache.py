"""Remember the answers that were asked for last, as long as the same index answers."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from datetime import date
from threading import Lock
from typing import TypeVar

from corpus.store import Store
from indexer.engines.port import Engine
from indexer.results import Request, ResultsPage, Suggestion
from indexer.search import Search

ANSWERS = 256  # some 30 MB where all have 100 results

Answer = TypeVar("Answer")


class RememberingSearch(Search):
    """Answers as Search does; what is asked again of the same generation, on the same day, is not looked for again."""

    def __init__(self, engine: Engine, store: Store) -> None:
        super().__init__(engine, store)
        self._answers: OrderedDict[str, object] = OrderedDict()
        self._lock = Lock()

    def search(self, request: Request, *, today: date) -> ResultsPage:
        """Answer a request; `today` is the clock for `hôm qua` and for recency. Raises EngineError."""
        return self._once(f"{today} {request!r}", lambda: super(RememberingSearch, self).search(request, today=today))

    def suggest(self, q: str, *, limit: int = 8) -> tuple[Suggestion, ...]:
        """Return what a beginning of a query may be about. Raises EngineError."""
        return self._once(f"{limit} {q}", lambda: super(RememberingSearch, self).suggest(q, limit=limit))

    def _once(self, asked: str, answer: Callable[[], Answer]) -> Answer:
        key = f"{self.state().stamp} {asked}"
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                return self._answers[key]  # type: ignore[return-value]
        found = answer()
        if f"{self.state().stamp} {asked}" == key:  # no other generation came meanwhile
            with self._lock:
                self._answers[key] = found
                while len(self._answers) > ANSWERS:
                    self._answers.popitem(last=False)
        return found
