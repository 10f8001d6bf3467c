"""Answer every question that callers ask of an index; a search returns the first of several attempts that succeeds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from corpus.document import Document
from corpus.store import Store
from corpus.store.failures import counted
from corpus.store.person_ids import joined_ids
from corpus.vi.syllables import syllables, terms
from corpus.vi.text import tidy
from indexer.analysis.segmentation.words import load
from indexer.engines.port import Engine, EngineError, SearchRequest
from indexer.engines.query_tree import Where
from indexer.engines.ranking import RERANKED
from indexer.results import (
    CitationsPage,
    CitedNumber,
    Effect,
    IndexState,
    NamedOfficial,
    NameMention,
    OfficialsPage,
    RelationsPage,
    Request,
    ResultsPage,
    Stats,
    Suggestion,
    Understood,
)
from indexer.schema.copies import LEADER
from indexer.schema.dates import MentionedDate
from indexer.schema.documents import DOCUMENT
from indexer.schema.persons import PERSON, Person
from indexer.schema.reading import COLUMN as READING
from indexer.search import document_page, hits, officials, relations
from indexer.search.citations import citations
from indexer.search.current_reader import CurrentReader
from indexer.search.passage_ranking import reranked
from indexer.search.query.lookup import Lookup
from indexer.search.query.neighbours import (
    nowhere_adjacent,
    phrases_of_no_document,
    stand_apart,
    wanted_words,
    with_other_marks,
)
from indexer.search.query.parser import UNCLOSED_QUOTE
from indexer.search.query.questions import asking_words, is_question
from indexer.search.query.spelling import MAX_RARE_COUNT, respelled
from indexer.search.query.understanding import NOT_ALL, understand
from indexer.search.shown_documents import ShownDocuments
from indexer.search.suggest import suggest

FEW_RESULTS = 5  # results beside which another spelling is offered
MAX_COPIES = 20  # of one document that are shown
MIN_SENTENCE = 8  # adjacent syllables that need only match in part, where no document has all of them
MAX_SHORT_QUESTION = 4  # syllables of a question, without those that only ask, which documents should all have
QUESTION_RUN = 2  # adjacent syllables of a question that need only match in part, at once

# This query loads every word list, so that no reader waits for them.
_WARM_UP = "ông Hòa chủ tịch UBND huyện trả lời ngày 13/1/2020 về nghị quyết số 5 hoofm nay"


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

    def search(self, request: Request, *, today: date) -> ResultsPage:
        """Return the page that answers a request; `today` dates `hôm qua` and recency. Raises EngineError."""
        with self._current.lookup() as lookup:
            return _answer(_Query(request, lookup, today))

    def marker(self, query: str, *, today: date) -> Callable[[str], tuple[tuple[int, int], ...]]:
        """Return a function from a text to the marks of a query in it (code point ranges). Raises EngineError."""
        with self._current.lookup() as lookup:
            return document_page.marker(query, lookup, today)

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

    def suggest(self, q: str, *, limit: int = 8) -> tuple[Suggestion, ...]:
        """Return what the beginning of a query may be about. Raises EngineError."""
        text = " ".join(tidy(q).split()) + (" " if q[-1:].isspace() else "")
        with self._current.lookup() as lookup:
            return suggest(lookup, text, limit)

    def effect(self, id: str, *, on: date) -> Effect:
        """Return whether a document is in force on a day, without what brought that about; of none, not known.

        Raises EngineError.
        """
        with self._current.lookup() as lookup:
            return relations.effect(next(iter(lookup.stored_documents([id])), None), on)

    def relations(self, id: str, *, on: date) -> RelationsPage | None:
        """Return a document's relations and its effect on a day; None where there is no such document.

        Raises EngineError.
        """
        document = self.document(id)
        if document is None:
            return None
        with self._current.lookup() as lookup:
            return relations.relations(document, lookup, on)

    def reference_links(self, document: Document) -> tuple[CitedNumber, ...]:
        """Return where a document's text names others that are here (code points of `document.text`), in its order.

        Each is named with the documents that it means, the document itself never. Raises EngineError.
        """
        with self._current.lookup() as lookup:
            return relations.reference_links(document, lookup)

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
        return Stats(documents, officials, sources, kinds, years, not_read, readings, self._store.last_changed())

    def state(self) -> IndexState:
        """Tell whether searches can be answered now."""
        return self._current.state()

    def health(self) -> str:
        """Return `green`, or `yellow` and why, for the current generation. Raises EngineError if it cannot answer."""
        return self._current.health()

    def close(self) -> None:
        """Close the index; the store belongs to the caller."""
        self._current.close()


@dataclass(frozen=True)
class _Query:
    """Holds a request while it is answered; what several attempts need is computed once."""

    request: Request
    lookup: Lookup
    today: date

    @cached_property
    def text(self) -> str:
        """Return the query without needless spaces."""
        return " ".join(tidy(self.request.text).split())

    @cached_property
    def length(self) -> int:
        """Return the number of its syllables."""
        return len(terms(self.text))

    @cached_property
    def may_loosen(self) -> bool:
        """Tell whether documents without some of the words may be answers."""
        return "all" not in self.request.literal

    @cached_property
    def is_question(self) -> bool:
        """Tell whether it asks for an answer rather than for documents with all of its words."""
        return self.may_loosen and is_question(self.text)

    @cached_property
    def as_typed(self) -> ResultsPage:
        """Return the results of what was typed; of a short question those with all of its words, where there are many.

        A question of few words is a subject, which documents that are about it name in whole.
        """
        if not self.is_question:
            return self.results(min_loose_run=0)
        words = terms(self.text)
        if len(words) - len(asking_words(words)) > MAX_SHORT_QUESTION:
            return self.results(min_loose_run=QUESTION_RUN)
        whole = self.results(min_loose_run=0)
        if whole.total > FEW_RESULTS:
            return whole
        loosened = self.results(min_loose_run=QUESTION_RUN)
        return loosened if loosened.total > whole.total else whole

    @cached_property
    def is_apart(self) -> bool:
        """Tell whether two neighbours among its plain words are side by side in none of the shown results."""
        return stand_apart(self.plain(self.as_typed.understood), self.as_typed.results)

    @cached_property
    def respelled(self) -> str | None:
        """Return the query with its slips corrected; None where no word needs it, or the request disables it."""
        if {"spelling", "all"} & set(self.request.literal):
            return None
        rare = MAX_RARE_COUNT if self.as_typed.total and not self.is_question else 0
        slips = respelled(self.text, self.lookup.reader, rare=rare)
        if slips or self.is_question or (self.as_typed.total and not self.is_apart):
            return slips
        return with_other_marks(self.text, self.lookup)

    def plain(self, understood: Iterable[Understood]) -> str:
        """Return the wanted words with blanks for what was understood, which may be written in other words, and for
        what only asks.
        """
        text = self.text
        for entity in understood:
            text = text.replace(entity.text, " " * len(entity.text))
        if self.is_question:
            typed = syllables(self.text)
            for at in asking_words([syllable.term for syllable in typed]):
                text = text[: typed[at].start] + " " * (typed[at].end - typed[at].start) + text[typed[at].end :]
        pairs = zip(text, wanted_words(self.text), strict=True)
        return "".join(letter if letter == wanted else " " for letter, wanted in pairs)

    def results(self, *, min_loose_run: int) -> ResultsPage:
        """Return the engine's answer as a page of results; `min_loose_run` is that of `understand`."""
        request, reader = self.request, self.lookup.reader
        meaning = understand(
            request, self.text, self.lookup, today=self.today, min_loose_run=min_loose_run, question=self.is_question
        )
        offset = (request.page - 1) * request.size
        reorder = self.is_question and request.sort == "relevance" and request.size > 0 and offset < RERANKED
        first, size = (0, max(RERANKED, offset + request.size)) if reorder else (offset, request.size)
        answer = reader.search(
            SearchRequest(meaning.query, request.sort, first, size, request.facets, today=self.today)
        )
        page = answer.hits
        if reorder:
            best = reranked(meaning.text, page[:RERANKED], self.lookup.stored_documents)
            page = (*best, *page[RERANKED:])[offset : offset + request.size]
        documents = self.lookup.stored_documents([hit.id for hit in page])
        results = hits.results(page, documents, meaning.query)
        facets = {column: hits.labelled(reader, column, counts) for column, counts in answer.facets.items()}
        notes = meaning.notes
        if not answer.total:
            notes += phrases_of_no_document(self.text, self.lookup)
        else:
            loosened = any(note.code == NOT_ALL for note in notes)
            notes += nowhere_adjacent(self.plain(meaning.understood), results, self.lookup, loosened=loosened)
        return ResultsPage(self.text, answer.total, results, meaning.understood, notes, facets)


