"""Answer every question that callers ask of an index: each is one method, which borrows the current generation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date

from corpus.document import Document
from corpus.store import Store
from corpus.store.changed_days import days_changed, last_changed_by_source
from corpus.store.failures import counted
from corpus.store.person_ids import joined_ids
from corpus.vi.text import tidy
from indexer.analysis.segmentation.words import load
from indexer.body_results import BodiesPage, BodyPage, BodyPeriod
from indexer.engines.port import Engine, EngineError, SearchRequest
from indexer.engines.query_tree import Where
from indexer.results import (
    CitationsPage,
    CitedNumber,
    Effect,
    EffectChain,
    NamedOfficial,
    NameMention,
    OfficialsPage,
    RelationsPage,
    Request,
    ResultsPage,
    Suggestion,
)
from indexer.schema.copies import COPY, LEADER
from indexer.schema.dates import MentionedDate
from indexer.schema.documents import DOCUMENT
from indexer.schema.persons import PERSON, Person
from indexer.schema.reading import COLUMN as READING
from indexer.schema.stored import DocumentSource
from indexer.schema.units import body_of
from indexer.search import bodies, document_page, effect_chain, hits, officials, relations, sittings
from indexer.search.attempts import answer
from indexer.search.body_periods import period
from indexer.search.citations import citations
from indexer.search.coverage import counts_over_time, unread
from indexer.search.current_reader import CurrentReader
from indexer.search.query.effect import effect_of
from indexer.search.shown_documents import ShownDocuments
from indexer.search.suggest import suggest
from indexer.search.ways_on import WaysOn, ways_on
from indexer.sitting_results import NamedSitting, SittingPage, SittingsPage
from indexer.stats_results import CountsOverTime, IndexState, Stats

_COPIES_PER_PAGE = 10_000
MAX_COPIES = 20  # of one document that are shown

# This query loads every word list, so that no reader waits for them.
_WARM_UP = "ông Hòa chủ tịch UBND huyện trả lời ngày 13/1/2020 về nghị quyết số 5"
_TYPED_FIRST = ("h", "05/2020/NQ", "hoofm nay")  # beginnings of names, of numbers, and raw keys


class Search:
    """Answers from an engine's newest generation; the store has the whole documents. Safe to use from many threads."""

    def __init__(self, engine: Engine, store: Store) -> None:
        self._current = CurrentReader(engine, lambda id: joined_ids(store, [id]).get(id))
        self._store = store
        self._shown = ShownDocuments(store)

    def warm(self) -> None:
        """Load what the first search would wait for: word model, word lists and, where there is one, the index."""
        load()
        if self._current.state().ready:
            self.search(Request(_WARM_UP), today=date(2020, 1, 13))
            for typed in _TYPED_FIRST:
                self.suggest(typed)

    def search(self, request: Request, *, today: date) -> ResultsPage:
        """Return the page that answers a request; `today` dates `hôm qua` and recency. Raises EngineError."""
        with self._current.lookup() as lookup:
            return answer(request, lookup, today)

    def ways_on(self, request: Request, *, today: date) -> WaysOn:
        """Return what finds something in place of a request that finds nothing. Raises EngineError."""
        with self._current.lookup() as lookup:
            return ways_on(request, lookup, today)

    def marker(
        self, request: Request, document: Document, *, today: date
    ) -> Callable[[str], tuple[tuple[int, int], ...]]:
        """Return a function from a text of a document to the marks of a search in it (code point ranges).

        Raises EngineError.
        """
        with self._current.lookup() as lookup:
            return document_page.marker(request, document, lookup, today)

    def document(self, id: str) -> Document | None:
        """Return a document, completed from its own text; None where the store has none of this id."""
        return self._shown.get(id)

    def document_redirect(self, id: str) -> str | None:
        """Return the id of the document that is shown for one of this id; None where it is shown itself.

        One was joined to it, or is a copy of it. Raises StoreError.
        """
        return self._store.resolve([id]).get(id) or self._leader(id)

    def document_version(self, id: str) -> str | None:
        """Return what changes with all that is told of a document, without reading it; None where there is none.

        It names the stored content and the generation of the index, which resolves its persons. A copy of another
        document has none: `document_redirect` names that.
        """
        digest = self._store.digest_of(id)
        return f"{digest} {self._current.state().stamp}" if digest and not self._leader(id) else None

    def copies_of(self, id: str) -> tuple[Document, ...]:
        """Return the documents that are copies of this one, by id; none while nothing can be searched."""
        with suppress(EngineError), self._current.lookup() as lookup:
            hits = lookup.reader.search(SearchRequest(Where(LEADER, (id,)), size=MAX_COPIES)).hits
            return tuple(stored.document for stored in lookup.stored_documents(sorted(hit.id for hit in hits)))
        return ()

    def sources_of(self, id: str) -> tuple[DocumentSource, ...]:
        """Return where a document is, its own place first; none where it has no copies or nothing can be searched."""
        with suppress(EngineError), self._current.lookup() as lookup:
            return next((hits.sources_of(stored) for stored in lookup.stored_documents([id])), ())
        return ()

    def document_count(self) -> int:
        """Count the documents of the store, copies too. Raises StoreError."""
        return self._store.count()

    def document_changes(self, skip: int, limit: int) -> Iterator[tuple[str, str]]:
        """Yield ids in order with the day of the last change, of `limit` documents behind the first `skip`.

        A copy of another document counts, but is left out. Raises StoreError, and EngineError for the copies.
        """
        copies = self._copies()
        return ((id, day) for id, day in days_changed(self._store, skip, limit) if id not in copies)

    def _copies(self) -> frozenset[str]:
        """Return the ids of all copies."""
        ids: set[str] = set()
        with self._current.lookup() as lookup:
            while True:
                request = SearchRequest(Where("type", (COPY,)), sort="newest", offset=len(ids), size=_COPIES_PER_PAGE)
                hits = lookup.reader.search(request).hits
                ids.update(hit.id for hit in hits)
                if len(hits) < _COPIES_PER_PAGE:
                    return frozenset(ids)

    def _leader(self, id: str) -> str | None:
        """Return the document of which one is a copy; None for any other, and while nothing can be searched."""
        with suppress(EngineError), self._current.lookup() as lookup:
            return next((stored.leader for stored in lookup.stored_documents([id])), None)
        return None

    def mentioned_dates(self, document: Document) -> tuple[MentionedDate, ...]:
        """Return the dates that a document mentions, each span once, with the sentence that mentions it first."""
        return self._shown.mentioned(document)

    def officials_of(self, document: Document) -> tuple[NamedOfficial, ...]:
        """Return the persons that a document names, as the index resolved them. Raises EngineError."""
        with self._current.lookup() as lookup:
            return document_page.officials_of(document, lookup)

    def name_mentions(self, document: Document) -> tuple[NameMention, ...]:
        """Return where a document's text names its officials: each first in full, then in short. Raises EngineError."""
        with self._current.lookup() as lookup:

            def find() -> tuple[NameMention, ...]:
                return document_page.name_mentions(document, document_page.officials_of(document, lookup))

            return self._shown.named(document, lookup.reader.info.stamp, find)

    def officials(
        self, q: str = "", *, issuer: str | None = None, on: date | None = None, limit: int = 50
    ) -> OfficialsPage:
        """Return the persons whose names and roles have all the words; at a body, and in a role on a day.

        Raises EngineError.
        """
        with self._current.lookup() as lookup:
            return officials.find(lookup, q, issuer, on, limit)

    def official_ids(self, limit: int) -> tuple[str, ...]:
        """Return the ids of the persons whom most documents name, at most `limit`. Raises EngineError."""
        with self._current.reader() as reader:
            return tuple(id for id, _ in reader.values("official")[:limit])

    def official(self, id: str) -> Person | None:
        """Return a person with the ids of others of that name; None where there is none. Raises EngineError."""
        with self._current.lookup() as lookup:
            return officials.get(lookup, id)

    def official_redirect(self, id: str) -> str | None:
        """Return the id of the person that one of this id turned out to be; None where it did not.

        Raises EngineError and StoreError.
        """
        with self._current.lookup() as lookup:
            return lookup.person_redirect(id)

    def titles(self, ids: Sequence[str]) -> dict[str, str]:
        """Return the titles of documents as they are shown, of those that are indexed. Raises EngineError."""
        with self._current.lookup() as lookup:
            return dict(lookup.reader.titles(list(dict.fromkeys(ids))))

    def signers(self, ids: Sequence[str]) -> dict[str, str]:
        """Return who signed documents, of those that say so. Raises EngineError."""
        with self._current.lookup() as lookup:
            documents = [stored.document for stored in lookup.stored_documents(ids)]
        return {document.id: document.signer.name for document in documents if document.signer}

    def bodies(self, q: str = "", *, limit: int = 50) -> BodiesPage:
        """Return the bodies whose names have all the words, those of most documents first. Raises EngineError."""
        with self._current.lookup() as lookup:
            return bodies.find(lookup, q, limit)

    def body(self, id: str) -> BodyPage | None:
        """Return what is known of a body: its documents and officials; None where there is none. Raises EngineError."""
        with self._current.lookup() as lookup:
            return bodies.get(lookup, id)

    def ended_body(self, document: Document, *, today: date) -> BodyPeriod | None:
        """Return what became of the body that issued a document, where it ended; None for any other, and where its
        unit is not known for sure. Raises EngineError."""
        over = body_of(document)
        if over is None or over.ended is None or over.ended >= today or over.goes_on:
            return None
        with self._current.lookup() as lookup:
            return period(over, lookup.body_names)

    def body_ids(self, labels: Iterable[str]) -> dict[str, str]:
        """Return the ids of those of the labels that name a body of this index. Raises EngineError."""
        with self._current.lookup() as lookup:
            return {label: name.id for label in labels if (name := lookup.body_names.of(label))}

    def sittings(
        self, q: str = "", *, body: str | None = None, term: str | None = None, limit: int = 50
    ) -> SittingsPage:
        """Return the sittings that a text names, of a council and a term, the latest first. Raises EngineError."""
        with self._current.lookup() as lookup:
            return sittings.find(lookup, q, body, term, limit)

    def sittings_in_query(self, q: str, *, limit: int = 3) -> tuple[NamedSitting, ...]:
        """Return the sittings that a query names by number and council, the latest first. Raises EngineError."""
        with self._current.lookup() as lookup:
            return sittings.named_in_query(lookup, q, limit)

    def sitting(self, id: str) -> SittingPage | None:
        """Return what is known of a sitting; None where there is none. Raises EngineError."""
        with self._current.lookup() as lookup:
            return sittings.get(lookup, id)

    def sittings_of(self, document: Document) -> tuple[NamedSitting, ...]:
        """Return the sittings that a document was put before, or comes from or tells of. Raises EngineError."""
        with self._current.lookup() as lookup:
            stamp = lookup.reader.info.stamp
            return self._shown.answered(document, "sittings", stamp, lambda: sittings.of_document(document, lookup))

    def suggest(self, q: str, *, limit: int = 8) -> tuple[Suggestion, ...]:
        """Return what the beginning of a query may be about. Raises EngineError."""
        text = " ".join(tidy(q).split()) + (" " if q[-1:].isspace() else "")
        with self._current.lookup() as lookup:
            return suggest(lookup, text, limit)

    def effect(self, id: str, *, on: date) -> Effect:
        """Return whether a document is in force on a day, without what brought that about.

        It is not known of one that is not indexed, and while nothing can be searched.
        """
        with suppress(EngineError), self._current.lookup() as lookup:
            return effect_of(next(iter(lookup.stored_documents([id])), None), on)
        return effect_of(None, on)

    def relations(self, id: str, *, on: date) -> RelationsPage | None:
        """Return a document's relations and its effect on a day; None where there is no such document.

        Raises EngineError.
        """
        document = self.document(id)
        return self.relations_of(document, on=on) if document else None

    def relations_of(self, document: Document, *, on: date) -> RelationsPage:
        """Return the relations of a document that `document` gave. Raises EngineError."""
        with self._current.lookup() as lookup:
            stamp = lookup.reader.info.stamp
            return self._shown.answered(
                document, f"relations {on}", stamp, lambda: relations.relations(document, lookup, on)
            )

    def effect_chain(self, document: Document) -> EffectChain:
        """Return the documents around this one that change each other's effect, the nearest. Raises EngineError."""
        with self._current.lookup() as lookup:
            stamp = lookup.reader.info.stamp
            return self._shown.answered(
                document, "effect chain", stamp, lambda: effect_chain.effect_chain(document, lookup)
            )

    def reference_links(self, document: Document) -> tuple[CitedNumber, ...]:
        """Return where a document's text names others that are here (code points of `document.text`), in its order.

        Each is named with the documents that it means, the document itself never. Raises EngineError.
        """
        with self._current.lookup() as lookup:
            stamp = lookup.reader.info.stamp
            return self._shown.answered(
                document, "reference links", stamp, lambda: relations.reference_links(document, lookup)
            )

    def citations(self, text: str) -> CitationsPage:
        """Return the document numbers in a text, with the documents that bear them. Raises EngineError."""
        with self._current.lookup() as lookup:
            return citations(lookup, text)

    def stats(self) -> Stats:
        """Count what can be found. Raises EngineError and StoreError."""
        with self._current.reader() as reader:
            types = dict(reader.values("type"))
            readings = dict(reader.values(READING))
            sources, kinds, years = (dict(sorted(reader.values(column))) for column in ("source", "kind", "year"))
        documents, officials = types.get(DOCUMENT, 0), types.get(PERSON, 0)
        not_read = counted(self._store)
        return Stats(
            documents,
            officials,
            sources,
            kinds,
            years,
            not_read,
            readings,
            self._store.last_changed(),
            last_changed_by_source(self._store),
            unread(self._store),
        )

    def counts_over_time(self) -> CountsOverTime:
        """Count what can be found by year and month. Raises EngineError."""
        with self._current.reader() as reader:
            return counts_over_time(reader)

    def state(self) -> IndexState:
        """Tell whether searches can be answered now."""
        return self._current.state()

    def health(self) -> str:
        """Return `green`, or `yellow` and why, for the current generation. Raises EngineError if it cannot answer."""
        return self._current.health()

    def close(self) -> None:
        """Close the index; the store belongs to the caller."""
        self._current.close()
