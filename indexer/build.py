"""Bring an index up to date with the store: changes in, records out, one generation at the end.

Every document is read twice: first for the persons that it names, because who is who depends on all documents that
name them, then for its record.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import Protocol, TypeVar

from corpus.document import Document
from corpus.reading import read
from corpus.store import Store
from indexer.analysis import document_record, named
from indexer.engine import Engine, EngineError, Reader, Record
from indexer.officials import Said, said
from indexer.people import People

CHUNK = 64  # documents that go to a process together
FEW = 500  # documents below which starting processes costs more than it saves
# Shares of the whole work, as measured on 214,000 documents: finding the persons, and all up to the engine's own
# writing, which tells nothing until it is done.
HEARD, GIVEN = 0.1, 0.65

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Built:
    """Tells what a build did; `generation` is None where nothing was to do. `failures` name documents and say why."""

    generation: int | None
    indexed: int
    deleted: int
    people: int
    failures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Prepared:
    document: Document
    record: Record | None
    failure: str = ""


class _Work(Protocol):
    """Does a task on chunk after chunk of documents, in order; gives each outcome with the ids that are gone."""

    def __call__(self, task: Callable[[list[Document]], Made], ids: Sequence[str]) -> Iterator[tuple[Made, list[str]]]:
        """Yield the outcomes."""


def build(
    store: Store,
    engine: Engine,
    *,
    fresh: bool = False,
    show: Callable[[int, float | None], None] = lambda items, share: None,
    processes: int | None = None,
) -> Built:
    """Write what changed in the store since the last build, and publish it; `fresh` starts from nothing, aside.

    An index that is missing, damaged, of another fingerprint or of another store is built from nothing too.
    Raises EngineError and StoreError; the index that answers stays as it is then.
    """
    before = None if fresh else _usable(engine, store)
    try:
        changed, last = _changed(store, before.facts.change if before else 0)
        if before and not changed:
            return Built(None, 0, 0, 0, ())
        with engine.write(fresh=before is None) as writer, _working(store, len(changed), processes) as work:
            people = People(before, changed)
            for step, (mentions, _) in enumerate(work(_said, changed), 1):
                people.say(mentions)
                show(*_done(HEARD * min(1.0, step * CHUNK / len(changed)), len(changed)))
            persons, moved = people.join()
            writer.put(persons)
            todo = changed + moved
            done = deleted = 0
            failures: list[str] = []
            lost: list[str] = []
            for prepared, gone in work(_prepare, todo):
                writer.put(named(one.record, people.of(one.document)) for one in prepared if one.record)
                failed = [one for one in prepared if one.record is None]
                lost += [*gone, *(one.document.id for one in failed)]
                failures += [f"{one.document.id}: {one.failure}" for one in failed]
                deleted += len(gone)
                done += len(prepared) + len(gone)
                show(*_done(HEARD + (GIVEN - HEARD) * done / len(todo), len(todo)))
            writer.delete(lost)
            writer.put(people.unsay(lost))
            writer.delete(people.gone())
            writer.seen(last)
        return Built(engine.current(), done - deleted - len(failures), deleted, len(persons), tuple(failures))
    finally:
        if before:
            before.close()


def _done(share: float, documents: int) -> tuple[int, float]:
    """Return how many documents the share of the work is worth, so that their number only grows."""
    return round(share * documents), share


def _usable(engine: Engine, store: Store) -> Reader | None:
    try:
        reader = engine.read()
    except EngineError:
        return None
    if reader.facts.change <= store.last_change():
        return reader
    reader.close()
    return None


def _changed(store: Store, since: int) -> tuple[list[str], int]:
    """Return the ids that changed since, each once, and the number of the last change."""
    changed: dict[str, None] = {}
    last = since
    for change in store.changes(since):
        changed[change.id] = None
        last = change.number
    return list(changed), last


@contextmanager
def _working(store: Store, documents: int, processes: int | None) -> Iterator[_Work]:
    """Give a way to work on documents of the store, in processes of their own where they are many."""
    processes = processes or os.cpu_count() or 1
    if documents < FEW or processes < 2:

        def alone(task: Callable[[list[Document]], Made], ids: Sequence[str]) -> Iterator[tuple[Made, list[str]]]:
            for there, gone in _chunks(store, ids):
                yield task(there), gone

        yield alone
        return

    def shared(task: Callable[[list[Document]], Made], ids: Sequence[str]) -> Iterator[tuple[Made, list[str]]]:
        waiting: deque[tuple[Future[Made], list[str]]] = deque()
        for there, gone in _chunks(store, ids):
            waiting.append((pool.submit(task, there), gone))
            if len(waiting) > 2 * processes:  # so that memory holds only a few chunks
                future, before = waiting.popleft()
                yield future.result(), before
        for future, before in waiting:
            yield future.result(), before

    # `spawn`, because a fork of a process with threads may hang.
    with ProcessPoolExecutor(processes, get_context("spawn"), initializer=_end_with_parent) as pool:
        yield shared


def _chunks(store: Store, ids: Sequence[str]) -> Iterator[tuple[list[Document], list[str]]]:
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        found = store.get_many(chunk)
        yield [found[id] for id in chunk if id in found], [id for id in chunk if id not in found]


def _said(documents: list[Document]) -> list[Said]:
    return [one for prepared in map(_completed, documents) if not prepared.failure for one in said(prepared.document)]


def _prepare(documents: list[Document]) -> list[_Prepared]:
    return [_completed(document, document_record) for document in documents]


def _completed(document: Document, make: Callable[[Document], Record | None] = lambda _: None) -> _Prepared:
    try:
        document = read(document)
        return _Prepared(document, make(document))
    except Exception as error:  # whatever one document does, the others are indexed
        return _Prepared(document, None, f"{type(error).__name__}: {error}")


def _end_with_parent() -> None:
    """Make a worker end when the build is killed: it would wait for work for ever."""
    Thread(target=_wait_for_parent, daemon=True).start()


def _wait_for_parent() -> None:
    if parent := parent_process():
        parent.join()
        os._exit(1)
