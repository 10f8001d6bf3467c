"""Turn documents into records and mentions of persons, in worker processes where there are many documents."""

from __future__ import annotations

import os
import pickle
import signal
import zlib
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, replace
from multiprocessing import get_context, parent_process
from threading import Thread, current_thread, main_thread
from typing import NamedTuple

from corpus.document import Document, Official
from corpus.extraction.extract import complete
from corpus.store import Store
from corpus.store.errors import DamagedDocument
from indexer import sentences
from indexer.engines.port import EngineError, Record
from indexer.indexing.effect import EffectFacts, facts_of, periods_of
from indexer.indexing.entity_resolution import OfficialMention, official_mentions, spelling_of
from indexer.indexing.relations import pack_facts
from indexer.indexing.signers import HeldOffice, held_offices
from indexer.schema import signers as unsure_signers
from indexer.schema.copies import ALIKE
from indexer.schema.documents import document_record, record_relations, with_effect
from indexer.schema.signers import UnsureSigner, is_unsure, unsure_signer

CHUNK = 64  # documents that go to a process together
MIN_SHARED = 500  # documents below which starting processes costs more than it saves


@dataclass(frozen=True, slots=True)
class PreparedDocument:
    """Holds a document's record and its officials' names, or why it cannot be indexed (`failure`)."""

    id: str
    names: tuple[str, ...]
    record: Record | None
    failure: str = ""


@dataclass(frozen=True, slots=True)
class PreparedChunk:
    """Holds the mentions of persons in a chunk of documents, and its PreparedDocuments, packed (`unpack_documents`).

    `deleted` are the ids of the chunk that the store no longer has, `alike` what documents share with their copies
    (`schema.copies`), by id. `unsure` are documents that are not prepared until their signer is chosen, by what `held`
    and its like say of officials. `acting` are the documents that change the effect of others, and `bearers`, packed
    (`relations.pack_facts`), the others that references may mean.
    """

    mentions: list[OfficialMention]
    alike: dict[str, tuple[str, ...]]
    packed: bytes
    deleted: list[str]
    held: list[HeldOffice]
    unsure: list[UnsureSigner]
    acting: list[EffectFacts]
    bearers: bytes


Choices = Mapping[str, Official | None]  # the signer chosen for a document, None where that stays unsure
# Prepares the documents under some ids, chunk after chunk, in order.
Prepare = Callable[[Sequence[str], Choices], Iterator[PreparedChunk]]


def unpack_documents(packed: bytes) -> list[PreparedDocument]:
    """Return the prepared documents of a chunk."""
    documents: list[PreparedDocument] = pickle.loads(zlib.decompress(packed))  # noqa: S301 (our own process made it)
    return documents


@contextmanager
def preparing(store: Store, documents: int, processes: int | None) -> Iterator[Prepare]:
    """Yield a function that prepares documents of the store; `documents` is about how many it will be asked for.

    Raises EngineError where a worker is killed.
    """
    processes = processes or os.cpu_count() or 1
    if documents < MIN_SHARED or processes < 2:
        yield lambda ids, choices: (
            _chunk(_prepare(present, damaged, choices), deleted) for present, damaged, deleted in _chunks(store, ids)
        )
        return

    def shared(ids: Sequence[str], choices: Choices) -> Iterator[PreparedChunk]:
        pending: deque[tuple[Future[_Prepared], list[str]]] = deque()
        for present, damaged, deleted in _chunks(store, ids):
            with _no_interrupts():  # it may start a worker, which would print a traceback
                chosen = {document.id: choices[document.id] for document in present if document.id in choices}
                pending.append((pool.submit(_prepare, present, damaged, chosen), deleted))
            if len(pending) > 2 * processes:  # so that memory holds only a few chunks
                yield finished(pending)
        while pending:
            yield finished(pending)

    def finished(pending: deque[tuple[Future[_Prepared], list[str]]]) -> PreparedChunk:
        future, deleted = pending.popleft()
        return _chunk(future.result(), deleted)

    # `spawn`, because a fork of a process with threads may hang.
    pool = ProcessPoolExecutor(processes, get_context("spawn"), initializer=_end_with_parent)
    try:
        yield shared
    except BrokenProcessPool as error:
        raise EngineError(sentences.WORKER_KILLED) from error
    finally:
        with _no_interrupts():
            pool.shutdown(cancel_futures=True)


