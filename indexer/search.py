"""Answer what people ask: results with marks and snippets, officials, suggestions and what there is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain, islice

from corpus.document import KIND_LABELS, Document
from corpus.reading import read
from corpus.store import Store
from corpus.vi.names import find_people
from corpus.vi.numbers import find_numbers
from corpus.vi.short_mentions import find_short_mentions
from corpus.vi.span import Span
from corpus.vi.syllables import is_bare, terms
from corpus.vi.text import tidy
from indexer import query as q
from indexer.analysis import DOCUMENT, PERSON, day_of, person_key
from indexer.asked_officials import ADDRESS
from indexer.citations import citations
from indexer.engine import Ask, Engine, Hit, Reader
from indexer.forms import beside, word
from indexer.handle import Handle
from indexer.lookup import Lookup
from indexer.marks import Text
from indexer.mentioned import answering, dates_in, mentioned, not_own
from indexer.officials import full_role, main_role, office_fit, person
from indexer.opened import Opened
from indexer.results import (
    Cited,
    FacetValue,
    Found,
    Mentioned,
    NamedHere,
    OfficialOf,
    People,
    Person,
    Request,
    Result,
    State,
    Stats,
    Suggestion,
    Understood,
)
from indexer.segment import load
from indexer.short_forms import long_forms
from indexer.snippet import marked, shown
from indexer.spelling import RARE, Place, correct
from indexer.suggest import suggest
from indexer.understand import NOT_ALL, understand
from indexer.wanted import Wanted, wanted

FEW = 5  # results beside which another spelling is offered
QUESTION = 5  # syllables from which on a question mark asks for an answer, and not for documents with these words
SENTENCE = 8  # syllables beside each other of which no document must have every one, where none has
ANY = 2  # in a question: all that are more than one word
_USUAL = "ông Hòa chủ tịch UBND huyện trả lời ngày 13/1/2020 về nghị quyết số 5 hoofm nay"  # it needs every list
_SPELLED = ("title", "text")  # fields whose words are taken to be spelled right


class Search:
    """Answers from an engine's newest generation; the store has the documents whole. Safe to use from many threads."""

    def __init__(self, engine: Engine, store: Store) -> None:
        self._handle = Handle(engine)
        self._store = store

    def warm(self) -> None:
        """Load what the first search would wait for: word model, word lists and, where there is one, the index."""
        load()
        if self._handle.state().ready:
            self.search(Request(_USUAL), today=date(2020, 1, 13))

    def search(self, request: Request, *, today: date) -> Found:
        """Answer a request; `today` is the clock for `hôm qua` and for recency. Raises EngineError."""
        text = " ".join(tidy(request.text).split())
        loose = "all" not in request.literal
        question = loose and text.endswith("?") and len(terms(text)) >= QUESTION
        with self._handle.lookup() as lookup:
            found = self._found(request, text, lookup, today, enough=ANY if question else 0)
            better = None
            if found.total <= FEW or question:
                rare = RARE if found.total and not question else 0
                better = self._better(request, text, lookup, rare)
        if question and found.total:
            return replace(found, offer=better)
        if better is not None:
            other = self.search(replace(request, text=better, literal=(*request.literal, "spelling")), today=today)
            if found.total:
                return replace(found, offer=better) if other.total > found.total else found
            if other.total:
                guess = Understood("spelling", text, {"text": better})
                # The notes stay those of what was typed: they tell places in it.
                notes = (*found.notes, *(note for note in other.notes if note.message == NOT_ALL))
                return replace(other, text=text, notes=notes, understood=(guess, *other.understood), instead=better)
        if not found.total and not question and loose and len(terms(text)) >= SENTENCE:
            with self._handle.lookup() as lookup:
                return self._found(request, text, lookup, today, enough=SENTENCE)
        return found

    def _found(self, request: Request, text: str, lookup: Lookup, today: date, *, enough: int) -> Found:
        reader = lookup.reader
        meaning = understand(request, text, lookup, today=today, enough=enough)
        offset = (request.page - 1) * request.size
        answer = reader.search(Ask(meaning.query, request.sort, offset, request.size, request.facets, today=today))
        results = _results(answer.hits, lookup.opened(hit.id for hit in answer.hits), meaning.query)
        facets = {column: _labelled(reader, column, counts) for column, counts in answer.facets.items()}
        return Found(text, answer.total, results, meaning.understood, meaning.notes, facets)

    def document(self, id: str) -> Document | None:
        """Return a document, completed from its own text; None where the store has none of this id."""
        document = self._store.get(id)
        return read(document) if document else None

    def mentioned(self, document: Document) -> tuple[Mentioned, ...]:
        """Return the dates that a document mentions, each span once, with the sentence that says it first."""
        return mentioned(document, day_of(document))

    def marker(self, query: str, *, today: date) -> Callable[[str], tuple[tuple[int, int], ...]]:
        """Return what gives the marks of a query in a text. Raises EngineError."""
        with self._handle.lookup() as lookup:
            meaning = understand(Request(query), " ".join(tidy(query).split()), lookup, today=today)
        asked = wanted(meaning.query)

        return lambda text: marked([_read(text, asked)], asked)[0].marks

    def officials_of(self, document: Document) -> tuple[OfficialOf, ...]:
        """Return the persons that a document names, as the index joined them. Raises EngineError."""
        with self._handle.lookup() as lookup:
            return next((_officials(one) for one in lookup.opened([document.id])), ())

    def named(self, document: Document) -> tuple[NamedHere, ...]:
        """Return where a document's text names its officials: each first in full, then shortly. Raises EngineError."""
        ids: dict[str, set[str]] = {}
        for official in self.officials_of(document):
            ids.setdefault(official.name, set()).add(official.id)
        # Two persons of one name in one document cannot be told apart by it.
        known = {name: next(iter(found)) for name, found in ids.items() if len(found) == 1}
        people = find_people(document.text) if known else []
        places = [(one.start, one.end, one.name) for one in {one.name: one for one in reversed(people)}.values()]
        places += [(one.start, one.end, one.name) for one in find_short_mentions(document.text, people)]
        return tuple(NamedHere(start, end, known[name]) for start, end, name in sorted(places) if name in known)

    def officials(self, q: str = "", *, issuer: str | None = None, on: date | None = None, limit: int = 50) -> People:
        """Return the persons whose names and roles have all the words; at a body, and in a role on a day.

        Raises EngineError.
        """
        with self._handle.lookup() as lookup:
            reader = lookup.reader
            bodies = lookup.values("body", issuer) if issuer else None
            typed = _typed(q)
            # Whether one office has the words, the body and the day, only the person's record tells.
            picky = bool(typed) or (issuer is not None and on is not None)
            size = max(1, reader.facts.count if picky else limit)
            answer = reader.search(Ask(_persons(lookup, typed, issuer, on), size=size))
            stored = reader.get(hit.id for hit in answer.hits)
            people = [person(stored[hit.id]) for hit in answer.hits]
            if not picky:
                return People(answer.total, tuple(people))
            fits = [(fit, i) for i, one in enumerate(people) if (fit := office_fit(one, typed, bodies, on)) is not None]
            return People(len(fits), tuple(people[i] for _, i in sorted(fits)[:limit]))

    def official(self, id: str) -> Person | None:
        """Return a person with the ids of others of that name; None where there is none. Raises EngineError."""
        with self._handle.lookup() as lookup:
            stored = lookup.reader.get([person_key(id)]).get(person_key(id))
            if stored is None:
                return None
            found = person(stored)
            same = tuple(one.id for one in lookup.people(found.name) if one.id != id)
        return person(stored, same)

    def suggest(self, q: str, *, limit: int = 8) -> tuple[Suggestion, ...]:
        """Return what a beginning of a query may be about. Raises EngineError."""
        text = " ".join(tidy(q).split()) + (" " if q[-1:].isspace() else "")
        with self._handle.lookup() as lookup:
            return suggest(lookup, text, limit)

    def citations(self, text: str) -> tuple[Cited, ...]:
        """Return every document number in a text, with the documents that bear it. Raises EngineError."""
        with self._handle.lookup() as lookup:
            return citations(lookup, text)

    def stats(self) -> Stats:
        """Count what can be found. Raises EngineError."""
        with self._handle.reader() as reader:
            types = dict(reader.values("type"))
            counted = {column: dict(sorted(reader.values(column))) for column in ("source", "kind", "year")}
        return Stats(
            types.get(DOCUMENT, 0),
            types.get(PERSON, 0),
            counted["source"],
            counted["kind"],
            counted["year"],
            self._store.last_changed(),
        )

    def state(self) -> State:
        """Tell whether searches can be answered now."""
        return self._handle.state()

    def health(self) -> str:
        """Tell whether all that keeps the index is well, in words. Raises EngineError where it cannot answer."""
        return self._handle.health()

    def close(self) -> None:
        """Let the index go; the store is its owner's."""
        self._handle.close()

    def _better(self, request: Request, text: str, lookup: Lookup, rare: int) -> str | None:
        if {"spelling", "all"} & set(request.literal):
            return None

        def count(asked: Sequence[Place]) -> list[int]:
            queries = [_spelled(*place) for place in asked]
            totals = iter(lookup.reader.totals([*chain(*queries)]))
            return [max(islice(totals, len(own))) for own in queries]

        return correct(text, count, rare=rare)