def _answer(query: _Query) -> ResultsPage:
    """Return the results of the first attempt that succeeds, else of what was typed."""
    for attempt in _ATTEMPTS:
        if page := attempt(query):
            return page
    return query.as_typed


def _all_words(query: _Query) -> ResultsPage | None:
    """Succeed where many documents have all words that were typed, side by side as far as they are shown."""
    typed = query.as_typed
    is_enough = not query.is_question and typed.total > FEW_RESULTS
    return typed if is_enough and not query.is_apart else None


def _loosened_question(query: _Query) -> ResultsPage | None:
    """Succeed where documents have enough of a question's words; another spelling is only offered."""
    if query.is_question and query.as_typed.total:
        return replace(query.as_typed, offer=query.respelled)
    return None


def _unclosed_quote(query: _Query) -> ResultsPage | None:
    """Succeed where nothing has the words after a single quotation mark, with an offer of those words without it."""
    note = next((note for note in query.as_typed.notes if note.code == UNCLOSED_QUOTE), None)
    if query.as_typed.total or note is None:
        return None
    text = query.text[: note.start] + query.text[note.start + 1 :]
    other = _answer(replace(query, request=replace(query.request, text=text)))
    return replace(query.as_typed, offer=other.instead or text) if other.total else None


def _respelled(query: _Query) -> ResultsPage | None:
    """Succeed where another spelling finds documents: in place of nothing, or as an offer beside a few."""
    typed, better = query.as_typed, query.respelled
    if better is None:
        return None
    literal = (*query.request.literal, "spelling")
    other = _answer(replace(query, request=replace(query.request, text=better, literal=literal)))
    if typed.total:
        return replace(typed, offer=better) if other.total > typed.total else typed
    if not other.total:
        return None
    correction = Understood("spelling", query.text, {"text": better})
    # The notes stay those of what was typed, as they give places in it; one of the other query is of all of it.
    loosened = (replace(note, start=0, end=len(query.text)) for note in other.notes if note.code == NOT_ALL)
    notes = (*typed.notes, *loosened)
    understood = (correction, *other.understood)
    return replace(other, text=query.text, notes=notes, understood=understood, instead=better)


def _loosened_sentence(query: _Query) -> ResultsPage | None:
    """Succeed where nothing has all words of a long sentence, with documents that have enough of them."""
    if query.as_typed.total or query.is_question or not query.may_loosen or query.length < MIN_SENTENCE:
        return None
    return query.results(min_loose_run=MIN_SENTENCE)


_ATTEMPTS: tuple[Callable[[_Query], ResultsPage | None], ...] = (
    _all_words,
    _loosened_question,
    _unclosed_quote,
    _respelled,
    _loosened_sentence,
)
