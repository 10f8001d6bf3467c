"""Bring an index up to date with the store: changes in, records out, one generation at the end.

Every document is read once. Entity resolution needs all mentions of a name, so records are spooled until all documents
are read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import chain
from tempfile import SpooledTemporaryFile
from typing import IO

from corpus.store import Store
from corpus.store.store import Position
from indexer import sentences
from indexer.engines.port import (
    Engine,
    EngineError,
    GenerationInfo,
    LostGeneration,
    NoIndex,
    Reader,
    Record,
    UnusableIndex,
    Writer,
)
from indexer.indexing.copies import Copies
from indexer.indexing.missing import missing_documents
from indexer.indexing.people import PersonMentions
from indexer.indexing.relations import Effects
from indexer.indexing.signers import SignerChoice
from indexer.indexing.workers import CHUNK, Prepare, PreparedChunk, PreparedDocument, preparing, unpack_documents
from indexer.schema.documents import with_effect, with_officials
from indexer.schema.signers import UnsureSigner

# Shares of the whole work, as measured on 35,000 articles: reading, and all up to the engine's own writing, which
# shows no progress until it is done.
READ_SHARE, PUT_SHARE = 0.85, 0.95
MAX_ATTEMPTS = 5  # times that a build begins, where others are quicker or machines are lost
# Bytes of packed records, and of facts on effect, that wait in memory; more of them wait on the disk.
SPOOL_MEMORY, FACTS_MEMORY = 64 * 2**20, 16 * 2**20

Show = Callable[[int, float | None], None]  # called with the number of documents done and the share of the work


@dataclass(frozen=True, slots=True)
class Built:
    """Counts what a build did; `generation` is None where it published none. `failures` are `id: reason`."""

    generation: int | None
    indexed: int
    deleted: int
    people: int
    failures: tuple[str, ...]


def build(
    store: Store,
    engine: Engine,
    *,
    fresh: bool = False,
    show: Show = lambda items, share: None,
    processes: int | None = None,
) -> Built:
    """Write what changed in the store since the last build, and publish it; `fresh` starts from nothing, aside.

    An index that is missing, damaged, of another fingerprint or of another store is built from nothing too. The build
    begins again, at most MAX_ATTEMPTS times, where another builder published before this one had the lock, or where
    machines that held the new generation were lost.
    Documents that an earlier build could not index are tried again each time; where nothing else changed and they fail
    again, nothing is published.
    An index that other machines can build too (`engine.shared`) is built under the store's lock.
    Small builds leave small segments, which `engine.merge` joins once the changes can be found.
    `processes` is the number of workers, None for one a core. Raises EngineError and StoreError; the index that answers
    is unchanged then.
    """
    trouble = EngineError(sentences.ALWAYS_OVERTAKEN)
    for _ in range(MAX_ATTEMPTS):
        try:
            return _attempt(store, engine, fresh=fresh, show=show, processes=processes)
        except _Overtaken:
            continue
        except LostGeneration as error:
            trouble = error
    raise trouble


class _Overtaken(Exception):
    """Says that another builder published, or the store became another one, after the first look."""


def _attempt(store: Store, engine: Engine, *, fresh: bool, show: Show, processes: int | None) -> Built:
    """Read, resolve persons, write and publish one generation."""
    with ExitStack() as stack:
        stamp = _stamp(engine)
        before = None if fresh else _usable_index(engine, store)
        if before:
            stack.callback(before.close)
        changed, position = _changes(store, before.info.change if before else 0)
        missing = missing_documents(store, before) if before else []
        if before and not changed:
            failures = _failures(store, missing, processes)
            if len(failures) == len(missing):
                return Built(None, 0, 0, 0, tuple(failures))
        changed = list(dict.fromkeys([*changed, *missing]))
        check_lock = stack.enter_context(store.build_lock()) if engine.shared else None
        writer = stack.enter_context(engine.write(fresh=before is None))
        if _stamp(engine) != stamp:
            raise _Overtaken
        prepare = stack.enter_context(preparing(store, len(changed), processes))
        spool = _Spool(stack.enter_context(SpooledTemporaryFile(SPOOL_MEMORY)))
        signers = SignerChoice(before, changed)
        people, copies = PersonMentions(store, before, changed), Copies(store, before, changed)
        effects = Effects(before, stack.enter_context(SpooledTemporaryFile(FACTS_MEMORY)))
        generation = _Generation(writer, people, copies, effects, _Progress(show, len(changed)))
        changed += generation.read(prepare, changed, signers, spool)
        turned = generation.read_copies(prepare, changed, signers, spool)
        if position != store.position(position.change):
            raise _Overtaken  # the store was replaced meanwhile; ids are only given to persons of this one
        moved = generation.put_persons([*changed, *turned])
        again = _unpacked(_with_signers(prepare, moved, signers))
        generation.put_documents(chain(spool.documents(), again), len(changed) + len(turned) + len(moved))
        generation.delete()
        if position != store.position(position.change):
            raise _Overtaken  # the store was replaced meanwhile
        writer.seen(position.change, position.store, position.chain)
        if check_lock:
            check_lock()
    # Leaving the block published the generation.
    return generation.outcome(len(changed) + len(turned) + len(moved))


class _Spool:
    """Holds packed chunks of records until all persons are resolved, beyond SPOOL_MEMORY on the disk."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._sizes: list[int] = []

    def add(self, packed: bytes) -> None:
        """Append a chunk."""
        self._file.write(packed)
        self._sizes.append(len(packed))

    def documents(self) -> Iterator[list[PreparedDocument]]:
        """Yield the documents of all chunks, in order."""
        self._file.seek(0)
        for size in self._sizes:
            yield unpack_documents(self._file.read(size))