def _spelled(layer: str, term: str) -> tuple[q.Query, ...]:
    """Return the queries of which the greatest total tells how common a term is."""
    if layer == "pairs":
        return (beside(*term.split("_", 1)),)
    return tuple(q.Term((q.Form(layer, term),), (field,)) for field in _SPELLED)


def _typed(text: str) -> list[str]:
    address = {word for words in ADDRESS for word in words if not is_bare([word])}
    for start, end, short in reversed(list(long_forms(text))):  # offices name their bodies by the short forms
        text = f"{text[:start]}{short}{text[end:]}"
    return [term for term in terms(text.replace("đ/c", " ")) if term not in address]


def _persons(lookup: Lookup, typed: list[str], issuer: str | None, on: date | None) -> q.Query:
    bare = is_bare(typed)
    parts: list[q.Query] = [q.Where("type", (PERSON,))]
    parts += [word(term, bare=bare, fields=("title", "summary")) for term in typed]
    if issuer:
        parts.append(lookup.restricted("body", (issuer,)))
    if on:
        parts.append(q.During(("held",), Span.day(on), touching=True))
    return q.All(tuple(parts))


def _results(hits: Sequence[Hit], opened: Sequence[Opened], query: q.Query) -> tuple[Result, ...]:
    asked = wanted(query)
    looked = [_looked_at(one, asked) for one in opened]
    seen = shown([title for title, _, _ in looked], [body for _, body, _ in looked], asked)
    return tuple(
        Result(
            hit.id,
            one.document.kind or "other",
            title,
            hit.score,
            one.document.url,
            one.document.number,
            one.document.issuer,
            one.document.published,
            one.document.issued,
            one.document.status,
            _officials(one),
            passages,
            why,
        )
        for hit, one, (_, _, why), (title, passages) in zip(hits, opened, looked, seen, strict=True)
    )


