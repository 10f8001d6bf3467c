"""Hold the reader of the generation that answers now, and change it for the next one without dropping a request."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock

from indexer.engines.port import Engine, EngineError, NoIndex, Reader
from indexer.results import IndexState
from indexer.search.query.lookup import Lookup

LOOK = 0.1  # seconds between looks at the pointer, which take some 0.02 ms
LOOK_AFAR = 0.5  # where other machines keep it: some 3 ms, for which a reader waits

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Held:
    reader: Reader
    lookup: Lookup
    borrowers: int = 0


class CurrentReader:
    """Lends readers to many threads; an old reader is closed when the last of its borrowers gives it back."""

    def __init__(self, engine: Engine, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._engine = engine
        self._every = LOOK_AFAR if engine.shared else LOOK
        self._clock = clock
        self._opening = Lock()
        self._counting = Lock()
        self._held: _Held | None = None
        self._looked = 0.0
        self._problem: EngineError | None = None

    @contextmanager
    def reader(self) -> Iterator[Reader]:
        """Lend the newest reader. Raises EngineError when there is none."""
        with self.lookup() as lookup:
            yield lookup.reader

    @contextmanager
    def lookup(self) -> Iterator[Lookup]:
        """Lend what looks things up in the newest reader, the same for all of its borrowers, so that it may remember.

        Raises EngineError when there is none.
        """
        self._look()
        with self._counting:
            held = self._held
            if held is None:
                raise NoIndex("Chỉ mục đã được đóng.")
            held.borrowers += 1
        try:
            yield held.lookup
        finally:
            with self._counting:
                held.borrowers -= 1
                done = not held.borrowers and held is not self._held
            if done:
                held.reader.close()

    def state(self) -> IndexState:
        """Tell what answers now."""
        try:
            with self.reader() as reader:
                facts = reader.info
                return IndexState(True, facts.generation, facts.count, facts.change, self._problem, facts.stamp)
        except EngineError as error:
            return IndexState(False, problem=error)

    def health(self) -> str:
        """Tell whether all that keeps what answers now is well. Raises EngineError where it cannot answer."""
        with self.reader() as reader:
            return reader.health()

    def close(self) -> None:
        """Let the reader go; it closes when its last borrower gives it back."""
        self._change(None)

    def _look(self) -> None:
        """Open the newest generation where another one answers; raises EngineError only where none is open."""
        held = self._held
        if held is not None and self._clock() - self._looked < self._every:
            return
        # One thread looks and opens; where there is something to answer from, the others go on with it.
        if not self._opening.acquire(blocking=held is None):
            return
        try:
            self._looked = self._clock()
            held = self._held
            if held is None or held.reader.info.stamp != self._engine.current():
                reader = self._engine.read()
                self._change(_Held(reader, Lookup(reader)))
            self._problem = None
        except EngineError as error:
            if held is None:
                raise
            if str(error) != str(self._problem):  # who keeps the service learns once why it goes on with an older one
                _log.warning("%s", error)
            self._problem = error
        finally:
            self._opening.release()

    def _change(self, new: _Held | None) -> None:
        with self._counting:
            old, self._held = self._held, new
            idle = old is not None and not old.borrowers
        if old is not None and idle:
            old.reader.close()