@dataclass(frozen=True, slots=True)
class _Progress:
    """Shows the share of the work as a number of documents, which only grows."""

    show: Show
    documents: int

    def __call__(self, share: float) -> None:
        self.show(round(share * self.documents), share)


class _Generation:
    """Writes one generation, step by step, and counts what became of the documents."""

    def __init__(
        self, writer: Writer, people: PersonMentions, copies: Copies, effects: Effects, progress: _Progress
    ) -> None:
        self._writer = writer
        self._people = people
        self._copies = copies
        self._effects = effects
        self._progress = progress
        self._lost: list[str] = []  # documents that are deleted, or cannot be read any more
        self._deleted = 0
        self._persons = 0
        self._failures: list[str] = []

    def read(self, prepare: Prepare, changed: Sequence[str], signers: SignerChoice, spool: _Spool) -> list[str]:
        """Gather the mentions of persons in every changed document, and spool the records.

        Returns the unchanged documents for which another signer is chosen now, which are read too.
        """
        for step, chunk in enumerate(_with_signers(prepare, changed, signers), 1):
            self._add(chunk, spool)
            self._progress(READ_SHARE * min(1.0, step * CHUNK / self._progress.documents))
        moved = signers.moved()
        self._people.change(moved)
        for chunk in prepare(list(moved), moved):
            self._add(chunk, spool)
        self._deleted = len(self._lost)
        return list(moved)

    def read_copies(self, prepare: Prepare, read: Sequence[str], signers: SignerChoice, spool: _Spool) -> list[str]:
        """Read the unchanged documents whose records change as they or others became copies, and return them."""
        before = frozenset(read)
        turned = [id for id in self._copies.resolve() if id not in before]
        for chunk in _with_signers(prepare, turned, signers):
            self._add(chunk, spool)
        self._people.without(self._copies.leaders, turned)
        self._deleted = len(self._lost)
        return turned

    def _add(self, chunk: PreparedChunk, spool: _Spool) -> None:
        self._people.add(chunk.mentions)
        self._copies.add(chunk.alike)
        self._effects.add(chunk.acting, chunk.bearers)
        spool.add(chunk.packed)
        self._lost += chunk.deleted

    def put_persons(self, read: Sequence[str]) -> list[str]:
        """Put the persons of all touched names, and find the effect of what the documents that were read change.

        Returns the unchanged documents that now name another person, or have another effect.
        """
        outdated = self._effects.resolve(read, self._copies.leaders)
        persons, moved = self._people.resolve()
        self._persons = len(persons)
        self._writer.put(persons)
        self._copies.keep([*moved, *outdated])
        self._people.keep(outdated)
        self._effects.keep(moved)
        return list(dict.fromkeys([*moved, *outdated]))

    def put_documents(self, chunks: Iterable[list[PreparedDocument]], total: int) -> None:
        """Put the documents' records with the ids of the persons whom they name."""
        for step, documents in enumerate(chunks, 1):
            self._writer.put(
                [self._record(document.record, document.names) for document in documents if document.record]
            )
            failed = [document for document in documents if document.record is None]
            self._lost += [document.id for document in failed]
            self._failures += map(_failure, failed)
            share = min(1.0, step * CHUNK / total)
            self._progress(READ_SHARE + (PUT_SHARE - READ_SHARE) * share)

    def _record(self, record: Record, names: tuple[str, ...]) -> Record:
        if (periods := self._effects.periods(record.id)) is not None:
            record = with_effect(record, periods)
        return self._copies.record(record, lambda record: with_officials(record, self._people.ids(record.id, names)))

    def delete(self) -> None:
        """Delete lost documents, and persons whom no document names any more."""
        self._writer.delete(self._lost)
        self._writer.put(self._people.forget(self._lost))
        self._writer.delete(self._people.unnamed())

    def outcome(self, documents: int) -> Built:
        """Return what was done, of so many documents."""
        indexed = documents - self._deleted - len(self._failures)
        return Built(self._writer.generation, indexed, self._deleted, self._persons, tuple(self._failures))