@contextmanager
def _no_interrupts() -> Iterator[None]:
    """Hold SIGINT back within the block: it would leave a pool that never ends. Processes that start here never get it.

    The mask is for these processes. It does not keep the signal from other threads of this one, for which Python then
    calls the handler in the main thread.
    """
    held: list[int] = []
    before = None
    if current_thread() is main_thread():
        before = signal.signal(signal.SIGINT, lambda number, frame: held.append(number))
    try:
        mask = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
        try:
            yield
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
    finally:
        if before is not None:
            signal.signal(signal.SIGINT, before)
    if held:
        signal.raise_signal(signal.SIGINT)


class _Prepared(NamedTuple):
    """Holds the parts of a PreparedChunk that a worker makes."""

    mentions: list[OfficialMention]
    alike: dict[str, tuple[str, ...]]
    packed: bytes
    held: list[HeldOffice]
    unsure: list[UnsureSigner]
    acting: list[EffectFacts]
    bearers: bytes


def _chunk(prepared: _Prepared, deleted: list[str]) -> PreparedChunk:
    return PreparedChunk(deleted=deleted, **prepared._asdict())


def _chunks(store: Store, ids: Sequence[str]) -> Iterator[tuple[list[Document], dict[str, str], list[str]]]:
    """Yield, chunk by chunk, the documents that the store has, why others are damaged, and the ids that it has not."""
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        damaged: list[DamagedDocument] = []
        present = store.get_many(chunk, damaged.append)
        reasons = {error.id: str(error) for error in damaged}
        deleted = [id for id in chunk if id not in present and id not in reasons]
        yield [present[id] for id in chunk if id in present], reasons, deleted


def _prepare(documents: list[Document], damaged: dict[str, str], choices: Choices) -> _Prepared:
    """Make the records of documents; `damaged` says of others why they cannot be read."""
    mentions: list[OfficialMention] = []
    held: list[HeldOffice] = []
    unsure: list[UnsureSigner] = []
    acting: list[EffectFacts] = []
    bearers: list[EffectFacts] = []
    prepared = [PreparedDocument(id, (), None, reason) for id, reason in damaged.items()]
    for document in documents:
        try:
            if is_unsure(document) and document.id not in choices:
                unsure.append(unsure_signer(complete(document)))
                continue
            completed = complete(replace(document, signer=document.signer or choices.get(document.id)))
            given = _given_bare_names(document, completed)
            record, new_mentions = document_record(completed, given), official_mentions(completed, given)
            if is_unsure(document):
                record = unsure_signers.with_column(record, completed)
            else:
                held += held_offices(completed)
            facts = facts_of(completed, record_relations(record))
            record = with_effect(record, periods_of(facts))
        except Exception as error:  # whatever one document does, the others are indexed
            prepared.append(PreparedDocument(document.id, (), None, f"{type(error).__name__}: {error}"))
            continue
        mentions += new_mentions
        if facts.changes:
            acting.append(facts)
        elif facts.bearer.values:
            bearers.append(facts)
        prepared.append(PreparedDocument(document.id, tuple(official.name for official in completed.officials), record))
    records = (each.record for each in prepared if each.record)
    alike = {record.id: values for record in records if (values := record.values.get(ALIKE))}
    packed = zlib.compress(pickle.dumps(prepared, pickle.HIGHEST_PROTOCOL), 1)
    return _Prepared(mentions, alike, packed, held, unsure, acting, pack_facts(bearers))


def _given_bare_names(document: Document, completed: Document) -> tuple[str, ...]:
    """Return the spellings of the names without an office that a document's fields give before it is completed."""
    with_office = {spelling_of(official.name) for official in completed.officials if official.role}
    bare = {spelling_of(official.name) for official in completed.officials} - with_office
    if not bare or not (document.officials or document.signer):
        return ()
    by_fields = complete(Document(document.id, signer=document.signer, officials=document.officials))
    return tuple(sorted(bare & {spelling_of(official.name) for official in by_fields.officials}))


def _end_with_parent() -> None:
    """Make a worker end when the build is killed; it would wait for work for ever."""
    Thread(target=_wait_for_parent, daemon=True).start()


def _wait_for_parent() -> None:
    if parent := parent_process():
        parent.join()
        os._exit(1)
