"""Bring an index up to date with the store: changes in, records out, one generation at the end.

Every document is read once. Who is who depends on all documents that name a person, so records wait, packed, until all
are read.
"""

from __future__ import annotations

import os
import pickle
import zlib
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import chain
from multiprocessing import get_context, parent_process
from tempfile import SpooledTemporaryFile
from threading import Thread

from corpus.document import Document
from corpus.reading import read
from corpus.store import Store
from indexer.analysis import document_record, named
from indexer.engine import Engine, EngineError, LostGeneration, NoIndex, Reader, Record, UnusableIndex
from indexer.officials import Said, said
from indexer.people import People

CHUNK = 64  # documents that go to a process together
FEW = 500  # documents below which starting processes costs more than it saves
# Shares of the whole work, as measured on 35,000 articles: reading, and all up to the engine's own writing, which tells
# nothing until it is done.
READ, GIVEN = 0.85, 0.95
TRIES = 5  # times that a build begins, where others are quicker or machines are lost
WAITING = 64 * 2**20  # bytes of packed records that wait in memory; more of them wait on the disk


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
    id: str
    names: tuple[str, ...]
    record: Record | None
    failure: str = ""


@dataclass(frozen=True, slots=True)
class _Read:
    """Holds what a process made of a chunk of documents: what they say of persons, and their records, packed."""

    said: list[Said]
    packed: bytes

    def records(self) -> list[_Prepared]:
        made: list[_Prepared] = pickle.loads(zlib.decompress(self.packed))  # noqa: S301 (a process of ours made it)
        return made


# Reads documents chunk after chunk, in order; gives each outcome with the ids that are gone.
_Work = Callable[[Sequence[str]], Iterator[tuple[_Read, list[str]]]]


def build(
    store: Store,
    engine: Engine,
    *,
    fresh: bool = False,
    show: Callable[[int, float | None], None] = lambda items, share: None,
    processes: int | None = None,
) -> Built:
    """Write what changed in the store since the last build, and publish it; `fresh` starts from nothing, aside.

    An index that is missing, damaged, of another fingerprint or of another store is built from nothing too. Where
    another builder published between the first look and the lock, all begins again from what is there now.
    So it does where machines that held the new generation were lost: the others take it.
    An index that other machines can build too (`engine.shared`) is built by whoever holds the store's lock.
    A small build leaves pieces now and then, which `engine.merge` joins, after what changed is found.
    Raises EngineError and StoreError; the index that answers stays as it is then.
    """
    trouble = EngineError("Nhiều tiến trình khác liên tục lập chỉ mục: hãy đợi chúng xong rồi chạy lại.")
    for _ in range(TRIES):
        try:
            return _build(store, engine, fresh=fresh, show=show, processes=processes)
        except _Overtaken:
            continue
        except LostGeneration as error:
            trouble = error
    raise trouble


class _Overtaken(Exception):
    """Says that another builder published after the first look."""


def _build(
    store: Store, engine: Engine, *, fresh: bool, show: Callable[[int, float | None], None], processes: int | None
) -> Built:
    seen = _stamp(engine)
    before = None if fresh else _usable(engine, store)
    try:
        changed, last = _changed(store, before.facts.change if before else 0)
        if before and not changed:
            return Built(None, 0, 0, 0, ())
        with ExitStack() as stack:
            held = stack.enter_context(store.building()) if engine.shared else None
            writer = stack.enter_context(engine.write(fresh=before is None))
            if _stamp(engine) != seen:
                raise _Overtaken
            work = stack.enter_context(_working(store, len(changed), processes))
            people = People(before, changed)
            lost: list[str] = []
            sizes: list[int] = []
            waiting = stack.enter_context(SpooledTemporaryFile(WAITING))
            for step, (outcome, gone) in enumerate(work(changed), 1):
                people.say(outcome.said)
                waiting.write(outcome.packed)
                sizes.append(len(outcome.packed))
                lost += gone
                show(*_done(READ * min(1.0, step * CHUNK / len(changed)), len(changed)))
            deleted = len(lost)
            persons, moved = people.join()
            writer.put(persons)
            failures: list[str] = []
            waiting.seek(0)
            first = (_Read([], waiting.read(size)).records() for size in sizes)
            unlike = (outcome.records() for outcome, _ in work(moved))
            for step, prepared in enumerate(chain(first, unlike), 1):
                writer.put(named(one.record, people.of(one.id, one.names)) for one in prepared if one.record)
                failed = [one for one in prepared if one.record is None]
                lost += [one.id for one in failed]
                failures += [f"{one.id}: {one.failure}" for one in failed]
                share = min(1.0, step * CHUNK / (len(changed) + len(moved)))
                show(*_done(READ + (GIVEN - READ) * share, len(changed)))
            writer.delete(lost)
            writer.put(people.unsay(lost))
            writer.delete(people.gone())
            writer.seen(last)
            if held:
                held()
        indexed = len(changed) + len(moved) - deleted - len(failures)
        return Built(writer.generation, indexed, deleted, len(persons), tuple(failures))
    finally:
        if before:
            before.close()


def _done(share: float, documents: int) -> tuple[int, float]:
    """Return how many documents the share of the work is worth, so that their number only grows."""
    return round(share * documents), share


def _stamp(engine: Engine) -> str | None:
    try:
        return engine.current()
    except UnusableIndex:  # a broken pointer names none
        return None


def _usable(engine: Engine, store: Store) -> Reader | None:
    try:
        reader = engine.read()
    except (NoIndex, UnusableIndex):
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
        yield lambda ids: ((_prepare(there), gone) for there, gone in _chunks(store, ids))
        return

    def shared(ids: Sequence[str]) -> Iterator[tuple[_Read, list[str]]]:
        waiting: deque[tuple[Future[_Read], list[str]]] = deque()
        for there, gone in _chunks(store, ids):
            waiting.append((pool.submit(_prepare, there), gone))
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


def _prepare(documents: list[Document]) -> _Read:
    mentions: list[Said] = []
    prepared: list[_Prepared] = []
    for document in documents:
        try:
            whole = read(document)
            own = document_record(whole), said(whole)
        except Exception as error:  # whatever one document does, the others are indexed
            prepared.append(_Prepared(document.id, (), None, f"{type(error).__name__}: {error}"))
            continue
        mentions += own[1]
        prepared.append(_Prepared(document.id, tuple(official.name for official in whole.officials), own[0]))
    return _Read(mentions, zlib.compress(pickle.dumps(prepared, pickle.HIGHEST_PROTOCOL), 1))


def _end_with_parent() -> None:
    """Make a worker end when the build is killed: it would wait for work for ever."""
    Thread(target=_wait_for_parent, daemon=True).start()


def _wait_for_parent() -> None:
    if parent := parent_process():
        parent.join()
        os._exit(1)