def _with_signers(prepare: Prepare, ids: Sequence[str], signers: SignerChoice) -> Iterator[PreparedChunk]:
    """Prepare documents; those whose signer is to be chosen come last, when all is known of the officials."""
    unsure: list[UnsureSigner] = []
    for chunk in prepare(ids, {}):
        signers.learn(chunk.held)
        unsure += chunk.unsure
        yield chunk
    yield from prepare([each.id for each in unsure], {each.id: signers.choose(each) for each in unsure})


def _unpacked(chunks: Iterable[PreparedChunk]) -> Iterator[list[PreparedDocument]]:
    return (unpack_documents(chunk.packed) for chunk in chunks)


def _failures(store: Store, ids: Sequence[str], processes: int | None) -> list[str]:
    """Return of some documents those that cannot be indexed, with the reason."""
    with preparing(store, len(ids), processes) as prepare:
        chunks = _unpacked(prepare(ids, {}))
        return [_failure(failed) for chunk in chunks for failed in chunk if failed.record is None]


def _failure(document: PreparedDocument) -> str:
    return f"{document.id}: {document.failure}"


def _stamp(engine: Engine) -> str | None:
    try:
        return engine.current()
    except UnusableIndex:  # a broken pointer names none
        return None


def _usable_index(engine: Engine, store: Store) -> Reader | None:
    """Open the index that answers, where it can be built on: all that it has seen must be in this store."""
    try:
        reader = engine.read()
    except (NoIndex, UnusableIndex):
        return None
    if follows(store, reader.info):
        return reader
    reader.close()
    return None


def follows(store: Store, info: GenerationInfo) -> bool:
    """Tell whether a store still has every change that an index has seen, so that it can be built on.

    Another store has not, nor has one that was restored from an older copy or lost its last transactions in a power
    cut, whatever numbers its later changes have.
    """
    return store.position(info.change) == (info.store, info.change, info.chain)


def _changes(store: Store, since: int) -> tuple[list[str], Position]:
    """Return the ids that changed since a change, each once, and the position after the last of these changes."""
    changed: dict[str, None] = {}
    last = since
    for change in store.changes(since):
        changed[change.id] = None
        last = change.number
    position = store.position(last)
    if position is None:
        raise _Overtaken  # the store was replaced just now
    return list(changed), position