def _looked_at(one: Opened, asked: Wanted) -> tuple[Text, Text, tuple[str, ...]]:
    """Return title and body with what they say, and why the document was found if a reader could not guess it."""
    if not (asked.spans or asked.keys):
        return Text(one.title), Text(one.body), ()
    places, days = one.said, not_own(one.document, asked.spans)
    dates = [date for date in places.dates if date[0] >= 0]
    numbers = [
        replace(mention, start=start + mention.start, end=start + mention.end)
        for start, end in (places.numbers if asked.keys else ())
        for mention in find_numbers(one.body[start:end])
    ]
    fitting = answering([span for _, _, span in places.dates], days)
    why = tuple(f"nhắc đến {span.said}" for span in fitting)
    return _read(one.title, asked, day_of(one.document), days), Text(one.body, dates, numbers, days), why


def _read(text: str, asked: Wanted, day: date | None = None, mentioned: tuple[Span, ...] = ()) -> Text:
    """Read in a short text what is asked for beside words."""
    dates = dates_in(text, day) if asked.spans else ()
    return Text(text, list(dates), find_numbers(text) if asked.keys else (), mentioned)


def _officials(one: Opened) -> tuple[OfficialOf, ...]:
    named = zip(one.document.officials, one.people, strict=True)
    return tuple(OfficialOf(id, official.name, official.role) for official, id in named if id)


def _told_apart(one: Person) -> str:
    role = main_role(one)
    return f"{one.name} ({full_role(role.role, role.issuer)})" if role else one.name


def _labelled(reader: Reader, column: str, counts: tuple[tuple[str, int], ...]) -> tuple[FacetValue, ...]:
    if column == "kind":
        return tuple(FacetValue(value, KIND_LABELS.get(value, value), count) for value, count in counts)
    if column == "official":
        people = {one.id: one for one in map(person, reader.get(person_key(id) for id, _ in counts).values())}
        names = Counter(one.name for one in people.values())
        labels = {id: _told_apart(one) if names[one.name] > 1 else one.name for id, one in people.items()}
        return tuple(FacetValue(value, labels.get(value, value), count) for value, count in counts)
    return tuple(FacetValue(value, value, count) for value, count in counts)
