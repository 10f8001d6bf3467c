"""Hold the reader of the generation that answers now, and change it for the next one without dropping a request."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock

from indexer.engine import Engine, EngineError, Reader
from indexer.results import State

LOOK = 0.25  # seconds between looks at the pointer


class Handle:
    """Lends readers to many threads; an old reader is closed when the last of its borrowers gives it back."""

    def __init__(self, engine: Engine, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._engine = engine
        self._clock = clock
        self._lock = Lock()
        self._opening = Lock()
        self._reader: Reader | None = None
        self._borrowed: dict[int, tuple[Reader, int]] = {}
        self._looked = float("-inf")
        self._problem: str | None = None

    @contextmanager
    def reader(self) -> Iterator[Reader]:
        """Lend the newest reader. Raises EngineError when there is none."""
        self._refresh()
        with self._lock:
            reader = self._reader
            if reader is not None:
                self._borrowed[id(reader)] = reader, self._borrowed.get(id(reader), (reader, 0))[1] + 1
        if reader is None:
            # Said by the engine itself, in its words.
            reader = self._open_first()
            with self._lock:
                self._borrowed[id(reader)] = reader, self._borrowed.get(id(reader), (reader, 0))[1] + 1
        try:
            yield reader
        finally:
            self._give_back(reader)

    def state(self) -> State:
        """Tell what answers now."""
        try:
            with self.reader() as reader:
                facts = reader.facts
                return State(True, facts.generation, facts.count, facts.change, self._problem)
        except EngineError as error:
            return State(False, problem=str(error))

    def close(self) -> None:
        """Close the reader; borrowed ones close when they come back."""
        with self._lock:
            reader, self._reader = self._reader, None
        if reader is not None and id(reader) not in self._borrowed:
            reader.close()

    def _refresh(self) -> None:
        if self._clock() - self._looked < LOOK and self._reader is not None:
            return
        # One thread looks and opens; the others go on with what there is.
        if not self._opening.acquire(blocking=self._reader is None):
            return
        try:
            self._looked = self._clock()
            now = self._engine.current()
            if now is not None and (self._reader is None or self._reader.facts.generation != now):
                self._change(self._engine.read())
            self._problem = None
        except EngineError as error:
            self._problem = str(error)
        finally:
            self._opening.release()

    def _open_first(self) -> Reader:
        with self._opening:
            if self._reader is None:
                self._change(self._engine.read())
            assert self._reader is not None
            return self._reader

    def _change(self, reader: Reader) -> None:
        with self._lock:
            old, self._reader = self._reader, reader
            idle = old is not None and id(old) not in self._borrowed
        if old is not None and idle:
            old.close()

    def _give_back(self, reader: Reader) -> None:
        with self._lock:
            count = self._borrowed[id(reader)][1] - 1
            if count:
                self._borrowed[id(reader)] = reader, count
                return
            del self._borrowed[id(reader)]
            done = reader is not self._reader
        if done:
            reader.close()
