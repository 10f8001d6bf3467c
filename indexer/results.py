"""Define what is asked of a search and what comes back: plain frozen data, ready for a page, JSON or a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from corpus.vi.dates.span import Span
from indexer.engines.port import EngineError
from indexer.schema.persons import Person

FILTERS = ("kind", "issuer", "official", "section", "term", "session", "status", "source")
FACETS = ("kind", "issuer", "official", "year", "month", "section", "term", "status", "source")
DATES = ("any", "published", "issued", "effective", "mentioned")
SORTS = ("relevance", "newest", "oldest")
GUESSES = ("date", "number", "official", "abbreviation", "telex", "spelling", "issuer", "kind", "accent")


@dataclass(frozen=True, slots=True)
class Request:
    """Holds one search as a reader asked it. `during` filters on the columns that `date` names; `literal` lists the
    types of guesses that are not made (`all`: none)."""

    text: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    during: Span | None = None
    date: str = "any"
    sort: str = "relevance"
    page: int = 1
    size: int = 10
    facets: tuple[str, ...] = ()
    literal: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Understood:
    """Tells what a part of the query was taken for: `meaning` is `as` of the contract, without what is not known."""

    type: str
    text: str
    meaning: Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Note:
    """Tells what was passed over in a query, and where (code points of the query text)."""

    message: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class MarkedText:
    """Holds a text and the half-open code point ranges of it that matched."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Snippet:
    """Holds a passage of a document's text with its marks; `where` names its article (`Điều 3`) where there is one."""

    text: str
    marks: tuple[tuple[int, int], ...]
    where: str | None = None


@dataclass(frozen=True, slots=True)
class NamedOfficial:
    """Names an official as one document does, with the identifier of the person."""

    id: str
    name: str
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """Holds what a person sees of one hit. `why` says in words what a reader could not guess from title and passages:
    that the document only mentions a day that was asked for."""

    id: str
    kind: str
    title: MarkedText
    score: float
    url: str | None = None
    number: str | None = None
    issuer: str | None = None
    published: datetime | None = None
    issued: date | None = None
    status: str | None = None
    officials: tuple[NamedOfficial, ...] = ()
    snippets: tuple[Snippet, ...] = ()
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FacetValue:
    """Counts one value of a column over the whole result, with a label for people."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class ResultsPage:
    """Answers a Request.

    `notes` tell what was passed over; `instead` is the query that was answered in its place, because nothing was found;
    `offer` is a query that finds more, where little was found.
    """

    text: str
    total: int
    results: tuple[Result, ...]
    understood: tuple[Understood, ...] = ()
    notes: tuple[Note, ...] = ()
    facets: Mapping[str, tuple[FacetValue, ...]] = field(default_factory=dict)
    instead: str | None = None
    offer: str | None = None


@dataclass(frozen=True, slots=True)
class OfficialsPage:
    """Holds one page of officials and the number of all."""

    total: int
    people: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class NameMention:
    """Says that a document's text names the person of this id from `start` to `end`."""

    start: int
    end: int
    id: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Offers one thing to go to: `type` is `document`, `official`, `number` or `phrase`; `id` where it has one."""

    type: str
    text: str
    marks: tuple[tuple[int, int], ...]
    id: str | None = None


@dataclass(frozen=True, slots=True)
class CitedDocument:
    """Names a document that bears a number."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class CitedNumber:
    """Says that `text`, from `start` to `end` (code points of the text as it was given), is a document's `number`.

    `number` is written as documents write it; `documents` bear it, newest first.
    """

    start: int
    end: int
    text: str
    number: str
    documents: tuple[CitedDocument, ...] = ()


@dataclass(frozen=True, slots=True)
class CitationsPage:
    """Holds the document numbers of a text, or of its beginning: `next` is where the first one left out stands."""

    citations: tuple[CitedNumber, ...]
    next: int | None = None


@dataclass(frozen=True, slots=True)
class Stats:
    """Counts what can be found, by source, kind and year of issue or publication; `last_added`: the last change."""

    documents: int
    officials: int
    sources: Mapping[str, int]
    kinds: Mapping[str, int]
    years: Mapping[str, int]
    last_added: datetime | None = None


@dataclass(frozen=True, slots=True)
class IndexState:
    """Tells whether searches can be answered now, and from what.

    `problem` is why they cannot, or why they are answered from an older generation than the newest.
    """

    ready: bool
    generation: int | None = None
    count: int = 0
    change: int = 0
    problem: EngineError | None = None
    stamp: str = ""
