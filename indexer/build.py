"""Bring an index up to date with the store: changes in, records out, one generation at the end."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context, parent_process
from threading import Thread

from corpus.document import Document
from corpus.reading import read
from corpus.store import Store
from indexer.analysis import document_record, named, unpack
from indexer.engine import Ask, Engine, EngineError, Reader, Record
from indexer.officials import Directory, names_of
from indexer.query import Where

CHUNK = 64  # documents that go to a process together
FEW = 500  # documents below which starting processes costs more than it saves


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
        since = before.facts.change if before else 0
        last = since
        changed: dict[str, None] = {}
        for change in store.changes(since):
            changed[change.id] = None
            last = change.number
        if before and not changed:
            return Built(None, 0, 0, 0, ())
        with engine.write(fresh=before is None) as writer:
            directory = Directory()
            failures: list[str] = []
            indexed = done = 0
            for there, gone in _prepared(store, list(changed), processes or os.cpu_count() or 1):
                _recall(directory, before, [*(one.document.id for one in there), *gone], there)
                writer.delete(gone)
                for one in there:
                    if one.record is None:
                        failures.append(f"{one.document.id}: {one.failure}")
                        writer.delete([one.document.id])
                    else:
                        writer.put([named(one.record, directory.join(one.document))])
                        indexed += 1
                done += len(there) + len(gone)
                show(done, done / len(changed))
            people = 0
            for record in directory.records():
                writer.put([record])
                people += 1
            writer.delete(directory.gone())
            writer.seen(last)
        return Built(engine.current(), indexed, len(changed) - indexed - len(failures), people, tuple(failures))
    finally:
        if before:
            before.close()


def _usable(engine: Engine, store: Store) -> Reader | None:
    try:
        reader = engine.read()
    except EngineError:
        return None
    if reader.facts.change <= store.last_change():
        return reader
    reader.close()
    return None


def _recall(directory: Directory, before: Reader | None, ids: list[str], there: Iterable[_Prepared]) -> None:
    """Bring to mind the persons that these documents name now or named before, and take back what was said then."""
    if before is None:
        return
    people = {id: [one for one in unpack(stored)[1] if one] for id, stored in before.get(ids).items()}
    wanted = {one for own in people.values() for one in own if one not in directory}
    names = tuple(frozenset[str]().union(*(names_of(one.document) for one in there)))
    if names:
        namesakes = before.search(Ask(Where("name", names), size=before.facts.count))
        wanted |= {hit.id for hit in namesakes.hits if hit.id not in directory}
    directory.load(before.get(wanted).values())
    for id, own in people.items():
        directory.forget(id, own)


def _prepared(store: Store, ids: list[str], processes: int) -> Iterator[tuple[list[_Prepared], list[str]]]:
    """Yield chunk after chunk of the documents with their records, and the ids that are in the store no more."""
    chunks = _chunks(store, ids)
    if len(ids) < FEW or processes < 2:
        for there, gone in chunks:
            yield _prepare(there), gone
        return
    # `spawn`, because a fork of a process with threads may hang.
    with ProcessPoolExecutor(processes, get_context("spawn"), initializer=_end_with_parent) as pool:
        waiting: deque[tuple[Future[list[_Prepared]], list[str]]] = deque()
        for there, gone in chunks:
            waiting.append((pool.submit(_prepare, there), gone))
            if len(waiting) > 2 * processes:
                future, before = waiting.popleft()
                yield future.result(), before
        for future, before in waiting:
            yield future.result(), before


def _chunks(store: Store, ids: list[str]) -> Iterator[tuple[list[Document], list[str]]]:
    rest = iter(ids)
    while chunk := list(islice(rest, CHUNK)):
        found = store.get_many(chunk)
        yield [found[id] for id in chunk if id in found], [id for id in chunk if id not in found]


def _prepare(documents: list[Document]) -> list[_Prepared]:
    return [_prepare_one(document) for document in documents]


def _prepare_one(document: Document) -> _Prepared:
    try:
        document = read(document)
        return _Prepared(document, document_record(document))
    except Exception as error:  # whatever one document does, the others are indexed
        return _Prepared(document, None, f"{type(error).__name__}: {error}")


def _end_with_parent() -> None:
    """Make a worker end when the build is killed: it would wait for work for ever."""
    Thread(target=_wait_for_parent, daemon=True).start()


def _wait_for_parent() -> None:
    if parent := parent_process():
        parent.join()
        os._exit(1)
