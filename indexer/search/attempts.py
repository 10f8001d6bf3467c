"""Answer a query by the first attempt that succeeds: all words, enough of a question's words, another spelling."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from corpus.vi.syllables import syllables, terms
from corpus.vi.text import tidy
from indexer import sentences
from indexer.engines.port import COUNTED, SearchRequest
from indexer.engines.ranking import RERANKED
from indexer.results import Request, ResultsPage, Understood
from indexer.search import hits
from indexer.search.passage_ranking import reranked
from indexer.search.query.effect import expired, status_facet, statuses
from indexer.search.query.entities import disabled_types
from indexer.search.query.lookup import Lookup
from indexer.search.query.neighbours import (
    Compound,
    compounds_of,
    not_shown,
    nowhere_whole,
    phrases_of_no_document,
    stand_apart,
    wanted_words,
    with_other_marks,
)
from indexer.search.query.parser import OPERATORS, UNCLOSED_QUOTE
from indexer.search.query.questions import asking_words, is_question
from indexer.search.query.spelling import MAX_RARE_COUNT, respelled
from indexer.search.query.understanding import NOT_ALL, Interpretation, understand
from indexer.search.query.ways_out import with_ways_out

FEW_RESULTS = 5  # results beside which another spelling is offered
MIN_SENTENCE = 8  # adjacent syllables that need only match in part, where no document has all of them
MAX_SHORT_QUESTION = 4  # syllables of a question, without those that only ask, which documents should all have
QUESTION_RUN = 2  # adjacent syllables of a question that need only match in part, at once


def answer(request: Request, lookup: Lookup, today: date) -> ResultsPage:
    """Return the results of the first attempt that succeeds, else of what was typed. Raises EngineError."""
    return _answer(_Query(request, lookup, today))


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

    @property
    def on(self) -> date:
        """Return the day of which the effect counts."""
        return self.request.on or self.today

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

    @cached_property
    def _wanted(self) -> str:
        return wanted_words(self.text)

    def plain(self, understood: Iterable[Understood]) -> str:
        """Return the wanted words with blanks for what was understood, which may be written in other words, and for
        what only asks.
        """
        text = self.text
        for entity in understood:
            if entity.type != "unit":  # documents must have its words
                text = text.replace(entity.text, " " * len(entity.text))
        if self.is_question:
            typed = syllables(self.text)
            for at in asking_words([syllable.term for syllable in typed]):
                text = text[: typed[at].start] + " " * (typed[at].end - typed[at].start) + text[typed[at].end :]
        pairs = zip(text, self._wanted, strict=True)
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
        columns = tuple(column for column in request.facets if column != "status")
        by_status = statuses(self.lookup, self.on) if "status" in request.facets else {}
        compounds = self._compounds(meaning)
        engine_request = SearchRequest(
            meaning.query,
            request.sort,
            first,
            size,
            columns,
            today=self.today,
            lowered=expired(self.on),
            counted=tuple(by_status.values()),
            counted_apart=tuple(
                (COUNTED if facet == "status" else facet, query) for facet, query in meaning.facet_queries.items()
            ),
            first=tuple(word.query for word in compounds) if _has_all_words(meaning) else (),
        )
        answered = reader.search(engine_request)
        page = answered.hits
        if reorder:
            best = reranked(meaning.text, page[:RERANKED], self.lookup.stored_documents)
            page = (*best, *page[RERANKED:])[offset : offset + request.size]
        documents = self.lookup.stored_documents([hit.id for hit in page])
        results = hits.results(page, documents, meaning.query, self.on)
        facets = {column: hits.labelled(reader, column, counts) for column, counts in answered.facets.items()}
        if by_status:
            facets["status"] = status_facet(zip(by_status, answered.counts, strict=True))
        notes = meaning.notes
        if not answered.total:
            notes += phrases_of_no_document(self.text, self.lookup)
        elif answered.first:
            apart = [word for word, count in zip(compounds, answered.first, strict=False) if not count]
            notes += nowhere_whole(apart, self.lookup, lambda word: self._only_apart(word, answered.total))
        else:
            notes += nowhere_whole(not_shown(compounds, results), self.lookup, _no_such_phrase)
        page_of_results = ResultsPage(
            self.text, answered.total, results, meaning.understood, with_ways_out(self.text, notes), facets
        )
        return _divided(page_of_results, answered.first[-1], request, offset) if answered.first else page_of_results

    def _compounds(self, meaning: Interpretation) -> tuple[Compound, ...]:
        """Return the words of several syllables that results have in one piece or in several; none beside a number,
        whose label (`Luật số`) need not match.
        """
        if any(entity.type == "number" for entity in meaning.understood):
            return ()
        return compounds_of(self.plain(meaning.understood), accents="accent" in disabled_types(self.request))

    def _only_apart(self, word: str, total: int) -> str:
        """Return the sentence on a word that stands in pieces in all results."""
        is_all = len(terms(word)) == 2 == self.length
        sentence = sentences.ONLY_APART if is_all else sentences.ONLY_APART_AMONG_OTHERS
        return sentence.format(phrase=word, count=f"{total:,}".replace(",", "."))


def _no_such_phrase(word: str) -> str:
    return sentences.NO_SUCH_PHRASE.format(phrase=word)


def _divided(page: ResultsPage, together: int, request: Request, offset: int) -> ResultsPage:
    """Return a page on which the results behind the first `together` are scattered; by days they stand mixed."""
    if together == page.total or (together and request.sort != "relevance"):
        return page
    whole = max(0, together - offset)
    scattered = (replace(result, is_scattered=True) for result in page.results[whole:])
    return replace(page, results=(*page.results[:whole], *scattered), together=together or None)


def _has_all_words(meaning: Interpretation) -> bool:
    """Tell whether each result has every word: there is no operator, and not only enough of them match."""
    return not any(note.code in OPERATORS or note.code == NOT_ALL for note in meaning.notes)


def _answer(query: _Query) -> ResultsPage:
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
