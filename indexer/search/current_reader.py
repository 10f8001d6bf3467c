"""Lend readers of the current generation, and replace them without dropping a request when a new one is there."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock

from indexer import sentences
from indexer.engines.port import Engine, EngineError, NoIndex, Reader
from indexer.search.query.lookup import JoinedPerson, Lookup, nobody_joined
from indexer.stats_results import IndexState

POLL_SECONDS = 0.1  # between polls for the current generation, each of some 0.02 ms
SHARED_POLL_SECONDS = 0.5  # the same where a poll is a request to a cluster, of some 3 ms, for which a search waits

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _CountedReader:
    """Counts the borrowers of a reader, which is closed when it is replaced and none of them is left."""

    reader: Reader
    lookup: Lookup
    borrowers: int = 0


class CurrentReader:
    """Lends readers to many threads; a replaced reader is closed when the last of its borrowers gives it back.

    `joined` returns the id of the person that one of this id turned out to be, as the store keeps it.
    """

    def __init__(
        self, engine: Engine, joined: JoinedPerson = nobody_joined, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._engine = engine
        self._joined = joined
        self._interval = SHARED_POLL_SECONDS if engine.shared else POLL_SECONDS
        self._clock = clock
        self._opening = Lock()
        self._counting = Lock()
        self._current: _CountedReader | None = None
        self._last_poll = 0.0
        self._problem: EngineError | None = None

    @contextmanager
    def reader(self) -> Iterator[Reader]:
        """Lend the newest reader. Raises EngineError when there is none."""
        with self.lookup() as lookup:
            yield lookup.reader

    @contextmanager
    def lookup(self) -> Iterator[Lookup]:
        """Lend the Lookup of the newest reader; its borrowers share it, and so its caches.

        Raises EngineError when there is none.
        """
        self._poll()
        with self._counting:
            lent = self._current
            if lent is None:
                raise NoIndex(sentences.INDEX_CLOSED)
            lent.borrowers += 1
        try:
            yield lent.lookup
        finally:
            with self._counting:
                lent.borrowers -= 1
                done = not lent.borrowers and lent is not self._current
            if done:
                lent.reader.close()

    def state(self) -> IndexState:
        """Return which generation answers now, or why none does."""
        try:
            with self.reader() as reader:
                info = reader.info
                return IndexState(True, info.generation, info.count, info.change, self._problem, info.stamp)
        except EngineError as error:
            return IndexState(False, problem=error)

    def health(self) -> str:
        """Return `green`, or `yellow` and why, for the current generation. Raises EngineError if it cannot answer."""
        with self.reader() as reader:
            return reader.health()

    def close(self) -> None:
        """Give up the current reader; it is closed when its last borrower gives it back."""
        self._replace(None)

    def _poll(self) -> None:
        """Open the newest generation where another is open; raises EngineError only where none is open."""
        current = self._current
        if current is not None and self._clock() - self._last_poll < self._interval:
            return
        # One thread polls and opens; where a generation is open, the others go on with it.
        if not self._opening.acquire(blocking=current is None):
            return
        try:
            self._last_poll = self._clock()
            current = self._current
            if current is None or current.reader.info.stamp != self._engine.current():
                reader = self._engine.read()
                self._replace(_CountedReader(reader, Lookup(reader, self._joined)))
            self._problem = None
        except EngineError as error:
            if current is None:
                raise
            if str(error) != str(self._problem):  # logged once: why the service goes on with an older generation
                _log.warning("%s", error)
            self._problem = error
        finally:
            self._opening.release()

    def _replace(self, new: _CountedReader | None) -> None:
        with self._counting:
            old, self._current = self._current, new
            idle = old is not None and not old.borrowers
        if old is not None and idle:
            old.reader.close()
